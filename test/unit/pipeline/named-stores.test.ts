import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EvidenceReadError } from '#evidence/index.ts';
import { outlookStoresNamed } from '#pipeline/index.ts';
import { foundIn } from '#test/support/found-in.ts';
import { storeStart, writeBuiltFile } from '#test/support/home-builder.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { wideText } from '#test/support/windows/bytes.ts';
import { binary, hiveFile, keyPath } from '#test/support/windows/hive.ts';

const section = 'Software\\Microsoft\\Office\\16.0\\Outlook\\Profiles\\Outlook\\0a0d020000000000c000000000000046';

function hiveNaming(...paths: readonly string[]): Uint8Array {
  const keys = paths.map((path, index) => keyPath(`${section}${String(index)}`, { values: [binary('001f6700', wideText(path))] }));
  return hiveFile(keys);
}

describe('the stores that a hive names', () => {
  it('are given with key and value', () => {
    const hive = join(temporaryFolder('hive'), 'NTUSER.DAT');
    writeFileSync(hive, hiveNaming('D:\\Mail\\a.pst', '\\\\server\\mail\\b.pst'));
    expect(outlookStoresNamed(hive).map(({ path }) => path)).toEqual(['D:\\Mail\\a.pst', '\\\\server\\mail\\b.pst']);
    expect(outlookStoresNamed(hive)[0]?.citation).toBe(`${section}0, path of the data file (PR_PST_PATH)=D:\\Mail\\a.pst`);
  });

  it('are none of a file that is no hive, and an error of one that is not there', () => {
    const folder = temporaryFolder('no-hive');
    writeFileSync(join(folder, 'NTUSER.DAT'), 'text');
    expect(outlookStoresNamed(join(folder, 'NTUSER.DAT'))).toEqual([]);
    expect(() => outlookStoresNamed(join(folder, 'gone'))).toThrow(EvidenceReadError);
  });
});

describe('a search', () => {
  it('gives a store that a hive names to the owner of the hive, wherever it lies, and tells of one that is not there', async () => {
    const root = temporaryFolder('moved-stores');
    writeBuiltFile(
      join(root, 'C/Users/anna/NTUSER.DAT'),
      hiveNaming('D:\\MAIL\\Anna.pst', 'C:\\data\\store', 'E:\\gone.pst', 'e:\\GONE.pst'),
    );
    writeBuiltFile(join(root, 'D/Mail/anna.pst'), storeStart());
    // Its name promises nothing, so nothing else would find it.
    writeBuiltFile(join(root, 'C/data/store'), storeStart('SO'));
    const { profiles, troubles } = await foundIn(root, { storesNamed: outlookStoresNamed });
    expect(profiles).toMatchObject([
      { path: join(root, 'C/data/store'), client: 'Outlook', owner: 'anna', custodian: 'anna', reading: { can: 'yes' } },
      { path: join(root, 'D/Mail/anna.pst'), client: 'Outlook', owner: 'anna', custodian: 'anna' },
    ]);
    expect(profiles[1]?.why).toEqual([
      expect.stringMatching(/^C\/Users\/anna\/NTUSER\.DAT, Software\\.*=D:\\MAIL\\Anna\.pst names it\.$/),
      expect.stringContaining('!BDN'),
    ]);
    expect(troubles).toEqual([
      {
        kind: 'elsewhere',
        path: join(root, 'C/Users/anna/NTUSER.DAT'),
        because: expect.stringMatching(/=E:\\gone\.pst names a mail store that is not in the evidence\.$/i) as string,
      },
    ]);
    // A search that knows no reader of hives does without.
    expect((await foundIn(root)).profiles).toMatchObject([{ path: join(root, 'D/Mail/anna.pst'), owner: null }]);
  });

  it('tells of a hive that cannot be read, and goes on', async () => {
    const root = temporaryFolder('locked-hive');
    writeBuiltFile(join(root, 'Users/anna/NTUSER.DAT'), hiveNaming('C:\\a.pst'));
    writeBuiltFile(join(root, 'Users/anna/AppData/Local/Microsoft/Outlook/a.ost'), storeStart('SO'));
    const { profiles, troubles } = await foundIn(root, {
      storesNamed: () => {
        throw new EvidenceReadError('another program has locked it');
      },
    });
    expect(profiles).toHaveLength(1);
    expect(troubles).toMatchObject([{ kind: 'unreadable', because: expect.stringContaining('another program has locked it') as string }]);
  });

  it('loses nothing to a hive that its reader fails at, and looks for no more stores than the limit', async () => {
    const root = temporaryFolder('failing-hive');
    writeBuiltFile(join(root, 'Users/anna/NTUSER.DAT'), hiveNaming('C:\\a.pst'));
    writeBuiltFile(join(root, 'Users/ben/AppData/Local/Microsoft/Outlook/b.ost'), storeStart('SO'));
    const failing = await foundIn(root, {
      storesNamed: () => {
        throw new RangeError('beyond its end');
      },
    });
    expect(failing.profiles).toMatchObject([{ owner: 'ben' }]);
    expect(failing.troubles).toMatchObject([{ kind: 'unreadable', path: join(root, 'Users/anna/NTUSER.DAT') }]);
    const named = ['C:\\1.pst', 'C:\\2.pst', 'C:\\3.pst'].map((path) => ({ path, citation: path }));
    const { troubles } = await foundIn(root, { storesNamed: () => named, limits: { storesOfHive: 2 } });
    expect(troubles.map(({ kind }) => kind)).toEqual(['elsewhere', 'elsewhere', 'limit']);
  });

  it.skipIf(process.platform === 'win32')('is not led to pipes, folders or out of the evidence', async () => {
    const root = temporaryFolder('hostile-hive');
    const outside = temporaryFolder('outside');
    writeFileSync(join(outside, 'a.pst'), storeStart());
    mkdirSync(join(root, 'C/folder.pst'), { recursive: true });
    execFileSync('mkfifo', [join(root, 'C/pipe')]);
    const paths = ['C:\\pipe', 'C:\\folder.pst', 'C:\\..\\..\\..\\..\\etc\\passwd', join(outside, 'a.pst'), `C:\\${'x'.repeat(5000)}`];
    writeBuiltFile(join(root, 'C/Users/anna/NTUSER.DAT'), hiveNaming(...paths));
    const { profiles, troubles } = await foundIn(root, { storesNamed: outlookStoresNamed });
    expect(profiles).toEqual([]);
    expect(troubles.map(({ kind }) => kind)).toEqual(paths.map(() => 'elsewhere'));
  });
});
