import { chmodSync, mkdirSync, readdirSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findProfiles } from '#evidence/index.ts';
import { thisComputer, leftOutMounts } from '#evidence/profiles/this-computer.ts';
import { asBuilt, foundIn } from '#test/support/found-in.ts';
import { builtMbox, builtMessage, profilesIni, storeStart, writeBuiltFile, writeThunderbirdProfile } from '#test/support/home-builder.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const roaming = 'AppData/Roaming/Thunderbird';
const isRoot = process.getuid?.() === 0;

async function pathsIn(root: string): Promise<readonly string[]> {
  return asBuilt(root, (await foundIn(root)).profiles).map(({ relativePath }) => relativePath);
}

describe('links', () => {
  it('are never followed, so that loops end, and are told', async () => {
    const root = temporaryFolder('loops');
    writeBuiltFile(join(root, 'box/mail.mbox'), builtMbox(1));
    symlinkSync('..', join(root, 'box/up'));
    symlinkSync(root, join(root, 'box/self'));
    symlinkSync('mail.mbox', join(root, 'box/again.mbox'));
    const outside = temporaryFolder('outside');
    writeThunderbirdProfile(outside, 1);
    symlinkSync(outside, join(root, 'box/profile'));
    const { profiles, troubles, counts } = await foundIn(root);
    expect(asBuilt(root, profiles).map(({ relativePath }) => relativePath)).toEqual(['box/mail.mbox']);
    expect(troubles.map(({ kind, path }) => [kind, path.slice(root.length + 1)])).toEqual(
      ['again.mbox', 'profile', 'self', 'up'].map((name) => ['link', join('box', name)]),
    );
    expect(counts).toMatchObject({ folders: 2, links: 4 });
  });

  it('are counted in what is found, and lead no profile that a file names out of the evidence', async () => {
    const root = temporaryFolder('named');
    const outside = temporaryFolder('outside');
    writeThunderbirdProfile(outside, 1);
    const folder = join(root, 'Users/alice', roaming);
    writeBuiltFile(
      join(folder, 'profiles.ini'),
      profilesIni(['Profiles/in.default', 'Profiles/out.default', outside, '../../../../../..']),
    );
    writeThunderbirdProfile(join(folder, 'Profiles/in.default'), 2);
    symlinkSync(outside, join(folder, 'Profiles/out.default'));
    symlinkSync(outside, join(folder, 'Profiles/in.default/Mail/elsewhere'));
    const { profiles, troubles } = await foundIn(root);
    expect(asBuilt(root, profiles).map(({ relativePath }) => relativePath)).toEqual([`Users/alice/${roaming}/Profiles/in.default`]);
    expect(troubles.filter(({ kind }) => kind === 'link').map(({ because }) => because)).toEqual([
      'It holds 1 links, which were not followed.',
    ]);
    expect(troubles.filter(({ kind }) => kind === 'elsewhere').map(({ because }) => because)).toEqual([
      expect.stringContaining('[Profile1] Path=Profiles/out.default names a profile that is not in the evidence'),
      expect.stringContaining(`[Profile2] Path=${outside} names a profile that is not in the evidence`),
      expect.stringMatching(/\[Profile3\] Path=\.\.\/.* names .*/),
    ]);
  });
});

