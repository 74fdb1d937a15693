import type { NodeData } from './data-tree.ts';
import { viewOf, type Layout } from './layout.ts';

/** A heap on a node ([MS-PST] 2.3.1): pieces of memory that structures of an item are made of. */
export interface Heap {
  /** What is built on it: 0xbc a property context, 0x7c a table context. */
  readonly clientSignature: number;
  /** The heap identifier of the structure's root. */
  readonly rootId: number;
  /** The bytes of an allocation; null when there is none or its block cannot be read. */
  get(heapId: number): Uint8Array | null;
}

/** Opens the heap that the data of a node are; null when they are none. */
export function openHeap(data: NodeData, layout: Layout): Heap | null {
  const first = data.block(0);
  if (first === null || first.length < 12 || first[2] !== heapSignature) return null;
  const view = viewOf(first);
  const maps = new Map<number, PageMap | null>();
  const mapOf = (block: number): PageMap | null => {
    let map = maps.get(block);
    if (map === undefined) {
      map = readPageMap(data.block(block));
      maps.set(block, map);
    }
    return map;
  };
  return {
    clientSignature: view.getUint8(3),
    rootId: view.getUint32(4, true),
    get(heapId) {
      if (heapId === 0 || (heapId & 0x1f) !== 0) return null;
      const index = (heapId >>> 5) & ((1 << layout.heapIndexBits) - 1);
      const block = heapId >>> (5 + layout.heapIndexBits);
      const map = block < data.blocks ? mapOf(block) : null;
      return map === null ? null : map.allocation(index - 1);
    },
  };
}

/** Whether bytes begin like a heap that holds a property context. */
export function beginsPropertyContext(bytes: Uint8Array): boolean {
  return bytes.length >= 12 && bytes[2] === heapSignature && bytes[3] === propertyContextSignature;
}

export const propertyContextSignature = 0xbc;
export const tableContextSignature = 0x7c;
const heapSignature = 0xec;

interface PageMap {
  allocation(index: number): Uint8Array | null;
}

/** HNPAGEMAP ([MS-PST] 2.3.1.5), to which the first two bytes of every block of a heap lead. */
function readPageMap(bytes: Uint8Array | null): PageMap | null {
  if (bytes === null || bytes.length < 6) return null;
  const view = viewOf(bytes);
  const at = view.getUint16(0, true);
  if (at + 4 > bytes.length) return null;
  const allocations = Math.min(view.getUint16(at, true), Math.floor((bytes.length - at - 6) / 2));
  return {
    allocation(index) {
      if (index < 0 || index >= allocations) return null;
      const start = view.getUint16(at + 4 + 2 * index, true);
      const end = view.getUint16(at + 6 + 2 * index, true);
      return start <= end && end <= bytes.length ? bytes.subarray(start, end) : null;
    },
  };
}
