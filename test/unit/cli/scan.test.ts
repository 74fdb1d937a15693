import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildMailFolder, type MailFolderFile } from '#test/support/build-mail-folder.ts';
import { exampleStorePath } from '#test/support/example-stores.ts';
import { writeGeneratedMbox } from '#test/support/generated-mbox.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { childrenOf } from '#test/support/process-children.ts';
import { linesIn, runCli, summaryIn } from './run-cli.ts';

const resultNames = [
  ...['diagnostics.ndjson', 'findings.ndjson', 'messages.ndjson', 'observations.ndjson', 'records.ndjson'],
  ...['report.html', 'summary.json'],
];
const root = temporaryFolder('cli');
const folder = join(root, 'mail');
const mbox = join(root, 'large.mbox');
let truth: readonly MailFolderFile[] = [];
let generated: ReturnType<typeof writeGeneratedMbox>;

beforeAll(() => {
  mkdirSync(folder);
  truth = buildMailFolder(folder, 9);
  generated = writeGeneratedMbox(mbox, { messages: 1000, seed: 1, forwardedEvery: 50 });
});

let outs = 0;
const newOut = (): string => join(root, `out-${String((outs += 1))}`);

describe('scan', () => {
  it('writes the seven result files over several items', async () => {
    const out = newOut();
    const { code, out: told } = await runCli([
      'scan',
      folder,
      mbox,
      exampleStorePath('enron'),
      '--out',
      out,
      '--own-domain',
      'example.org',
      '--zone',
      'Europe/Berlin',
    ]);
    expect(code).toBe(0);
    expect(told).toContain(join(out, 'report.html'));
    expect(readdirSync(out).sort()).toEqual(resultNames);
    const summary = summaryIn(out);
    const messages = truth.reduce((sum, file) => sum + file.messageIds.length, 0) + generated.messages + 71;
    expect(summary).toMatchObject({
      tool: 'Mail Triage',
      partial: false,
      counts: { records: { message: messages, file: truth.length + 2 } },
    });
    expect(summary.evidence.map(({ id, path, kind }) => [id, path, kind])).toEqual([
      ['EX-001', folder, 'folder'],
      ['EX-002', mbox, 'file'],
      ['EX-003', exampleStorePath('enron'), 'file'],
    ]);
    expect(summary.evidence.every(({ sha256 }) => /^[0-9a-f]{64}$/.test(sha256 ?? ''))).toBe(true);
    expect(summary.containers.filter(({ expected, records, failed }) => expected !== records + failed)).toEqual([]);
    expect(summary.peakRssBytes).toBeGreaterThan(1e6);
    expect(linesIn(out, 'messages.ndjson')).toHaveLength(messages);
    expect(linesIn(out, 'records.ndjson').filter(({ kind }) => kind === 'file')).toHaveLength(truth.length + 2);
    const findings = linesIn(out, 'findings.ndjson');
    expect(findings.length).toBeGreaterThanOrEqual(generated.forwardedMessageIds.length);
    expect(Object.values(summary.counts.findings).reduce((sum, count) => sum + count, 0)).toBe(findings.length);
    expect(Object.values(summary.counts.diagnostics).reduce((sum, count) => sum + count, 0)).toBe(
      linesIn(out, 'diagnostics.ndjson').length,
    );
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
  });

  it('gives each message the fields that were promised', async () => {
    const out = newOut();
    await runCli(['scan', mbox, '--out', out]);
    const [first] = linesIn(out, 'messages.ndjson');
    const promised =
      'recordId evidenceId locator folderPath parentRecordId allocation messageClass messageId subject from sender to cc bcc sent received bytes sha256 attachments headers flags lastVerb lastVerbTime';
    for (const field of promised.split(' ')) expect(first).toHaveProperty(field);
    expect(first).toMatchObject({ evidenceId: 'EX-001', allocation: 'allocated', parentRecordId: null });
    const { sent, headers } = first as { sent: { raw: string; instant: string }; headers: [string, string][] };
    expect(headers.find(([name]) => name === 'Date')?.[1]).toBe(sent.raw);
    expect(sent.instant).toBe(new Date(sent.raw).toISOString());
  });

  it('writes the same bytes with one worker and with three', async () => {
    const [one, three] = [newOut(), newOut()];
    await runCli(['scan', folder, mbox, '--out', one, '--workers', '1']);
    await runCli(['scan', folder, mbox, '--out', three, '--workers', '3']);
    for (const name of resultNames.filter((known) => known.endsWith('.ndjson'))) {
      expect(readFileSync(join(one, name)).equals(readFileSync(join(three, name)))).toBe(true);
    }
    const measured = { seconds: 0, messagesPerSecond: 0, peakRssBytes: 0 };
    expect({ ...summaryIn(one), ...measured }).toEqual({ ...summaryIn(three), ...measured });
  });

  it('reads a path once that is given twice, and says when one lies within another', async () => {
    const out = newOut();
    const twice = await runCli(['scan', mbox, mbox, '--out', out]);
    expect(summaryIn(out).evidence.map(({ id }) => id)).toEqual(['EX-001']);
    expect(twice.err).not.toContain('lies within');
    const both = join(temporaryFolder('nested'), 'out');
    const { err } = await runCli(['scan', root, mbox, '--out', both]);
    expect(err).toContain('EX-002 lies within EX-001');
    const told = readFileSync(join(both, 'report.html'), 'utf8').match(/EX-002 lies within EX-001: its messages are counted in both/g);
    expect(told).toHaveLength(3);
  });

  it('marks what it wrote as partial when it is cancelled', async () => {
    const out = newOut();
    const { code, err } = await runCli(['scan', mbox, '--out', out], {
      width: 120,
      onErr: (text, cancel) => {
        if (text.includes('reading')) cancel();
      },
    });
    expect(code).toBe(130);
    expect(err).toContain('Cancelled.');
    expect(summaryIn(out)).toMatchObject({ partial: true, evidence: [{ reading: 'partial' }] });
    expect(linesIn(out, 'messages.ndjson').length).toBe(summaryIn(out).counts.records['message'] ?? 0);
    expect(err).toContain('What shows only across records was not looked for.');
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('Analysis across the records of the case has not run.');
  });

  it('tells of a cancelled run what single records give by the own domains', async () => {
    const out = newOut();
    const rules = join(temporaryFolder('rules-of-a-cancelled-run'), 'rules');
    mkdirSync(rules);
    writeFileSync(join(rules, 'all.sieve'), 'redirect "ben@outside.example";\n');
    const { code } = await runCli(['scan', rules, mbox, '--out', out, '--own-domain', 'outside.example'], {
      width: 120,
      onErr: (text, cancel) => {
        if (/EX-002.*reading/.test(text)) cancel();
      },
    });
    expect(code).toBe(130);
    expect(summaryIn(out)).toMatchObject({ evidence: [{ reading: 'complete' }, { reading: 'partial' }] });
    const told = linesIn(out, 'findings.ndjson') as { ruleId: string; level: string }[];
    expect(told.filter(({ ruleId }) => !ruleId.startsWith('forwarding.header')).map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ['forwarding.rule.passes-on', 'low'],
    ]);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends with 130 on %s', async (signal) => {
    const out = newOut();
    const big = join(root, `big-${signal}.mbox`);
    writeGeneratedMbox(big, { messages: 20_000, seed: 2 });
    const program = fileURLToPath(new URL('../../../main/cli/mail-triage.ts', import.meta.url));
    const child = spawn(process.execPath, [program, 'scan', big, '--out', out, '--workers', '1'], { stdio: ['ignore', 'ignore', 'pipe'] });
    const ended = once(child, 'exit');
    // The listener for signals is there once the results are begun.
    while (!existsSync(join(out, 'summary.json'))) await new Promise((resolve) => setTimeout(resolve, 10));
    child.kill(signal);
    const [code] = (await ended) as [number | null];
    expect(code).toBe(130);
    expect(summaryIn(out).partial).toBe(true);
  });
});