describe('moved profiles', () => {
  it('are found where an absolute path of the source system leads within the evidence', async () => {
    for (const [prefix, named, place] of [
      ['C', 'D:\\Mail\\tb', 'D/Mail/tb'],
      ['C', 'c:\\Mail\\tb', 'C/Mail/tb'],
      ['uploads/auto/C%3A', 'D:\\Mail\\tb', 'uploads/auto/D%3A/Mail/tb'],
      ['', 'C:\\Mail\\TB', 'mail/tb'],
      ['', 'C:\\Users\\alice\\Documents\\tb', 'Users/alice/Documents/tb'],
    ] as const) {
      const root = temporaryFolder('moved');
      writeBuiltFile(join(root, prefix, 'Users/alice', roaming, 'profiles.ini'), profilesIni([named]));
      writeThunderbirdProfile(join(root, place), 1);
      const { profiles, troubles } = await foundIn(root);
      expect(asBuilt(root, profiles)).toEqual([{ relativePath: place, client: 'Thunderbird', owner: 'alice', form: 'folder', can: 'yes' }]);
      expect(profiles[0]?.why.join(' ')).toContain(`Path=${named} names it`);
      expect(troubles).toEqual([]);
    }
  });

  it('are found below the root of a Unix system, and in a home that was copied', async () => {
    const system = temporaryFolder('unix');
    writeBuiltFile(join(system, 'home/alice/.thunderbird/profiles.ini'), profilesIni(['/data/tb', '/srv/gone']));
    writeThunderbirdProfile(join(system, 'data/tb'), 1);
    const { profiles, troubles } = await foundIn(system);
    expect(asBuilt(system, profiles)).toMatchObject([{ relativePath: 'data/tb', owner: 'alice' }]);
    expect(troubles).toMatchObject([{ kind: 'elsewhere', because: expect.stringContaining('/srv/gone names a profile') as string }]);
    const copies = temporaryFolder('copies');
    const home = join(copies, 'alice');
    writeBuiltFile(join(home, '.thunderbird/profiles.ini'), profilesIni([['', 'home', 'alice', 'mail-profile'].join('/')]));
    writeThunderbirdProfile(join(home, 'mail-profile'), 1);
    expect(await pathsIn(home)).toEqual(['mail-profile']);
  });

  it('are found by what they hold where nothing names them', async () => {
    const root = temporaryFolder('unnamed');
    writeThunderbirdProfile(join(root, 'backup/2024/old profile'), 1);
    expect(await pathsIn(root)).toEqual(['backup/2024/old profile']);
  });
});

describe('what cannot be opened', () => {
  it.skipIf(isRoot)('is listed with the reason (skipped as root, who may read everything)', async () => {
    const root = temporaryFolder('locked');
    writeBuiltFile(join(root, 'a/closed.pst'), storeStart());
    chmodSync(join(root, 'a/closed.pst'), 0);
    writeBuiltFile(join(root, 'b/open.mbox'), builtMbox(1));
    mkdirSync(join(root, 'c'));
    chmodSync(join(root, 'c'), 0);
    try {
      const { profiles, troubles } = await foundIn(root);
      expect(profiles).toMatchObject([
        { path: join(root, 'a/closed.pst'), sizeBytes: 1024, reading: { can: 'no', because: expect.stringContaining('EACCES') as string } },
        { path: join(root, 'b/open.mbox'), reading: { can: 'yes' } },
      ]);
      expect(troubles).toMatchObject([{ kind: 'unreadable', path: join(root, 'c') }]);
    } finally {
      chmodSync(join(root, 'c'), 0o700);
    }
  });

  it('is told when it is the root itself', async () => {
    const { profiles, troubles } = await foundIn(join(temporaryFolder('absent'), 'gone'));
    expect(profiles).toEqual([]);
    expect(troubles).toMatchObject([{ kind: 'unreadable', because: expect.stringContaining('ENOENT') as string }]);
  });

  it('is left out when the searcher says so', async () => {
    const root = temporaryFolder('left-out');
    writeBuiltFile(join(root, 'case/mail.mbox'), builtMbox(1));
    const { profiles, troubles } = await foundIn(root, { leaveOut: new Map([[join(root, 'case'), 'It is the case.']]) });
    expect(profiles).toEqual([]);
    expect(troubles).toEqual([{ kind: 'left-out', path: join(root, 'case'), because: 'It is the case.' }]);
  });
});

