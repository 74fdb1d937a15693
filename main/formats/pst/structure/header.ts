import type { ByteSource } from '#evidence/byte-source.ts';
import { checksum } from './checksum.ts';
import { cipherOf, type Cipher } from './cipher.ts';
import { layoutOfVersion, viewOf, wordAt, type Layout } from './layout.ts';

/** What the header of a store says ([MS-PST] 2.2.2.6). */
export interface StoreHeader {
  /** Null when the header names no version that is known. */
  readonly layout: Layout | null;
  /** Null when the header names none that is known. */
  readonly cipher: Cipher | null;
  /** Whether its checksums are right. */
  readonly isSound: boolean;
  /** Size that the file should have, in bytes (ibFileEof). */
  readonly fileBytes: number;
  /** Offsets of the root pages of the node and the block B-tree. */
  readonly nodeRootBytes: number;
  readonly blockRootBytes: number;
}

/** Reads the header; null when the source does not begin with that of a store. */
export function readHeader(source: ByteSource): StoreHeader | null {
  const bytes = source.read(0, headerBytes);
  if (bytes.length < leastHeaderBytes) return null;
  const view = viewOf(bytes);
  if (view.getUint32(0, true) !== magic) return null;
  const layout = layoutOfVersion(view.getUint16(10, true));
  const isAnsi = layout?.name === 'ansi';
  if (!isAnsi && bytes.length < headerBytes) return null;
  const rootAt = isAnsi ? 164 : 180;
  const word = isAnsi ? 4 : 8;
  // ROOT: reserved (4), ibFileEof, ibAMapLast, cbAMapFree, cbPMapFree, then identifier and offset of both roots.
  const rootWord = (index: number): number => wordAt(view, rootAt + 4 + index * word, word);
  return {
    layout,
    cipher: cipherOf(bytes[isAnsi ? 461 : 513] ?? 0xff),
    isSound: isChecked(view, bytes, 4, 479) && (isAnsi || isChecked(view, bytes, 524, 524)),
    fileBytes: rootWord(0),
    nodeRootBytes: rootWord(5),
    blockRootBytes: rootWord(7),
  };
}

/** dwMagic: `!BDN`. */
const magic = 0x4e444221;
const headerBytes = 564;
const leastHeaderBytes = 512;

function isChecked(view: DataView, bytes: Uint8Array, at: number, end: number): boolean {
  return checksum(bytes.subarray(8, end)) === view.getUint32(at, true);
}
