import type { FolderNode } from '#renderer/case/case-view.ts';

/** A folder as the tree draws it. */
export interface TreeRow {
  readonly node: FolderNode;
  readonly children: 'none' | 'shown' | 'folded';
  /** Key of the folder above, or null at the top. */
  readonly parentKey: string | null;
}

/**
 * The visible rows of a folder tree.
 * @param nodes all folders, each followed by those below it (`depth` says how deep).
 * @param folded keys of the folders whose children are hidden.
 */
export function treeRows(nodes: readonly FolderNode[], folded: ReadonlySet<string>): readonly TreeRow[] {
  const rows: TreeRow[] = [];
  const path: FolderNode[] = [];
  let hiddenBelow = Number.POSITIVE_INFINITY;
  nodes.forEach((node, index) => {
    path.length = Math.min(path.length, node.depth);
    const parentKey = path.at(-1)?.key ?? null;
    path[node.depth] = node;
    if (node.depth > hiddenBelow) return;
    hiddenBelow = Number.POSITIVE_INFINITY;
    const hasChildren = (nodes[index + 1]?.depth ?? 0) > node.depth;
    const isFolded = hasChildren && folded.has(node.key);
    if (isFolded) hiddenBelow = node.depth;
    rows.push({ node, children: hasChildren ? (isFolded ? 'folded' : 'shown') : 'none', parentKey });
  });
  return rows;
}

/** What a key does in the tree, as in the ARIA tree pattern: moves to another folder, folds or unfolds. */
export type TreeMove = { readonly kind: 'to'; readonly key: string | null } | { readonly kind: 'fold' | 'unfold'; readonly key: string };

/**
 * The meaning of a key in the tree.
 * @param chosen key of the chosen folder; null is the row "All messages" above the folders.
 */
export function treeMove(rows: readonly TreeRow[], chosen: string | null, key: string): TreeMove | null {
  const at = rows.findIndex((row) => row.node.key === chosen);
  const row = rows[at];
  const to = (index: number): TreeMove => ({ kind: 'to', key: rows[Math.min(index, rows.length - 1)]?.node.key ?? null });
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return to(at + 1);
    case 'ArrowUp':
    case 'k':
      return at <= 0 ? { kind: 'to', key: null } : to(at - 1);
    case 'Home':
      return { kind: 'to', key: null };
    case 'End':
      return to(rows.length - 1);
    case 'ArrowRight':
      if (row?.children === 'folded') return { kind: 'unfold', key: row.node.key };
      return row?.children === 'shown' ? to(at + 1) : null;
    case 'ArrowLeft':
      if (row?.children === 'shown') return { kind: 'fold', key: row.node.key };
      return row === undefined ? null : { kind: 'to', key: row.parentKey };
    default:
      return null;
  }
}
