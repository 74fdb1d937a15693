import { decodeText } from '../mime/charset.ts';
import { charsetOfCodepage } from '../mime/codepage.ts';
import { utf16Of } from './rules/blob-cursor.ts';
import { withoutPadding } from '../padded-text.ts';

/** A file that was packaged into an OLE object, and where its bytes lie in the stream of the package. */
export interface PackagedFile {
  /** File name as the package shows it; no path. */
  readonly name: string;
  readonly offsetBytes: number;
  readonly sizeBytes: number;
}

/** The stream that a package lies in ([MS-OLEDS] 2.3.6). */
export const packageStream = '\u0001Ole10Native';

/** Longest beginning of the stream that is looked at: names and paths before the file. */
export const packageHeadBytes = 64 * 1024;
const longestText = 4096;

/**
 * Reads the head of a package: the size of all that follows, then label, path, path of a temporary copy, size and bytes of the
 * file. [MS-OLEDS] 2.3.6 has the size alone; what follows it is as the Object Packager writes it and public readers
 * (olefile's oleobj, Apache POI) know it.
 * @param head the beginning of the stream
 * @param tail what follows the file at most, where names in UTF-16 may stand; empty where it cannot be read
 * @returns null when the stream holds something else: the data of another program
 */
export function readPackage(
  head: Uint8Array,
  streamBytes: number,
  codepage: number,
  tail: (offsetBytes: number) => Uint8Array,
): PackagedFile | null {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  // The size, and a number that is always 2.
  if (head.length < 6 || view.getUint16(4, true) !== 2) return null;
  const label = textAt(head, 6);
  const path = label === null ? null : textAt(head, label.end);
  if (label === null || path === null || path.end + 8 > head.length) return null;
  // Two numbers, of which the second says that a file was embedded, not linked.
  if (view.getUint16(path.end + 2, true) !== 3) return null;
  const temporaryBytes = view.getUint32(path.end + 4, true);
  const sizeAt = path.end + 8 + temporaryBytes;
  if (temporaryBytes > longestText || sizeAt + 4 > head.length) return null;
  const sizeBytes = view.getUint32(sizeAt, true);
  const offsetBytes = sizeAt + 4;
  if (offsetBytes + sizeBytes > streamBytes) return null;
  const wide = wideNames(tail(offsetBytes + sizeBytes));
  const narrow = [label.bytes, path.bytes].map((bytes) => decodeText(bytes, charsetOfCodepage(codepage)).text);
  const name = [...wide, ...narrow].map(lastName).find((text) => text !== '') ?? '';
  return { name, offsetBytes, sizeBytes };
}

function textAt(bytes: Uint8Array, from: number): { readonly bytes: Uint8Array; readonly end: number } | null {
  const end = bytes.subarray(from, from + longestText).indexOf(0);
  return end === -1 ? null : { bytes: bytes.subarray(from, from + end), end: from + end + 1 };
}

/** Path of the temporary copy, label and path once more, each after its length in characters; older packages end before them. */
function wideNames(bytes: Uint8Array): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const texts: string[] = [];
  for (let at = 0; texts.length < 3 && at + 4 <= bytes.length;) {
    const lengthBytes = 2 * view.getUint32(at, true);
    if (lengthBytes > 2 * longestText || at + 4 + lengthBytes > bytes.length) break;
    texts.push(withoutPadding(utf16Of(bytes.subarray(at + 4, at + 4 + lengthBytes))));
    at += 4 + lengthBytes;
  }
  return texts.slice(1);
}

function lastName(path: string): string {
  return path.split(/[\\/]/).at(-1)?.trim() ?? '';
}
