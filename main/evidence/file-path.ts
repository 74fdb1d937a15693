import { isUtf8 } from 'node:buffer';
import { isAbsolute, join } from 'node:path';

/**
 * Reads the bytes of a file name as text without loss. A name that is not UTF-8 (old or foreign volumes have them)
 * becomes text in which each byte outside a valid sequence stands as a lone surrogate U+DC80–U+DCFF, as in
 * Python's PEP 383; `systemPath` turns it back into the same bytes.
 */
export function textOfFileName(name: Uint8Array): string {
  if (isUtf8(name)) return Buffer.from(name.buffer, name.byteOffset, name.byteLength).toString('utf8');
  let text = '';
  for (let at = 0; at < name.length;) {
    const length = sequenceLength(name, at);
    if (length === 0) text += String.fromCharCode(0xdc00 + (name[at] ?? 0));
    else text += Buffer.from(name.subarray(at, at + length)).toString('utf8');
    at += Math.max(length, 1);
  }
  return text;
}

/**
 * The form of a path that the operating system takes: the text itself, or its bytes where it holds a name
 * made by `textOfFileName` that is not Unicode.
 */
export function systemPath(path: string): string | Buffer {
  return process.platform !== 'win32' && /[\udc80-\udcff]/.test(path) && !isWellFormed(path) ? bytesOfFileName(path) : path;
}

/** The bytes that `textOfFileName` was made from: UTF-8, with each lone surrogate U+DC80–U+DCFF as the byte it stands for. */
export function bytesOfFileName(text: string): Buffer {
  const pieces = text.split(/((?<![\ud800-\udbff])[\udc80-\udcff])/);
  return Buffer.concat(
    pieces.map((piece, index) => (index % 2 === 1 ? Buffer.of(piece.charCodeAt(0) - 0xdc00) : Buffer.from(piece, 'utf8'))),
  );
}

/**
 * The path in the file system of a file of an evidence item.
 * @param itemPath the path of the item itself
 * @param relativePath as `discover` lists it, separated by `/`
 * @throws RangeError when the relative path leads out of the item: it must come from `discover`.
 */
export function pathWithin(itemPath: string, relativePath: string): string {
  const names = relativePath.split('/');
  if (isAbsolute(relativePath) || names.some((name) => name === '..' || name === '.' || name === '')) {
    throw new RangeError(`Not a path within an evidence item: ${relativePath}`);
  }
  return join(itemPath, ...names);
}

function isWellFormed(text: string): boolean {
  return !/(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text);
}

// The length of the valid UTF-8 sequence at a position, 0 where there is none.
function sequenceLength(bytes: Uint8Array, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length++) {
    if (isUtf8(bytes.subarray(at, at + length))) return length;
  }
  return 0;
}
