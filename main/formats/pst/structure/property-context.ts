import type { BlockReader } from './block-reader.ts';
import { openNodeData } from './data-tree.ts';
import { openHeap, propertyContextSignature } from './heap.ts';
import { readHeapTree } from './heap-tree.ts';
import { viewOf } from './layout.ts';
import type { NodePlace, Subnodes } from './subnodes.ts';
import { contextValue, type StoredValue, type ValuePlaces } from './values.ts';

/** A property as the context holds it. */
export interface ContextProperty {
  readonly id: number;
  readonly type: number;
  /** Null when it cannot be read. */
  readonly value: StoredValue | null;
}

/** The properties of an item ([MS-PST] 2.3.3). */
export interface PropertyContext {
  readonly properties: readonly ContextProperty[];
  readonly places: ValuePlaces;
  /** False when a part of the context is lost, and with it properties that nobody can name. */
  readonly isWhole: boolean;
}

/** Reads a property context; null when the data of the node are none. */
export function readPropertyContext(reader: BlockReader, place: NodePlace, subnodes: Subnodes): PropertyContext | null {
  const data = openNodeData(reader, place.dataId);
  const heap = data === null ? null : openHeap(data, reader.layout);
  if (data === null || heap?.clientSignature !== propertyContextSignature) return null;
  const tree = readHeapTree(reader, heap, heap.rootId);
  if (tree?.keyBytes !== 2) return null;
  const places = { reader, heap, subnodes };
  const properties = tree.records.flatMap((record) => {
    if (record.length < 8) return [];
    const view = viewOf(record);
    const type = view.getUint16(2, true);
    return [{ id: view.getUint16(0, true), type, value: contextValue(places, type, record.subarray(4, 8)) }];
  });
  return { properties, places, isWhole: tree.isWhole && data.isWhole };
}
