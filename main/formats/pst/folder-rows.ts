import type { ContainerRef } from '#model/index.ts';
import { defaultCodepage } from '../mime/codepage.ts';
import type { ReaderOutput } from '../reader.ts';
import { propertyBag } from './property-bag.ts';
import { nodeTypes, relatedNode, typeOfNode } from './structure/node-types.ts';
import type { StoreStructure } from './structure/store-structure.ts';
import { openStructureItem, tableAt } from './structure/structure-item.ts';
import { trouble } from './walk-item.ts';

/** The tables of a folder that list items. */
export type ItemTable = 'messages' | 'associated';

/** The items of a folder as the structure engine finds them. */
export interface FolderRows {
  readonly nodeIds: readonly number[];
  /** `table`: as the table of the folder lists them; `parents`: the nodes that name the folder as their parent. */
  readonly from: 'table' | 'parents';
}

/** Finds the items of a folder by its node identifier; null when neither its table nor any node tells of one. */
export type RowFinder = (folderId: number, table: ItemTable) => FolderRows | null;

// PidTagContentCount and PidTagAssociatedContentCount: how many rows the folder itself says its table has.
const tables = {
  messages: { table: nodeTypes.contentsTable, items: nodeTypes.message, countId: 0x3602 },
  associated: { table: nodeTypes.associatedTable, items: nodeTypes.associated, countId: 0x3617 },
} as const;

/** Finds the items of folders by their tables ([MS-PST] 2.4.4) or, where those are lost, by the parents of the nodes. */
export function rowFinder(structure: StoreStructure): RowFinder {
  let children: ReadonlyMap<number, number[]> | null = null;
  return (folderId, table) => {
    const { items, countId } = tables[table];
    const listed = rowsOf(structure, relatedNode(folderId, tables[table].table));
    if (listed?.isSound === true) return { nodeIds: listed.rowIds, from: 'table' };
    children ??= childrenByFolder(structure);
    const owned = children.get(folderId)?.filter((nodeId) => typeOfNode(nodeId) === items) ?? [];
    // A table whose checksum is wrong is believed where its rows are what the folder and the tree say: any may be the damage.
    if (listed !== null && isConfirmed(listed.rowIds, owned, countOf(structure, folderId, countId))) {
      return { nodeIds: listed.rowIds, from: 'table' };
    }
    return owned.length === 0 ? null : { nodeIds: owned, from: 'parents' };
  };
}

function isConfirmed(rowIds: readonly number[], owned: readonly number[], stated: number | null): boolean {
  const children = new Set(owned);
  return rowIds.length === (stated ?? owned.length) && new Set(rowIds).size === rowIds.length && rowIds.every((id) => children.has(id));
}

function countOf({ nodes, items }: StoreStructure, folderId: number, countId: number): number | null {
  const node = nodes.find(folderId);
  const folder = node === null ? null : openStructureItem(items, folderId, node);
  return folder?.ok === true ? propertyBag(folder.value.properties, defaultCodepage).integer(countId) : null;
}

/** Rows of a table that are to be read, and those that are not. */
export interface SortedOut {
  readonly nodeIds: readonly number[];
  /** Rows that name nodes of another type than the table lists. */
  readonly ofOtherType: number;
  /** Rows that name items which were listed before, there or elsewhere. */
  readonly repeated: number;
}

/** Sorts the rows of a table; what is to be read is met from now on. */
export function sortOut({ nodeIds }: FolderRows, table: ItemTable, met: Set<number>): SortedOut {
  const wanted: number[] = [];
  let [ofOtherType, repeated] = [0, 0];
  for (const nodeId of nodeIds) {
    if (typeOfNode(nodeId) !== tables[table].items) ofOtherType += 1;
    else if (met.has(nodeId)) repeated += 1;
    else {
      met.add(nodeId);
      wanted.push(nodeId);
    }
  }
  return { nodeIds: wanted, ofOtherType, repeated };
}

/** Tells of rows that were not read. */
export function* tellSortedOut({ ofOtherType, repeated }: SortedOut, container: ContainerRef): Generator<ReaderOutput, void, undefined> {
  const { locator } = container;
  if (ofOtherType > 0) {
    const detail = `${String(ofOtherType)} rows of its table name nodes that are no items of its kind; they were left out.`;
    yield trouble(container, { code: 'store-damaged', effect: 'noted', stage: 'read', locator, detail });
  }
  if (repeated > 0) {
    const detail = `${String(repeated)} rows of its table name items that were listed before; each item was read once.`;
    yield trouble(container, { code: 'store-damaged', effect: 'noted', stage: 'read', locator, detail });
  }
}

/** The rows of a table, or null when it cannot be read whole. */
function rowsOf(
  { nodes, items }: StoreStructure,
  tableId: number,
): { readonly rowIds: readonly number[]; readonly isSound: boolean } | null {
  const node = nodes.find(tableId);
  if (node === null) return null;
  const { reader } = items;
  reader.beginItem();
  const before = reader.unsoundBlocks();
  const table = tableAt(reader, node);
  return table?.isWhole === true ? { rowIds: table.rowIds, isSound: reader.unsoundBlocks() === before } : null;
}

function childrenByFolder({ nodes }: StoreStructure): ReadonlyMap<number, number[]> {
  const children = new Map<number, number[]>();
  for (const { nodeId, parentId } of nodes.all()) {
    const type = typeOfNode(nodeId);
    if (type !== nodeTypes.message && type !== nodeTypes.associated) continue;
    const siblings = children.get(parentId);
    if (siblings === undefined) children.set(parentId, [nodeId]);
    else siblings.push(nodeId);
  }
  return children;
}
