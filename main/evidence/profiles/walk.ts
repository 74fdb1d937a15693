import { join, sep } from 'node:path';
import type { ProfileReading } from '#model/index.ts';
import { holdsHomes, homesFirst, looksLikeSystem, mailboxOwner, type Home } from './homes.ts';
import { shapeOf } from './folder-shape.ts';
import { listFolder, readStart, type FolderEntry } from './list-folder.ts';
import type { Location } from './location.ts';
import { tellMessages, type LooseMessage } from './loose-messages.ts';
import { lengthOf, rowsBelow, type RowsBelow } from './match-location.ts';
import { placeOfNamed } from './named-places.ts';
import { tellNamedStores } from './named-stores.ts';
import type { PlaceName } from './place-name.ts';
import { promiseOf, recogniseStart, startBytes, type NamePromise } from './recognise-start.ts';
import { countsOf, enterFile, enterFolder, seenBefore, type Recognised, type Search, type SearchedFolder } from './search.ts';
import { refusalText, searchTrouble, type SearchOutput } from './search-output.ts';
import { namedProfiles } from './thunderbird-profiles.ts';

const profilesFileBytes = 1024 * 1024;

/**
 * Looks at a folder and everything below it.
 * @param location the row of the catalogue that fits the folder itself; null when none does
 */
export function* walkFolder(search: Search, folder: SearchedFolder, location: Location | null): Generator<SearchOutput> {
  const { path, names } = folder;
  if (search.finds.covers(path)) return;
  const leftOut = search.leaveOut.get(path);
  if (leftOut !== undefined) {
    yield searchTrouble('left-out', path, leftOut);
    return;
  }
  if (location?.form === 'folder') {
    yield* enterFolder(search, path, byLocation(folder, names, location), 'left');
    return;
  }
  search.counts.folders += 1;
  search.counts.current = path;
  yield countsOf(search);
  if (names.length - folder.rootDepth > search.limits.folderDepth) {
    yield searchTrouble('limit', path, `It lies more than ${String(search.limits.folderDepth)} folders deep and was not looked into.`);
    return;
  }
  const before = seenBefore(search, path);
  if (before !== null) {
    yield searchTrouble('link', path, `It is the same folder as ${before} and was not looked into again.`);
    return;
  }
  let entries: readonly FolderEntry[];
  try {
    entries = listFolder(path);
  } catch (error) {
    const { clients } = rowsBelow(names, folder.home?.depth ?? null);
    const perhaps = clients.length === 0 ? '' : ` Mail may lie in it: ${clients.join(', ')}.`;
    yield searchTrouble('unreadable', path, `The folder could not be listed: ${refusalText(error)}.${perhaps}`);
    return;
  }
  if (location !== null || entries.some(({ name }) => name.folded === 'profiles.ini'))
    yield* tellNamedProfiles(search, folder, entries, location);
  yield* tellNamedStores(search, folder, entries);
  const shape = shapeOf(entries);
  if (shape !== null) {
    const owner = ownerAround(folder);
    yield* enterFolder(search, path, { ...shape, owner, why: [shape.why] }, 'told');
    return;
  }
  yield* lookAtEntries(search, folder, entries);
}

function* lookAtEntries(search: Search, folder: SearchedFolder, entries: readonly FolderEntry[]): Generator<SearchOutput> {
  const { counts, limits } = search;
  const rows = rowsBelow(folder.names, folder.home?.depth ?? null);
  const met: MetFiles = { messages: [], unlike: [] };
  let files = 0;
  let told = 0;
  for (const { name, is } of entries) {
    const path = join(folder.path, name.raw);
    if (is === 'link') {
      counts.links += 1;
      if (isWorthTelling(folder, name, rows) && told < limits.linksTold) {
        told += 1;
        yield searchTrouble('link', path, 'It is a link and was not followed.');
      }
    }
    if (is === 'other' && promiseOf(name.folded) !== null) yield searchTrouble('unreadable', path, 'It is neither a file nor a folder.');
    if (is !== 'file') continue;
    counts.files += 1;
    files += 1;
    if (counts.files % 128 === 0) yield countsOf(search);
    yield* lookAtFile(search, folder, name, rows, met);
  }
  const system = folder.layout === 'system' || looksLikeSystem(entries.map(({ name }) => name));
  for (const { name } of homesFirst(entries.filter(({ is }) => is === 'folder'))) {
    yield* walkFolder(search, childOf(folder, name, entries, system), rows.find(name, 'folder'));
  }
  yield* tellMessages(search, folder, { messages: met.messages, files, owner: ownerAround(folder) });
  const [first] = met.unlike;
  if (first === undefined) return;
  const others = met.unlike.length === 1 ? '' : ` The same holds for ${String(met.unlike.length - 1)} more files beside it.`;
  yield searchTrouble('unlike', first.path, `${first.promise.because}, but its first bytes are not those of mail.${others}`);
}

