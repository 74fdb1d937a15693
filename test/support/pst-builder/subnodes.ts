import { putUint64 } from './checksums.ts';
import { greatestBlockBytes, type BlockId, type NodeDatabase } from './node-database.ts';

/** The nodes within a node ([MS-PST] 2.2.2.8.3.3, SLBLOCK and SIBLOCK). */
export interface Subnodes {
  add(nodeId: number, content: BlockId, subnodes: BlockId): void;
  /** An identifier of the type, unused within this node. */
  nextNodeId(type: number): number;
  /** Writes them; 0 when there are none. */
  finish(): BlockId;
}

export function startSubnodes(database: NodeDatabase): Subnodes {
  const entries: { readonly nodeId: number; readonly content: BlockId; readonly subnodes: BlockId }[] = [];
  let lastIndex = 0x400;
  return {
    add: (nodeId, content, subnodes) => entries.push({ nodeId, content, subnodes }),
    nextNodeId: (type) => (lastIndex += 1) * 32 + type,
    finish() {
      if (entries.length === 0) return 0;
      entries.sort((left, right) => left.nodeId - right.nodeId);
      const leaves: { readonly nodeId: number; readonly block: BlockId }[] = [];
      for (let start = 0; start < entries.length; start += perLeaf) {
        const chunk = entries.slice(start, start + perLeaf);
        const block = Buffer.alloc(8 + 24 * chunk.length);
        putHead(block, 0, chunk.length);
        for (const [index, { nodeId, content, subnodes }] of chunk.entries()) {
          putUint64(block, 8 + 24 * index, nodeId);
          putUint64(block, 16 + 24 * index, content);
          putUint64(block, 24 + 24 * index, subnodes);
        }
        leaves.push({ nodeId: chunk[0]?.nodeId ?? 0, block: database.putInternalBlock(block) });
      }
      const [only] = leaves;
      if (leaves.length === 1 && only !== undefined) return only.block;
      if (leaves.length > perBranch) throw new RangeError(`${entries.length} are too many nodes for one node`);
      const branch = Buffer.alloc(8 + 16 * leaves.length);
      putHead(branch, 1, leaves.length);
      for (const [index, { nodeId, block }] of leaves.entries()) {
        putUint64(branch, 8 + 16 * index, nodeId);
        putUint64(branch, 16 + 16 * index, block);
      }
      return database.putInternalBlock(branch);
    },
  };
}

const perLeaf = Math.floor((greatestBlockBytes - 8) / 24);
const perBranch = Math.floor((greatestBlockBytes - 8) / 16);

function putHead(block: Buffer, depth: number, count: number): void {
  block[0] = 2;
  block[1] = depth;
  block.writeUInt16LE(count, 2);
}
