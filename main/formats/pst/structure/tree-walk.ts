import type { ByteSource } from '#evidence/byte-source.ts';
import type { Layout } from './layout.ts';
import { childEntry, readTreePage, type TreeKind, type TreePage } from './tree-page.ts';

/** Keys of a B-tree whose pages could not be read: from the first up to, not including, the second. */
export type KeyRange = readonly [from: number, to: number];

/** What a walk over a B-tree met. */
export interface TreeWalk {
  /** Offsets of the pages that belong to the tree. */
  readonly pages: ReadonlySet<number>;
  /** The keys below pages that are missing, in order. */
  readonly missing: readonly KeyRange[];
  /** Pages that were read although their checksum is wrong. */
  readonly unsoundPages: number;
}

/**
 * Walks a B-tree from its root and gives its leaves in the order of their keys. A page is read once, however often it
 * is referred to, so that circles end.
 */
export function walkTree(
  source: ByteSource,
  layout: Layout,
  kind: TreeKind,
  rootBytes: number,
  onLeaf: (page: TreePage) => void,
): TreeWalk {
  const pages = new Set<number>();
  const missing: KeyRange[] = [];
  let unsoundPages = 0;
  const pending: { readonly offsetBytes: number; readonly level: number | null; readonly keys: KeyRange }[] = [
    { offsetBytes: rootBytes, level: null, keys: [0, Infinity] },
  ];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { offsetBytes, keys } = next;
    const page = pages.has(offsetBytes) ? null : readPageAt(source, layout, offsetBytes);
    if (page?.kind !== kind || (next.level !== null && page.level !== next.level)) {
      missing.push(keys);
      continue;
    }
    pages.add(offsetBytes);
    if (!page.isSound) unsoundPages += 1;
    if (page.level === 0) {
      onLeaf(page);
      continue;
    }
    for (let index = page.entries - 1; index >= 0; index -= 1) {
      const child = childEntry(page, index, layout);
      const to = index + 1 < page.entries ? childEntry(page, index + 1, layout).key : keys[1];
      pending.push({ offsetBytes: child.offsetBytes, level: page.level - 1, keys: [child.key, to] });
    }
  }
  return { pages, missing, unsoundPages };
}

/** The page at an offset, or null where none can be read. */
function readPageAt(source: ByteSource, layout: Layout, offsetBytes: number): TreePage | null {
  if (offsetBytes === 0 || offsetBytes + layout.pageBytes > source.sizeBytes) return null;
  return readTreePage(source.read(offsetBytes, layout.pageBytes), layout);
}
