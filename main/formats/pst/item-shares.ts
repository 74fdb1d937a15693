import { nodeTypes, typeOfNode } from './structure/node-types.ts';
import type { StoreStructure } from './structure/store-structure.ts';
import type { ItemTable } from './listing.ts';

/** Who reads which items of a store that is read in parts. */
export interface ItemShares {
  /** The rows of a table that fall into a part, in the order of the table. */
  rowsOf(table: ItemTable, part: number, count: number): Iterable<number>;
}

/**
 * Shares the items of a store out by their node identifiers, into parts of about the same number. Where the borders lie
 * is said by the node B-tree alone. Rows without identifiers fall into the first part, and so does everything where there
 * is no such tree to go by.
 */
export function itemShares(structure: () => StoreStructure | null): ItemShares {
  const borders = new Map<number, Uint32Array>();
  const tables = new Map<ItemTable, readonly number[][]>();
  const bordersOf = (count: number): Uint32Array => {
    const known = borders.get(count);
    if (known !== undefined) return known;
    const made = bordersBy(structure(), count);
    borders.set(count, made);
    return made;
  };
  return {
    rowsOf(table, part, count) {
      let shared = tables.get(table);
      if (shared === undefined) {
        shared = share(table.rows, bordersOf(count));
        tables.set(table, shared);
      }
      return shared[part] ?? [];
    },
  };
}

/** The first node identifiers of the parts after the first. */
function bordersBy(structure: StoreStructure | null, count: number): Uint32Array {
  const nodeIds: number[] = [];
  for (const { nodeId } of structure?.nodes.all() ?? []) if (isItem(nodeId)) nodeIds.push(nodeId);
  if (nodeIds.length === 0) return new Uint32Array(0);
  return Uint32Array.from({ length: count - 1 }, (_, index) => nodeIds[Math.floor(((index + 1) * nodeIds.length) / count)] ?? 0xffffffff);
}

function share(rows: Uint32Array, borders: Uint32Array): readonly number[][] {
  const shares: number[][] = [];
  for (const [row, nodeId] of rows.entries()) (shares[partOf(nodeId, borders)] ??= []).push(row);
  return shares;
}

/** How many borders lie at or below an identifier. */
function partOf(nodeId: number, borders: Uint32Array): number {
  if (nodeId === 0) return 0;
  let [low, high] = [0, borders.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((borders[middle] ?? 0) <= nodeId) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isItem(nodeId: number): boolean {
  const type = typeOfNode(nodeId);
  return type === nodeTypes.message || type === nodeTypes.associated;
}
