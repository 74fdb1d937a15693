import { blockEncodings, type BlockEncoding } from './block-encoding.ts';
import { storeCrc } from './checksums.ts';
import type { StoreSpace } from './store-file.ts';
import { putWord, type StoreLayout } from './store-layout.ts';

/** A page that a tree hangs on ([MS-PST] 2.2.2.4, BREF). */
export interface PageReference {
  readonly identifier: number;
  readonly offsetBytes: number;
}

export interface StoreHeader {
  readonly layout: StoreLayout;
  readonly encoding: BlockEncoding;
  readonly space: StoreSpace;
  readonly maps: 'valid' | 'invalid';
  readonly nodeTree: PageReference;
  readonly blockTree: PageReference;
  readonly nextPageId: number;
  readonly nextBlockId: number;
  /** Of each of the 32 node types, the index that the next node is to have. */
  readonly nextNodeIndexes: readonly number[];
}

/** Makes the header of a store ([MS-PST] 2.2.2.6, 2.2.2.5). */
export function storeHeader({ layout, encoding, space, maps, nodeTree, blockTree, ...next }: StoreHeader): Buffer {
  const isAnsi = layout.format === 'ansi';
  const header = Buffer.alloc(isAnsi ? 512 : 564);
  const places = isAnsi ? ansiPlaces : unicodePlaces;
  const put = (at: number, value: number): void => {
    putWord(layout, header, at, value);
  };
  header.write('!BDN', 0, 'latin1');
  header.write('SM', 8, 'latin1');
  header.writeUInt16LE(layout.version, 10);
  header.writeUInt16LE(19, 12); // wVerClient
  header.writeUInt16LE(0x0101, 14); // bPlatformCreate, bPlatformAccess
  put(places.nextBlockId, next.nextBlockId);
  put(places.nextPageId, next.nextPageId);
  header.writeUInt32LE(1, places.unique); // dwUnique
  for (const [type, index] of next.nextNodeIndexes.entries()) header.writeUInt32LE(index, places.unique + 4 + 4 * type);
  // ROOT: a reserved double word, ibFileEof, ibAMapLast, cbAMapFree, cbPMapFree, BREFNBT, BREFBBT, fAMapValid.
  const root = [
    space.endBytes,
    space.lastAllocationMapBytes,
    space.freeBytes,
    0,
    nodeTree.identifier,
    nodeTree.offsetBytes,
    blockTree.identifier,
    blockTree.offsetBytes,
  ];
  for (const [index, value] of root.entries()) put(places.root + 4 + layout.wordBytes * index, value);
  header[places.root + 4 + layout.wordBytes * root.length] = maps === 'valid' ? 2 : 0; // VALID_AMAP2
  header.fill(0xff, places.freeMaps, places.freeMaps + 256); // rgbFM, rgbFP
  header[places.freeMaps + 256] = 0x80; // bSentinel
  header[places.freeMaps + 257] = blockEncodings[encoding];
  sealHeader(header);
  return header;
}

/** Where the two formats have what both have. */
const unicodePlaces = { nextBlockId: 516, nextPageId: 32, unique: 40, root: 180, freeMaps: 256 } as const;
const ansiPlaces = { nextBlockId: 24, nextPageId: 28, unique: 32, root: 164, freeMaps: 204 } as const;

/** Computes the checksums of a header: dwCRCPartial, and dwCRCFull, which an ANSI store has not. */
export function sealHeader(header: Buffer): void {
  header.writeUInt32LE(storeCrc(header.subarray(8, 8 + 471)), 4);
  if (header.length === 564) header.writeUInt32LE(storeCrc(header.subarray(8, 8 + 516)), 524);
}
