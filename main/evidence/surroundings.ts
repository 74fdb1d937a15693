import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { join } from 'node:path';
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
  const opened = new Map<string, OpenSource>();
  const resolve = (path: string): string | null => (itemPath === null ? null : placeWithin(itemPath, folderPath, path));
  return {
    open(path) {
      const place = resolve(path);
      if (place === null || factsOf(place)?.isFile() !== true) return null;
      const source = opened.get(place) ?? openEvidenceFile(place);
      opened.set(place, source);
      return source;
    },
    beginning(path, lengthBytes) {
      const place = resolve(path);
      if (place === null || factsOf(place)?.isFile() !== true) return null;
      const source = openEvidenceFile(place);
      try {
        return source.read(0, lengthBytes);
      } finally {
        source.close();
      }
    },
    list(path) {
      const place = resolve(path);
      return place === null || factsOf(place)?.isDirectory() !== true ? [] : entriesOf(place);
    },
    close() {
      for (const source of opened.values()) source.close();
      opened.clear();
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

function factsOf(place: string): Stats | null {
  try {
    return lstatSync(systemPath(place));
  } catch {
    // A name longer than the system takes, or a folder that may not be entered, is not there for us.
    return null;
  }
}

function entriesOf(place: string): readonly SurroundingEntry[] {
  let names: readonly Buffer[];
  try {
    names = readdirSync(systemPath(place), { encoding: 'buffer' });
  } catch (error) {
    throw new EvidenceReadError(`${place} cannot be listed: ${error instanceof Error ? error.message : String(error)}.`, { cause: error });
  }
  return names
    .map(textOfFileName)
    .sort((one, other) => (one < other ? -1 : one > other ? 1 : 0))
    .flatMap((name): SurroundingEntry[] => {
      const facts = factsOf(join(place, name));
      if (facts?.isFile() === true) return [{ name, kind: 'file', sizeBytes: facts.size }];
      return facts?.isDirectory() === true ? [{ name, kind: 'folder', sizeBytes: 0 }] : [];
    });
}
