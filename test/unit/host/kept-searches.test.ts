import { existsSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { Trouble, type Client, type ListedProfile } from '#contract/index.ts';
import { openCaseFolder, verifyAuditLog } from '#host/index.ts';
import { fateOf } from '#model/index.ts';
import { buildWindowsHomes, builtMbox, writeBuiltFile } from '#test/support/home-builder.ts';
import { openHost, reopenHost, type OpenedHost } from '#test/support/open-host.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { messagePortTransports, type TransportPair } from '#test/support/transports.ts';

let opened: OpenedHost | null = null;
let pair: TransportPair | null = null;

function open(directory?: string): OpenedHost {
  pair = messagePortTransports();
  return (opened = directory === undefined ? openHost(pair) : reopenHost(pair, directory));
}

async function close(): Promise<void> {
  await opened?.host.stop();
  pair?.host.close();
  pair?.page.close();
  expect(opened?.bugs ?? []).toEqual([]);
  opened = null;
}

afterEach(close);

/** Searches a folder to the end. */
async function search({ client, answers }: OpenedHost, root: string) {
  answers.paths = [root];
  const listed = new Map<number, ListedProfile>();
  client.on('profiles.found', ({ profiles, withdrawn }) => {
    for (const profile of profiles) listed.set(profile.profileId, profile);
    for (const profileId of withdrawn) listed.delete(profileId);
  });
  const ended = new Promise((resolve) => client.on('profiles.progress', ({ phase }) => phase !== 'searching' && resolve(phase)));
  const begun = await client.call('profiles.find', { where: 'folder' });
  await ended;
  const named = (ending: string) => {
    const found = [...listed.values()].find(({ shownPath }) => shownPath.endsWith(ending));
    if (found === undefined) throw new Error(`nothing was found that ends with ${ending}`);
    return { profileId: found.profileId, custodian: found.custodian };
  };
  return { searchId: begun?.searchId ?? '', listed: [...listed.values()], named };
}

async function recordIn(client: Client, at = 0) {
  const kept = (await client.call('profiles.kept', {}))[at];
  if (kept?.record == null) throw new Error('the case keeps no record');
  const of = (fate: ReturnType<typeof fateOf>) => kept.record?.finds.filter((find) => fateOf(find) === fate) ?? [];
  return { ...kept, record: kept.record, read: of('read'), left: of('left'), unreadable: of('unreadable') };
}

it('keeps with the first added find what was found, what cannot be read and what was not chosen', async () => {
  const root = temporaryFolder('image');
  const truth = buildWindowsHomes(root, ['alice']);
  writeBuiltFile(join(root, 'Users/alice/AppData/Roaming/Thunderbird/profiles.ini'), '[Profile0]\nIsRelative=1\nPath=Profiles/gone\n');
  const host = open();
  const { searchId, named } = await search(host, root);
  expect((await host.client.call('case.read', {})).searches).toBeUndefined();
  await host.client.call('profiles.add', { searchId, chosen: [named('Outlook.NK2')] });
  const { record, read, left, unreadable, keptIn } = await recordIn(host.client);
  expect(record).toMatchObject({ root, phase: 'done', program: expect.stringMatching(/^Mail Triage /) as unknown, links: 0 });
  expect(record.finds).toHaveLength(truth.length);
  expect(read.map(({ evidenceId, path }) => [evidenceId, path])).toEqual([
    ['EX-001', join(root, 'Users/alice/AppData/Roaming/Microsoft/Outlook/Outlook.NK2')],
  ]);
  expect(unreadable).toHaveLength(truth.filter(({ can }) => can === 'no').length);
  expect(left).toHaveLength(truth.length - 1 - unreadable.length);
  expect(record.troubleCounts).toMatchObject({ elsewhere: 1 });
  expect(record.troubles.map(({ because }) => because)).toEqual([expect.stringContaining('names a profile that is not in the evidence')]);
  expect(keptIn).toBe(`evidence/search-${searchId}.json in the case folder`);
  const [head] = (await host.client.call('case.read', {})).searches ?? [];
  expect(head).toMatchObject({ searchId, root, found: truth.length, unreadable: unreadable.length, places: 1 });
  const audit = join(host.caseFolder.directory, 'audit.ndjson');
  expect(readFileSync(audit, 'utf8')).toContain(`SHA-256 ${head?.sha256 ?? '?'}`);
  expect(verifyAuditLog(audit).brokenAt).toBeNull();
  // A later choice of the same search is the same record.
  await host.client.call('profiles.add', { searchId, chosen: [named('Outlook.NK2'), named('Outlook.rwz')] });
  expect((await recordIn(host.client)).read.map(({ evidenceId }) => evidenceId)).toEqual(['EX-001', 'EX-002']);
  expect(await host.client.call('profiles.kept', {})).toHaveLength(1);
});

it('says why a chosen find made no exhibit, and knows finds in exhibits that were added by hand, also when these have moved', async () => {
  const root = temporaryFolder('moving');
  for (const user of ['alice', 'bruno']) writeBuiltFile(join(root, 'home', user, '.forward'), 'boss@example.net\n');
  writeBuiltFile(join(root, 'home/carla/Maildir/cur/1.x:2,S'), builtMbox(1, 1).replace(/^From .*\n/, ''));
  writeBuiltFile(join(root, 'home/carla/Maildir/new/.keep'), '');
  const host = open();
  const { searchId, named } = await search(host, root);
  await host.client.call('profiles.add', { searchId, chosen: [named('alice/.forward'), named('bruno/.forward')] });
  const { left } = await recordIn(host.client);
  expect(left.map(({ path, refusal }) => [path.slice(root.length + 1), refusal])).toEqual([
    ['home/bruno/.forward', expect.stringContaining('It was not added: It holds the same bytes as EX-001')],
    ['home/carla/Maildir', null],
  ]);
  host.answers.paths = [join(root, 'home/carla')];
  await host.client.call('evidence.choose', { kind: 'folder' });
  expect((await recordIn(host.client)).left.map(({ owner }) => owner)).toEqual(['bruno']);
  renameSync(join(root, 'home/carla'), join(root, 'carla-copy'));
  host.answers.paths = [join(root, 'carla-copy')];
  expect(await host.client.call('evidence.choose', { kind: 'folder' })).toMatchObject([{ evidenceId: 'EX-002' }]);
  expect((await recordIn(host.client)).read.map(({ evidenceId }) => evidenceId)).toEqual(['EX-001', 'EX-002']);
  await host.client.call('profiles.add', { searchId, chosen: [named('bruno/.forward')] });
  expect((await recordIn(host.client)).read.map(({ evidenceId }) => evidenceId)).toEqual(['EX-001', 'EX-002']);
});

it('is kept without adding anything, outlives the window, and can be taken out', async () => {
  const root = temporaryFolder('closed');
  writeBuiltFile(join(root, 'Users/alice/AppData/Local/Microsoft/Olk/EBWebView/1.log'), 'log');
  const { client, caseFolder, answers, host, bugs } = open();
  const { searchId } = await search({ client, caseFolder, answers, host, bugs }, root);
  const file = join(caseFolder.directory, 'evidence', `search-${searchId}.json`);
  await client.call('profiles.keep', { searchId });
  expect(existsSync(file)).toBe(true);
  await close();
  const again = open(caseFolder.directory);
  expect((await recordIn(again.client)).unreadable.map(({ client: name }) => name)).toEqual(['New Outlook']);
  const changed = await again.client.call('profiles.forget', { searchId });
  expect(changed.searches).toEqual([]);
  expect(existsSync(file)).toBe(false);
  expect(await again.client.call('profiles.kept', {})).toEqual([]);
  expect(readFileSync(join(caseFolder.directory, 'audit.ndjson'), 'utf8')).toContain('"profile-search-taken-out"');
  const outcome: unknown = await again.client.call('profiles.forget', { searchId }).catch((error: unknown) => error);
  expect(outcome instanceof Trouble && outcome.text.code).toBe('search-not-kept');
});

it('tells of a record that is not as it was written', async () => {
  const root = temporaryFolder('changed');
  writeBuiltFile(join(root, 'a.mbox'), builtMbox(1));
  const host = open();
  const { searchId } = await search(host, root);
  await host.client.call('profiles.keep', { searchId });
  const path = join(host.caseFolder.directory, 'evidence', `search-${searchId}.json`);
  writeFileSync(path, readFileSync(path, 'utf8').replace('a.mbox', 'b.mbox'));
  expect(await host.client.call('profiles.kept', {})).toMatchObject([{ root, record: null }]);
  await host.client.call('profiles.keep', { searchId });
  expect((await recordIn(host.client)).left).toHaveLength(1);
});

it('opens a case of a version that kept no searches, and refuses one whose search would name another file', async () => {
  const { caseFolder } = open();
  await close();
  const path = join(caseFolder.directory, 'case.json');
  const stored = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  expect(stored).not.toHaveProperty('searches');
  const again = open(caseFolder.directory);
  expect(await again.client.call('profiles.kept', {})).toEqual([]);
  expect(readdirSync(join(caseFolder.directory, 'evidence'))).toEqual([]);
  await close();
  const search = {
    searchId: '../../case',
    root: '',
    begunAt: '',
    phase: 'done',
    found: 0,
    unreadable: 0,
    places: 0,
    sha256: '0'.repeat(64),
  };
  writeFileSync(path, JSON.stringify({ ...stored, searches: [search] }));
  expect(() => openCaseFolder(caseFolder.directory, null)).toThrow('searches.0.searchId');
});
