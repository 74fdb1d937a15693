import type { BlockReader } from './block-reader.ts';
import type { Heap } from './heap.ts';
import { viewOf } from './layout.ts';

/** The records of a B-tree on a heap ([MS-PST] 2.3.2), key and value together, in the order of their keys. */
export interface HeapTree {
  readonly keyBytes: number;
  readonly records: readonly Uint8Array[];
  /** False when a part of the tree could not be read. */
  readonly isWhole: boolean;
}

/** Reads a B-tree on a heap; null when its header is none. */
export function readHeapTree(reader: BlockReader, heap: Heap, headerId: number): HeapTree | null {
  const header = heap.get(headerId);
  if (header === null || header.length < 8 || header[0] !== treeSignature) return null;
  const keyBytes = header[1] ?? 0;
  const valueBytes = header[2] ?? 0;
  const levels = header[3] ?? 0;
  if (keyBytes === 0 || levels > greatestLevel) return null;
  const records: Uint8Array[] = [];
  const met = new Set<number>();
  // Keys differ, so there are no more records than keys: a hostile tree leads to one leaf again and again.
  const mostRecords = 2 ** (8 * keyBytes);
  let isWhole = true;
  const collect = (heapId: number, level: number): void => {
    const bytes = met.has(heapId) ? null : heap.get(heapId);
    if (bytes === null) {
      isWhole = false;
      return;
    }
    met.add(heapId);
    const recordBytes = keyBytes + (level === 0 ? valueBytes : 4);
    for (let at = 0; at + recordBytes <= bytes.length; at += recordBytes) {
      if (!reader.spend(1) || records.length >= mostRecords) {
        isWhole = false;
        return;
      }
      if (level > 0) collect(viewOf(bytes).getUint32(at + keyBytes, true), level - 1);
      else records.push(bytes.subarray(at, at + recordBytes));
    }
  };
  const rootId = viewOf(header).getUint32(4, true);
  if (rootId !== 0) collect(rootId, levels);
  return { keyBytes, records, isWhole };
}

const treeSignature = 0xb5;
const greatestLevel = 8;
