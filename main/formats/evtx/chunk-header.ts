import { crc32 } from 'node:zlib';

/** Size of a chunk with its header and all records. */
export const chunkSizeBytes = 65_536;
/** Where the first record of a chunk begins: after the header, the table of common strings and that of templates. */
export const firstRecordOffset = 512;
export const chunkSignature = Buffer.from('ElfChnk\0', 'latin1');

/** The smallest record there can be: header, fragment header and the copy of its size. */
const smallestRecord = 32;
/** More records than this have no place in a chunk. */
const mostRecords = Math.floor((chunkSizeBytes - firstRecordOffset) / smallestRecord);

/** What the header of a chunk says (libyal, Windows XML Event Log format, "Chunk header"). */
export interface ChunkHeader {
  readonly firstIdentifier: number;
  readonly lastIdentifier: number;
  /** Number of records by the numbers of the first and the last one; null where these cannot be. */
  readonly statedRecords: number | null;
  /** Where the records end; null where that cannot be. */
  readonly freeOffset: number | null;
  readonly isHeaderSound: boolean;
  readonly areRecordsSound: boolean;
}

/** Reads the header of a chunk. @param bytes the chunk, at least 512 bytes of it */
export function readChunkHeader(bytes: Buffer): ChunkHeader {
  const number = (offset: number): number => Number(bytes.readBigUInt64LE(offset));
  const free = bytes.readUInt32LE(48);
  const freeOffset = free >= firstRecordOffset && free <= chunkSizeBytes ? free : null;
  const byNumber = number(16) - number(8) + 1;
  const byIdentifier = number(32) - number(24) + 1;
  const isPossible = (count: number): boolean => count >= 1 && count <= mostRecords;
  return {
    firstIdentifier: number(24),
    lastIdentifier: number(32),
    statedRecords: isPossible(byNumber) ? byNumber : isPossible(byIdentifier) ? byIdentifier : null,
    freeOffset,
    isHeaderSound: isHeaderSound(bytes),
    areRecordsSound:
      freeOffset !== null && freeOffset <= bytes.length && crc32(bytes.subarray(firstRecordOffset, freeOffset)) === bytes.readUInt32LE(52),
  };
}

/** Whether the checksum of a chunk header is right, were the signature before it in order. @param bytes at least 512 */
export function isHeaderSound(bytes: Buffer): boolean {
  const rest = crc32(bytes.subarray(128, firstRecordOffset), crc32(bytes.subarray(8, 120), crc32(chunkSignature)));
  return rest === bytes.readUInt32LE(124);
}
