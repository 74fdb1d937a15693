import type { BlockId, NodeDatabase } from './node-database.ts';
import { putWord } from './store-layout.ts';

/** The nodes within a node ([MS-PST] 2.2.2.8.3.3, SLBLOCK and SIBLOCK). */
export interface Subnodes {
  add(nodeId: number, content: BlockId, subnodes: BlockId): void;
  /** An identifier of the type, unused within this node. */
  nextNodeId(type: number): number;
  /** Writes them; 0 when there are none. */
  finish(): BlockId;
}

export function startSubnodes(database: NodeDatabase): Subnodes {
  const { layout } = database;
  const { wordBytes, subnodeEntriesAt, greatestBlockBytes } = layout;
  const entries: { readonly nodeId: number; readonly content: BlockId; readonly subnodes: BlockId }[] = [];
  let lastIndex = 0x400;
  const putList = (depth: number, rows: readonly (readonly number[])[]): BlockId => {
    const rowBytes = wordBytes * (rows[0]?.length ?? 0);
    const block = Buffer.alloc(subnodeEntriesAt + rowBytes * rows.length);
    block[0] = 2;
    block[1] = depth;
    block.writeUInt16LE(rows.length, 2);
    for (const [row, words] of rows.entries()) {
      for (const [word, value] of words.entries()) putWord(layout, block, subnodeEntriesAt + rowBytes * row + wordBytes * word, value);
    }
    return database.putInternalBlock(block);
  };
  const fitting = (wordsPerRow: number): number => Math.floor((greatestBlockBytes - subnodeEntriesAt) / (wordBytes * wordsPerRow));
  return {
    add: (nodeId, content, subnodes) => entries.push({ nodeId, content, subnodes }),
    nextNodeId: (type) => (lastIndex += 1) * 32 + type,
    finish() {
      if (entries.length === 0) return 0;
      entries.sort((left, right) => left.nodeId - right.nodeId);
      const leaves: (readonly [nodeId: number, block: BlockId])[] = [];
      const perLeaf = fitting(3);
      for (let start = 0; start < entries.length; start += perLeaf) {
        const chunk = entries.slice(start, start + perLeaf);
        const leaf = putList(
          0,
          chunk.map(({ nodeId, content, subnodes }) => [nodeId, content, subnodes]),
        );
        leaves.push([chunk[0]?.nodeId ?? 0, leaf]);
      }
      const [only] = leaves;
      if (leaves.length === 1 && only !== undefined) return only[1];
      if (leaves.length > fitting(2)) throw new RangeError(`${entries.length} are too many nodes for one node`);
      return putList(1, leaves);
    },
  };
}