// A terminal sends Ctrl-C to the reading processes too; none of them may be taken for a parser that died.
it.runIf(process.platform === 'linux')('leaves it to the program what an interrupt means for its reading processes', async () => {
  const out = newOut();
  const big = join(root, 'interrupted.mbox');
  writeGeneratedMbox(big, { messages: 6000, seed: 4 });
  const program = fileURLToPath(new URL('../../../main/cli/mail-triage.ts', import.meta.url));
  const child = spawn(process.execPath, [program, 'scan', big, '--out', out, '--workers', '1'], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const messages = join(out, 'messages.ndjson');
  while (!existsSync(messages) || statSync(messages).size === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  const readers = childrenOf(child.pid ?? 0);
  expect(readers).toHaveLength(1);
  for (const reader of readers) process.kill(reader, 'SIGINT');
  expect(await ended).toEqual([0, null]);
  expect(linesIn(out, 'diagnostics.ndjson')).toEqual([]);
  expect(linesIn(out, 'messages.ndjson')).toHaveLength(6000);
});

describe('exit codes', () => {
  it.each([
    ['no command', ['frobnicate']],
    ['no path', ['scan', '--out', 'somewhere']],
    ['no results folder', ['scan', folder]],
    ['an unknown option', ['scan', folder, '--out', 'x', '--frob']],
    ['an unknown zone', ['scan', folder, '--out', 'x', '--zone', 'Mars/Olympus']],
    ['a domain that is none', ['scan', folder, '--out', 'x', '--own-domain', 'example']],
    ['a parameter of no rule', ['scan', folder, '--out', 'x', '--parameter', 'forwarding.none.n=3']],
    ['no value of a parameter', ['scan', folder, '--out', 'x', '--parameter', 'forwarding.across.above-user-level.fewestAutomatic=many']],
    ['no number of workers', ['scan', folder, '--out', 'x', '--workers', '0']],
    ['results within the evidence', ['scan', folder, '--out', join(folder, 'results')]],
    ['results in the place of the evidence', ['scan', mbox, '--out', mbox]],
    ['a path for sample', ['sample', folder]],
  ])('2 for %s, with nothing written', async (_, given) => {
    const before = readdirSync(folder, { recursive: true });
    const { code, err, out } = await runCli(given);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/\S/);
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
  });

  it.each([
    ['a path that leads nowhere', () => join(root, 'nowhere')],
    ['an empty file', () => file('empty.pst', '')],
    ['noise', () => file('noise.bin', Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919) % 251)))],
    ['an empty folder', () => folderOf('empty')],
    ['the beginning of a store', () => file('cut.pst', readFileSync(exampleStorePath('enron')).subarray(0, 600))],
  ])('3 for %s, with the reason and the diagnostics', async (_, make) => {
    const out = newOut();
    const { code, err } = await runCli(['scan', make(), '--out', out]);
    expect(code).toBe(3);
    expect(err).toContain('Nothing could be read.');
    expect(summaryIn(out)).toMatchObject({ partial: false, evidence: [{ id: 'EX-001' }] });
    expect(readdirSync(out).sort()).toEqual(resultNames);
  });

  it('2 for a path without a name, as a shell variable without a value gives it', async () => {
    const out = newOut();
    const { code, err } = await runCli(['scan', '', '--out', out]);
    expect(code).toBe(2);
    expect(err).toContain('empty name');
    expect(existsSync(out)).toBe(false);
  });

  it('0 when some of the evidence could be read, with a diagnostic for the rest', async () => {
    const out = newOut();
    const { code, err } = await runCli(['scan', join(root, 'nowhere'), exampleStorePath('enron'), '--out', out]);
    expect(code).toBe(0);
    expect(err).toContain('EX-001');
    expect(linesIn(out, 'diagnostics.ndjson')).toContainEqual(
      expect.objectContaining({ code: 'evidence-unreadable', effect: 'item-lost', evidenceId: 'EX-001' }),
    );
    expect(linesIn(out, 'messages.ndjson').every(({ evidenceId }) => evidenceId === 'EX-002')).toBe(true);
  });
});

