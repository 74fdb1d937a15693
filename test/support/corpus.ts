import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../../shared/corpus');

/**
 * The path of a file or folder of the real evidence that may lie beside the checkout, or null where it is absent.
 * It is read-only and never copied into the project. Tests that need it skip with `skipReason`.
 */
export function corpusPath(relativePath = '.'): string | null {
  const path = join(root, relativePath);
  return existsSync(path) ? path : null;
}

/** Said once by a test file that skips for want of the evidence. */
export const skipReason = 'the real evidence (shared/corpus beside the checkout) is absent: its tests are skipped';

/** One file of the inventory. */
export interface InventoryLine {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly what: string;
  /** What independent tools counted, as text, e.g. `py mailbox.mbox=3; '^From '=3; …`. */
  readonly facts: string;
}

/** The inventory's lines whose path begins with the given text; empty where the evidence is absent. */
export function inventory(prefix: string): readonly InventoryLine[] {
  const path = corpusPath('INVENTORY.tsv');
  if (path === null) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'))
    .filter(([name]) => name?.startsWith(prefix) === true)
    .map(([name = '', bytes = '', sha256 = '', , , what = '', facts = '']) => ({ path: name, bytes: Number(bytes), sha256, what, facts }));
}