describe('loose exports', () => {
  it('are recognised by their first bytes, whatever their names', async () => {
    const root = temporaryFolder('loose');
    writeBuiltFile(join(root, 'holiday.jpg'), storeStart());
    writeBuiltFile(join(root, 'sub/Archive'), builtMbox(1));
    writeBuiltFile(join(root, 'sub/one.eml'), builtMessage(2));
    writeBuiltFile(join(root, 'sub/text.txt'), 'Dear all,\nFrom here on.\n');
    writeBuiltFile(join(root, 'sub/page.txt'), 'Date: today\nContent-Type: text/html\n\n');
    writeBuiltFile(join(root, 'sub/more/m.msg'), Buffer.from('d0cf11e0a1b11ae1', 'hex'));
    writeBuiltFile(join(root, 'sub/more/table.xls'), Buffer.from('d0cf11e0a1b11ae1', 'hex'));
    writeBuiltFile(join(root, 'old/Inbox.dbx'), Buffer.from('cfad12fec5fd746f', 'hex'));
    const { profiles } = await foundIn(root);
    expect(asBuilt(root, profiles).map(({ relativePath, can }) => [relativePath, can])).toEqual([
      ['holiday.jpg', 'yes'],
      ['old/Inbox.dbx', 'no'],
      ['sub/Archive', 'yes'],
      ['sub/more/m.msg', 'yes'],
      ['sub/one.eml', 'yes'],
    ]);
  });

  it('are one find where a folder is full of messages, with the folders of messages in it', async () => {
    const root = temporaryFolder('messages');
    for (let n = 0; n < 30; n++) writeBuiltFile(join(root, 'export', `${String(n)}.eml`), builtMessage(n));
    for (let n = 0; n < 5; n++) writeBuiltFile(join(root, 'export/Sent', `${String(n)}.eml`), builtMessage(n + 100));
    writeBuiltFile(join(root, 'export/attached.mbox'), builtMbox(1));
    const { profiles } = await foundIn(root);
    expect(profiles).toMatchObject([{ path: join(root, 'export'), kind: 'messages', files: 36 }]);
    expect(profiles[0]?.why[0]).toContain('30 of its 31 files are single messages');
  });

  it('are told one by one among other files, so that those are not taken too', async () => {
    const root = temporaryFolder('downloads');
    const folder = 'Users/alice/Downloads';
    for (let n = 0; n < 10; n++) writeBuiltFile(join(root, folder, `film ${String(n)}.mp4`), 'film');
    for (const n of [1, 2]) writeBuiltFile(join(root, folder, `saved ${String(n)}.eml`), builtMessage(n));
    expect(await pathsIn(root)).toEqual([`${folder}/saved 1.eml`, `${folder}/saved 2.eml`]);
  });

  it('is found as a file that is the root itself', async () => {
    const root = temporaryFolder('file');
    writeBuiltFile(join(root, 'a.pst'), storeStart());
    expect((await foundIn(join(root, 'a.pst'))).profiles).toMatchObject([{ path: join(root, 'a.pst'), form: 'file', client: 'Outlook' }]);
  });
});

describe('absurd names', () => {
  it.skipIf(process.platform === 'win32')('are found and kept as they are', async () => {
    const root = temporaryFolder('names');
    const names = ['a\nb\u001b[31m', '\u202egpj.eliam', 'x'.repeat(251), '%zz%C3', 'ΑΣ', '.. '];
    for (const [seed, name] of names.entries())
      writeBuiltFile(join(root, name.slice(0, 200), `${name}.pst`), storeStart(seed % 2 === 0 ? 'SM' : 'SO'));
    const bytes = Buffer.concat([Buffer.from(`${root}/`), Buffer.of(0xff, 0x2e, 0x70, 0x73, 0x74)]);
    writeFileSync(bytes, storeStart());
    const { profiles } = await foundIn(root);
    expect(profiles.map(({ path }) => path.slice(root.length + 1)).sort()).toEqual(
      [...names.map((name) => `${name.slice(0, 200)}/${name}.pst`), '\udcff.pst'].sort(),
    );
    expect(profiles.every(({ sizeBytes }) => sizeBytes === 1024)).toBe(true);
  });

  it('are owners without their control characters', async () => {
    const root = temporaryFolder('owners');
    writeBuiltFile(join(root, 'Users/al\u0007ice/AppData/Local/Microsoft/Outlook/a.pst'), storeStart());
    writeBuiltFile(join(root, 'Users/Public/AppData/Local/Microsoft/Outlook/b.pst'), storeStart());
    const { profiles } = await foundIn(root);
    expect(profiles.map(({ owner, custodian }) => [owner, custodian])).toEqual([
      ['Public', ''],
      ['al\u0007ice', 'al\ufffdice'],
    ]);
  });
});

