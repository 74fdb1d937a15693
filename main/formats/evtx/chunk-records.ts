import { chunkSizeBytes, firstRecordOffset, type ChunkHeader } from './chunk-header.ts';

/** A record as its own header states it (libyal, Windows XML Event Log format, "Event record"). */
export interface RecordPlace {
  /** From the beginning of the chunk. */
  readonly offset: number;
  readonly sizeBytes: number;
  readonly identifier: number;
  /** False where the copy of the size at its end is not there: a part of it is overwritten. */
  readonly isWhole: boolean;
}

/** What was found in a chunk. */
export interface ChunkRecords {
  /** Records between the header and the free space, in order. */
  readonly live: readonly RecordPlace[];
  /** Where no record can be made out among them: from, to. */
  readonly damaged: readonly (readonly [from: number, to: number])[];
  /** Where they end. */
  readonly usedEnd: number;
  /** How many of them lie beyond the end that the header states. */
  readonly beyondStated: number;
}

export const recordSignature = Buffer.from('**\0\0', 'latin1');
/** Signature, size, identifier, time written. */
export const recordHeaderBytes = 24;
export const smallestRecordBytes = 28;

/**
 * The record whose header lies at an offset; null where none does.
 * @param end it must end before it
 */
export function recordAt(bytes: Buffer, offset: number, end: number): RecordPlace | null {
  if (offset + smallestRecordBytes > end || bytes.readUInt32LE(offset) !== 0x2a2a) return null;
  const sizeBytes = bytes.readUInt32LE(offset + 4);
  if (sizeBytes < smallestRecordBytes || sizeBytes > end - offset) return null;
  const high = bytes.readUInt32LE(offset + 12);
  return {
    offset,
    sizeBytes,
    identifier: high * 2 ** 32 + bytes.readUInt32LE(offset + 8),
    isWhole: bytes.readUInt32LE(offset + sizeBytes - 4) === sizeBytes,
  };
}

/**
 * Walks over the records of a chunk by their sizes. Where a record is damaged, goes on at the next that is whole.
 * @param isUnfinished whether records may follow that the header does not know yet: the log was not closed, or its
 * checksums are wrong. They count while their identifiers go on by one.
 */
export function walkRecords(bytes: Buffer, header: ChunkHeader, isUnfinished: boolean): ChunkRecords {
  const end = Math.min(bytes.length, chunkSizeBytes);
  const stated = header.freeOffset === null ? null : Math.min(header.freeOffset, end);
  const live: RecordPlace[] = [];
  const damaged: [number, number][] = [];
  let at = firstRecordOffset;
  while (stated !== null && at < stated) {
    const record = recordAt(bytes, at, stated);
    if (record?.isWhole === true) {
      live.push(record);
      at += record.sizeBytes;
      continue;
    }
    const next = nextWhole(bytes, at + 1, stated)?.offset ?? stated;
    // The header of a damaged record may be in order, and so may the beginning of what it says.
    const header = record ?? headerOnly(bytes, at, next);
    if (header !== null) live.push({ ...header, sizeBytes: next - at, isWhole: false });
    else damaged.push([at, next]);
    at = next;
  }
  const knownByHeader = live.length;
  if (stated === null || isUnfinished) {
    for (;;) {
      const record = recordAt(bytes, at, end);
      const before = live.at(-1);
      if (record?.isWhole !== true || (before !== undefined && record.identifier !== before.identifier + 1)) break;
      live.push(record);
      at += record.sizeBytes;
    }
  }
  return { live, damaged, usedEnd: at, beyondStated: stated === null ? 0 : live.length - knownByHeader };
}

// A size that leads beyond the next record is wrong, or the rest of the record is gone.
function headerOnly(bytes: Buffer, offset: number, end: number): RecordPlace | null {
  if (offset + smallestRecordBytes > end || bytes.readUInt32LE(offset) !== 0x2a2a) return null;
  const identifier = bytes.readUInt32LE(offset + 12) * 2 ** 32 + bytes.readUInt32LE(offset + 8);
  return { offset, sizeBytes: end - offset, identifier, isWhole: false };
}

/** The next record from an offset on whose size stands at its beginning and its end; null where there is none before `end`. */
export function nextWhole(bytes: Buffer, offset: number, end: number): RecordPlace | null {
  for (let at = bytes.indexOf(recordSignature, offset); at !== -1 && at < end; at = bytes.indexOf(recordSignature, at + 1)) {
    const record = recordAt(bytes, at, end);
    if (record?.isWhole === true) return record;
  }
  return null;
}

/**
 * Counts records by their signatures and sizes alone, wherever they lie: a count that is independent of the walk and of
 * what the header states.
 */
export function countRecords(bytes: Buffer, end: number): number {
  let count = 0;
  let from = firstRecordOffset;
  for (;;) {
    const record = nextWhole(bytes, from, end);
    if (record === null) return count;
    count += 1;
    from = record.offset + record.sizeBytes;
  }
}
