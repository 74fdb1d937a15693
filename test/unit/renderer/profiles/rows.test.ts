import { describe, expect, it } from 'vitest';
import type { ListedProfile } from '#contract/index.ts';
import { orderAfter, profilesMatching, sortedProfiles } from '#renderer/profiles/rows.ts';
import { emptyListText, pathBelow, searchFacts } from '#renderer/profiles/words.ts';

const custodianOf = ({ custodian }: ListedProfile): string => custodian;

function profile(profileId: number, parts: Partial<ListedProfile>): ListedProfile {
  return {
    profileId,
    kind: 'store',
    client: 'Outlook',
    owner: null,
    custodian: '',
    shownPath: `/image/${String(profileId)}`,
    form: 'file',
    sizeBytes: 0,
    files: 1,
    oldest: null,
    newest: null,
    why: ['It lies there.'],
    reading: { can: 'yes' },
    ...parts,
  };
}

const profiles = [
  profile(1, { custodian: 'Carla', sizeBytes: 5, newest: '2026-01-01T00:00:00.000Z' }),
  profile(2, { custodian: 'alice', sizeBytes: 50, client: 'Thunderbird', why: ['It holds prefs.js.'] }),
  profile(3, { custodian: 'Bruno', sizeBytes: 5, newest: '2026-02-01T00:00:00.000Z', files: 9 }),
];
const ids = (list: readonly ListedProfile[]): number[] => list.map(({ profileId }) => profileId);

describe('the list of finds', () => {
  it('is narrowed by every word, wherever it occurs', () => {
    expect(ids(profilesMatching(profiles, '', custodianOf))).toEqual([1, 2, 3]);
    expect(ids(profilesMatching(profiles, ' ALICE thunder ', custodianOf))).toEqual([2]);
    expect(ids(profilesMatching(profiles, 'prefs.js', custodianOf))).toEqual([2]);
    expect(ids(profilesMatching(profiles, 'alice outlook', custodianOf))).toEqual([]);
    expect(ids(profilesMatching(profiles, 'typed', () => 'as typed'))).toEqual([1, 2, 3]);
  });

  it('is sorted without case, equal ones by their paths in either direction', () => {
    expect(ids(sortedProfiles(profiles, { sort: 'owner', direction: 'ascending' }, custodianOf))).toEqual([2, 3, 1]);
    expect(ids(sortedProfiles(profiles, { sort: 'size', direction: 'descending' }, custodianOf))).toEqual([2, 1, 3]);
    expect(ids(sortedProfiles(profiles, { sort: 'size', direction: 'ascending' }, custodianOf))).toEqual([1, 3, 2]);
    expect(ids(sortedProfiles(profiles, { sort: 'newest', direction: 'descending' }, custodianOf))).toEqual([3, 1, 2]);
    expect(ids(sortedProfiles(profiles, { sort: 'files', direction: 'descending' }, custodianOf))).toEqual([3, 1, 2]);
  });

  it('turns round on a second click, and begins with the largest and newest', () => {
    const bySize = orderAfter({ sort: 'path', direction: 'ascending' }, 'size');
    expect(bySize).toEqual({ sort: 'size', direction: 'descending' });
    expect(orderAfter(bySize, 'size')).toEqual({ sort: 'size', direction: 'ascending' });
    expect(orderAfter(bySize, 'owner')).toEqual({ sort: 'owner', direction: 'ascending' });
  });
});

describe('words of the search', () => {
  it('say what to do where the list is empty', () => {
    expect(emptyListText(null, '', 0)).toContain('Choose where to look');
    expect(emptyListText('searching', '', 0)).toBe('Nothing has been found yet.');
    expect(emptyListText('done', '', 2)).toContain('2 finds cannot be read');
    expect(emptyListText('done', 'x', 2)).toContain('Clear the filter');
  });

  it('count folders, finds and links', () => {
    const progress = {
      searchId: 's',
      phase: 'searching',
      folders: 1200,
      files: 9,
      links: 1,
      found: 3,
      seconds: 61,
      foldersPerSecond: 19.6,
      current: '',
      trouble: null,
    } as const;
    expect(searchFacts(progress).join(', ')).toBe('1,200 folders looked at, 3 found, 20 folders/s, 1 min 01 s, 1 link not followed');
  });

  it('show paths from the root on', () => {
    expect(pathBelow('/image', '/image/Users/a')).toBe('Users/a');
    expect(pathBelow('/', '/srv/a')).toBe('srv/a');
    expect(pathBelow('C:\\image\\', 'C:\\image\\Users')).toBe('Users');
    expect(pathBelow('This computer (host)', '/srv/a')).toBe('/srv/a');
    expect(pathBelow('/image/a.pst', '/image/a.pst')).toBe('/image/a.pst');
  });
});
