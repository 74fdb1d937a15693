import { heapTreeHeadBytes, putHeapTree } from './b-tree-on-heap.ts';
import { putBytes, startDataTree } from './data-tree.ts';
import { greatestAllocationBytes, startHeap } from './heap.ts';
import type { BlockId, NodeDatabase } from './node-database.ts';
import type { Subnodes } from './subnodes.ts';

/** A property with the identifier that it has in this store. */
export interface StoredProperty {
  readonly id: number;
  readonly type: number;
  readonly bytes: Uint8Array;
}

/** Node type of values that lie in a node of their own ([MS-PST] 2.2.2.1, NID_TYPE_LTP). */
export const valueNodeType = 0x1f;

/**
 * Writes a property context ([MS-PST] 2.3.3).
 * @param properties of several with the same identifier the last counts
 * @param subnodes takes the values that are too long for the heap
 */
export function putPropertyContext(database: NodeDatabase, properties: readonly StoredProperty[], subnodes: Subnodes): BlockId {
  const tree = startDataTree(database);
  const heap = startHeap('properties', tree);
  const head = heap.reserve(heapTreeHeadBytes);
  const sorted = sortedById(properties);
  const records = Buffer.alloc(8 * sorted.length);
  for (const [index, { id, type, bytes }] of sorted.entries()) {
    const at = 8 * index;
    records.writeUInt16LE(id, at);
    records.writeUInt16LE(type, at + 2);
    if (inlineTypes.has(type)) records.set(bytes.subarray(0, 4), at + 4);
    else if (bytes.length <= greatestAllocationBytes) records.writeUInt32LE(heap.allocate(bytes), at + 4);
    else {
      const nodeId = subnodes.nextNodeId(valueNodeType);
      subnodes.add(nodeId, putBytes(database, bytes), 0);
      records.writeUInt32LE(nodeId, at + 4);
    }
  }
  putHeapTree(heap, head.bytes, { keyBytes: 2, valueBytes: 6, records });
  heap.finish(head.hid);
  return tree.finish();
}

/** Sorts properties by identifier; of several with the same the last stays. */
export function sortedById(properties: readonly StoredProperty[]): StoredProperty[] {
  const byId = new Map(properties.map((property) => [property.id, property]));
  return [...byId.values()].sort((left, right) => left.id - right.id);
}

// Types of values of at most four bytes ([MS-PST] 2.3.3.3): integers, float, error, boolean.
const inlineTypes = new Set([0x0002, 0x0003, 0x0004, 0x000a, 0x000b]);
