import type { FoundProfile, ProfileKind, ProfileReading } from '#model/index.ts';
import { folderKey } from './list-folder.ts';
import { foundList, type FoundList } from './found-list.ts';
import { custodianOf, type Home } from './homes.ts';
import { measureFile, measureFolder, type Measure, type Trying } from './measure.ts';
import type { StoresNamed } from './stores-named.ts';
import type { PlaceName } from './place-name.ts';
import { searchTrouble, type SearchOutput } from './search-output.ts';

/** Named limits of a search: each says what it stops. */
export interface SearchLimits {
  /** Folders below each other. */
  readonly folderDepth: number;
  /** Finds that are kept: stops a folder of a million mailboxes. */
  readonly found: number;
  /** Files of ordinary folders that are opened for their first bytes, whatever their names. */
  readonly opened: number;
  /** Links of a folder that are told one by one; the rest is counted. */
  readonly linksTold: number;
  /** Single messages beside each other that are told one by one; of more, their folder is told. */
  readonly messagesTold: number;
  /** Mail stores of one hive that are looked for: stops a hive that names one a hundred thousand times. */
  readonly storesOfHive: number;
}

export const searchLimits: SearchLimits = {
  folderDepth: 256,
  found: 10_000,
  opened: 200_000,
  linksTold: 100,
  messagesTold: 200,
  storesOfHive: 1000,
};

/** What the parts of one search share. */
export interface Search {
  readonly limits: SearchLimits;
  readonly finds: FoundList;
  /** Absolute paths that are left out, and why. */
  readonly leaveOut: ReadonlyMap<string, string>;
  /** Whether absolute paths of the evidence mean this machine's own. */
  readonly isLive: boolean;
  /** Device and number of every folder that was looked at, so that none is looked at twice. */
  readonly seen: Map<string, string>;
  readonly counts: { folders: number; files: number; links: number; opened: number; current: string };
  /** Reads what a user's hive names; undefined where the searcher knows no reader. */
  readonly storesNamed: StoresNamed | undefined;
  /** Whether files of finds are opened, to see that they can be. */
  readonly trying: Trying;
  /** What was told of profiles and stores that lie elsewhere. */
  readonly elsewhere: Set<string>;
}

/** A folder of the search. */
export interface SearchedFolder {
  readonly path: string;
  /** The names of its absolute path, and how many of them are those of the search's root. */
  readonly names: readonly PlaceName[];
  readonly rootDepth: number;
  /** Absolute path of the search's root. */
  readonly root: string;
  /** The nearest home that it lies in or is. */
  readonly home: Home | null;
  /** `ordinary`: no system or home is known around it, so that every file may be a loose export. */
  readonly layout: 'system' | 'ordinary';
}

export interface NewSearch extends Pick<Search, 'leaveOut' | 'limits' | 'storesNamed' | 'trying'> {
  readonly where: 'computer' | 'folder';
}

export function newSearch({ leaveOut, limits, where, storesNamed, trying }: NewSearch): Search {
  return {
    limits,
    finds: foundList(limits.found),
    leaveOut,
    isLive: where === 'computer',
    seen: new Map(),
    counts: { folders: 0, files: 0, links: 0, opened: 0, current: '' },
    storesNamed,
    trying,
    elsewhere: new Set(),
  };
}

/** What recognised a find. */
export interface Recognised {
  readonly client: string;
  readonly kind: ProfileKind;
  readonly owner: string | null;
  readonly why: readonly [string, ...string[]];
  readonly reading: ProfileReading;
}

/** How far a search is. */
export function countsOf({ counts, finds }: Search): SearchOutput {
  const { folders, files, links, current } = counts;
  return { kind: 'counts', counts: { folders, files, links, current, found: finds.count() } };
}

/** Measures a folder that was recognised and enters it; an empty one is no find unless something names it. */
export function* enterFolder(search: Search, path: string, recognised: Recognised, empty: 'told' | 'left'): Generator<SearchOutput> {
  const measuring = measureFolder(path, recognised.reading.can === 'no' ? 'leave' : search.trying, search.limits.folderDepth);
  for (;;) {
    const step = measuring.next();
    if (step.done === true) {
      const measure = step.value;
      search.counts.links += measure.links;
      if (measure.links > 0) yield searchTrouble('link', path, `It holds ${String(measure.links)} links, which were not followed.`);
      if (measure.files === 0 && measure.refused === 0 && empty === 'left') return;
      yield* search.finds.add(profileOf(path, 'folder', recognised, measure));
      return;
    }
    yield countsOf(search);
  }
}

/** Measures a file that was recognised and enters it. */
export function enterFile(search: Search, path: string, recognised: Recognised): readonly SearchOutput[] {
  const measure = measureFile(path, recognised.reading.can === 'no' ? 'leave' : search.trying);
  return search.finds.add(profileOf(path, 'file', recognised, measure));
}

function profileOf(path: string, form: FoundProfile['form'], recognised: Recognised, measure: Measure): FoundProfile {
  const { client, kind, owner, why } = recognised;
  const { sizeBytes, files, oldest, newest } = measure;
  const reading = readingOf(recognised.reading, measure);
  const times = { oldest: timeText(oldest), newest: timeText(newest) };
  return { kind, client, owner, custodian: custodianOf(owner), path, form, sizeBytes, files, ...times, why, reading };
}

function readingOf(reading: ProfileReading, { opened, listed, refused, firstRefusal }: Measure): ProfileReading {
  if (refused === 0 || firstRefusal === null || reading.can === 'no') return reading;
  if (opened + listed === 0) return { can: 'no', because: `It could not be opened. ${firstRefusal}` };
  return { can: 'partly', because: `${String(refused)} of its files or folders could not be opened, for example ${firstRefusal}` };
}

function timeText(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString();
}

/** Says once that the search has come to a folder by another way; null when it has not. */
export function seenBefore(search: Search, path: string): string | null {
  const key = folderKey(path);
  if (key === null) return null;
  const before = search.seen.get(key);
  if (before === undefined) search.seen.set(key, path);
  return before ?? null;
}
