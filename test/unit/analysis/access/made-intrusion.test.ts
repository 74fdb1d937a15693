import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseLocator, type ByteRange, type Finding } from '#model/index.ts';
import { buildIntrusionCase } from '#test/support/intrusion-case/build-case.ts';
import { ann, collector, intruder, intruderInside, mailServer, moment, workstation } from '#test/support/intrusion-case/people.ts';
import { timesWithoutZone } from '#test/support/times-in-findings.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { linesIn, runCli, summaryIn } from '#test/unit/cli/run-cli.ts';

/** A citation as findings.ndjson has it: the locator is written as text. */
type WrittenCitation = Omit<Finding['citations'][number], 'locator'> & { readonly locator: string };
type WrittenFinding = Omit<Finding, 'citations'> & { readonly citations: readonly WrittenCitation[] };

async function scanned(paths: readonly string[], workers: number) {
  const out = join(temporaryFolder('made-intrusion-results'), 'out');
  const { code, err } = await runCli(['scan', ...paths, '--out', out, '--own-domain', 'firm.example', '--workers', String(workers)]);
  expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
  const findings = linesIn(out, 'findings.ndjson') as unknown as readonly WrittenFinding[];
  const records = new Map(
    ['records.ndjson', 'messages.ndjson'].flatMap((name) => linesIn(out, name)).map((record) => [String(record['recordId']), record]),
  );
  return { summary: summaryIn(out), findings, records, lines: readFileSync(join(out, 'findings.ndjson'), 'utf8') };
}

function build(intruded: 'intruded' | 'quiet') {
  const folder = join(temporaryFolder(`made-intrusion-${intruded}`), 'evidence');
  mkdirSync(folder);
  return buildIntrusionCase(folder, intruded);
}

const utc = (clock: string, days = 0): string => `${moment(clock, days).replace('T', ' ')} UTC`;

