import { basename, dirname, resolve } from 'node:path';
import { statSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { systemPath } from '../file-path.ts';
import { holdsHomes, looksLikeHome, looksLikeSystem, type Home } from './homes.ts';
import { listFolder, readStart } from './list-folder.ts';
import type { Trying } from './measure.ts';
import { rowsBelow } from './match-location.ts';
import type { StoresNamed } from './stores-named.ts';
import { placeName, type PlaceName } from './place-name.ts';
import { recogniseStart, startBytes } from './recognise-start.ts';
import { countsOf, enterFile, newSearch, searchLimits, type Search, type SearchedFolder, type SearchLimits } from './search.ts';
import { refusalText, searchTrouble, type SearchOutput } from './search-output.ts';
import { thisComputer } from './this-computer.ts';
import { walkFolder } from './walk.ts';

/** Where to look: a folder (a mounted image, a collection, a home, exports), or the running system. */
export type SearchPlace = { readonly kind: 'folder'; readonly path: string } | { readonly kind: 'computer' };

export interface FindOptions {
  /** Ends the search; what was found until then has been told. */
  readonly signal?: AbortSignal | undefined;
  /** Absolute paths of folders that are not looked into, and why. */
  readonly leaveOut?: ReadonlyMap<string, string>;
  readonly limits?: Partial<SearchLimits>;
  /** Reads which stores a user's hive names; without it hives are not looked into. */
  readonly storesNamed?: StoresNamed;
  /** `leave`: files of finds are not opened to see that they can be, since they are read anyway. */
  readonly trying?: Trying;
}

/** How long the search may hold the thread before it lets others have it. */
const sliceMilliseconds = 20;
const countsEveryMilliseconds = 100;

/**
 * Looks for mail profiles, stores and settings of all users, known by their places (`locations`), by what folders hold,
 * and by the first bytes of files. Every folder below the root is looked at once, in an order that depends on names alone;
 * links are never followed. Ends early, without an error, when the signal is given.
 * @yields finds as they are made (a later one of the same path takes the place of an earlier one), troubles, and counts
 *   about ten times a second and at the end
 */
export async function* findProfiles(place: SearchPlace, options: FindOptions = {}): AsyncGenerator<SearchOutput, void, undefined> {
  const computer = place.kind === 'computer' ? thisComputer() : null;
  const leaveOut = new Map([...(computer?.leaveOut ?? []), ...(options.leaveOut ?? [])]);
  const { limits, storesNamed, trying = 'open' } = options;
  const search = newSearch({ leaveOut, limits: { ...searchLimits, ...limits }, where: place.kind, storesNamed, trying });
  const roots = place.kind === 'folder' ? [resolve(place.path)] : (computer?.roots ?? []);
  let sliceBegan = performance.now();
  let countsTold = -Infinity;
  for (const root of roots) {
    for (const output of searchRoot(search, root)) {
      const now = performance.now();
      if (output.kind !== 'counts') yield output;
      else if (now - countsTold > countsEveryMilliseconds) {
        countsTold = now;
        yield output;
      }
      if (now - sliceBegan > sliceMilliseconds) {
        await setImmediate();
        sliceBegan = performance.now();
      }
      if (options.signal?.aborted === true) {
        yield countsOf(search);
        return;
      }
    }
  }
  search.counts.current = '';
  yield countsOf(search);
}

function* searchRoot(search: Search, root: string): Generator<SearchOutput> {
  try {
    // A link that the examiner gives is followed, as everywhere.
    if (statSync(systemPath(root)).isDirectory()) {
      // The root may be a profile itself, or lie within the place of one.
      const location = rowsBelow(namesOf(dirname(root)), null).find(placeName(basename(root)), 'folder');
      yield* walkFolder(search, rootFolder(root), location);
    } else yield* searchFile(search, root);
  } catch (error) {
    yield searchTrouble('unreadable', root, `It could not be opened: ${refusalText(error)}.`);
  }
}

function* searchFile(search: Search, path: string): Generator<SearchOutput> {
  search.counts.files += 1;
  const start = recogniseStart(readStart(path, startBytes), placeName(basename(path)).folded);
  if (start !== null) yield* enterFile(search, path, { ...start, owner: null, why: [start.why] });
}

function rootFolder(root: string): SearchedFolder {
  const above = placeName(basename(dirname(root)));
  const entries = entriesOf(root);
  const isHome = holdsHomes(above) || (looksLikeHome(entries) && !looksLikeSystem(entries));
  const names = namesOf(root);
  const home: Home | null = isHome ? { depth: names.length, owner: placeName(basename(root)).decoded } : null;
  return {
    path: root,
    root,
    names,
    rootDepth: names.length,
    home,
    layout: home === null && !looksLikeSystem(entries) ? 'ordinary' : 'system',
  };
}

// A root that cannot be listed is told by the walk.
function entriesOf(root: string): readonly PlaceName[] {
  try {
    return listFolder(root).map(({ name }) => name);
  } catch {
    return [];
  }
}

function namesOf(path: string): readonly PlaceName[] {
  return path
    .split(/[\\/]/)
    .filter((name) => name !== '')
    .map(placeName);
}
