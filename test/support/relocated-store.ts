import { crc32 } from 'node:zlib';
import type { ByteSource } from '#evidence/byte-source.ts';

/**
 * A Unicode PST moved back by `distance` bytes, a multiple of 512: its header stays, everything else lies further on, and
 * between them there is nothing. So offsets beyond 4 GiB are tested without as many bytes ([MS-PST] 2.2.2.6, 2.2.2.7.7).
 */
export function relocatedStore(original: Uint8Array, distance: number): ByteSource {
  const bytes = Buffer.from(original);
  for (const root of [nodeTreeRoot, blockTreeRoot]) movePage(bytes, Number(bytes.readBigUInt64LE(root)), distance);
  for (const at of [fileSize, lastMap, nodeTreeRoot, blockTreeRoot]) moveOffset(bytes, at, distance);
  bytes.writeUInt32LE(checksum(bytes.subarray(8, 479)), 4);
  bytes.writeUInt32LE(checksum(bytes.subarray(8, 524)), 524);
  return {
    sizeBytes: distance + bytes.length,
    read(offsetBytes, lengthBytes) {
      const read = Buffer.alloc(Math.max(0, Math.min(lengthBytes, distance + bytes.length - offsetBytes)));
      if (offsetBytes < headerBytes) bytes.copy(read, 0, offsetBytes, headerBytes);
      const start = Math.max(0, distance - offsetBytes);
      if (start < read.length) bytes.copy(read, start, offsetBytes + start - distance, offsetBytes + read.length - distance);
      return read;
    },
  };
}

const headerBytes = 564;
/** Places in the header ([MS-PST] 2.2.2.6 and 2.2.2.5). */
const fileSize = 184;
const lastMap = 192;
const nodeTreeRoot = 224;
const blockTreeRoot = 240;

function moveOffset(bytes: Buffer, at: number, distance: number): void {
  bytes.writeBigUInt64LE(bytes.readBigUInt64LE(at) + BigInt(distance), at);
}

// Entries of a branch hold the offset of a page at 16; those of a leaf of the block tree the offset of a block at 8.
function movePage(bytes: Buffer, page: number, distance: number): void {
  const [entries = 0, , entryBytes = 0, level = 0] = bytes.subarray(page + 488, page + 492);
  for (let entry = 0; entry < entries; entry += 1) {
    const at = page + entry * entryBytes;
    if (level > 0) movePage(bytes, Number(bytes.readBigUInt64LE(at + 16)), distance);
    if (level > 0) moveOffset(bytes, at + 16, distance);
    else if (bytes[page + 496] === blockTreePage) moveOffset(bytes, at + 8, distance);
  }
  sealPage(bytes, page);
}

const blockTreePage = 0x80;

/** Sets the checksum of a tree page right. */
export function sealPage(bytes: Buffer, page: number): void {
  bytes.writeUInt32LE(checksum(bytes.subarray(page, page + 496)), page + 500);
}

// [MS-PST] 5.3: CRC-32 that begins with 0 and is not inverted at the end.
function checksum(bytes: Uint8Array): number {
  return (crc32(bytes, 0xffffffff) ^ 0xffffffff) >>> 0;
}
