import { utf16Of, type BlobCursor } from './blob-cursor.ts';

/** Reads a string of the rules stream: its length in characters (8 bits, or 16 bits after 0xff), then UTF-16LE. */
export function readString(cursor: BlobCursor, what: string): string {
  const short = cursor.u8(what);
  const length = short === 0xff ? cursor.u16(what) : short;
  return utf16Of(cursor.bytes(2 * length, what));
}
