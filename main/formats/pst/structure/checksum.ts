import { crc32 } from 'node:zlib';

/** The checksum of pages and blocks ([MS-PST] 5.3): CRC-32 that begins with zero and is not inverted at its end. */
export function checksum(bytes: Uint8Array): number {
  return (crc32(bytes, 0xffffffff) ^ 0xffffffff) >>> 0;
}

/** The signature of a page or block at a place ([MS-PST] 5.5). Only the lower halves of place and identifier count. */
export function placeSignature(offsetBytes: number, blockId: number): number {
  const mixed = (lowHalf(offsetBytes) ^ lowHalf(blockId)) >>> 0;
  return ((mixed >>> 16) ^ mixed) & 0xffff;
}

function lowHalf(value: number): number {
  return (value % 0x1_0000_0000) | 0;
}
