import type { ListedProfile } from '#contract/index.ts';

/** What the list of finds is sorted by. */
export type ProfileSort = 'owner' | 'client' | 'path' | 'size' | 'files' | 'newest';

export interface ProfileOrder {
  readonly sort: ProfileSort;
  readonly direction: 'ascending' | 'descending';
}

export interface ProfileColumn {
  readonly id: 'choice' | ProfileSort | 'oldest' | 'why';
  readonly title: string;
  /** What a click on the head sorts by; null where the list cannot be sorted so. */
  readonly sort: ProfileSort | null;
}

/** The columns in their order; narrow lists leave out `files`, `oldest` and `why`. */
export const profileColumns: readonly ProfileColumn[] = [
  { id: 'choice', title: 'Add', sort: null },
  { id: 'owner', title: 'Custodian', sort: 'owner' },
  { id: 'client', title: 'Client and kind', sort: 'client' },
  { id: 'path', title: 'Path', sort: 'path' },
  { id: 'size', title: 'Size', sort: 'size' },
  { id: 'files', title: 'Files', sort: 'files' },
  { id: 'oldest', title: 'Oldest', sort: null },
  { id: 'newest', title: 'Newest', sort: 'newest' },
  { id: 'why', title: 'Why', sort: null },
];

/** The order that a click on a head leads to: the other direction of the same, or what is wanted first of another. */
export function orderAfter(order: ProfileOrder, sort: ProfileSort): ProfileOrder {
  if (order.sort === sort) return { sort, direction: order.direction === 'ascending' ? 'descending' : 'ascending' };
  return { sort, direction: sort === 'size' || sort === 'files' || sort === 'newest' ? 'descending' : 'ascending' };
}

/** Finds of which every word of the text occurs in custodian, client, kind, path or reasons, without case. */
export function profilesMatching(
  profiles: readonly ListedProfile[],
  text: string,
  custodianOf: (profile: ListedProfile) => string,
): readonly ListedProfile[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return profiles;
  return profiles.filter((profile) => {
    const { owner, client, kind, shownPath, why } = profile;
    const all = [custodianOf(profile), owner ?? '', client, kind, shownPath, ...why].join('\n').toLowerCase();
    return words.every((word) => all.includes(word));
  });
}

/** Sorts finds; those that are equal stand in order of their paths. */
export function sortedProfiles(
  profiles: readonly ListedProfile[],
  { sort, direction }: ProfileOrder,
  custodianOf: (profile: ListedProfile) => string,
): readonly ListedProfile[] {
  const sign = direction === 'ascending' ? 1 : -1;
  const key = (profile: ListedProfile): string | number => {
    if (sort === 'owner') return custodianOf(profile).toLowerCase();
    if (sort === 'client') return `${profile.client} ${profile.kind}`.toLowerCase();
    if (sort === 'path') return profile.shownPath;
    if (sort === 'size') return profile.sizeBytes;
    return sort === 'files' ? profile.files : (profile.newest ?? '');
  };
  return profiles
    .map((profile) => ({ profile, key: key(profile) }))
    .sort((one, other) => sign * compare(one.key, other.key) || compare(one.profile.shownPath, other.profile.shownPath))
    .map(({ profile }) => profile);
}

function compare(one: string | number, other: string | number): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
