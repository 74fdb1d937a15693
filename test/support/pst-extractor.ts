import { createRequire } from 'node:module';
import type * as PstExtractor from 'pst-extractor';
import type { PSTFolder, PSTMessage } from 'pst-extractor';

// The package is CommonJS with a default export beside the named ones, which bundlers and Node.js resolve differently.
const { PSTFile } = createRequire(import.meta.url)('pst-extractor') as typeof PstExtractor;

/** What an independent parser says of one message. */
export interface SecondOpinion {
  readonly nodeId: number;
  readonly subject: string;
  /** PidTagClientSubmitTime in milliseconds since 1970, or null. */
  readonly submitted: number | null;
  readonly headers: string;
  readonly attachments: number;
  /** PidTagBody. */
  readonly text: string;
  /** PidTagRtfCompressed, decompressed; empty where there is none. */
  readonly rtf: string;
  /** How many of the attachments are messages. It cannot read these. */
  readonly attachedMessages: number;
}

/**
 * Reads a store with pst-extractor (JavaScript, no code in common with libpff).
 * @returns its messages by node identifier, or null when it cannot read the store at all
 */
export function secondOpinion(bytes: Uint8Array): ReadonlyMap<number, SecondOpinion> | null {
  const opinions = new Map<number, SecondOpinion>();
  try {
    visit(new PSTFile(Buffer.from(bytes)).getRootFolder(), opinions);
  } catch {
    return null;
  }
  return opinions;
}

function visit(folder: PSTFolder, opinions: Map<number, SecondOpinion>): void {
  if (folder.hasSubfolders) for (const child of folder.getSubFolders()) visit(child, opinions);
  if (folder.contentCount === 0) return;
  for (let message = next(folder); message !== null; message = next(folder)) {
    const nodeId = Number(message.descriptorNodeId);
    opinions.set(nodeId, {
      nodeId,
      subject: message.subject,
      submitted: message.clientSubmitTime?.getTime() ?? null,
      headers: message.transportMessageHeaders,
      attachments: message.numberOfAttachments,
      text: message.body,
      rtf: message.bodyRTF,
      attachedMessages: attachedMessages(message),
    });
  }
}

function next(folder: PSTFolder): PSTMessage | null {
  return folder.getNextChild() as PSTMessage | null;
}

/** PidTagAttachMethod ([MS-OXCMSG] 2.2.2.9) of an attached message. */
const embeddedMessage = 5;

function attachedMessages(message: PSTMessage): number {
  const methods = Array.from({ length: message.numberOfAttachments }, (_, index) => message.getAttachment(index).attachMethod);
  return methods.filter((method) => method === embeddedMessage).length;
}
