import type { ByteSource } from '#evidence/byte-source.ts';
import { splitMbox } from '../mbox/index.ts';
import { withLineFeeds } from '../mime/index.ts';

/** A message of a mailbox file, as far as finding it needs. */
export interface MailboxMessage {
  /** Where the `From ` line before it begins. */
  readonly separatorBytes: number;
  readonly startBytes: number;
  readonly endBytes: number;
  /** Without angle brackets, its bytes each as one character; empty where the header has none. */
  readonly messageId: string;
  /** Marked as deleted by its program, and still there. */
  readonly isExpunged: boolean;
}

/** Goes through a mailbox file and gives the place and identifier of each message, in bounded memory. */
export function* mailboxMessages(file: ByteSource): Generator<MailboxMessage, void, undefined> {
  const source = withLineFeeds(file, 0);
  for (const entry of splitMbox(source)) {
    const { separator, startBytes, endBytes } = entry;
    const header = headerOf(source, entry);
    yield { separatorBytes: separator.offsetBytes, startBytes, endBytes, messageId: messageIdOf(header), isExpunged: isExpunged(header) };
  }
}

const headerBytes = 64 * 1024;

function headerOf(source: ByteSource, entry: { startBytes: number; endBytes: number; bytes: () => Uint8Array | null }): Buffer {
  const bytes = entry.bytes() ?? source.read(entry.startBytes, Math.min(headerBytes, entry.endBytes - entry.startBytes));
  return headerIn(bytes);
}

function headerIn(bytes: Uint8Array): Buffer {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, headerBytes));
  const ends = [start.indexOf('\n\n'), start.indexOf('\n\r\n')].filter((at) => at !== -1);
  return start.subarray(0, ends.length === 0 ? start.length : Math.min(...ends) + 1);
}

/** How much of a message file its identifier is looked for in. */
export const longestHeaderBytes = headerBytes;

/** The identifier in the header that a message file begins with, in the form of `MailboxMessage.messageId`. */
export function messageIdAtBeginning(bytes: Uint8Array): string {
  return messageIdOf(headerIn(bytes));
}

function messageIdOf(header: Buffer): string {
  const match = /^message-id:[ \t\r\n]*<?([^<>\s]+)/im.exec(header.toString('latin1'));
  if (match === null) return '';
  // Taken from the bytes anew: a piece of the text would keep the whole header in memory.
  const end = match.index + match[0].length;
  return header.toString('latin1', end - (match[1] ?? '').length, end);
}

function isExpunged(header: Buffer): boolean {
  const match = /^x-mozilla-status:[ \t]*([0-9a-f]{4,8})[ \t]*\r?$/im.exec(header.toString('latin1'));
  return match !== null && (Number.parseInt(match[1] ?? '0', 16) & 0x8) !== 0;
}
