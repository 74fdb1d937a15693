import { greatestAllocationBytes, type Heap } from './heap.ts';

export interface HeapTree {
  readonly keyBytes: number;
  readonly valueBytes: number;
  /** Key and value of each record, one after the other, in ascending order of the keys. */
  readonly records: Buffer;
}

/** Size of BTHHEADER ([MS-PST] 2.3.2.1). */
export const heapTreeHeadBytes = 8;

/**
 * Writes a B-tree on a heap ([MS-PST] 2.3.2) with as many levels as it needs.
 * @param head where its header goes
 */
export function putHeapTree(heap: Heap, head: Buffer, { keyBytes, valueBytes, records }: HeapTree): void {
  let level = records;
  let recordBytes = keyBytes + valueBytes;
  let levels = 0;
  let root = 0;
  while (level.length > 0) {
    const pieceBytes = Math.floor(greatestAllocationBytes / recordBytes) * recordBytes;
    if (level.length <= pieceBytes) {
      root = heap.allocate(level);
      break;
    }
    const above: Buffer[] = [];
    for (let start = 0; start < level.length; start += pieceBytes) {
      const piece = level.subarray(start, start + pieceBytes);
      const entry = Buffer.alloc(keyBytes + 4);
      entry.set(piece.subarray(0, keyBytes));
      entry.writeUInt32LE(heap.allocate(piece), keyBytes);
      above.push(entry);
    }
    level = Buffer.concat(above);
    recordBytes = keyBytes + 4;
    levels += 1;
  }
  head.set([0xb5, keyBytes, valueBytes, levels]);
  head.writeUInt32LE(root, 4);
}
