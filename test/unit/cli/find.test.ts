import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { asBuilt, byPath } from '#test/support/found-in.ts';
import {
  buildWindowsHomes,
  builtMbox,
  profilesIni,
  storeStart,
  writeBuiltFile,
  writeThunderbirdProfile,
} from '#test/support/home-builder.ts';
import type { FoundProfile } from '#model/index.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { linesIn, runCli, summaryIn } from './run-cli.ts';

describe('find', () => {
  it('lists the same as JSON and as text', async () => {
    const root = temporaryFolder('found');
    const truth = buildWindowsHomes(root, ['alice', 'bruno', 'carla']);
    const json = await runCli(['find', root, '--json']);
    expect(json.code).toBe(0);
    const { profiles, partial, counts } = JSON.parse(json.out) as {
      profiles: FoundProfile[];
      partial: boolean;
      counts: { found: number };
    };
    expect(partial).toBe(false);
    expect(counts.found).toBe(truth.length);
    expect(asBuilt(root, profiles)).toEqual(byPath(truth));
    const text = await runCli(['find', root]);
    expect(text.code).toBe(0);
    for (const { path, why } of profiles) {
      expect(text.out).toContain(`  ${path}\n`);
      expect(text.out).toContain(why[0]);
    }
    expect(text.out).toMatch(/^27 finds below /);
    expect(text.out.slice(text.out.indexOf('Found, but cannot be read:'))).toContain('ESE database');
  });

  it('lets no name steer the terminal, and says when nothing is there', async () => {
    const root = temporaryFolder('steer');
    writeBuiltFile(join(root, 'a\u001b[2Jb.pst'), storeStart());
    expect((await runCli(['find', root])).out).toContain('a?[2Jb.pst');
    const empty = temporaryFolder('empty');
    expect(await runCli(['find', empty])).toMatchObject({ code: 0, out: expect.stringMatching(/^Nothing that can be read/) as string });
    expect(await runCli(['find', join(empty, 'gone')])).toMatchObject({ code: 3 });
    for (const wrong of [['find'], ['find', empty, '--this-computer'], ['find', empty, empty], ['find', ''], ['find', empty, '--out', 'x']])
      expect((await runCli(wrong)).code).toBe(2);
  });
});

describe('scan --profiles', () => {
  it('reads every profile as an item of its own with its custodian, and names what it cannot read', async () => {
    const root = temporaryFolder('profiles');
    for (const [seed, user] of ['alice', 'bruno'].entries()) {
      writeThunderbirdProfile(join(root, 'home', user, '.thunderbird/x.default'), seed);
      writeBuiltFile(join(root, 'var/mail', user), builtMbox(seed + 50, 4));
    }
    writeBuiltFile(join(root, 'old/Inbox.dbx'), Buffer.from('cfad12fec5fd746f', 'hex'));
    const out = join(temporaryFolder('results'), 'out');
    const { code, err } = await runCli(['scan', '--profiles', root, join(root, 'var/mail/alice'), '--out', out]);
    expect(code).toBe(0);
    expect(err).toContain('4 finds below');
    expect(err).toContain('1 cannot be read');
    const summary = summaryIn(out);
    expect(summary.evidence.map(({ path, custodian }) => [path.slice(root.length + 1), custodian])).toEqual([
      ['var/mail/alice', ''],
      ['home/alice/.thunderbird/x.default', 'alice'],
      ['home/bruno/.thunderbird/x.default', 'bruno'],
      ['var/mail/bruno', 'bruno'],
    ]);
    expect(summary.searches).toMatchObject([{ root, read: 4, notRead: [{ path: join(root, 'old/Inbox.dbx') }], troubles: [] }]);
    // 3 + 1 messages of each profile, 4 of each system mailbox.
    expect(linesIn(out, 'messages.ndjson')).toHaveLength(16);
  });

  it('writes no results into what it searches, and says when it finds nothing', async () => {
    const root = temporaryFolder('nothing');
    expect((await runCli(['scan', '--profiles', root, '--out', join(root, 'out')])).code).toBe(2);
    const out = join(temporaryFolder('results'), 'out');
    expect(await runCli(['scan', '--profiles', root, '--out', out])).toMatchObject({ code: 3 });
  });
});

describe('what a scan recognises and does not read', () => {
  it('is in the report and in summary.json, of a folder that is read and of one that was searched', async () => {
    const root = temporaryFolder('partly-read');
    const home = join(root, 'Users/alice');
    writeThunderbirdProfile(join(home, 'AppData/Roaming/Thunderbird/Profiles/x.default'), 1);
    writeBuiltFile(join(home, 'AppData/Local/Microsoft/Olk/EBWebView/1.log'), 'log');
    writeBuiltFile(join(home, 'AppData/Roaming/Thunderbird/profiles.ini'), profilesIni(['Profiles/x.default', 'Profiles/gone']));
    for (const given of [[root], ['--profiles', root]]) {
      const out = join(temporaryFolder('results'), 'out');
      const { code, err } = await runCli(['scan', ...given, '--out', out]);
      expect(code).toBe(0);
      expect(err).toContain('cannot be read');
      const isRead = given.length === 1;
      const [search, ...others] = summaryIn(out).searches;
      expect(others).toEqual([]);
      expect(search).toMatchObject({
        root,
        ended: 'done',
        counts: { found: 2 },
        found: { profile: 1, cache: 1 },
        read: 1,
        notRead: [{ path: join(home, 'AppData/Local/Microsoft/Olk'), client: 'New Outlook', evidence: isRead ? 'EX-001' : null }],
        troubles: [{ kind: 'elsewhere' }],
      });
      const report = readFileSync(join(out, 'report.html'), 'utf8');
      const own = report.slice(report.indexOf('<h3 id="completeness-searches">'), report.indexOf('<h2 id="findings">'));
      expect(own).toContain(`<td class="mono">${join(home, 'AppData/Local/Microsoft/Olk')}</td>`);
      expect(own).toContain('2 finds: 1 in the case, 0 not in the case, 1 cannot be read');
      expect(own.includes('Its files lie in EX-001 and were hashed with it.')).toBe(isRead);
      expect(own).toContain('Path=Profiles/gone names a profile that is not in the evidence');
      expect(report).toContain(`Of the search of ${root}: 1 find cannot be read and 1 place was not looked into or is not there.`);
    }
  });
});
