import type { ByteSource } from '#evidence/byte-source.ts';
import { blockReader, type BlockReader } from './block-reader.ts';
import { bufferedSource } from './buffered-source.ts';
import type { Cipher } from './cipher.ts';
import { guessCipher, guessLayout } from './guess.ts';
import { readHeader } from './header.ts';
import type { Layout } from './layout.ts';
import { addFoundNodes, collectNodes, liveNodes, type LiveNodes } from './live-nodes.ts';
import { knownNodes } from './node-types.ts';
import { entryAt, scanPages, type PageScan } from './page-scan.ts';
import { noNames, readPropertyNames } from './property-names.ts';
import { SortedRows } from './sorted-rows.ts';
import type { ItemReading } from './structure-item.ts';
import { blockEntry, type TreePage } from './tree-page.ts';
import { walkTree, type TreeWalk } from './tree-walk.ts';

/** A store as its pages and blocks show it. */
export interface StoreStructure {
  readonly source: ByteSource;
  readonly layout: Layout;
  readonly cipher: Cipher;
  /** What is wrong with the structure, in words for people; empty for a store without damage. */
  readonly damage: readonly string[];
  /** Whether bytes that the header promises, or pages that the node B-tree leads to, are not there: what they held is lost. */
  readonly isIncomplete: boolean;
  /** Whether the node B-tree was read to its last leaf, without a scan. */
  readonly isTreeWhole: boolean;
  readonly nodes: LiveNodes;
  readonly items: ItemReading;
  /** Offsets of the pages that nodes were taken from. */
  isLivePage(offsetBytes: number): boolean;
  /** Scans the file when it is asked for the first time; from then on blocks are found that no tree leads to. */
  scan(): PageScan;
}

/**
 * Opens the structure of a store. Never throws on any content; memory is bounded by the limits in live-nodes.ts and
 * page-scan.ts.
 * @returns null when nothing that belongs to a store could be found, else what could
 * @throws EvidenceReadError when the medium fails.
 */
export function openStructure(whole: ByteSource): StoreStructure | null {
  const header = readHeader(whole);
  if (header === null) return null;
  const source = bufferedSource(whole);
  const damage: string[] = [];
  if (!header.isSound) damage.push('The checksum of its header is wrong.');
  if (header.fileBytes > whole.sizeBytes) {
    damage.push(`Its header says that it has ${String(header.fileBytes)} bytes; the file has ${String(whole.sizeBytes)}.`);
  }
  let layout = header.layout;
  let collected = layout === null ? null : walkNodes(source, layout, header.nodeRootBytes);
  if (layout === null || collected === null || (collected.walk.pages.size === 0 && !header.isSound)) {
    layout = guessLayout(whole) ?? layout;
    if (layout === null) return null;
    if (layout !== header.layout) damage.push(`Its header does not say what its layout is; by its pages it is ${layout.name}.`);
    collected = walkNodes(source, layout, header.nodeRootBytes);
  }
  const cipher = header.isSound && header.cipher !== null ? header.cipher : guessCipher(whole, layout, header.cipher);
  const blocks = blockIndex(source, layout, header.blockRootBytes);
  const { walk, rows } = collected;
  let found: ReadonlySet<number> = new Set();
  let scanned: PageScan | null = null;
  const isLivePage = (offsetBytes: number): boolean => walk.pages.has(offsetBytes) || found.has(offsetBytes);
  const scan = (): PageScan =>
    (scanned ??= scanPages(whole, layout, cipher, {
      isPage: isLivePage,
      isBlock: (blockId, offsetBytes) => blocks.find(blockId)?.offsetBytes === offsetBytes,
    }));
  const reader = blockReader(source, layout, cipher, (blockId) => {
    const listed = blocks.find(blockId);
    if (listed !== null) return listed;
    return scanned !== null || !blocks.isWhole() ? scan().find(blockId) : null;
  });
  if (walk.missing.length > 0) {
    damage.push(`Pages of its node B-tree are missing (${String(walk.missing.length)}); nodes were looked for in all pages of the file.`);
    found = addFoundNodes(rows, walk, scan(), source, layout);
  }
  if (walk.unsoundPages > 0) damage.push(`Pages of its node B-tree have wrong checksums (${String(walk.unsoundPages)}).`);
  const nodes = liveNodes(rows);
  // Without a tree, items may still be carved out of the blocks that are there.
  if (nodes.count === 0 && scan().contexts.length === 0) return null;
  return {
    source,
    layout,
    cipher,
    damage,
    isIncomplete: header.fileBytes > whole.sizeBytes || walk.missing.length > 0,
    isTreeWhole: walk.missing.length === 0,
    nodes,
    items: itemReading(reader, nodes),
    isLivePage,
    scan,
  };
}

function walkNodes(source: ByteSource, layout: Layout, rootBytes: number): { readonly walk: TreeWalk; readonly rows: SortedRows } {
  const { onLeaf, rows } = collectNodes(layout);
  return { walk: walkTree(source, layout, 'nodes', rootBytes, onLeaf), rows };
}

function itemReading(reader: BlockReader, nodes: LiveNodes): ItemReading {
  let names: ItemReading['names'] | null = null;
  return {
    reader,
    get names() {
      const map = nodes.find(knownNodes.nameMap);
      return (names ??= map === null ? noNames : readPropertyNames(reader, map));
    },
  };
}

interface BlockIndex {
  find(blockId: number): ReturnType<typeof entryAt>;
  isWhole(): boolean;
}

/** The block B-tree, read when the first block is looked for: counting nodes does not need it. */
function blockIndex(source: ByteSource, layout: Layout, rootBytes: number): BlockIndex {
  let read: { readonly rows: SortedRows; readonly isWhole: boolean } | null = null;
  const index = (): NonNullable<typeof read> => {
    if (read === null) {
      const rows = new SortedRows(4, mostBlocks);
      const walk = walkTree(source, layout, 'blocks', rootBytes, (page: TreePage) => {
        for (let at = 0; at < page.entries; at += 1) {
          const entry = blockEntry(page, at, layout);
          rows.push(entry.blockId, entry.offsetBytes, entry.storedBytes, entry.dataBytes);
        }
      });
      read = { rows, isWhole: walk.missing.length === 0 && walk.unsoundPages === 0 };
    }
    return read;
  };
  return {
    find: (blockId) => entryAt(index().rows, index().rows.find(blockId)),
    isWhole: () => index().isWhole,
  };
}

const mostBlocks = 16_000_000;
