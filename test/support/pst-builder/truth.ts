import type { Deletion, RecipientDescription } from './description.ts';
import type { FinishedDatabase } from './node-database.ts';
import type { StoredProperty } from './property-context.ts';

/** What is true of a built store. Texts are as they can be read again: an ANSI store loses what its code page lacks. */
export interface StoreTruth extends FinishedDatabase {
  readonly folders: readonly FolderTruth[];
  /** Messages and associated items in the order of the folders, deleted ones among them; attached ones are within them. */
  readonly messages: readonly MessageTruth[];
}

export interface FolderTruth {
  readonly nodeId: number;
  /** Names from below the root folder. */
  readonly path: readonly string[];
  /** What its tables list. */
  readonly messages: number;
  readonly associated: number;
  readonly folders: number;
  readonly state: 'live' | Deletion;
  readonly isSearch: boolean;
}

export interface MessageTruth {
  /** The node; of an attached message, the node within its attachment. */
  readonly nodeId: number;
  readonly kind: 'message' | 'associated' | 'attached';
  readonly folderPath: readonly string[];
  readonly folderNodeId: number;
  readonly messageClass: string;
  readonly subject: string;
  readonly sender: string | null;
  readonly recipients: readonly Pick<RecipientDescription, 'kind' | 'name' | 'address'>[];
  /** SHA-256 of the transport headers: of a Unicode store in UTF-8, of an ANSI store as they are stored; null where there are none. */
  readonly headerSha256: string | null;
  readonly attachments: readonly AttachmentTruth[];
  /**
   * Its own deletion or that of a folder it lies in. `earlier`: a version from before it was last saved; the message
   * itself is another entry.
   */
  readonly state: 'live' | 'earlier' | Deletion;
}

export interface AttachmentTruth {
  readonly kind: 'data' | 'message' | 'ole' | 'reference';
  readonly name: string;
  readonly sizeBytes: number | null;
  /** SHA-256 of its content; null where it is none of bytes. */
  readonly sha256: string | null;
  readonly message: MessageTruth | null;
}

/** A message with everything that was stored of it. */
export interface StoredMessage {
  readonly truth: MessageTruth;
  readonly properties: readonly StoredProperty[];
  readonly recipients: readonly (readonly StoredProperty[])[];
  readonly attachments: readonly StoredAttachment[];
}

export interface StoredAttachment {
  readonly properties: readonly StoredProperty[];
  readonly message: StoredMessage | null;
}
