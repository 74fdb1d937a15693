import { readInto, type ByteSource } from '#evidence/byte-source.ts';
import { blockTrailerAt, decodedBlock } from './block-reader.ts';
import { checksum } from './checksum.ts';
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
      if (plain?.[0] !== 1 || plain[1] !== 1 || plain.length < 16) return;
      if (treesByFirstBlock.size >= mostContexts) cut.contexts = true;
      else treesByFirstBlock.set(plainBlockId(wordAt(viewOf(plain), 8, layout.wordBytes)), entry.blockId);
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
/** A multiple of all sizes of pages. */
const chunkBytes = 1024 * 1024;

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
  const { pageBytes, pageTrailerAt } = layout;
  const longest = roundedUp(layout.blockDataBytes + layout.blockTrailerBytes, layout.blockAlignBytes);
  const memory = new Uint8Array(longest + chunkBytes);
  for (let at = 0; at < source.sizeBytes; at += chunkBytes) {
    // A block that ends in this stretch may begin in the one before; pages never lie across.
    const start = Math.max(0, at - longest);
    const bytes = memory.subarray(0, readInto(source, start, memory.subarray(0, at - start + chunkBytes)));
    for (let page = at - start; page + pageBytes <= bytes.length; page += pageBytes) {
      if (bytes[page + pageTrailerAt] === nodePageType) onPage(bytes.subarray(page, page + pageBytes), start + page);
    }
    findBlocks(bytes, start, at - start + layout.blockAlignBytes, layout, (entry, claimed) => {
      if (known.isBlock(entry.blockId, entry.offsetBytes)) return;
      const from = entry.offsetBytes - start;
      const block = bytes.subarray(from, from + entry.storedBytes);
      if (checksum(block) === claimed) onBlock(block, entry);
    });
  }
}

/**
 * Finds the blocks whose trailers end at a place of their alignment and whose signature is right. Every place of the
 * file is asked, so nothing is made before the signature, which mixes the place into the identifier, fits.
 * @param start where the bytes lie in the file
 * @param firstEnd the first place in them at which a block may end
 */
function findBlocks(
  bytes: Uint8Array,
  start: number,
  firstEnd: number,
  layout: Layout,
  onFound: (entry: BlockEntry, checksum: number) => void,
): void {
  const { blockAlignBytes: align, blockTrailerBytes, blockDataBytes, wordBytes } = layout;
  const view = viewOf(bytes);
  const startLow = (start % 0x1_0000_0000) | 0;
  const idAt = wordBytes === 4 ? 4 : 8;
  for (let end = firstEnd; end <= bytes.length; end += align) {
    const trailer = end - blockTrailerBytes;
    const storedBytes = view.getUint16(trailer, true);
    if (storedBytes === 0 || storedBytes > blockDataBytes) continue;
    const from = end - Math.ceil((storedBytes + blockTrailerBytes) / align) * align;
    if (from < 0) continue;
    const mixed = (startLow + from) ^ (view.getInt32(trailer + idAt, true) & ~1);
    if (view.getUint16(trailer + 2, true) !== (((mixed >>> 16) ^ mixed) & 0xffff)) continue;
    const { blockId, dataBytes, checksum: claimed } = blockTrailerAt(view, end, layout);
    if (blockId !== 0) onFound({ blockId, offsetBytes: start + from, storedBytes, dataBytes }, claimed);
  }
}
