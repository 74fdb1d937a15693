import type { ByteSource } from '#evidence/byte-source.ts';
import type { ByteRange, Effect } from '#model/index.ts';
import { plistForm } from '../plist/index.ts';

/** Where message and property list of a message file lie. */
export interface EmlxLayout {
  readonly message: ByteRange;
  /** Null when there is none. */
  readonly trailer: ByteRange | null;
  /** What is wrong with the byte count; null when it is right. */
  readonly doubt: { readonly code: 'byte-count-wrong' | 'message-truncated'; readonly effect: Effect; readonly detail: string } | null;
}

/** The line that a message file begins with: a number of bytes, padded with spaces. */
export interface CountLine {
  readonly declaredBytes: number;
  /** Where the message begins. */
  readonly endBytes: number;
}

/** Reads the count line; null when the bytes begin otherwise. */
export function readCountLine(start: Uint8Array): CountLine | null {
  const text = Buffer.from(start.buffer, start.byteOffset, Math.min(start.byteLength, 64)).toString('latin1');
  const match = /^(\d{1,15})[ \t]{0,40}(?:\r?\n|\r)/.exec(text);
  return match === null ? null : { declaredBytes: Number(match[1]), endBytes: match[0].length };
}

/** Furthest from the end of a file that its property list is looked for. */
const searchedBytes = 1024 * 1024;

/**
 * Finds the parts of a message file: the count line, as many bytes of message, a property list. Where the count leads to no
 * list, the list is looked for at the end of the file and the message ends before it; a count that exceeds the file shows
 * that the end is missing.
 */
export function emlxLayout(source: ByteSource, { declaredBytes, endBytes: start }: CountLine): EmlxLayout {
  const rest = source.sizeBytes - start;
  const counted = start + declaredBytes;
  const upTo = (end: number): ByteRange => ({ offsetBytes: start, lengthBytes: end - start });
  const trailerFrom = (at: number): ByteRange => ({ offsetBytes: at, lengthBytes: source.sizeBytes - at });
  if (declaredBytes <= rest) {
    const after = source.read(counted, 1200);
    const blank = after.findIndex((byte) => byte !== 0x0a && byte !== 0x0d && byte !== 0x20);
    if (blank !== -1 && plistForm(after.subarray(blank)) !== null) {
      return { message: upTo(counted), trailer: trailerFrom(counted + blank), doubt: null };
    }
    if (blank === -1 && after.length === rest - declaredBytes) return { message: upTo(counted), trailer: null, doubt: null };
  }
  const found = findTrailer(source, start);
  const says = `The file begins with a count of ${String(declaredBytes)} bytes`;
  if (found !== null) {
    const detail = `${says}, but the property list begins after ${String(found - start)}; the message was read to there.`;
    return { message: upTo(found), trailer: trailerFrom(found), doubt: { code: 'byte-count-wrong', effect: 'recovered', detail } };
  }
  if (declaredBytes > rest) {
    const detail = `${says}, but ${String(rest)} bytes follow: the end of the message and its property list are missing.`;
    return { message: upTo(source.sizeBytes), trailer: null, doubt: { code: 'message-truncated', effect: 'field-lost', detail } };
  }
  const detail = `${says}, but no property list follows there or later; the message was read to the end of the file.`;
  return { message: upTo(source.sizeBytes), trailer: null, doubt: { code: 'byte-count-wrong', effect: 'recovered', detail } };
}

// The last list of the file, if nothing follows it; one within the text of the message has more after it. One that breaks off
// is known by the declarations before it alone: a message may speak of lists.
function findTrailer(source: ByteSource, start: number): number | null {
  const from = Math.max(start, source.sizeBytes - searchedBytes);
  const bytes = source.read(from, source.sizeBytes - from);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const root = text.lastIndexOf('<plist version');
  if (root === -1) return null;
  const near = Math.max(0, root - 400);
  const before = text.slice(near, root);
  const head = /(?:<\?xml[^>]{0,200}>\s*)?(?:<!DOCTYPE plist[^>]{0,300}>\s*)?$/.exec(before);
  const at = near + (head?.index ?? before.length);
  const end = text.indexOf('</plist>', root);
  if (end === -1) return at < root ? from + at : null;
  return text.slice(end + 8).trim() === '' ? from + at : null;
}
