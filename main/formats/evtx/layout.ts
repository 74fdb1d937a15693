import type { ByteSource } from '#evidence/byte-source.ts';
import { chunkSignature, chunkSizeBytes, firstRecordOffset, isHeaderSound } from './chunk-header.ts';

/** A stretch of a log. */
export interface Stretch {
  /**
   * `chunk`: the 64 KiB that a chunk header begins, or what there is of them. `headless`: bytes between chunks, or after
   * the last one, without a chunk header.
   */
  readonly kind: 'chunk' | 'headless';
  readonly offsetBytes: number;
  readonly lengthBytes: number;
  /** Of a chunk: whether its signature is right. It is a chunk without one where the checksum of its header says so. */
  readonly isMarked: boolean;
}

/**
 * Finds the chunks of a log one after the other, whatever the file header says of their number. Chunks follow each other
 * every 64 KiB; where the next is not in its place, bytes were lost or came in, and it is looked for.
 * Depends on nothing but the source, so that every process that reads a part of it finds the same.
 */
export function* layOut(source: ByteSource, firstChunkOffset: number): Generator<Stretch, void, undefined> {
  let open: { readonly offsetBytes: number; readonly isMarked: boolean } | null = null;
  const closed = (end: number): Stretch[] =>
    open === null ? [] : [{ ...open, kind: 'chunk', lengthBytes: Math.min(end, source.sizeBytes) - open.offsetBytes }];
  let at = firstChunkOffset;
  while (at < source.sizeBytes) {
    const start = Buffer.from(source.read(at, firstRecordOffset));
    const isMarked = start.subarray(0, chunkSignature.length).equals(chunkSignature);
    if (isMarked || isUnmarkedHeader(start)) {
      yield* closed(at);
      open = { offsetBytes: at, isMarked };
      at += chunkSizeBytes;
      continue;
    }
    // The chunk before may have lost bytes, so that the next begins within its 64 KiB.
    const within: number | null = open === null ? null : findChunk(source, open.offsetBytes + firstRecordOffset, at, isHeaderSound);
    yield* closed(within ?? at);
    open = null;
    if (within !== null) {
      at = within;
      continue;
    }
    const end: number = findChunk(source, at, at + chunkSizeBytes, isHeaderLikely) ?? Math.min(at + chunkSizeBytes, source.sizeBytes);
    yield { kind: 'headless', offsetBytes: at, lengthBytes: end - at, isMarked: false };
    at = end;
  }
  yield* closed(at);
}

/** Where a chunk begins between two places, by its signature and what its header must be; null where none does. */
function findChunk(source: ByteSource, from: number, to: number, isHeader: (header: Buffer) => boolean): number | null {
  // The header of a chunk that begins at the end reaches beyond it.
  const bytes = Buffer.from(source.read(from, to - from + firstRecordOffset));
  for (let at = bytes.indexOf(chunkSignature); at !== -1 && from + at < to; at = bytes.indexOf(chunkSignature, at + 1)) {
    const header = bytes.subarray(at, at + firstRecordOffset);
    if (header.length === firstRecordOffset && isHeader(header)) return from + at;
  }
  return null;
}

const headerSize = 128;

function isHeaderLikely(header: Buffer): boolean {
  return header.readUInt32LE(40) === headerSize;
}

function isUnmarkedHeader(header: Buffer): boolean {
  return header.length === firstRecordOffset && header.readUInt32LE(40) === headerSize && isHeaderSound(header);
}
