import { lstatSync, readdirSync, type Dirent, type Stats } from 'node:fs';
import { basename, join } from 'node:path';
import { EvidenceReadError, type SurroundingEntry, type Surroundings } from './byte-source.ts';
import { systemPath, textOfFileName } from './file-path.ts';
import { openEvidenceFile, type OpenSource } from './open-source.ts';

/** Surroundings that hold files open. */
export interface OpenSurroundings extends Surroundings {
  /** Closes what was opened. */
  close(): void;
}

export interface SurroundingsOptions {
  /** The folder that was acquired; null when the item is one file. */
  readonly itemPath: string | null;
  /** The names of the folders between the item and the file. */
  readonly folderPath: readonly string[];
}

/** Opens nothing yet; files are opened as they are asked for. */
export function surroundingsOf({ itemPath, folderPath }: SurroundingsOptions): OpenSurroundings {
  // Made when something is opened: of most files nothing around them is.
  let opened: Map<string, OpenSource> | null = null;
  const resolve = (path: string): string | null => (itemPath === null ? null : placeWithin(itemPath, folderPath, path));
  return {
    open(path) {
      const place = resolve(path);
      if (place === null || kindAt(place) !== 'file') return null;
      const source = opened?.get(place) ?? openEvidenceFile(place);
      opened = (opened ?? new Map<string, OpenSource>()).set(place, source);
      return source;
    },
    beginning(path, lengthBytes) {
      const place = resolve(path);
      if (place === null || kindAt(place) !== 'file') return null;
      const source = openEvidenceFile(place);
      try {
        return source.read(0, lengthBytes);
      } finally {
        source.close();
      }
    },
    list(path) {
      const place = resolve(path);
      return place === null || kindAt(place) !== 'folder' ? [] : entriesOf(place);
    },
    close() {
      for (const source of opened?.values() ?? []) source.close();
      opened = null;
    },
  };
}

// The place that a path leads to, or null where it leads out of the item, over a link, or to nothing.
function placeWithin(itemPath: string, folderPath: readonly string[], path: string): string | null {
  const names = [...folderPath];
  for (const step of path.split('/')) {
    if (step === '' || step === '.') continue;
    if (step === '..') {
      if (names.pop() === undefined) return null;
    } else if (/[\\\0]/.test(step)) return null;
    else names.push(step);
  }
  let place = itemPath;
  for (const name of names) {
    place = join(place, name);
    const facts = factsOf(place);
    if (facts === null || facts.isSymbolicLink()) return null;
  }
  return place;
}

function kindAt(place: string): SurroundingEntry['kind'] | null {
  const facts = factsOf(place);
  return facts?.isFile() === true ? 'file' : facts?.isDirectory() === true ? 'folder' : null;
}

/**
 * What the file system says of a path itself; null when nothing is there.
 * @throws EvidenceReadError when something may be there that cannot be looked at, as in a folder that may be listed and not entered.
 */
function factsOf(place: string): Stats | null {
  try {
    return lstatSync(systemPath(place));
  } catch (error) {
    if (isAbsence(error, place)) return null;
    throw new EvidenceReadError(`${place} cannot be looked at: ${reasonOf(error)}.`, { cause: error });
  }
}

/** No file system takes longer names; a path may be too long all the same, and what it leads to be there. */
const longestNameBytes = 255;

function isAbsence(error: unknown, place: string): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENAMETOOLONG') return Buffer.byteLength(basename(place)) > longestNameBytes;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'EINVAL';
}

function entriesOf(place: string): readonly SurroundingEntry[] {
  let entries: readonly Dirent<Buffer>[];
  try {
    entries = readdirSync(systemPath(place), { withFileTypes: true, encoding: 'buffer' });
  } catch (error) {
    throw new EvidenceReadError(`${place} cannot be listed: ${reasonOf(error)}.`, { cause: error });
  }
  return entries
    .map((entry) => ({ name: textOfFileName(entry.name), entry }))
    .sort(({ name: one }, { name: other }) => (one < other ? -1 : one > other ? 1 : 0))
    .flatMap(({ name, entry }): SurroundingEntry[] => {
      if (entry.isFile()) return [{ name, kind: 'file', sizeBytes: sizeAt(join(place, name)) }];
      return entry.isDirectory() ? [{ name, kind: 'folder', sizeBytes: 0 }] : [];
    });
}

function sizeAt(place: string): number | null {
  try {
    return lstatSync(systemPath(place)).size;
  } catch {
    // It is listed, so it is there; whoever opens it is told why it cannot be.
    return null;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
