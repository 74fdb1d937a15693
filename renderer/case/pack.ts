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

/** Records of a packed row, inflated but not yet parsed. */
export interface OpenRecords {
  readonly count: number;
  /** The record at a place of the row; null when there is none at that place. */
  at(index: number): WireRecord | null;
}

/** Inflates a packed row. */
export function openRecords(packed: Uint8Array): OpenRecords {
  const bytes = inflateSync(packed);
  const numbers = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = numbers.getUint32(0, true);
  const lengthAt = (place: number): number => numbers.getUint32(4 + 4 * place, true);
  return {
    count,
    at(index) {
      if (index < 0 || index >= count) return null;
      let start = 4 + 8 * count;
      for (let place = 0; place < 2 * index; place += 1) start += lengthAt(place);
      const jsonEnd = start + lengthAt(2 * index);
      const record = JSON.parse(decoder.decode(bytes.subarray(start, jsonEnd))) as WireRecord;
      if (record.kind !== 'message') return record;
      return { ...record, headerBlock: bytes.slice(jsonEnd, jsonEnd + lengthAt(2 * index + 1)) };
    },
  };
}

/** Unpacks all records of a packed row. */
export function unpackRecords(packed: Uint8Array): WireRecord[] {
  const open = openRecords(packed);
  return Array.from({ length: open.count }, (_, index) => open.at(index)).filter((record) => record !== null);
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

function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let offsetBytes = 0;
  for (const piece of pieces) {
    whole.set(piece, offsetBytes);
    offsetBytes += piece.length;
  }
  return whole;
}
