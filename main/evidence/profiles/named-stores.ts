import { join } from 'node:path';
import { readStart, type FolderEntry } from './list-folder.ts';
import { placeOfNamed } from './named-places.ts';
import { recogniseStart, startBytes } from './recognise-start.ts';
import { placeName } from './place-name.ts';
import { enterFile, type Recognised, type Search, type SearchedFolder } from './search.ts';
import type { NamedStore } from './stores-named.ts';
import { refusalText, searchTrouble, type SearchOutput } from './search-output.ts';

/**
 * Tells the stores that the hive of a home names: which of them are in the evidence, wherever they lie, belong to the owner of
 * the home; of the others it is said that they are not.
 */
export function* tellNamedStores(
  search: Search,
  folder: SearchedFolder,
  entries: readonly FolderEntry[],
): Generator<SearchOutput, void, undefined> {
  if (search.storesNamed === undefined || folder.home?.depth !== folder.names.length) return;
  const { owner } = folder.home;
  for (const { name } of entries.filter((entry) => entry.is === 'file' && entry.name.folded === 'ntuser.dat')) {
    const hive = join(folder.path, name.raw);
    let stores: readonly NamedStore[];
    try {
      stores = search.storesNamed(hive);
    } catch (error) {
      // Whatever a hostile hive does to its reader, it costs what the hive names and not the search.
      yield searchTrouble('unreadable', hive, `Which mail stores Outlook uses was not read from the registry: ${refusalText(error)}`);
      continue;
    }
    const own = [...folder.names.slice(folder.rootDepth).map(({ raw }) => raw), name.raw].join('/');
    const most = search.limits.storesOfHive;
    for (const store of stores.slice(0, most)) yield* tellStore(search, folder, store, `${own}, ${store.citation}`, { owner, hive });
    if (stores.length > most)
      yield searchTrouble('limit', hive, `It names ${String(stores.length)} mail stores; only the first ${String(most)} were looked for.`);
  }
}

function* tellStore(
  search: Search,
  folder: SearchedFolder,
  { path }: NamedStore,
  citation: string,
  { owner, hive }: { readonly owner: string; readonly hive: string },
): Generator<SearchOutput, void, undefined> {
  const place = placeOfNamed(search, folder, { path, isRelative: 'no' }, 'file');
  if (place === null) {
    // Several values may name one store, and several users; each file is told once for each user.
    const key = `${hive}\0${path.toLowerCase()}`;
    if (search.elsewhere.has(key)) return;
    search.elsewhere.add(key);
    yield searchTrouble('elsewhere', hive, `${citation} names a mail store that is not in the evidence.`);
    return;
  }
  const why: Recognised['why'] = [`${citation} names it.`];
  if (search.finds.covers(place)) yield* search.finds.explain(place, why, owner);
  else
    yield* enterFile(search, place, { client: 'Outlook', kind: 'store', owner, why: [...why, ...startOf(place)], reading: { can: 'yes' } });
}

function startOf(place: string): readonly string[] {
  try {
    const start = recogniseStart(readStart(place, startBytes), placeName(place).folded);
    return [start?.why ?? 'Its first bytes are not those of an Outlook store.'];
  } catch {
    // That it cannot be opened is told with the find.
    return [];
  }
}
