import { blockEncodings, type BlockEncoding } from './block-encoding.ts';
import { putUint64, storeCrc } from './checksums.ts';
import type { StoreSpace } from './store-file.ts';

/** A page that a tree hangs on ([MS-PST] 2.2.2.4, BREF). */
export interface PageReference {
  readonly identifier: number;
  readonly offsetBytes: number;
}

export interface StoreHeader {
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

/** Makes the header of a Unicode store ([MS-PST] 2.2.2.6, 2.2.2.5). */
export function storeHeader({ encoding, space, maps, nodeTree, blockTree, ...next }: StoreHeader): Buffer {
  const header = Buffer.alloc(564);
  header.write('!BDN', 0, 'latin1');
  header.write('SM', 8, 'latin1');
  header.writeUInt16LE(23, 10); // wVer
  header.writeUInt16LE(19, 12); // wVerClient
  header.writeUInt16LE(0x0101, 14); // bPlatformCreate, bPlatformAccess
  putUint64(header, 32, next.nextPageId);
  header.writeUInt32LE(1, 40); // dwUnique
  for (const [type, index] of next.nextNodeIndexes.entries()) header.writeUInt32LE(index, 44 + 4 * type);
  putUint64(header, 184, space.endBytes);
  putUint64(header, 192, space.lastAllocationMapBytes);
  putUint64(header, 200, space.freeBytes);
  putUint64(header, 216, nodeTree.identifier);
  putUint64(header, 224, nodeTree.offsetBytes);
  putUint64(header, 232, blockTree.identifier);
  putUint64(header, 240, blockTree.offsetBytes);
  header[248] = maps === 'valid' ? 2 : 0; // fAMapValid: VALID_AMAP2
  header.fill(0xff, 256, 512); // rgbFM, rgbFP
  header[512] = 0x80; // bSentinel
  header[513] = blockEncodings[encoding];
  putUint64(header, 516, next.nextBlockId);
  sealHeader(header);
  return header;
}

/** Computes both checksums of a header: dwCRCPartial and dwCRCFull. */
export function sealHeader(header: Buffer): void {
  header.writeUInt32LE(storeCrc(header.subarray(8, 8 + 471)), 4);
  header.writeUInt32LE(storeCrc(header.subarray(8, 8 + 516)), 524);
}
