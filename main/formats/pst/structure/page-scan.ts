import type { ByteSource } from '#evidence/byte-source.ts';
import { blockTrailerAt, decodedBlock } from './block-reader.ts';
import { checksum, placeSignature } from './checksum.ts';
import type { Cipher } from './cipher.ts';
import { beginsPropertyContext } from './heap.ts';
import { roundedUp, viewOf, wordAt, type Layout } from './layout.ts';
import { SortedRows } from './sorted-rows.ts';
import { isInternalBlock, isPageInPlace, plainBlockId, readTreePage, type BlockEntry } from './tree-page.ts';

/** What is known of a store before it is scanned: what belongs to it is not listed again. */
export interface KnownParts {
  isPage(offsetBytes: number): boolean;
  /** The block that the block B-tree leads to lies there. */
  isBlock(blockId: number, offsetBytes: number): boolean;
}

/** Pages and blocks that lie in a file, whether or not anything leads to them. */
export interface PageScan {
  /** Leaves of node B-trees that belong to no tree that was walked: offset, identifier of the page. */
  readonly nodeLeaves: readonly { readonly offsetBytes: number; readonly pageId: number }[];
  find(blockId: number): BlockEntry | null;
  /** Blocks that begin a property context, in the order of their place. */
  readonly contexts: readonly BlockEntry[];
  /** Blocks that list blocks of data ([MS-PST] 2.2.2.8.3.2), by the first of these. */
  readonly treesByFirstBlock: ReadonlyMap<number, number>;
  /** Whether there are more than are kept. */
  readonly isCut: boolean;
}

/**
 * Reads a file from its beginning to its end for leaves of node B-trees and for blocks. A page is taken for one when its
 * type, its checksum and its signature, in which its place is mixed, are right; a block when those of its trailer are.
 *
 * Block trailers are what old leaves of the block B-tree would lead to, and prove at the same time that nothing was
 * written over the block since.
 */
export function scanPages(source: ByteSource, layout: Layout, cipher: Cipher, known: KnownParts): PageScan {
  const nodeLeaves: { readonly offsetBytes: number; readonly pageId: number }[] = [];
  const blocks = new SortedRows(4, mostBlocks);
  const contexts: BlockEntry[] = [];
  const treesByFirstBlock = new Map<number, number>();
  const cut = { leaves: false, contexts: false };
  const onPage = (bytes: Uint8Array, offsetBytes: number): void => {
    const type = bytes[layout.pageTrailerAt];
    if (type !== nodePageType || bytes[layout.pageTrailerAt + 1] !== type || known.isPage(offsetBytes)) return;
    const page = readTreePage(bytes, layout);
    if (page?.isSound !== true || page.level !== 0 || page.entries === 0 || !isPageInPlace(page, offsetBytes, layout)) return;
    if (nodeLeaves.length < mostLeaves) nodeLeaves.push({ offsetBytes, pageId: page.pageId });
    else cut.leaves = true;
  };
  const onBlock = (bytes: Uint8Array, entry: BlockEntry): void => {
    blocks.push(entry.blockId, entry.offsetBytes, entry.storedBytes, entry.dataBytes);
    const plain = decodedBlock(bytes.slice(), entry, layout, cipher);
    if (isInternalBlock(entry.blockId)) {
      if (plain?.[0] !== 1 || plain[1] !== 1 || plain.length < 16 || treesByFirstBlock.size >= mostContexts) return;
      treesByFirstBlock.set(plainBlockId(wordAt(viewOf(plain), 8, layout.wordBytes)), entry.blockId);
      return;
    }
    if (plain === null || !beginsPropertyContext(plain)) return;
    if (contexts.length < mostContexts) contexts.push(entry);
    else cut.contexts = true;
  };
  scan(source, layout, known, onPage, onBlock);
  return {
    nodeLeaves,
    contexts,
    treesByFirstBlock,
    find: (blockId) => entryAt(blocks, blocks.find(blockId)),
    isCut: cut.leaves || cut.contexts || blocks.isCut,
  };
}

const nodePageType = 0x81;
const mostBlocks = 8_000_000;
const mostLeaves = 1_000_000;
const mostContexts = 1_000_000;
const chunkBytes = 4 * 1024 * 1024;

/** The block of a row, or null for the row -1. */
export function entryAt(blocks: SortedRows, row: number): BlockEntry | null {
  if (row < 0) return null;
  return {
    blockId: blocks.at(row, 0),
    offsetBytes: blocks.at(row, 1),
    storedBytes: blocks.at(row, 2),
    dataBytes: blocks.at(row, 3),
  };
}

function scan(
  source: ByteSource,
  layout: Layout,
  known: KnownParts,
  onPage: (bytes: Uint8Array, offsetBytes: number) => void,
  onBlock: (bytes: Uint8Array, entry: BlockEntry) => void,
): void {
  const longest = roundedUp(layout.blockDataBytes + layout.blockTrailerBytes, layout.blockAlignBytes);
  let carried = new Uint8Array(0);
  for (let at = 0; at < source.sizeBytes;) {
    const fresh = source.read(at, chunkBytes);
    if (fresh.length === 0) return;
    // A block or page may begin in the chunk before.
    const bytes = new Uint8Array(carried.length + fresh.length);
    bytes.set(carried);
    bytes.set(fresh, carried.length);
    const start = at - carried.length;
    for (let page = roundedUp(at, layout.pageBytes) - start; page + layout.pageBytes <= bytes.length; page += layout.pageBytes) {
      onPage(bytes.subarray(page, page + layout.pageBytes), start + page);
    }
    const view = viewOf(bytes);
    for (let end = carried.length + layout.blockAlignBytes; end <= bytes.length; end += layout.blockAlignBytes) {
      const ending = blockEndingAt(view, start, end, layout);
      if (ending === null || known.isBlock(ending.entry.blockId, ending.entry.offsetBytes)) continue;
      const from = ending.entry.offsetBytes - start;
      const block = bytes.subarray(from, from + ending.entry.storedBytes);
      if (checksum(block) === ending.checksum) onBlock(block, ending.entry);
    }
    at += fresh.length;
    carried = bytes.slice(Math.max(0, bytes.length - longest));
  }
}

/** A block whose trailer ends at a place and whose signature is right. */
function blockEndingAt(
  view: DataView,
  start: number,
  end: number,
  layout: Layout,
): { readonly entry: BlockEntry; readonly checksum: number } | null {
  if (end < layout.blockTrailerBytes) return null;
  const storedBytes = view.getUint16(end - layout.blockTrailerBytes, true);
  if (storedBytes === 0 || storedBytes > layout.blockDataBytes) return null;
  const trailer = blockTrailerAt(view, end, layout);
  const from = end - roundedUp(storedBytes + layout.blockTrailerBytes, layout.blockAlignBytes);
  if (from < 0 || trailer.blockId === 0 || trailer.signature !== placeSignature(start + from, trailer.blockId)) return null;
  const entry = { blockId: trailer.blockId, offsetBytes: start + from, storedBytes, dataBytes: trailer.dataBytes };
  return { entry, checksum: trailer.checksum };
}
