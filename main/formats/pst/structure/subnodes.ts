import type { BlockReader } from './block-reader.ts';
import { readTreeBlock } from './data-tree.ts';
import { wordAt } from './layout.ts';

/** Where the data of a node or sub-node lie, and its sub-nodes. */
export interface NodePlace {
  readonly dataId: number;
  /** The block that lists its sub-nodes; 0 when it has none. */
  readonly subnodesId: number;
}

/** The sub-nodes of a node ([MS-PST] 2.2.2.8.3.3): recipients, attachments, long values. */
export interface Subnodes {
  readonly places: ReadonlyMap<number, NodePlace>;
  /** False when a block of the list is lost. */
  readonly isWhole: boolean;
}

/** Reads the list of sub-nodes. @param subnodesId its block; 0 for a node that has none */
export function readSubnodes(reader: BlockReader, subnodesId: number): Subnodes {
  const places = new Map<number, NodePlace>();
  if (subnodesId === 0) return { places, isWhole: true };
  const word = reader.layout.wordBytes;
  let isWhole = true;
  const collect = (blockId: number, level: 0 | 1 | null): void => {
    const tree = readTreeBlock(reader, blockId, 2);
    if (tree === null || tree.level > 1 || (level !== null && tree.level !== level)) {
      isWhole = false;
      return;
    }
    const entryBytes = (tree.level === 0 ? 3 : 2) * word;
    for (let index = 0; index < tree.entries; index += 1) {
      const at = tree.entriesAt + index * entryBytes;
      if (at + entryBytes > tree.view.byteLength || !reader.spend(1)) {
        isWhole = false;
        return;
      }
      const first = wordAt(tree.view, at + word, word);
      if (tree.level === 1) collect(first, 0);
      else places.set(tree.view.getUint32(at, true), { dataId: first, subnodesId: wordAt(tree.view, at + 2 * word, word) });
    }
  };
  collect(subnodesId, null);
  return { places, isWhole };
}
