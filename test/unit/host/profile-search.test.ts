import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Trouble, type Client, type ListedProfile, type ProfileFinds, type ProfileSearchProgress } from '#contract/index.ts';
import { verifyAuditLog } from '#host/index.ts';
import { evidenceIdOf } from '#model/index.ts';
import { buildLinuxHomes, builtMbox, builtMessage, storeStart, writeBuiltFile } from '#test/support/home-builder.ts';
import { ingestThrough, openHost, type OpenedHost } from '#test/support/open-host.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { messagePortTransports, type TransportPair } from '#test/support/transports.ts';

let opened: OpenedHost | null = null;
let pair: TransportPair | null = null;

function open(): OpenedHost {
  pair = messagePortTransports();
  return (opened = openHost(pair));
}

afterEach(async () => {
  await opened?.host.stop();
  pair?.host.close();
  pair?.page.close();
  expect(opened?.bugs).toEqual([]);
  opened = null;
});

/** Searches to the end, as a window follows it. */
async function search(client: Client, onFirst?: (searchId: string) => void) {
  const listed = new Map<number, ListedProfile>();
  const finds: ProfileFinds[] = [];
  const stopFinds = client.on('profiles.found', (told) => {
    finds.push(told);
    for (const profile of told.profiles) listed.set(profile.profileId, profile);
    for (const profileId of told.withdrawn) listed.delete(profileId);
  });
  let isFirst = true;
  const ended = new Promise<ProfileSearchProgress>((resolve) => {
    client.on('profiles.progress', (progress) => {
      if (progress.phase !== 'searching') resolve(progress);
      else if (isFirst) onFirst?.(progress.searchId);
      isFirst = false;
    });
  });
  const begun = await client.call('profiles.find', { where: 'folder' });
  if (begun === null) throw new Error('cancelled');
  const last = await ended;
  stopFinds();
  return { begun, last, listed: [...listed.values()], troubles: finds.flatMap(({ troubles }) => troubles) };
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const outcome: unknown = await promise.catch((error: unknown) => error);
  return outcome instanceof Trouble ? outcome.text.code : 'no trouble';
}

