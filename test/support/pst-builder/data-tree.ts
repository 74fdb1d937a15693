import type { BlockId, NodeDatabase } from './node-database.ts';
import { putWord, type StoreLayout } from './store-layout.ts';

/** Collects the blocks of one value or node, in order, and joins them ([MS-PST] 2.2.2.8.3.2, XBLOCK and XXBLOCK). */
export interface DataTree {
  readonly layout: StoreLayout;
  /** Puts block `index`. All but the last must hold the layout's `greatestBlockBytes`. They may come in any order. */
  put(index: number, content: Buffer): void;
  /** The identifier of the whole; 0 when there was nothing. */
  finish(): BlockId;
}

export function startDataTree(database: NodeDatabase): DataTree {
  const { layout } = database;
  const perBlock = Math.floor((layout.greatestBlockBytes - 8) / layout.wordBytes);
  const identifiers: BlockId[] = [];
  const sizes: number[] = [];
  return {
    layout,
    put(index, content) {
      sizes[index] = content.length;
      identifiers[index] = database.putBlock(content);
    },
    finish() {
      let level = identifiers;
      let levelSizes = sizes;
      for (let depth = 1; level.length > 1; depth += 1) {
        if (depth > 2) throw new RangeError('too much for a data tree');
        const joined: BlockId[] = [];
        const joinedSizes: number[] = [];
        for (let start = 0; start < level.length; start += perBlock) {
          const sizeBytes = levelSizes.slice(start, start + perBlock).reduce((sum, size) => sum + size, 0);
          joined.push(database.putInternalBlock(joiningBlock(layout, level.slice(start, start + perBlock), sizeBytes, depth)));
          joinedSizes.push(sizeBytes);
        }
        level = joined;
        levelSizes = joinedSizes;
      }
      return level[0] ?? 0;
    },
  };
}

/** Puts bytes of any size and returns what identifies them; 0 for none. */
export function putBytes(database: NodeDatabase, bytes: Uint8Array): BlockId {
  const tree = startDataTree(database);
  const { greatestBlockBytes } = database.layout;
  for (let index = 0; index * greatestBlockBytes < bytes.length; index += 1) {
    tree.put(index, Buffer.from(bytes.subarray(index * greatestBlockBytes, (index + 1) * greatestBlockBytes)));
  }
  return tree.finish();
}

function joiningBlock(layout: StoreLayout, identifiers: readonly BlockId[], sizeBytes: number, depth: number): Buffer {
  const block = Buffer.alloc(8 + layout.wordBytes * identifiers.length);
  block[0] = 1;
  block[1] = depth;
  block.writeUInt16LE(identifiers.length, 2);
  block.writeUInt32LE(sizeBytes, 4);
  for (const [index, identifier] of identifiers.entries()) putWord(layout, block, 8 + layout.wordBytes * index, identifier);
  return block;
}
