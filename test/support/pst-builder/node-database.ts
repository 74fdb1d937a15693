import { encodeBlock, type BlockEncoding } from './block-encoding.ts';
import { writeTree, type TreeLeaves } from './b-tree-pages.ts';
import { low32, storeCrc, storeSignature } from './checksums.ts';
import { growingColumn } from './growing-column.ts';
import { pageBytes, pageTypes, type StoreFile } from './store-file.ts';
import { storeHeader } from './store-header.ts';
import { putTrailerMarks, putWord, type StoreLayout } from './store-layout.ts';

/** A block identifier ([MS-PST] 2.2.2.2); 0 means that there is none. */
export type BlockId = number;

/**
 * What becomes of blocks and nodes when the store is finished:
 * `kept`: both trees list them; `freed`: nothing lists them and their space is free, but their bytes remain;
 * `superseded`: as `freed`, and pages of earlier trees, free as well, still list them;
 * `overwritten`: as `freed`, and blocks to come lie in its space, where they fit;
 * `recent`: as `kept`, but earlier trees, if there are any, do not list them yet.
 */
export type Fate = 'kept' | 'freed' | 'superseded' | 'overwritten' | 'recent';

export interface NodeEntry {
  readonly nodeId: number;
  readonly content: BlockId;
  readonly subnodes: BlockId;
  readonly parent: number;
}

/** The node database layer ([MS-PST] 2.2): blocks and nodes, and the two trees that find them. */
export interface NodeDatabase {
  readonly layout: StoreLayout;
  /** Writes a data block of at most the layout's `greatestBlockBytes`. The content is encoded where it lies: hand over a copy. */
  putBlock(content: Buffer): BlockId;
  /** Writes a block of the database's own, e.g. of a data tree. */
  putInternalBlock(content: Buffer): BlockId;
  putNode(entry: NodeEntry): void;
  /** How much was put until now, for `decide`. */
  mark(): DatabaseMark;
  /** Decides on all that was put since the mark and not decided on before; by default it is kept. */
  decide(since: DatabaseMark, fate: Fate): void;
  /** The next index of a node type ([MS-PST] 2.2.2.1), counted up. */
  nextNodeIndex(type: number): number;
  /** Writes trees, maps and header. Nothing can be put after. */
  finish(options: { readonly maps: 'valid' | 'invalid' }): FinishedDatabase;
}

/** What was written at last: the size of the file, and where the pages of its trees lie, leaves first, roots last. */
export interface FinishedDatabase {
  readonly sizeBytes: number;
  readonly nodeTreePages: readonly number[];
  readonly blockTreePages: readonly number[];
}

export interface DatabaseMark {
  readonly blocks: number;
  readonly nodes: number;
}

const fates: readonly Fate[] = ['kept', 'freed', 'superseded', 'overwritten', 'recent'];

/**
 * Starts a node database.
 * @param greatestFanout entries on a page of its trees at most
 */