describe('size', () => {
  it('is no matter: 20,000 files are looked at, and the search can be stopped within them', async () => {
    const root = temporaryFolder('many');
    const text = builtMessage(1);
    mkdirSync(join(root, 'many'));
    for (let n = 0; n < 20_000; n++) writeFileSync(join(root, 'many', `${String(n)}.eml`), text);
    writeBuiltFile(join(root, 'other/a.pst'), storeStart());
    const { profiles, counts } = await foundIn(root);
    expect(profiles).toMatchObject([
      { path: join(root, 'many'), files: 20_000, sizeBytes: 20_000 * text.length },
      { path: join(root, 'other/a.pst') },
    ]);
    expect(counts).toMatchObject({ folders: 3, files: 20_001 });
    const controller = new AbortController();
    let seen = 0;
    for await (const output of findProfiles({ kind: 'folder', path: root }, { signal: controller.signal })) {
      if (output.kind === 'counts') seen = output.counts.files;
      controller.abort();
    }
    expect(seen).toBeLessThan(1000);
  });

  it('ends at the limits and says so', async () => {
    const root = temporaryFolder('limits');
    for (const name of ['a', 'b', 'c']) writeBuiltFile(join(root, `${name}.pst`), storeStart());
    writeBuiltFile(join(root, 'x/y/z/d.pst'), storeStart());
    const { profiles, troubles } = await foundIn(root, { limits: { found: 2, folderDepth: 2 } });
    expect(profiles).toHaveLength(2);
    expect(troubles.map(({ kind, path }) => [kind, path])).toEqual([
      ['limit', join(root, 'c.pst')],
      ['limit', join(root, 'x/y/z')],
    ]);
    const opened = await foundIn(root, { limits: { opened: 0 } });
    expect(opened.profiles).toHaveLength(4);
    writeBuiltFile(join(root, 'plain'), builtMbox(1));
    expect((await foundIn(root, { limits: { opened: 0 } })).troubles).toMatchObject([{ kind: 'limit', path: join(root, 'plain') }]);
  });
});

it('changes nothing and reads no access time', async () => {
  const root = temporaryFolder('untouched');
  writeBuiltFile(join(root, 'Users/alice', roaming, 'profiles.ini'), profilesIni(['Profiles/a']));
  writeThunderbirdProfile(join(root, 'Users/alice', roaming, 'Profiles/a'), 1);
  const state = () =>
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .sort()
      .map((name) => [name, statSync(join(root, name)).size, statSync(join(root, name)).mtimeMs]);
  const before = state();
  await foundIn(root);
  expect(state()).toEqual(before);
});

describe('the running system', () => {
  it('leaves out what the system makes up and what other machines hold', () => {
    const table =
      'proc /proc proc rw 0 0\n/dev/sda1 / ext4 rw 0 0\nnas:/x /mnt/n\\040as nfs4 rw 0 0\noverlay /var/lib/m overlay rw 0 0\n/dev/sdb /data ext4 rw 0 0\n';
    expect([...leftOutMounts(table).keys()]).toEqual(['/proc', '/mnt/n as', '/var/lib/m']);
    expect(thisComputer('linux').roots).toEqual(['/']);
    expect(thisComputer('darwin').leaveOut.has('/System/Volumes')).toBe(true);
  });
});

it('finds a profile once that its place and a file name, whichever comes first', async () => {
  const root = temporaryFolder('once');
  const place = join(root, 'a-first/tb');
  writeThunderbirdProfile(place, 1);
  writeBuiltFile(join(root, 'home/alice/.thunderbird/profiles.ini'), profilesIni(['/a-first/tb']));
  const { profiles } = await foundIn(root);
  expect(profiles).toHaveLength(1);
  expect(profiles[0]?.why).toHaveLength(3);
  renameSync(join(root, 'home'), join(root, 'users'));
  expect((await foundIn(root)).profiles).toHaveLength(1);
  expect(dirname(place)).toBe(join(root, 'a-first'));
});
