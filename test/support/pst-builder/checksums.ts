import { crc32 } from 'node:zlib';

/** The CRC-32 of [MS-PST] 5.3: the polynomial of zlib, begun with 0 and not inverted at the end. */
export function storeCrc(bytes: Uint8Array): number {
  return (crc32(bytes, 0xffffffff) ^ 0xffffffff) >>> 0;
}

/** The signature of a block or page from its place and identifier ([MS-PST] 5.5); only the low 32 bits of both count. */
export function storeSignature(offsetBytes: number, identifier: number): number {
  const mixed = (low32(offsetBytes) ^ low32(identifier)) >>> 0;
  return ((mixed >>> 16) ^ mixed) & 0xffff;
}

/** Writes a whole number below 2^53 as 64 bits, little endian. */
export function putUint64(bytes: Buffer, at: number, value: number): void {
  bytes.writeUInt32LE(low32(value), at);
  bytes.writeUInt32LE(Math.floor(value / 0x1_0000_0000), at + 4);
}

/** The low 32 bits of a whole number below 2^53. */
export function low32(value: number): number {
  return (value % 0x1_0000_0000) >>> 0;
}
