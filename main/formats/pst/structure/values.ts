import { openNodeData } from './data-tree.ts';
import type { BlockReader } from './block-reader.ts';
import type { Heap } from './heap.ts';
import { viewOf } from './layout.ts';
import type { Subnodes } from './subnodes.ts';

/** A value of an item: its bytes, or where they can be read. */
export interface StoredValue {
  readonly sizeBytes: number;
  /** A piece of it, shorter at its end; null when it cannot be read. */
  read(offsetBytes: number, lengthBytes: number): Uint8Array | null;
}

/** What values of a context may lie in. */
export interface ValuePlaces {
  readonly reader: BlockReader;
  readonly heap: Heap;
  readonly subnodes: Subnodes;
}

/** Bytes of the types of fixed size ([MS-OXCDATA] 2.11.1); all others lie in a heap or a sub-node. */
const fixedBytes = new Map([
  [0x0002, 2],
  [0x0003, 4],
  [0x0004, 4],
  [0x0005, 8],
  [0x0006, 8],
  [0x0007, 8],
  [0x000a, 4],
  [0x000b, 1],
  [0x0014, 8],
  [0x0040, 8],
]);

/** The size of a type's values in bytes, or null for types of any size. */
export function fixedSizeOf(type: number): number | null {
  return fixedBytes.get(type) ?? null;
}

/** A value whose bytes are at hand. */
export function valueOfBytes(bytes: Uint8Array): StoredValue {
  return { sizeBytes: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) };
}

/** Several values of any size in the form in which a store holds them: their number, where each begins, then the values ([MS-PST] 2.3.3.4.2). */
export function multipleValue(values: readonly Uint8Array[]): StoredValue {
  const head = Buffer.alloc(4 + 4 * values.length);
  head.writeUInt32LE(values.length, 0);
  let start = head.length;
  for (const [index, { length }] of values.entries()) {
    head.writeUInt32LE(start, 4 + 4 * index);
    start += length;
  }
  return valueOfBytes(Buffer.concat([head, ...values]));
}

/** A value by its HNID ([MS-PST] 2.3.3.2): in the heap, or the data of a sub-node; null when it is not there. */
export function valueAt(places: ValuePlaces, identifier: number): StoredValue | null {
  if (identifier === 0) return valueOfBytes(new Uint8Array(0));
  if ((identifier & 0x1f) === 0) {
    const bytes = places.heap.get(identifier);
    return bytes === null ? null : valueOfBytes(bytes);
  }
  const place = places.subnodes.places.get(identifier);
  const data = place === undefined ? null : openNodeData(places.reader, place.dataId);
  return data?.isWhole === true ? data : null;
}

/** The value of a property context's entry: a small one itself, else an HNID ([MS-PST] 2.3.3.3). */
export function contextValue(places: ValuePlaces, type: number, field: Uint8Array): StoredValue | null {
  const size = fixedSizeOf(type);
  if (size !== null && size <= 4) return valueOfBytes(field.subarray(0, size));
  return valueAt(places, viewOf(field).getUint32(0, true));
}
