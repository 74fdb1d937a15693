import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FoundProfile } from '#model/index.ts';
import { asBuilt, byPath, foundIn } from '#test/support/found-in.ts';
import {
  buildLinuxHomes,
  buildMacHomes,
  buildWindowsHomes,
  builtOlderTime,
  builtTime,
  type BuiltFind,
} from '#test/support/home-builder.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const users = ['alice', 'Bruno Díaz', 'carla'];
const systems = [
  ['Windows', buildWindowsHomes, 'Users'],
  ['macOS', buildMacHomes, 'Users'],
  ['Linux', buildLinuxHomes, 'home'],
] as const;

describe.each(systems)('three users of %s', (_, build, homes) => {
  it('are found with every client, nothing twice and nothing besides', async () => {
    const root = temporaryFolder('system');
    const truth = build(root, users);
    const { profiles, troubles, counts } = await foundIn(root);
    expect(asBuilt(root, profiles)).toEqual(byPath(truth));
    expect(troubles).toEqual([]);
    expect(counts).toMatchObject({ found: truth.length, links: 0 });
    for (const profile of profiles) {
      expect(profile.custodian).toBe(profile.owner ?? '');
      expect(profile.files).toBeGreaterThan(0);
      expect(profile.newest).toBe(builtTime.toISOString());
      expect(profile.why[0]).toMatch(/\S \S.*\.$/);
    }
  });

  it.each([
    ['KAPE', 'D42/C'],
    ['Velociraptor', 'uploads/auto/C%3A'],
    ['Velociraptor over NTFS', 'uploads/ntfs/%5C%5C.%5CC%3A'],
    ['an image tool', 'image.E01/Partition 2/NTFS/[root]'],
  ])('are found alike in a collection of %s', async (__, prefix) => {
    const root = temporaryFolder('collection');
    mkdirSync(join(root, prefix), { recursive: true });
    const truth = build(join(root, prefix), users);
    const { profiles } = await foundIn(root);
    expect(asBuilt(root, profiles)).toEqual(byPath(below(truth, prefix)));
  });

  it('are found in the folder of homes alone, and each in the home alone', async () => {
    const root = temporaryFolder('homes');
    const truth = build(root, users).filter(({ relativePath }) => relativePath.startsWith(`${homes}/`));
    expect(asBuilt(root, (await foundIn(join(root, homes))).profiles)).toEqual(byPath(truth));
    const [first = ''] = users;
    const own = truth.filter(({ owner }) => owner === first);
    expect(asBuilt(root, (await foundIn(join(root, homes, first))).profiles)).toEqual(byPath(own));
    // Moved out of the folder of homes, a home is known by what lies in it.
    renameSync(join(root, homes, first), join(root, first));
    const moved = own.map((find) => ({ ...find, relativePath: find.relativePath.slice(homes.length + 1) }));
    expect(asBuilt(root, (await foundIn(join(root, first))).profiles)).toEqual(byPath(moved));
  });

  it('are found the same by two searches', async () => {
    const root = temporaryFolder('twice');
    build(root, users);
    expect((await foundIn(root)).profiles).toEqual((await foundIn(root)).profiles);
  });
});

it('says why, and what cannot be read with presence and size', async () => {
  const root = temporaryFolder('why');
  buildWindowsHomes(root, ['alice']);
  const { profiles } = await foundIn(root);
  const at = (end: string): FoundProfile | undefined => profiles.find(({ path }) => path.endsWith(join(...end.split('/'))));
  expect(at('alice@example.org.ost')?.why).toEqual([
    expect.stringContaining('It lies at AppData/Local/Microsoft/Outlook/alice@example.org.ost: Outlook keeps offline stores there'),
    expect.stringContaining('!BDN'),
  ]);
  const thunderbird = at('q0abcd.default-release');
  expect(thunderbird?.why[0]).toContain('profiles.ini, [Install4F96D1932A9F858E] Default=Profiles/q0abcd.default-release names it');
  expect(thunderbird?.why).toContainEqual(expect.stringContaining('[Profile0] Path=Profiles/q0abcd.default-release names it'));
  expect(thunderbird?.why).toContainEqual(expect.stringContaining('installs.ini, [4F96D1932A9F858E] Default='));
  expect(thunderbird).toMatchObject({ files: 6, oldest: builtOlderTime.toISOString(), newest: builtTime.toISOString() });
  expect(at('old0.default')?.why).toEqual([expect.stringContaining('It holds prefs.js and Mail, ImapMail, abook.sqlite')]);
  expect(at('AppData/Local/Comms')).toMatchObject({
    sizeBytes: 7,
    files: 2,
    reading: { can: 'no', because: expect.stringContaining('ESE database') as string },
  });
});

describe('names in other cases', () => {
  it('are the same on Windows and macOS, whatever system the copy lies on', async () => {
    const root = temporaryFolder('case');
    buildWindowsHomes(root, ['alice']);
    renameSync(join(root, 'Users'), join(root, 'USERS'));
    renameSync(join(root, 'USERS/alice/AppData'), join(root, 'USERS/alice/APPDATA'));
    renameSync(join(root, 'USERS/alice/APPDATA/Roaming/Thunderbird'), join(root, 'USERS/alice/APPDATA/Roaming/THUNDERBIRD'));
    // profiles.ini says `Profiles`.
    renameSync(
      join(root, 'USERS/alice/APPDATA/Roaming/THUNDERBIRD/Profiles'),
      join(root, 'USERS/alice/APPDATA/Roaming/THUNDERBIRD/PROFILES'),
    );
    const { profiles, troubles } = await foundIn(root);
    expect(profiles).toHaveLength(12);
    expect(profiles.map(({ owner }) => owner)).toEqual(profiles.map(() => 'alice'));
    expect(troubles).toEqual([]);
  });

  it('are others on Linux', async () => {
    const root = temporaryFolder('case');
    const truth = buildLinuxHomes(root, ['alice']);
    renameSync(join(root, 'home/alice/.forward'), join(root, 'home/alice/.FORWARD'));
    if (existsSync(join(root, 'home/alice/.forward'))) return; // a file system without case
    const { profiles } = await foundIn(root);
    expect(profiles).toHaveLength(truth.length - 1);
  });
});

function below(truth: readonly BuiltFind[], prefix: string): readonly BuiltFind[] {
  return truth.map((find) => ({ ...find, relativePath: `${prefix}/${find.relativePath}` }));
}
