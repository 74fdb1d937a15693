import type { BlockEncoding } from './block-encoding.ts';
import type { Property } from './property-values.ts';
import type { StoreFormat } from './store-layout.ts';

/** A store to be built. */
export interface StoreDescription {
  /** PidTagDisplayName of the store. */
  readonly name?: string;
  readonly encoding?: BlockEncoding;
  /** `unicode` when left out. */
  readonly format?: StoreFormat;
  /** Of the texts of an ANSI store, as Windows numbers it (932, 1251); 1252 when left out. Only messages name theirs. */
  readonly codePage?: number;
  /** The folders below "Top of Outlook data file"; read once, in order. */
  readonly folders?: Iterable<FolderDescription>;
  /** What lies in Deleted Items, which every store has. */
  readonly deletedItems?: Omit<FolderDescription, 'name'>;
  /** Folders beside "Top of Outlook data file", e.g. "Freebusy Data". */
  readonly rootFolders?: Iterable<FolderDescription>;
  readonly searchFolders?: Iterable<SearchFolderDescription>;
  /** Sets PidTagPstPassword, which readers are free to heed. */
  readonly password?: string;
  readonly storeProperties?: readonly Property[];
  /** Whether the allocation maps are there; without them the header says so. */
  readonly maps?: 'valid' | 'invalid';
  /** Entries on a page of the trees at most, from 2: few make deep trees. */
  readonly greatestFanout?: number;
}

export interface FolderDescription {
  readonly name: string;
  /** PidTagContainerClass; `IPF.Note` when left out. */
  readonly containerClass?: string;
  /** Read once, in order, so a generator may make them on the way. */
  readonly messages?: Iterable<MessageDescription>;
  /** Folder-associated items (FAI): rules, views, settings. */
  readonly associated?: Iterable<MessageDescription>;
  readonly folders?: Iterable<FolderDescription>;
  readonly properties?: readonly Property[];
  /** Takes the folder away with all in it. */
  readonly deletion?: Deletion;
}

/** A folder of search results, in the finder ([MS-PST] 2.4.8.6). */
export interface SearchFolderDescription {
  readonly name: string;
  /** Which of the messages of the store it lists. */
  readonly matches: (message: { readonly nodeId: number; readonly subject: string; readonly folderPath: readonly string[] }) => boolean;
}

/**
 * What is left of what was deleted:
 * `unlinked`: its node, which the folder's table does not list;
 * `freed`: its bytes, in space that is free, with no node and no entry in the trees;
 * `superseded`: as `freed`, and tree pages from before, in free space as well, that still lead to it;
 * `overwritten`: what of its bytes the blocks written after it have left, first to last; of a small message nothing.
 */
export type Deletion = 'unlinked' | 'freed' | 'superseded' | 'overwritten';

export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

export interface RecipientDescription extends Mailbox {
  readonly kind: 'to' | 'cc' | 'bcc';
  readonly properties?: readonly Property[];
}

/** A message or folder-associated item. What is left out is not stored. */
export interface MessageDescription {
  /** PidTagMessageClass; `IPM.Note` when left out. */
  readonly messageClass?: string;
  /** In an ANSI store the code page of its own texts and of what is attached to it (PidTagMessageCodepage); that of the store when left out. */
  readonly codePage?: number;
  /** Stored with the prefix that Outlook sets before it ([MS-PST] 2.5.3.1.1.1). */
  readonly subject?: string;
  readonly sender?: Mailbox;
  /** On whose behalf, where that is not the sender. */
  readonly representing?: Mailbox;
  readonly recipients?: readonly RecipientDescription[];
  /** PidTagTransportMessageHeaders. */
  readonly headers?: string;
  readonly text?: string;
  /** PidTagHtml; text is stored as UTF-8. */
  readonly html?: string | Uint8Array;
  /** PidTagRtfCompressed, as it is stored. */
  readonly rtf?: Uint8Array;
  /** PidTagClientSubmitTime. */
  readonly sent?: Date;
  /** PidTagMessageDeliveryTime. */
  readonly received?: Date;
  readonly created?: Date;
  readonly modified?: Date;
  /** PidTagMessageFlags, without the flags that say that there are attachments or that it is an associated item. */
  readonly flags?: number;
  /** PidTagLastVerbExecuted and PidTagLastVerbExecutionTime. */
  readonly lastVerb?: { readonly verb: number; readonly at: Date };
  /** PidTagAutoForwarded. */
  readonly autoForwarded?: 'yes' | 'no';
  readonly conversationIndex?: Uint8Array;
  /** PidTagInternetMessageId. */
  readonly messageId?: string;
  readonly attachments?: readonly AttachmentDescription[];
  /** Any others; they take the place of those above. */
  readonly properties?: readonly Property[];
  readonly deletion?: Deletion;
  /** How it was before it was last saved; that version lies in free space, and earlier tree pages lead to it. */
  readonly earlier?: MessageDescription;
}

export type AttachmentDescription = (
  | { readonly kind: 'data'; readonly name: string; readonly content: Uint8Array; readonly contentType?: string }
  | { readonly kind: 'message'; readonly name?: string; readonly message: MessageDescription }
  /** An OLE object: its storage, as bytes. */
  | { readonly kind: 'ole'; readonly name: string; readonly content: Uint8Array }
  /** A file that the message names and does not hold. */
  | { readonly kind: 'reference'; readonly name: string; readonly path: string }
) & { readonly properties?: readonly Property[] };
