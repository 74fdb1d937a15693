import type { ByteSource } from '#evidence/byte-source.ts';
import type { Layout } from './layout.ts';
import type { PageScan } from './page-scan.ts';
import { SortedRows } from './sorted-rows.ts';
import { nodeEntry, readTreePage, type NodeEntry, type TreePage } from './tree-page.ts';
import type { KeyRange, TreeWalk } from './tree-walk.ts';

/** The nodes that belong to a store, by their identifiers. */
export interface LiveNodes {
  readonly count: number;
  readonly isCut: boolean;
  find(nodeId: number): NodeEntry | null;
  /** All nodes in the order of their identifiers. */
  all(): Generator<NodeEntry, void, undefined>;
}

const mostNodes = 8_000_000;

/** Collects the nodes that the leaves of a walk list. */
export function collectNodes(layout: Layout): { readonly onLeaf: (page: TreePage) => void; readonly rows: SortedRows } {
  const rows = new SortedRows(4, mostNodes);
  return {
    rows,
    onLeaf(page) {
      for (let index = 0; index < page.entries; index += 1) pushNode(rows, nodeEntry(page, index, layout));
    },
  };
}

/** Gives rows of nodes as what they are. */
export function liveNodes(rows: SortedRows): LiveNodes {
  return {
    get count() {
      return rows.length;
    },
    get isCut() {
      return rows.isCut;
    },
    find(nodeId) {
      const row = rows.find(nodeId);
      return row < 0 ? null : nodeOfRow(rows, row);
    },
    *all() {
      let last = -1;
      for (const row of rows.rows()) {
        const node = nodeOfRow(rows, row);
        // Of a node that a damaged tree lists twice the first counts, as it does for `find`.
        if (node.nodeId !== last) yield node;
        last = node.nodeId;
      }
    },
  };
}

/** A row of `collectNodes` or of stale nodes. */
export function nodeOfRow(rows: SortedRows, row: number): NodeEntry {
  return { nodeId: rows.at(row, 0), dataId: rows.at(row, 1), subnodesId: rows.at(row, 2), parentId: rows.at(row, 3) };
}

/**
 * Adds the nodes below missing pages of the tree from leaves that a scan found. A leaf that was written later decides
 * about all keys between its first and its last: what it does not list was deleted.
 * @returns offsets of the leaves that nodes were taken from
 */
export function addFoundNodes(rows: SortedRows, walk: TreeWalk, scan: PageScan, source: ByteSource, layout: Layout): ReadonlySet<number> {
  const decided: KeyRange[] = [];
  const used = new Set<number>();
  const leaves = [...scan.nodeLeaves].sort((one, other) => other.pageId - one.pageId || one.offsetBytes - other.offsetBytes);
  for (const { offsetBytes } of leaves) {
    const page = readTreePage(source.read(offsetBytes, layout.pageBytes), layout);
    if (page === null) continue;
    const nodes = Array.from({ length: page.entries }, (_, index) => nodeEntry(page, index, layout));
    for (const node of nodes) {
      if (!isWithin(walk.missing, node.nodeId) || isWithin(decided, node.nodeId)) continue;
      pushNode(rows, node);
      used.add(offsetBytes);
    }
    insertRange(decided, [nodes[0]?.nodeId ?? 0, (nodes.at(-1)?.nodeId ?? 0) + 1]);
  }
  return used;
}

function pushNode(rows: SortedRows, { nodeId, dataId, subnodesId, parentId }: NodeEntry): void {
  rows.push(nodeId, dataId, subnodesId, parentId);
}

/** Whether one of the ranges, which are in order and apart, holds a key. */
function isWithin(ranges: readonly KeyRange[], key: number): boolean {
  const range = ranges[firstEndingAfter(ranges, key)];
  return range !== undefined && range[0] <= key;
}

function insertRange(ranges: KeyRange[], [from, to]: KeyRange): void {
  if (from >= to) return;
  const first = firstEndingAfter(ranges, from - 1);
  let past = first;
  let joined: KeyRange = [from, to];
  for (let range = ranges[past]; range !== undefined && range[0] <= to; range = ranges[past]) {
    joined = [Math.min(joined[0], range[0]), Math.max(joined[1], range[1])];
    past += 1;
  }
  ranges.splice(first, past - first, joined);
}

function firstEndingAfter(ranges: readonly KeyRange[], key: number): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[middle]?.[1] ?? 0) <= key) low = middle + 1;
    else high = middle;
  }
  return low;
}
