import { putUint64, storeSignature } from './checksums.ts';
import { pageBytes, pageOf, type StoreFile } from './store-file.ts';
import type { PageReference } from './store-header.ts';

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
  const writeLevel = (level: TreeLeaves, depth: number): TreeLeaves => {
    const fits = Math.floor(entriesEndBytes / level.entryBytes);
    const perPage = Math.min(fits, greatestFanout);
    const keys: number[] = [];
    const written: PageReference[] = [];
    // A tree without entries is still one page.
    for (let start = 0; start === 0 || start < level.count; start += perPage) {
      const count = Math.min(perPage, level.count - start);
      const content = Buffer.alloc(entriesEndBytes + 8);
      for (let index = 0; index < count; index += 1) level.put(start + index, content, index * level.entryBytes);
      content.set([count, fits, level.entryBytes, depth], entriesEndBytes);
      const identifier = nextPageId();
      const offsetBytes = file.allocate(pageBytes, pageBytes);
      file.write(offsetBytes, pageOf(content, { type: leaves.pageType, identifier, signature: storeSignature(offsetBytes, identifier) }));
      keys.push(count === 0 ? 0 : level.key(start));
      written.push({ identifier, offsetBytes });
    }
    for (const page of written) pages.push(page);
    return branchesOf(leaves.pageType, keys, written);
  };
  let level = writeLevel(leaves, 0);
  for (let depth = 1; level.count > 1; depth += 1) level = writeLevel(level, depth);
  const root = pages.at(-1);
  if (root === undefined) throw new Error('a tree has at least one page');
  return { root, pages };
}

/** Where the entries of a page end, and cEnt, cEntMax, cbEnt and cLevel begin. */
const entriesEndBytes = 488;

// BTENTRY ([MS-PST] 2.2.2.7.7.2).
function branchesOf(pageType: number, keys: readonly number[], pages: readonly PageReference[]): TreeLeaves {
  return {
    pageType,
    entryBytes: 24,
    count: pages.length,
    key: (index) => keys[index] ?? 0,
    put(index, page, at) {
      const target = pages[index];
      if (target === undefined) throw new RangeError(`no page ${index}`);
      putUint64(page, at, keys[index] ?? 0);
      putUint64(page, at + 8, target.identifier);
      putUint64(page, at + 16, target.offsetBytes);
    },
  };
}
