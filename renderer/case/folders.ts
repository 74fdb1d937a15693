import type { EvidenceId } from '#model/index.ts';
import type { FolderNode } from './case-view.ts';
import type { Columns } from './columns.ts';
import { compareEvidence } from './evidence-order.ts';
import type { FolderRow } from './schema.ts';

// Folder names may hold any character that a name can; this one they cannot.
const separator = '\u0000';

/** The key of a folder in questions: its evidence item and its path. */
export function folderKeyOf(evidenceId: EvidenceId, path: readonly string[]): string {
  return [evidenceId, ...path].join(separator);
}

/**
 * The folder tree with counts, depth first: each evidence item, below it its folders in the order of their names.
 * Folders that hold only folders are in it too.
 * @param nameOf what to call an evidence item.
 */
export function folderNodes(columns: Columns, nameOf: (evidenceId: EvidenceId) => string): FolderNode[] {
  const own = new Uint32Array(columns.folders.length);
  const folder = columns.folder();
  for (let slot = 0; slot < columns.messages; slot += 1) own[folder[slot] ?? 0] = (own[folder[slot] ?? 0] ?? 0) + 1;

  const roots = new Map<EvidenceId, Branch>();
  for (const row of columns.folders) {
    const root = roots.get(row.evidenceId) ?? branch();
    roots.set(row.evidenceId, root);
    let at = root;
    const messages = own[row.id] ?? 0;
    at.below += messages;
    for (const name of row.path) {
      const next = at.branches.get(name) ?? branch();
      at.branches.set(name, next);
      at = next;
      at.below += messages;
    }
    at.messages += messages;
  }
  const nodes: FolderNode[] = [];
  for (const [evidenceId, root] of [...roots].sort(([a], [b]) => compareEvidence(a, b)))
    listBranch(nodes, evidenceId, [], nameOf(evidenceId), root);
  return nodes;
}

interface Branch {
  messages: number;
  below: number;
  readonly branches: Map<string, Branch>;
}

function branch(): Branch {
  return { messages: 0, below: 0, branches: new Map() };
}

function listBranch(nodes: FolderNode[], evidenceId: EvidenceId, path: readonly string[], name: string, own: Branch): void {
  nodes.push({
    key: folderKeyOf(evidenceId, path),
    name,
    depth: path.length,
    evidenceId,
    messages: own.messages,
    messagesBelow: own.below,
  });
  for (const [childName, child] of [...own.branches].sort(([a], [b]) => compareNames(a, b))) {
    listBranch(nodes, evidenceId, [...path, childName], childName, child);
  }
}

/** For each folder 1 when it is the one with the key or below it. */
export function folderMask(folders: readonly FolderRow[], key: string): Uint8Array {
  return Uint8Array.from(folders, ({ evidenceId, path }) => {
    const own = folderKeyOf(evidenceId, path);
    return own === key || own.startsWith(key + separator) ? 1 : 0;
  });
}

/** For each folder its rank by exhibit number and path. */
export function folderRanks(columns: Columns): Uint32Array {
  const sorted = [...columns.folders].sort((a, b) => compareEvidence(a.evidenceId, b.evidenceId) || comparePaths(a.path, b.path));
  const ranks = new Uint32Array(columns.folders.length);
  sorted.forEach((row, rank) => {
    ranks[row.id] = rank;
  });
  return ranks;
}

/** A folder's path for people. */
export function shownFolder(row: FolderRow | undefined): string {
  return row?.path.join(' / ') ?? '';
}

function comparePaths(a: readonly string[], b: readonly string[]): number {
  for (let step = 0; step < Math.min(a.length, b.length); step += 1) {
    const difference = compareNames(a[step] ?? '', b[step] ?? '');
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

// One collation for every machine: results must not depend on its language.
const collator = new Intl.Collator('en', { numeric: true });

function compareNames(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}
