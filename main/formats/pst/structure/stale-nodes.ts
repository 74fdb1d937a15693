import { nodeOfRow } from './live-nodes.ts';
import { nodeTypes, typeOfNode } from './node-types.ts';
import { SortedRows } from './sorted-rows.ts';
import type { StoreStructure } from './store-structure.ts';
import { nodeEntry, readTreePage, type NodeEntry } from './tree-page.ts';

/** What an old page of the node B-tree says of a node. */
export interface StaleNode extends NodeEntry {
  /** Where the page lies. */
  readonly pageBytes: number;
}

const mostStaleNodes = 4_000_000;
const wanted: ReadonlySet<number> = new Set([nodeTypes.folder, nodeTypes.message, nodeTypes.associated]);

/**
 * The folders and items that pages list which belong to no tree any more, by node; each state of a node once, the
 * latest first. States that the store still has are left out.
 */
export function* staleNodes(structure: StoreStructure): Generator<readonly StaleNode[], void, undefined> {
  const { source, layout, nodes } = structure;
  const rows = new SortedRows(5, mostStaleNodes);
  const leaves = structure.scan().nodeLeaves.filter(({ offsetBytes }) => !structure.isLivePage(offsetBytes));
  leaves.sort((one, other) => other.pageId - one.pageId || one.offsetBytes - other.offsetBytes);
  for (const { offsetBytes } of leaves) {
    const page = readTreePage(source.read(offsetBytes, layout.pageBytes), layout);
    for (let index = 0; index < (page?.entries ?? 0); index += 1) {
      if (page === null) break;
      const node = nodeEntry(page, index, layout);
      if (!wanted.has(typeOfNode(node.nodeId)) || isSameState(nodes.find(node.nodeId), node)) continue;
      rows.push(node.nodeId, node.dataId, node.subnodesId, node.parentId, offsetBytes);
    }
  }
  let states: StaleNode[] = [];
  for (const row of rows.rows()) {
    const state = { ...nodeOfRow(rows, row), pageBytes: rows.at(row, 4) };
    if (states[0] !== undefined && states[0].nodeId !== state.nodeId) {
      yield states;
      states = [];
    }
    if (states.length < mostStates && !states.some((known) => isSameState(known, state))) states.push(state);
  }
  if (states.length > 0) yield states;
}

/** A node that was changed so often between two rewritings of its page is a hostile one. */
const mostStates = 1000;

function isSameState(known: NodeEntry | null, state: NodeEntry): boolean {
  return known?.dataId === state.dataId && known.subnodesId === state.subnodesId;
}
