import { dirname, sep } from 'node:path';
import type { FoundProfile } from '#model/index.ts';
import { custodianOf } from './homes.ts';
import { searchTrouble, type SearchOutput } from './search-output.ts';

/** What a search has found so far: nothing twice, and what lies in something found belongs to it. */
export interface FoundList {
  /** Enters a find and says what is to be told of it; nothing when it lies in an earlier find. */
  add(profile: FoundProfile): readonly SearchOutput[];
  /** Adds reasons to a find, and an owner where it had none; does nothing when the path is no find. */
  explain(path: string, why: readonly string[], owner: string | null): readonly SearchOutput[];
  /** Whether the path is a find or lies in one. */
  covers(path: string): boolean;
  /** The finds below a folder. */
  below(path: string): readonly FoundProfile[];
  count(): number;
}

/** @param mostFound the most finds that are kept */
export function foundList(mostFound: number): FoundList {
  const found = new Map<string, FoundProfile>();
  let isFull = false;
  const below = (path: string): readonly FoundProfile[] =>
    [...found.values()].filter((profile) => profile.path.startsWith(path.endsWith(sep) ? path : path + sep));
  // Two rules that recognise one path make one find with the reasons of both.
  const explain: FoundList['explain'] = (path, why, owner) => {
    const known = found.get(path);
    const more = why.filter((reason) => known?.why.includes(reason) === false);
    if (known === undefined || more.length === 0) return [];
    const named = known.owner === null ? { owner, custodian: custodianOf(owner) } : {};
    const profile: FoundProfile = { ...known, ...named, why: [...known.why, ...more] };
    found.set(path, profile);
    return [{ kind: 'found', profile }];
  };
  return {
    explain,
    add(profile) {
      if (found.has(profile.path)) return explain(profile.path, profile.why, profile.owner);
      if (aboveOf(profile.path).some((above) => found.has(above))) return [];
      if (found.size >= mostFound) {
        if (isFull) return [];
        isFull = true;
        return [searchTrouble('limit', profile.path, `More than ${String(mostFound)} finds: this one and further ones are not listed.`)];
      }
      const folded = profile.form === 'folder' ? below(profile.path) : [];
      for (const { path } of folded) found.delete(path);
      found.set(profile.path, profile);
      return [...folded.map(({ path }): SearchOutput => ({ kind: 'withdrawn', path })), { kind: 'found', profile }];
    },
    covers: (path) => found.has(path) || aboveOf(path).some((above) => found.has(above)),
    below,
    count: () => found.size,
  };
}

function aboveOf(path: string): readonly string[] {
  const above: string[] = [];
  for (let folder = dirname(path); folder !== above.at(-1) && folder !== path; folder = dirname(folder)) {
    above.push(folder);
    if (dirname(folder) === folder) break;
  }
  return above;
}
