import type { ByteSource, SurroundingEntry, Surroundings } from '#evidence/byte-source.ts';
import type { ArchiveListing, ArchiveMember } from './member.ts';
import { stepsOfName } from './member-name.ts';

/** Tells where the members of an archive lie to each other. */
export interface MemberPlaces {
  /** What lies around a member whose folders are given. Of members with one name the last is found, as unpacking leaves it. */
  around(folders: readonly string[]): Surroundings;
}

/**
 * Puts members into the folders that their names say, so that an index beside its mailbox is found in an archive too.
 * A name cannot lead out of the archive: `..` in it is a folder of that name, which nothing looks for.
 * @param open unpacks a member; null where that cannot be done
 */
export function placeMembers(
  listing: Pick<ArchiveListing, 'members' | 'missing' | 'limit' | 'mayHideMembers'>,
  open: (member: ArchiveMember) => { readonly content: ByteSource } | null,
): MemberPlaces {
  const { members, missing, limit, mayHideMembers = false } = listing;
  let folders: ReadonlyMap<string, ReadonlyMap<string, ArchiveMember | null>> | null = null;
  const placed = (): ReadonlyMap<string, ReadonlyMap<string, ArchiveMember | null>> => (folders ??= foldersOf(members));
  return {
    around: (own) => ({
      isCut: missing !== null || limit !== null || mayHideMembers,
      open(path) {
        const names = resolve(own, path);
        const name = names?.pop();
        if (names === null || name === undefined) return null;
        const member = placed().get(keyOf(names))?.get(name) ?? null;
        return member === null ? null : (open(member)?.content ?? null);
      },
      list(path) {
        const names = resolve(own, path);
        const entries = names === null ? undefined : placed().get(keyOf(names));
        return [...(entries ?? [])]
          .sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
          .map(([name, member]): SurroundingEntry => ({
            name,
            kind: member === null ? 'folder' : 'file',
            sizeBytes: member?.statedBytes ?? member?.packedBytes ?? 0,
          }));
      },
    }),
  };
}

function foldersOf(members: readonly ArchiveMember[]): Map<string, Map<string, ArchiveMember | null>> {
  const folders = new Map<string, Map<string, ArchiveMember | null>>();
  const folderOf = (names: readonly string[]): Map<string, ArchiveMember | null> => {
    const key = keyOf(names);
    const known = folders.get(key);
    if (known !== undefined) return known;
    const made = new Map<string, ArchiveMember | null>();
    folders.set(key, made);
    const name = names.at(-1);
    if (name !== undefined) folderOf(names.slice(0, -1)).set(name, null);
    return made;
  };
  for (const member of members) {
    const names = stepsOfName(member.name).slice(-deepestName);
    const name = names.at(-1);
    if (name !== undefined) folderOf(names.slice(0, -1)).set(name, member);
  }
  return folders;
}

// A name of thousands of folders is no place that anything is looked for in.
const deepestName = 64;

function keyOf(names: readonly string[]): string {
  return names.join('\0');
}

function resolve(own: readonly string[], path: string): string[] | null {
  const names = own.slice(-deepestName);
  for (const step of path.split('/')) {
    if (step === '' || step === '.') continue;
    if (step !== '..') names.push(step);
    else if (names.pop() === undefined) return null;
  }
  return names;
}
