import type { BlockReader } from './block-reader.ts';
import { viewOf, wordAt } from './layout.ts';
import { isInternalBlock } from './tree-page.ts';

/** The data of a node, which lie in one block or in a tree of blocks ([MS-PST] 2.2.2.8.3.2). */
export interface NodeData {
  readonly sizeBytes: number;
  /** Blocks of data in order. */
  readonly blocks: number;
  /** False when the tree of blocks itself is damaged, so that more data may belong to the node. */
  readonly isWhole: boolean;
  block(index: number): Uint8Array | null;
  /** A piece of the data, shorter at its end; null when a block of it cannot be read. */
  read(offsetBytes: number, lengthBytes: number): Uint8Array | null;
}

/** Opens the data of a node; null when its first block, or the tree above, cannot be read. */
export function openNodeData(reader: BlockReader, dataId: number): NodeData | null {
  if (dataId === 0) return nodeData(reader, [], true);
  if (!isInternalBlock(dataId)) return reader.find(dataId) === null ? null : nodeData(reader, [dataId], true);
  const leaves: number[] = [];
  const met = new Set<number>();
  let isWhole = true;
  const collect = (blockId: number, level: number | null): void => {
    const tree = met.has(blockId) ? null : readTreeBlock(reader, blockId, 1);
    if (tree === null || (level !== null && tree.level !== level) || tree.level < 1 || tree.level > 2) {
      isWhole = false;
      return;
    }
    met.add(blockId);
    for (const child of tree.children()) {
      if (leaves.length >= mostLeaves || !reader.spend(1)) {
        isWhole = false;
        return;
      }
      if (tree.level === 1) leaves.push(child);
      else collect(child, 1);
    }
  };
  collect(dataId, null);
  return leaves.length === 0 ? null : nodeData(reader, leaves, isWhole);
}

/** 4 GiB of data, the most that a node has, in the smallest full blocks. */
const mostLeaves = 530_000;

function nodeData(reader: BlockReader, leaves: readonly number[], isWhole: boolean): NodeData {
  // Where a block is lost its size is unknown; all but the last are full.
  const sizeOf = (blockId: number): number => reader.find(blockId)?.dataBytes ?? reader.layout.blockDataBytes;
  const starts = new Float64Array(leaves.length + 1);
  for (const [index, leaf] of leaves.entries()) starts[index + 1] = (starts[index] ?? 0) + sizeOf(leaf);
  const sizeBytes = starts[leaves.length] ?? 0;
  const block = (index: number): Uint8Array | null => {
    const leaf = leaves[index];
    return leaf === undefined || isInternalBlock(leaf) ? null : reader.read(leaf);
  };
  return {
    sizeBytes,
    blocks: leaves.length,
    isWhole,
    block,
    read(offsetBytes, lengthBytes) {
      const end = Math.min(sizeBytes, offsetBytes + lengthBytes);
      if (end <= offsetBytes) return new Uint8Array(0);
      const bytes = new Uint8Array(end - offsetBytes);
      for (let index = blockAt(starts, offsetBytes); (starts[index] ?? end) < end; index += 1) {
        const start = starts[index] ?? 0;
        const piece = block(index);
        if (piece?.length !== (starts[index + 1] ?? 0) - start) return null;
        const from = Math.max(0, offsetBytes - start);
        bytes.set(piece.subarray(from, end - start), start + from - offsetBytes);
      }
      return bytes;
    },
  };
}

function blockAt(starts: Float64Array, offsetBytes: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) <= offsetBytes) low = middle;
    else high = middle;
  }
  return low;
}

/** An XBLOCK, XXBLOCK, SLBLOCK or SIBLOCK. */
export interface TreeBlock {
  readonly level: number;
  readonly entries: number;
  readonly view: DataView;
  /** Where its entries begin. */
  readonly entriesAt: number;
  /** The entries as block identifiers. */
  children(): Generator<number, void, undefined>;
}

/** Reads a block that leads to others. @param type 1: of data ([MS-PST] 2.2.2.8.3.2), 2: of sub-nodes (2.2.2.8.3.3) */
export function readTreeBlock(reader: BlockReader, blockId: number, type: 1 | 2): TreeBlock | null {
  const bytes = isInternalBlock(blockId) ? reader.read(blockId) : null;
  if (bytes === null || bytes.length < 8 || bytes[0] !== type) return null;
  const view = viewOf(bytes);
  const { wordBytes } = reader.layout;
  const entries = view.getUint16(2, true);
  const entriesAt = type === 2 && wordBytes === 4 ? 4 : 8;
  return {
    level: view.getUint8(1),
    entries,
    view,
    entriesAt,
    *children() {
      for (let index = 0; index < entries && entriesAt + (index + 1) * wordBytes <= bytes.length; index += 1) {
        yield wordAt(view, entriesAt + index * wordBytes, wordBytes);
      }
    },
  };
}