// A system is full of links that have nothing to do with mail; those are counted only.
function isWorthTelling(folder: SearchedFolder, name: PlaceName, rows: RowsBelow): boolean {
  return folder.layout === 'ordinary' || rows.clients.length > 0 || rowsBelow([...folder.names, name], null).clients.length > 0;
}

function childOf(folder: SearchedFolder, name: PlaceName, entries: readonly FolderEntry[], system: boolean): SearchedFolder {
  const names = [...folder.names, name];
  const isHome =
    holdsHomes(folder.names.at(-1)) ||
    (name.decoded === 'root' && entries.some((entry) => entry.name.decoded === 'etc' || entry.name.decoded === 'home'));
  const home: Home | null = isHome ? { depth: names.length, owner: name.decoded } : folder.home;
  return { ...folder, path: join(folder.path, name.raw), names, home, layout: system || home !== null ? 'system' : 'ordinary' };
}

/** What the files of a folder turned out to be that are told when all of them are known. */
interface MetFiles {
  readonly messages: LooseMessage[];
  /** Files whose names promise mail and whose first bytes are none. */
  readonly unlike: { readonly path: string; readonly promise: NamePromise }[];
}

function* lookAtFile(
  search: Search,
  folder: SearchedFolder,
  name: PlaceName,
  rows: RowsBelow,
  { messages, unlike }: MetFiles,
): Generator<SearchOutput> {
  const path = join(folder.path, name.raw);
  const location = rows.find(name, 'file');
  const promise = promiseOf(name.folded);
  if (location === null && promise === null) {
    // Within a system or a home the names decide what is opened; beside what clients keep, and among loose exports, the content alone.
    if ((folder.layout === 'system' && rows.clients.length === 0) || search.counts.opened > search.limits.opened) return;
    search.counts.opened += 1;
    if (search.counts.opened > search.limits.opened) {
      yield searchTrouble(
        'limit',
        path,
        `${String(search.limits.opened)} files were opened; from here on only those whose names promise mail are.`,
      );
      return;
    }
  }
  const names = [...folder.names, name];
  const place = location === null ? null : byLocation(folder, names, location);
  try {
    const start = recogniseStart(readStart(path, startBytes), name.folded);
    if (place !== null) yield* enterFile(search, path, withStart(place, name, start?.why ?? null));
    else if (start?.kind === 'messages') messages.push({ path, start });
    else if (start !== null) yield* enterFile(search, path, { ...start, owner: ownerAround(folder), why: [start.why] });
    else if (promise?.of === 'mail') yield* enterFile(search, path, promised(folder, promise, unknownStart));
    else if (promise?.of === 'perhaps') unlike.push({ path, promise });
  } catch (error) {
    const because = `It could not be opened: ${refusalText(error)}.`;
    if (place !== null) yield* enterFile(search, path, { ...place, reading: { can: 'no', because } });
    else if (promise !== null) yield* enterFile(search, path, promised(folder, promise, { can: 'no', because }));
    else yield searchTrouble('unreadable', path, because);
  }
}

const unknownStart: ProfileReading = {
  can: 'partly',
  because: 'Its first bytes are not known as those of mail; it is read where a reader knows it all the same, else kept with its hash.',
};

function promised(folder: SearchedFolder, promise: NamePromise, reading: ProfileReading): Recognised {
  const why: Recognised['why'] = [`${promise.because}, which promises mail.`];
  return { client: promise.client, kind: promise.kind, owner: ownerAround(folder), why, reading };
}

function withStart(place: Recognised, name: PlaceName, start: string | null): Recognised {
  if (place.kind !== 'store') return place;
  const isOutlook = /\.(pst|ost|nst)$/.test(name.folded);
  const more = start ?? (isOutlook ? 'Its first bytes are not those of an Outlook store.' : null);
  return more === null ? place : { ...place, why: [...place.why, more] };
}