describe('a made intrusion over the cloud, a workstation, a mail server and a mailbox', () => {
  const made = build('intruded');
  const reading = scanned(made.paths, 1);

  test('is told as one chain, in order of time, on all hosts, with account and addresses', { timeout: 300_000 }, async () => {
    const { findings, summary } = await reading;
    expect(summary.counts.records['message']).toBe(made.messages);
    expect(summary.containers.filter(({ expected, records, failed }) => expected !== records + failed)).toEqual([]);
    const chains = findings.filter(({ ruleId }) => ruleId === 'access.chain.account');
    expect(chains).toHaveLength(1);
    expect(chains[0]).toMatchObject({ level: 'high', sources: [ann.upn], destinations: [collector] });
    const cloudServer = 'AM0PR08MB1234 (15.20.7000.000)';
    const windowsName = `${ann.windows.domain}\\${ann.windows.name}`;
    expect(chains[0]?.table?.rows).toEqual([
      [
        'sign-in',
        utc('09:00:05'),
        utc('10:00:00'),
        '4',
        `${windowsName}, ${ann.local}, ${ann.upn}`,
        `${workstation}, ${mailServer}`,
        `${intruderInside}, ${intruder}`,
      ],
      ['rule or forwarding', utc('09:05:00'), utc('09:05:00'), '1', ann.upn, cloudServer, intruder],
      ['access to mail', utc('09:12:00'), utc('09:20:00'), '2', ann.upn, cloudServer, intruder],
      ['export', utc('09:40:00'), utc('09:40:00'), '1', ann.upn, '', intruder],
      ['mail store read', utc('10:04:30'), utc('10:04:30'), '1', ann.sid, workstation, ''],
      ['mail store packed or copied', utc('10:06:00'), utc('10:06:00'), '2', windowsName, workstation, ''],
      ['transfer', utc('10:10:00'), utc('10:10:02'), '2', windowsName, workstation, ''],
      ['forwarded mail', utc('13:30:00', 1), utc('13:30:00', 9), '9', '', '', ''],
      ['mail to the destination', utc('13:30:05', 1), utc('13:30:05', 9), '9', ann.upn, mailServer, ''],
    ]);
    const { statement = '' } = chains[0] ?? {};
    for (const text of [
      ann.upn,
      windowsName,
      ann.sid,
      intruder,
      intruderInside,
      collector,
      workstation,
      mailServer,
      'The rule "Projects"',
    ]) {
      expect(statement).toContain(text);
    }
    expect(statement).not.toContain('192.0.2.');
  });

  test('cites every step to record, field and bytes', { timeout: 300_000 }, async () => {
    const { findings, summary, records } = await reading;
    const chain = findings.find(({ ruleId }) => ruleId === 'access.chain.account');
    const cited = (chain?.citations ?? []).map(({ evidenceId, locator, field, range, recordId }) => {
      const root = summary.evidence.find(({ id }) => id === evidenceId)?.path ?? '';
      const [step] = parseLocator(locator) ?? [];
      expect(field).not.toBe('');
      return {
        name: step?.at ?? '',
        bytes: range === null ? null : bytesOf(join(root, step?.at ?? ''), range),
        record: records.get(recordId),
      };
    });
    expect(cited.filter(({ record }) => record === undefined)).toEqual([]);
    // What a store holds is scattered over its blocks; everything else is a run of bytes, and that of the record.
    for (const { name, bytes, record } of cited) {
      if (bytes === null) expect(name).toBe('ann.pst');
      else expect(createHash('sha256').update(bytes).digest('hex')).toBe(record?.['sha256']);
    }
    const wide = (text: string): Buffer => Buffer.from(text, 'utf16le');
    const told: readonly (readonly [file: string, count: number, needle: Buffer])[] = [
      ['SignIns', 1, Buffer.from(intruder)],
      ['AuditLog', 5, Buffer.from(intruder)],
      ['Security.evtx', 2, wide(ann.windows.name)],
      ['Sysmon', 3, wide(`${ann.windows.domain}\\${ann.windows.name}`)],
      ['PowerShell', 1, wide('Outlook.Application')],
      ['mail.log', 6, Buffer.from('mx3')],
    ];
    for (const [file, count, needle] of told) {
      const own = cited.flatMap(({ name, bytes }) => (name.includes(file) && bytes !== null ? [bytes] : []));
      expect([file, own.length, own.every((bytes) => bytes.includes(needle))]).toEqual([file, count, true]);
    }
    expect(cited.filter(({ name }) => name === 'ann.pst').map(({ record }) => record?.['kind'] ?? 'message')).toEqual([
      ...Array.from({ length: 5 }, () => 'message'),
      'rule',
      'rule',
    ]);
  });

  test(
    'is told by its own rules too: who set the rule, where it lies, which messages of the case were opened',
    { timeout: 300_000 },
    async () => {
      const { findings } = await reading;
      const one = (ruleId: string): WrittenFinding | undefined => findings.find((finding) => finding.ruleId === ruleId);
      const setBy = `set at ${utc('09:05:00')} (by "${ann.upn}" on AM0PR08MB1234 (15.20.7000.000) from ${intruder})`;
      expect(one('access.change.rule-of-store')?.statement).toContain(setBy);
      expect(one('access.change.forwarding-seen-in-mail')?.statement).toContain(setBy);
      expect(one('access.cloud.messages-of-case')?.table?.rows.map(([subject]) => subject)).toEqual(
        expect.arrayContaining([1, 2, 3].map((week) => `invoice of week ${String(week)}`)),
      );
      expect(one('access.chain.store')?.statement).toContain(`by "${ann.windows.domain}\\${ann.windows.name}",`);
    },
  );

  test('is told with times that are marked as UTC', { timeout: 300_000 }, async () => {
    const { findings } = await reading;
    expect(findings.filter(({ statement }) => / UTC\b/.test(statement)).length).toBeGreaterThan(10);
    expect(findings.flatMap(timesWithoutZone)).toEqual([]);
  });

  test('is told the same by one worker and by two', { timeout: 300_000 }, async () => {
    const [one, two] = [await reading, await scanned(made.paths, 2)];
    expect(two.lines).toEqual(one.lines);
  });
});

test('the weeks of work alone show nothing above low', { timeout: 300_000 }, async () => {
  const { findings, summary } = await scanned(build('quiet').paths, 2);
  expect(summary.counts.records['event']).toBeGreaterThan(600);
  expect(
    findings.filter(({ level }) => level === 'high' || level === 'medium').map(({ ruleId, statement }) => [ruleId, statement]),
  ).toEqual([]);
});

function bytesOf(path: string, { offsetBytes, lengthBytes }: ByteRange): Buffer {
  return readFileSync(path).subarray(offsetBytes, offsetBytes + lengthBytes);
}
