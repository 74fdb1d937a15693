import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseStorage } from '#host/index.ts';

/**
 * Chromium is about to move IndexedDB from LevelDB to SQLite, and some stages of that move delete the other kind of
 * store. These features are named in its content/browser/indexed_db; an unknown name does no harm.
 */
export const featuresOff = ['IdbSqliteBackingStore', 'IdbSqliteOnDiskRollout', 'IdbSqliteBackingStoreInMemoryContexts'];

/** The store kind of the running program. */
export function currentStorage(): CaseStorage {
  return { chromium: process.versions.chrome, backend: 'leveldb' };
}

/** The folder in a case that Chromium keeps its storage in. */
export function storeDirectory(caseDirectory: string): string {
  return join(caseDirectory, 'store');
}

/**
 * Copies the store of a case aside when another Chromium wrote it last, so that nothing which the new one does to it
 * can lose the case. Must run before the store is opened.
 * @returns a sentence for the examiner naming the copy, or null when there was nothing to guard.
 */
export function guardStore(caseDirectory: string, lastOpenedWith: CaseStorage, now: CaseStorage): string | null {
  const store = storeDirectory(caseDirectory);
  const before = majorOf(lastOpenedWith.chromium);
  // A case that no window has opened yet has nothing in its store.
  if (before === '' || !existsSync(store)) return null;
  if (before === majorOf(now.chromium) && lastOpenedWith.backend === now.backend) return null;
  const copy = freeName(`${store}-before-chromium-${majorOf(now.chromium)}`);
  cpSync(store, copy, { recursive: true, errorOnExist: true, force: false });
  return `This case was last opened with Chromium ${before} (${lastOpenedWith.backend}); this program has ${majorOf(now.chromium)} (${now.backend}). Its store was copied to ${copy} first.`;
}

function majorOf(version: string): string {
  return version.split('.')[0] ?? version;
}

function freeName(wanted: string): string {
  for (let attempt = 1; ; attempt += 1) {
    const name = attempt === 1 ? wanted : `${wanted}-${String(attempt)}`;
    if (!existsSync(name)) return name;
  }
}
