import { storeSignature } from './checksums.ts';
import { pageBytes, pageOf, type StoreFile } from './store-file.ts';
import type { PageReference } from './store-header.ts';
import { putWord, type StoreLayout } from './store-layout.ts';

/** The leaves of a tree of pages, in ascending order of their keys. */
export interface TreeLeaves {
  readonly pageType: number;
  readonly entryBytes: number;
  readonly count: number;
  key(index: number): number;
  put(index: number, page: Buffer, at: number): void;
}

/** What a written tree takes. */
export interface WrittenTree {
  readonly root: PageReference;
  readonly pages: readonly PageReference[];
}

/**
 * Writes a node or block B-tree ([MS-PST] 2.2.2.7.7), leaves first.
 * @param nextPageId gives identifiers of pages
 * @param greatestFanout puts fewer entries on a page than would fit, for deep trees of few entries; at least 2
 */
export function writeTree(file: StoreFile, leaves: TreeLeaves, nextPageId: () => number, greatestFanout: number): WrittenTree {
  const pages: PageReference[] = [];
  const { layout } = file;
  const { treeEntriesBytes } = layout;
  const writeLevel = (level: TreeLeaves, depth: number): TreeLeaves => {
    const fits = Math.floor(treeEntriesBytes / level.entryBytes);
    const perPage = Math.min(fits, greatestFanout);
    const keys: number[] = [];
    const written: PageReference[] = [];
    // A tree without entries is still one page.
    for (let start = 0; start === 0 || start < level.count; start += perPage) {
      const count = Math.min(perPage, level.count - start);
      const content = Buffer.alloc(treeEntriesBytes + 4);
      for (let index = 0; index < count; index += 1) level.put(start + index, content, index * level.entryBytes);
      content.set([count, fits, level.entryBytes, depth], treeEntriesBytes);
      const identifier = nextPageId();
      const offsetBytes = file.allocate(pageBytes, pageBytes);
      const marks = { type: leaves.pageType, identifier, signature: storeSignature(offsetBytes, identifier) };
      file.write(offsetBytes, pageOf(layout, content, marks));
      keys.push(count === 0 ? 0 : level.key(start));
      written.push({ identifier, offsetBytes });
    }
    for (const page of written) pages.push(page);
    return branchesOf(layout, leaves.pageType, keys, written);
  };
  let level = writeLevel(leaves, 0);
  for (let depth = 1; level.count > 1; depth += 1) level = writeLevel(level, depth);
  const root = pages.at(-1);
  if (root === undefined) throw new Error('a tree has at least one page');
  return { root, pages };
}

// BTENTRY ([MS-PST] 2.2.2.7.7.2).
function branchesOf(layout: StoreLayout, pageType: number, keys: readonly number[], pages: readonly PageReference[]): TreeLeaves {
  return {
    pageType,
    entryBytes: 3 * layout.wordBytes,
    count: pages.length,
    key: (index) => keys[index] ?? 0,
    put(index, page, at) {
      const target = pages[index];
      if (target === undefined) throw new RangeError(`no page ${index}`);
      for (const [word, value] of [keys[index] ?? 0, target.identifier, target.offsetBytes].entries()) {
        putWord(layout, page, at + layout.wordBytes * word, value);
      }
    },
  };
}
