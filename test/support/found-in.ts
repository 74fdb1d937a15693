import { relative, sep } from 'node:path';
import { findProfiles, type FindOptions, type SearchPlace } from '#evidence/index.ts';
import type { FoundProfile, SearchCounts, SearchTrouble } from '#model/index.ts';
import type { BuiltFind } from './home-builder.ts';

/** What a whole search told, in order of the paths. */
export interface SearchResult {
  readonly profiles: readonly FoundProfile[];
  readonly troubles: readonly SearchTrouble[];
  readonly counts: SearchCounts | null;
}

/** Searches to the end and keeps what holds then. */
export async function foundIn(path: string, options: FindOptions = {}): Promise<SearchResult> {
  const place: SearchPlace = { kind: 'folder', path };
  const found = new Map<string, FoundProfile>();
  const troubles: SearchTrouble[] = [];
  let counts: SearchCounts | null = null;
  for await (const output of findProfiles(place, options)) {
    if (output.kind === 'found') found.set(output.profile.path, output.profile);
    else if (output.kind === 'withdrawn') found.delete(output.path);
    else if (output.kind === 'trouble') troubles.push(output.trouble);
    else ({ counts } = output);
  }
  const profiles = [...found.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
  return { profiles, troubles, counts };
}

/** Finds in the form in which builders state them, sorted by path. */
export function asBuilt(root: string, profiles: readonly FoundProfile[]): readonly BuiltFind[] {
  return profiles.map(({ path, client, owner, form, reading }) => ({
    relativePath: relative(root, path).split(sep).join('/'),
    client,
    owner,
    form,
    can: reading.can,
  }));
}

/** The same order for what builders state. */
export function byPath(finds: readonly BuiltFind[]): readonly BuiltFind[] {
  return [...finds].sort((one, other) => (one.relativePath < other.relativePath ? -1 : 1));
}