function byLocation(folder: SearchedFolder, names: readonly PlaceName[], location: Location): Recognised {
  const start = names.length - lengthOf(location);
  const place = names
    .slice(Math.max(start, 0))
    .map(({ decoded }) => decoded)
    .join('/');
  return {
    client: location.client,
    kind: location.kind,
    owner: ownerByLocation(folder, names, location, start),
    why: [`It lies at ${place === '' ? location.path : place}: ${location.holds} (${location.source}).`],
    reading: location.reading ?? { can: 'yes' },
  };
}

function ownerByLocation(folder: SearchedFolder, names: readonly PlaceName[], location: Location, start: number): string | null {
  if (location.owner === 'nobody') return null;
  if (location.owner === 'last-name') return names.at(-1)?.decoded ?? null;
  if (folder.home !== null && folder.home.depth <= start) return folder.home.owner;
  // Without a known home the folder in front of the client's own names is one, unless it stands for a volume.
  const front = names[start - 1]?.decoded ?? '';
  return front === '' || /^([a-z]:?|\\\\\.\\.*|\[.*\])$/i.test(front) ? null : front;
}

function ownerAround({ names, home }: SearchedFolder): string | null {
  return mailboxOwner(names) ?? home?.owner ?? null;
}

function* tellNamedProfiles(
  search: Search,
  folder: SearchedFolder,
  entries: readonly FolderEntry[],
  location: Location | null,
): Generator<SearchOutput> {
  const owner = location === null ? ownerAround(folder) : byLocation(folder, folder.names, location).owner;
  const citations = new Map<string, string[]>();
  for (const wanted of ['profiles.ini', 'installs.ini']) {
    const file = entries.find(({ name, is }) => is === 'file' && name.folded === wanted);
    if (file === undefined) continue;
    const path = join(folder.path, file.name.raw);
    try {
      const text = Buffer.from(readStart(path, profilesFileBytes)).toString('utf8');
      for (const named of namedProfiles(text, file.name.decoded)) {
        const place = placeOfNamed(search, folder, named);
        const citation = [...folder.names.slice(folder.rootDepth).map(({ raw }) => raw), named.citation].join('/');
        if (place !== null && isNamedProfile(folder, place, location)) {
          citations.set(place, [...(citations.get(place) ?? []), `${citation} names it.`]);
        } else if (location !== null) yield* tellElsewhere(search, path, citation, place);
      }
    } catch (error) {
      yield searchTrouble('unreadable', path, `The file that names the profiles could not be opened: ${refusalText(error)}.`);
    }
  }
  for (const [place, [first, ...others]] of citations) {
    if (first === undefined) continue;
    const shape = mailShape(place);
    const why: Recognised['why'] = [first, ...others, ...(shape === null ? [] : [shape])];
    if (search.finds.covers(place)) yield* search.finds.explain(place, why, owner);
    else {
      const client = location?.client ?? 'Thunderbird';
      yield* enterFolder(search, place, { client, kind: 'profile', owner, why, reading: { can: 'yes' } }, 'told');
    }
  }
}

function* tellElsewhere(search: Search, path: string, citation: string, place: string | null): Generator<SearchOutput> {
  const key = citation.slice(citation.indexOf('=') + 1);
  if (search.elsewhere.has(key)) return;
  search.elsewhere.add(key);
  const what = place === null ? 'a profile that is not in the evidence' : `${place}, which holds no profile`;
  yield searchTrouble('elsewhere', path, `${citation} names ${what}.`);
}

// What a hostile file names must not swallow the folders around it: it lies beside the file, or shows that it is a profile.
function isNamedProfile(folder: SearchedFolder, place: string, location: Location | null): boolean {
  const isAround = folder.path === place || folder.path.startsWith(place.endsWith(sep) ? place : place + sep);
  const isBeside = location !== null && place.startsWith(folder.path + sep);
  return !isAround && (isBeside || mailShape(place) !== null);
}

function mailShape(place: string): string | null {
  try {
    const shape = shapeOf(listFolder(place));
    return shape?.kind === 'profile' ? shape.why : null;
  } catch {
    return null;
  }
}
