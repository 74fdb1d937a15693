import { checksum, placeSignature } from './checksum.ts';
import { viewOf, wordAt, type Layout } from './layout.ts';

/** The two B-trees of a store: of nodes (NBT) and of blocks (BBT). */
export type TreeKind = 'nodes' | 'blocks';

/** A page of a B-tree that can be read ([MS-PST] 2.2.2.7.7.1). */
export interface TreePage {
  readonly kind: TreeKind;
  /** 0: a leaf. */
  readonly level: number;
  readonly entries: number;
  readonly entryBytes: number;
  readonly view: DataView;
  /** Identifier of the page; a page that is written later has a greater one. */
  readonly pageId: number;
  /** Whether its checksum is right. */
  readonly isSound: boolean;
}

/** A node: an item, a folder or a table, and where its data and sub-nodes lie ([MS-PST] 2.2.2.7.7.4). */
export interface NodeEntry {
  readonly nodeId: number;
  readonly dataId: number;
  readonly subnodesId: number;
  readonly parentId: number;
}

/** Where a block lies ([MS-PST] 2.2.2.7.7.3). */
export interface BlockEntry {
  readonly blockId: number;
  readonly offsetBytes: number;
  readonly storedBytes: number;
  /** Bytes after inflating; the same as stored where the block is not deflated. */
  readonly dataBytes: number;
}

const pageTypes = new Map<number, TreeKind>([
  [0x80, 'blocks'],
  [0x81, 'nodes'],
]);

/** Deeper than any store: 488 bytes hold 20 children, so eight levels reach more pages than a file can have. */
const greatestLevel = 8;

/**
 * Reads a page of a B-tree.
 * @param bytes as many bytes as the layout's pages have
 * @returns null when they are none, or its counts are more than fit
 */
export function readTreePage(bytes: Uint8Array, layout: Layout): TreePage | null {
  const kind = pageTypes.get(bytes[layout.pageTrailerAt] ?? 0);
  if (bytes.length < layout.pageBytes || kind === undefined || bytes[layout.pageTrailerAt + 1] !== bytes[layout.pageTrailerAt]) return null;
  const view = viewOf(bytes);
  const isLarge = layout.name === 'unicode-4k';
  const counts = layout.pageCountsAt;
  const entries = isLarge ? view.getUint16(counts, true) : view.getUint8(counts);
  const entryBytes = view.getUint8(counts + (isLarge ? 4 : 2));
  const level = view.getUint8(counts + (isLarge ? 5 : 3));
  if (level > greatestLevel || entries * entryBytes > counts || entryBytes < leastEntryBytes(kind, level, layout)) return null;
  return {
    kind,
    level,
    entries,
    entryBytes,
    view,
    pageId: wordAt(view, layout.pageBlockIdAt, layout.wordBytes),
    isSound: checksum(bytes.subarray(0, layout.pageTrailerAt)) === view.getUint32(layout.pageChecksumAt, true),
  };
}

/** Whether a page was written for the place where it lies. */
export function isPageInPlace(page: TreePage, offsetBytes: number, layout: Layout): boolean {
  return page.view.getUint16(layout.pageTrailerAt + 2, true) === placeSignature(offsetBytes, page.pageId);
}

/** The key and the offset of a child of a page that is no leaf. */
export function childEntry(page: TreePage, index: number, layout: Layout): { readonly key: number; readonly offsetBytes: number } {
  const at = index * page.entryBytes;
  const word = layout.wordBytes;
  return { key: keyAt(page, index, layout), offsetBytes: wordAt(page.view, at + 2 * word, word) };
}

/** The key of an entry: a node identifier, of which 32 bits count, or a block identifier. */
export function keyAt(page: TreePage, index: number, layout: Layout): number {
  const at = index * page.entryBytes;
  return page.kind === 'nodes' ? page.view.getUint32(at, true) : wordAt(page.view, at, layout.wordBytes);
}

/** An entry of a leaf of the node B-tree. */
export function nodeEntry(page: TreePage, index: number, layout: Layout): NodeEntry {
  const at = index * page.entryBytes;
  const word = layout.wordBytes;
  return {
    nodeId: page.view.getUint32(at, true),
    dataId: wordAt(page.view, at + word, word),
    subnodesId: wordAt(page.view, at + 2 * word, word),
    parentId: page.view.getUint32(at + 3 * word, true),
  };
}

/** An entry of a leaf of the block B-tree. */
export function blockEntry(page: TreePage, index: number, layout: Layout): BlockEntry {
  const at = index * page.entryBytes;
  const word = layout.wordBytes;
  const storedBytes = page.view.getUint16(at + 2 * word, true);
  return {
    blockId: plainBlockId(wordAt(page.view, at, word)),
    offsetBytes: wordAt(page.view, at + word, word),
    storedBytes,
    dataBytes: layout.name === 'unicode-4k' ? page.view.getUint16(at + 2 * word + 2, true) : storedBytes,
  };
}

/** A block identifier without its lowest bit, which readers must ignore ([MS-PST] 2.2.2.2). */
export function plainBlockId(blockId: number): number {
  return blockId - (blockId % 2);
}

/** Whether a block holds the structure of other blocks, not data ([MS-PST] 2.2.2.2). */
export function isInternalBlock(blockId: number): boolean {
  return blockId % 4 >= 2;
}

function leastEntryBytes(kind: TreeKind, level: number, { wordBytes }: Layout): number {
  if (level > 0) return 3 * wordBytes;
  return kind === 'nodes' ? 3 * wordBytes + 4 : 2 * wordBytes + (wordBytes === 8 ? 8 : 4);
}
