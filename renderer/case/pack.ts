import { deflateSync, inflateSync } from 'fflate';
import type { WireRecord } from '#contract/index.ts';

/**
 * The form in which whole records lie in the store. After inflating, little-endian:
 * number of records (uint32); for each record the length of its JSON and of its header block (uint32 each); then for
 * each record its JSON (UTF-8, bodies included) and its header block, byte for byte.
 */

// On list archives level 3 packs at 39 MB/s and the default at 30, for 2 % more bytes; the browser's own CompressionStream
// was no faster on blocks of this size, and would need a promise in the middle of packing.
const level = 3;

/** Packs records, of any kind, in order. */
export function packRecords(records: readonly WireRecord[]): Uint8Array {
  const pieces: Uint8Array[] = [];
  const lengths = new Uint32Array(1 + 2 * records.length);
  lengths[0] = records.length;
  records.forEach((record, index) => {
    const headerBlock = record.kind === 'message' ? record.headerBlock : nothing;
    const json = encoder.encode(JSON.stringify(record.kind === 'message' ? { ...record, headerBlock: undefined } : record));
    lengths[1 + 2 * index] = json.length;
    lengths[2 + 2 * index] = headerBlock.length;
    pieces.push(json, headerBlock);
  });
  return deflateSync(concatenate([new Uint8Array(lengths.buffer), ...pieces]), { level });
}

/** Unpacks all records of a packed row. */
export function unpackRecords(packed: Uint8Array): WireRecord[] {
  return recordsIn(inflateSync(packed));
}

/** Unpacks the one record at a place of a packed row; null when there is none at that place. */
export function unpackRecordAt(packed: Uint8Array, index: number): WireRecord | null {
  return recordsIn(inflateSync(packed), index)[0] ?? null;
}

/** Packs any JSON value. */
export function packJson(value: unknown): Uint8Array {
  return deflateSync(encoder.encode(JSON.stringify(value)), { level });
}

/** Unpacks a JSON value that this program packed. */
export function unpackJson(packed: Uint8Array): unknown {
  return JSON.parse(decoder.decode(inflateSync(packed)));
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const nothing = new Uint8Array(0);

function recordsIn(bytes: Uint8Array, only: number | null = null): WireRecord[] {
  const numbers = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = numbers.getUint32(0, true);
  let offsetBytes = 4 + 8 * count;
  const records: WireRecord[] = [];
  for (let index = 0; index < count; index += 1) {
    const jsonEnd = offsetBytes + numbers.getUint32(4 + 8 * index, true);
    const headerEnd = jsonEnd + numbers.getUint32(8 + 8 * index, true);
    if (only === null || only === index) {
      const record = JSON.parse(decoder.decode(bytes.subarray(offsetBytes, jsonEnd))) as WireRecord;
      records.push(record.kind === 'message' ? { ...record, headerBlock: bytes.slice(jsonEnd, headerEnd) } : record);
    }
    offsetBytes = headerEnd;
  }
  return records;
}

function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let offsetBytes = 0;
  for (const piece of pieces) {
    whole.set(piece, offsetBytes);
    offsetBytes += piece.length;
  }
  return whole;
}