describe('the results folder', () => {
  it('is never taken when it holds something else, with or without --force', async () => {
    const out = folderOf('taken');
    writeFileSync(join(out, 'letter.txt'), 'mine');
    for (const force of [[], ['--force']]) expect((await runCli(['scan', mbox, '--out', out, ...force])).code).toBe(2);
    expect(readdirSync(out)).toEqual(['letter.txt']);
  });

  it('is taken again only with --force when it holds earlier results', async () => {
    const out = newOut();
    const given = ['scan', exampleStorePath('enron'), '--out', out];
    expect((await runCli(given)).code).toBe(0);
    const { code, err } = await runCli(given);
    expect(code).toBe(2);
    expect(err).toContain('--force');
    expect((await runCli([...given, '--force'])).code).toBe(0);
  });
});

describe('the other commands', () => {
  it('sample reads the sample mailbox and the example stores', async () => {
    const out = newOut();
    expect((await runCli(['sample', '--out', out])).code).toBe(0);
    const perItem = summaryIn(out).evidence.map(
      ({ id }) => linesIn(out, 'messages.ndjson').filter(({ evidenceId }) => evidenceId === id).length,
    );
    // 183 messages are listed by the folders of the second store; an old page of it leads to an earlier state of one.
    expect(perItem).toEqual([13, 71, 184, 162]);
  });

  it('help teaches every option, with examples', async () => {
    for (const given of [['--help'], ['help'], [], ['scan', '--help']]) {
      const { code, out } = await runCli(given);
      expect(code).toBe(0);
      for (const word of ['--out', '--zone', '--own-domain', '--workers', '--force', 'Examples', '130']) expect(out).toContain(word);
    }
  });

  it('version names the program', async () => {
    expect((await runCli(['--version'])).out).toMatch(/^Mail Triage \d+\.\d+\.\d+/);
  });
});

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(root, name), content);
  return join(root, name);
}

function folderOf(name: string): string {
  mkdirSync(join(root, name));
  return join(root, name);
}
