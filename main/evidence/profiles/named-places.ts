import { join } from 'node:path';
import { factsAt, listFolder } from './list-folder.ts';
import { foldedName, placeName } from './place-name.ts';
import type { Search, SearchedFolder } from './search.ts';
import { looksWindows, namesOfPath, type NamedProfile } from './thunderbird-profiles.ts';

/**
 * Finds where in the search a profile or store lies that a file of the evidence names. An absolute path is one of the source
 * system: it is looked for below the root of that system, as the folders around the home show it.
 * @param folder the folder of the file that names it
 * @param form what must lie there
 * @returns the absolute path on this machine; null when it is not in the evidence
 */
export function placeOfNamed(
  search: Search,
  folder: SearchedFolder,
  named: Pick<NamedProfile, 'path' | 'isRelative'>,
  form: Form = 'folder',
): string | null {
  const names = namesOfPath(named.path);
  const own = folder.names.slice(folder.rootDepth).map(({ raw }) => raw);
  if (named.isRelative === 'yes') return placeBelow(folder.root, own, named.path.split(/[\\/]/), form);
  if (search.isLive && isAt(named.path, form)) return join(named.path);
  for (const [start, rest] of candidates(folder, named.path, names)) {
    const place = placeBelow(folder.root, start, rest, form);
    if (place !== null) return place;
  }
  return null;
}

type Form = 'file' | 'folder';

type Candidate = readonly [start: readonly string[], rest: readonly string[]];

function candidates(folder: SearchedFolder, path: string, names: readonly string[]): readonly Candidate[] {
  const { home, rootDepth } = folder;
  const own = folder.names.slice(rootDepth).map(({ raw }) => raw);
  // The names up to the system's root: a home lies in `Users`, `home` or the like, which lies in the root.
  const isRootHome = home !== null && folder.names[home.depth - 1]?.decoded === 'root' && folder.names[home.depth - 2]?.folded !== 'home';
  const system = home === null ? [] : own.slice(0, Math.max(0, home.depth - rootDepth - (isRootHome ? 1 : 2)));
  const inHome: readonly Candidate[] = home === null ? [] : belowHome(own.slice(0, home.depth - rootDepth), home.owner, names);
  if (!looksWindows(path)) return [[system, names], ...inHome];
  const drive = /^[a-z](?=:)/i.exec(path)?.[0];
  if (drive === undefined) return inHome;
  const rest = names.slice(1);
  const last = placeName(system.at(-1) ?? '').decoded;
  const beside = /^[a-z]:?$/i.test(last) || /^\\\\\.\\[a-z]:$/i.test(last);
  const above = beside ? system.slice(0, -1) : system;
  const drives = [`${drive}:`, drive, `\\\\.\\${drive}:`].map((name): Candidate => [above, [name, ...rest]]);
  // An image of one volume is its own root and does not say which drive it was; C is where systems lie.
  return [...drives, ...(!beside && drive.toUpperCase() === 'C' ? [[system, rest] as const] : []), ...inHome];
}

// Of a copied home the way from the root is unknown, but the named path may lead through the home itself.
function belowHome(home: readonly string[], owner: string, names: readonly string[]): readonly Candidate[] {
  const at = names.findIndex((name, index) => index > 0 && foldedName(name) === foldedName(owner));
  return at === -1 ? [] : [[home, names.slice(at + 1)]];
}

// Goes down name by name: without case where the name does not exist as written, never over a link, never out of the root.
function placeBelow(root: string, start: readonly string[], rest: readonly string[], form: Form): string | null {
  const names = [...start];
  const steps = rest.filter((step) => step !== '' && step !== '.');
  for (const [index, wanted] of steps.entries()) {
    if (wanted === '..') {
      if (names.pop() === undefined) return null;
      continue;
    }
    const name = entryNamed(join(root, ...names), wanted);
    if (name === null) return null;
    names.push(name);
    if (!isAt(join(root, ...names), index < steps.length - 1 ? 'folder' : form)) return null;
  }
  return join(root, ...names);
}

function isAt(path: string, form: Form): boolean {
  const facts = factsAt(path);
  return form === 'folder' ? facts?.isDirectory() === true : facts?.isFile() === true;
}

function entryNamed(folder: string, wanted: string): string | null {
  if (!/[\\/\0]/.test(wanted) && factsAt(join(folder, wanted)) !== null) return wanted;
  try {
    const folded = foldedName(wanted);
    return listFolder(folder).find(({ name }) => name.folded === folded)?.name.raw ?? null;
  } catch {
    return null;
  }
}
