/**
 * `formats/mbox`: splits mailbox files into messages and reads them.
 *
 * Enters: a byte source. Leaves: for each message its byte range, its `From ` line, its record.
 * Invariants: any file size in bounded memory; every decision that might be wrong is a diagnostic.
 */
export { mboxReader } from './mbox-reader.ts';
export { splitMbox, type MboxEntry } from './split-mbox.ts';