describe('the search for mail profiles', () => {
  it('lists finds by number, and adds chosen ones with their custodians, each as an item', async () => {
    const { client, answers, caseFolder } = open();
    const root = temporaryFolder('searched');
    const truth = buildLinuxHomes(root, ['alice', 'bruno']);
    answers.paths = [root];
    const { begun, last, listed } = await search(client);
    expect(begun.shownRoot).toBe(root);
    expect(last).toMatchObject({ phase: 'done', found: truth.length, trouble: null });
    expect(listed).toHaveLength(truth.length);
    expect(listed.every((profile) => !('path' in profile))).toBe(true);
    const chosen = listed.filter(({ owner, client: name }) => name === 'System mailbox' || owner === 'alice').slice(0, 4);
    const { items, notAdded } = await client.call('profiles.add', {
      searchId: begun.searchId,
      chosen: chosen.map(({ profileId, custodian }, at) => ({ profileId, custodian: at === 0 ? 'A. Person' : custodian })),
    });
    expect(notAdded).toEqual([]);
    expect(items.map(({ pathAsGiven, custodian, evidenceId }) => [evidenceId, pathAsGiven, custodian])).toEqual(
      chosen.map(({ shownPath, custodian }, at) => [`EX-00${String(at + 1)}`, shownPath, at === 0 ? 'A. Person' : custodian]),
    );
    expect((await client.call('case.read', {})).evidence).toEqual(items);
    const log = readFileSync(join(caseFolder.directory, 'audit.ndjson'), 'utf8');
    expect(log).toContain('"profile-search-begun"');
    expect(log).toMatch(/"profile-search-ended","detail":"[^"]*; done; \d+ folders, \d+ files, \d+ found/);
    expect(log).toContain('custodian \\"A. Person\\"; found by a search: It lies at');
    expect(verifyAuditLog(join(caseFolder.directory, 'audit.ndjson')).brokenAt).toBeNull();
  });

  it('adds no bytes twice, names the copy, and goes on after what is gone', async () => {
    const { client, answers } = open();
    const root = temporaryFolder('copies');
    for (const user of ['alice', 'bruno', 'carla']) writeBuiltFile(join(root, 'home', user, '.forward'), 'boss@example.net\n');
    writeBuiltFile(join(root, 'home/dora/.forward'), 'other@example.net\n');
    answers.paths = [root];
    const { begun, listed } = await search(client);
    rmSync(join(root, 'home/carla'), { recursive: true });
    const chosen = listed.map(({ profileId, custodian }) => ({ profileId, custodian }));
    const { items, notAdded } = await client.call('profiles.add', { searchId: begun.searchId, chosen });
    expect(items.map(({ custodian }) => custodian)).toEqual(['alice', 'dora']);
    expect(notAdded.map(({ because }) => because)).toEqual([
      'It holds the same bytes as EX-001, whose note now names this place.',
      expect.stringContaining('cannot be opened'),
    ]);
    const { evidence } = await client.call('case.read', {});
    expect(evidence[0]?.note).toBe(`The same bytes lie at ${join(root, 'home/bruno/.forward')} (bruno).`);
    const again = await client.call('profiles.add', { searchId: begun.searchId, chosen: chosen.slice(0, 2) });
    expect(again.items).toEqual([]);
    expect(again.notAdded[0]?.because).toBe('It is EX-001 already.');
  });

  it('takes numbers of its own last search only', async () => {
    const { client, answers } = open();
    const root = temporaryFolder('numbers');
    writeBuiltFile(join(root, 'a.pst'), storeStart());
    answers.paths = [root];
    const { begun } = await search(client);
    const chosen = [{ profileId: 99, custodian: '' }];
    expect(await codeOf(client.call('profiles.add', { searchId: begun.searchId, chosen }))).toBe('profile-not-listed');
    expect(await codeOf(client.call('profiles.add', { searchId: 'other', chosen }))).toBe('search-unknown');
    expect(await codeOf(client.call('profiles.cancel', { searchId: 'other' }))).toBe('search-unknown');
    expect(await codeOf(client.call('profiles.add', { searchId: begun.searchId, chosen: [] }))).toBe('call-malformed');
    answers.paths = [];
    expect(await client.call('profiles.find', { where: 'folder' })).toBeNull();
    // A dialog that was cancelled ends nothing.
    expect(await client.call('profiles.cancel', { searchId: begun.searchId })).toBeNull();
  });

  it.runIf(process.platform === 'linux')('adds and reads what has a name that is not Unicode', async () => {
    const { client, answers } = open();
    const root = temporaryFolder('bytes');
    writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff]), Buffer.from('.mbox')]), builtMbox(1, 3));
    answers.paths = [root];
    const { begun, listed } = await search(client);
    const chosen = listed.map(({ profileId }) => ({ profileId, custodian: '' }));
    const { items } = await client.call('profiles.add', { searchId: begun.searchId, chosen });
    expect(items.map(({ pathAsGiven }) => pathAsGiven)).toEqual([join(root, '\udcff.mbox')]);
    const { last } = await ingestThrough(client, evidenceIdOf(1));
    expect(last).toMatchObject({ phase: 'done', messages: 3 });
  });

  it('leaves the case folder out and refuses what holds it', async () => {
    const { client, answers, caseFolder } = open();
    writeBuiltFile(join(caseFolder.directory, 'exports/mail.eml'), builtMessage());
    answers.paths = [join(caseFolder.directory, '..')];
    const { listed, troubles } = await search(client);
    expect(listed).toEqual([]);
    expect(troubles).toMatchObject([{ kind: 'left-out', path: caseFolder.directory }]);
  });

  it('stops when asked, and keeps what it found', async () => {
    const { client, answers, caseFolder } = open();
    const root = temporaryFolder('large');
    writeBuiltFile(join(root, '0.pst'), storeStart());
    for (let folder = 0; folder < 300; folder++) {
      mkdirSync(join(root, String(folder), 'b'), { recursive: true });
      for (let file = 0; file < 60; file++) writeFileSync(join(root, String(folder), 'b', String(file)), 'x');
    }
    answers.paths = [root];
    const { begun, last, listed } = await search(client, (searchId) => void client.call('profiles.cancel', { searchId }));
    // A fast machine may be done before the first progress is told.
    expect(['cancelled', 'done']).toContain(last.phase);
    expect(listed).toMatchObject([{ shownPath: join(root, '0.pst') }]);
    const { items } = await client.call('profiles.add', { searchId: begun.searchId, chosen: [{ profileId: 1, custodian: 'x' }] });
    expect(items).toHaveLength(1);
    expect(readFileSync(join(caseFolder.directory, 'audit.ndjson'), 'utf8')).toContain(`; ${last.phase}; `);
  });
});
