import { join } from 'node:path';
import { factsAt, listFolder, readStart, type FolderEntry } from './list-folder.ts';
import { refusalText } from './search-output.ts';

/** What a find holds. */
export interface Measure {
  sizeBytes: number;
  files: number;
  /** Milliseconds since 1970; null where no file has a time. */
  oldest: number | null;
  newest: number | null;
  /** Files that were opened, to see that they can be. */
  opened: number;
  /** Files that nobody tried to open. */
  listed: number;
  /** Files and folders that could not be opened. */
  refused: number;
  /** The first of them with the reason, for people. */
  firstRefusal: string | null;
  links: number;
}

/** Whether files are opened, to see that they can be: another program may have locked them. */
export type Trying = 'open' | 'leave';

/**
 * Adds up the files of a folder and everything below it; links are counted and not followed.
 * Yields now and then, so that a search can be stopped.
 */
export function* measureFolder(path: string, trying: Trying, folderDepth: number): Generator<void, Measure, undefined> {
  const measure = emptyMeasure();
  yield* addFolder(measure, path, trying, folderDepth);
  return measure;
}

/** The same of one file. */
export function measureFile(path: string, trying: Trying): Measure {
  const measure = emptyMeasure();
  addFile(measure, path, trying);
  return measure;
}

function emptyMeasure(): Measure {
  return { sizeBytes: 0, files: 0, oldest: null, newest: null, opened: 0, listed: 0, refused: 0, firstRefusal: null, links: 0 };
}

function* addFolder(measure: Measure, path: string, trying: Trying, depthLeft: number): Generator<void, void, undefined> {
  yield;
  let entries: readonly FolderEntry[];
  try {
    if (depthLeft < 0) throw new Error('it lies too many folders deep');
    entries = listFolder(path);
  } catch (error) {
    refuse(measure, path, error);
    return;
  }
  for (const { name, is } of entries) {
    const below = join(path, name.raw);
    if (is === 'folder') yield* addFolder(measure, below, trying, depthLeft - 1);
    else if (is === 'link') measure.links += 1;
    else if (is === 'file') {
      addFile(measure, below, trying);
      if (measure.files % 256 === 0) yield;
    }
  }
}

function addFile(measure: Measure, path: string, trying: Trying): void {
  const facts = factsAt(path);
  if (facts?.isFile() === true) {
    measure.files += 1;
    measure.sizeBytes += facts.size;
    const { mtimeMs } = facts;
    if (Number.isFinite(mtimeMs) && !Number.isNaN(new Date(mtimeMs).getTime())) {
      measure.oldest = Math.min(measure.oldest ?? mtimeMs, mtimeMs);
      measure.newest = Math.max(measure.newest ?? mtimeMs, mtimeMs);
    }
  }
  if (trying === 'leave') {
    measure.listed += 1;
    return;
  }
  try {
    readStart(path, 0);
    measure.opened += 1;
  } catch (error) {
    refuse(measure, path, error);
  }
}

function refuse(measure: Measure, path: string, error: unknown): void {
  measure.refused += 1;
  measure.firstRefusal ??= `${path}: ${refusalText(error)}`;
}
