/** Types of nodes: the lowest five bits of their identifiers ([MS-PST] 2.2.2.1). */
export const nodeTypes = {
  folder: 0x02,
  searchFolder: 0x03,
  message: 0x04,
  associated: 0x08,
  hierarchyTable: 0x0d,
  contentsTable: 0x0e,
  associatedTable: 0x0f,
} as const;

/** Nodes that every store has ([MS-PST] 2.4.1). */
export const knownNodes = { store: 0x21, nameMap: 0x61, rootFolder: 0x122 } as const;

/** The type of a node. */
export function typeOfNode(nodeId: number): number {
  return nodeId & 0x1f;
}

/** The node of the same index with another type: a folder's tables are called so. */
export function relatedNode(nodeId: number, type: number): number {
  return ((nodeId & ~0x1f) | type) >>> 0;
}