export function startNodeDatabase(
  file: StoreFile,
  { encoding, greatestFanout }: { readonly encoding: BlockEncoding; readonly greatestFanout: number },
): NodeDatabase {
  const { layout } = file;
  const { wordBytes, greatestBlockBytes } = layout;
  // Identifiers count up by four, so that block n has identifier 4(n + 1), and 2 more when it is internal.
  const blockOffsets = growingColumn((length) => new Float64Array(length));
  const blockSizes = growingColumn((length) => new Uint16Array(length));
  const blockKinds = growingColumn((length) => new Uint8Array(length));
  const blockFates = growingColumn((length) => new Uint8Array(length));
  const nodeIds = growingColumn((length) => new Uint32Array(length));
  const nodeContents = growingColumn((length) => new Float64Array(length));
  const nodeSubnodes = growingColumn((length) => new Float64Array(length));
  const nodeParents = growingColumn((length) => new Uint32Array(length));
  const nodeFates = growingColumn((length) => new Uint8Array(length));
  const nodeIndexes = Array.from({ length: 32 }, (_, type) => firstNodeIndexes.get(type) ?? 0x400);

  const blockSpace = (contentBytes: number): number => Math.ceil((contentBytes + layout.blockTrailerBytes) / 64) * 64;
  // The file takes a copy of what is written, so one buffer does for all blocks.
  const blockSpaceBuffer = Buffer.alloc(blockSpace(greatestBlockBytes));

  const identifierOf = (block: number): BlockId => (block + 1) * 4 + blockKinds.get(block);
  const put = (content: Buffer, kind: 0 | 2): BlockId => {
    if (content.length > greatestBlockBytes) throw new RangeError(`a block cannot hold ${content.length} bytes`);
    const totalBytes = blockSpace(content.length);
    const offset = file.allocate(totalBytes, 64);
    blockOffsets.push(offset);
    blockSizes.push(content.length);
    blockKinds.push(kind);
    blockFates.push(0);
    const identifier = identifierOf(blockOffsets.length - 1);
    if (kind === 0) encodeBlock(content, encoding, identifier);
    const block = blockSpaceBuffer.subarray(0, totalBytes);
    block.set(content);
    block.fill(0, content.length);
    // BLOCKTRAILER ([MS-PST] 2.2.2.8.1).
    const trailer = totalBytes - layout.blockTrailerBytes;
    block.writeUInt16LE(content.length, trailer);
    putTrailerMarks(layout, block, trailer + 2, { signature: storeSignature(offset, identifier), checksum: storeCrc(content), identifier });
    file.write(offset, block);
    return identifier;
  };

  // NBTENTRY and BBTENTRY ([MS-PST] 2.2.2.7.7.4, 2.2.2.7.7.3).
  const nodeLeaves = (order: Uint32Array): TreeLeaves => ({
    pageType: pageTypes.nodeTree,
    entryBytes: wordBytes === 8 ? 32 : 16,
    count: order.length,
    key: (index) => nodeIds.get(order[index] ?? 0),
    put(index, page, at) {
      const node = order[index] ?? 0;
      for (const [word, column] of [nodeIds, nodeContents, nodeSubnodes].entries())
        putWord(layout, page, at + wordBytes * word, column.get(node));
      page.writeUInt32LE(nodeParents.get(node), at + 3 * wordBytes);
    },
  });
  const blockLeaves = (order: Uint32Array): TreeLeaves => ({
    pageType: pageTypes.blockTree,
    entryBytes: wordBytes === 8 ? 24 : 12,
    count: order.length,
    key: (index) => identifierOf(order[index] ?? 0),
    put(index, page, at) {
      const block = order[index] ?? 0;
      putWord(layout, page, at, identifierOf(block));
      putWord(layout, page, at + wordBytes, blockOffsets.get(block));
      page.writeUInt16LE(blockSizes.get(block), at + 2 * wordBytes);
      // The tree's own reference and one more ([MS-PST] 2.2.2.7.7.3.1).
      page.writeUInt16LE(2, at + 2 * wordBytes + 2);
    },
  });
  let lastPageId = 0;
  const nextPageId = (): number => (lastPageId += 1);
  const writeTrees = (isListed: (fate: Fate) => boolean) => {
    const nodes = chosen(nodeFates.length, (index) => isListed(fateOf(nodeFates.get(index))));
    nodes.sort((left, right) => nodeIds.get(left) - nodeIds.get(right));
    const blocks = chosen(blockFates.length, (index) => isListed(fateOf(blockFates.get(index))));
    return {
      nodeTree: writeTree(file, nodeLeaves(nodes), nextPageId, greatestFanout),
      blockTree: writeTree(file, blockLeaves(blocks), nextPageId, greatestFanout),
    };
  };
  return {
    layout,
    putBlock: (content) => put(content, 0),
    putInternalBlock: (content) => put(content, 2),
    putNode({ nodeId, content, subnodes, parent }) {
      nodeIds.push(nodeId);
      nodeContents.push(content);
      nodeSubnodes.push(subnodes);
      nodeParents.push(parent);
      nodeFates.push(0);
    },
    mark: () => ({ blocks: blockOffsets.length, nodes: nodeIds.length }),
    decide(since, fate) {
      const code = fates.indexOf(fate);
      for (let block = since.blocks; block < blockFates.length; block += 1) {
        if (blockFates.get(block) !== 0) continue;
        blockFates.set(block, code);
        if (fate === 'overwritten') file.reuse(blockOffsets.get(block), blockSpace(blockSizes.get(block)));
      }
      for (let node = since.nodes; node < nodeFates.length; node += 1) if (nodeFates.get(node) === 0) nodeFates.set(node, code);
    },
    nextNodeIndex(type) {
      const index = nodeIndexes[type] ?? 0x400;
      nodeIndexes[type] = index + 1;
      return index;
    },
    finish({ maps }) {
      const superseded = chosen(nodeFates.length, (index) => fateOf(nodeFates.get(index)) === 'superseded');
      if (superseded.length > 0) {
        const earlier = writeTrees((fate) => fate === 'kept' || fate === 'superseded');
        for (const page of [...earlier.nodeTree.pages, ...earlier.blockTree.pages]) file.free(page.offsetBytes, pageBytes);
      }
      const isListed = (fate: Fate): boolean => fate === 'kept' || fate === 'recent';
      const { nodeTree, blockTree } = writeTrees(isListed);
      for (let block = 0; block < blockFates.length; block += 1) {
        const fate = fateOf(blockFates.get(block));
        if (fate === 'freed' || fate === 'superseded') file.free(blockOffsets.get(block), blockSpace(blockSizes.get(block)));
      }
      const space = file.finishMaps(maps);
      const header = storeHeader({
        layout,
        encoding,
        space,
        maps,
        nodeTree: nodeTree.root,
        blockTree: blockTree.root,
        nextPageId: lastPageId + 1,
        nextBlockId: (blockOffsets.length + 1) * 4,
        nextNodeIndexes: nodeIndexes.map(low32),
      });
      file.write(0, header);
      return {
        sizeBytes: space.endBytes,
        nodeTreePages: nodeTree.pages.map(({ offsetBytes }) => offsetBytes),
        blockTreePages: blockTree.pages.map(({ offsetBytes }) => offsetBytes),
      };
    },
  };
}

// Where Outlook begins to count ([MS-PST] 2.2.2.6, rgnid).
const firstNodeIndexes = new Map([
  [0x03, 0x4000],
  [0x04, 0x10000],
  [0x08, 0x8000],
]);

function fateOf(code: number): Fate {
  return fates[code] ?? 'kept';
}

function chosen(count: number, isChosen: (index: number) => boolean): Uint32Array {
  const indexes = new Uint32Array(count);
  let length = 0;
  for (let index = 0; index < count; index += 1) {
    if (isChosen(index)) {
      indexes[length] = index;
      length += 1;
    }
  }
  return indexes.slice(0, length);
}
