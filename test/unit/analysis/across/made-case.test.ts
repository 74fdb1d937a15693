import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Finding } from '#model/index.ts';
import { buildCase } from '#test/support/forwarding-case/build-case.ts';
import { timesWithoutZone } from '#test/support/times-in-findings.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { linesIn, runCli, summaryIn } from '#test/unit/cli/run-cli.ts';

// A fifth of the messages; 200,000 in all with MADE_CASE_MESSAGES=40000.
const perMailbox = Number(process.env['MADE_CASE_MESSAGES'] ?? 500);

const scanned = async (forwarding: 'planted' | 'none') => {
  const root = temporaryFolder(`made-case-${forwarding}`);
  mkdirSync(join(root, 'evidence'));
  const made = buildCase(join(root, 'evidence'), perMailbox, forwarding);
  const out = join(root, 'out');
  const { code, err } = await runCli(['scan', ...made.paths, '--out', out, '--own-domain', 'firm.example', '--workers', '2']);
  expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
  expect(summaryIn(out).counts.records['message']).toBe(made.messages);
  return { made, findings: linesIn(out, 'findings.ndjson') as unknown as readonly Finding[] };
};

const mechanismTexts = {
  'server-rule': 'inbox rule on the server',
  'client-rule': 'rule of a mail program',
  'standing-copy': 'standing copy of what is sent',
  resent: 'redirect or re-send',
  'mailbox-setting': 'forwarding setting of the mailbox',
  sieve: 'Sieve script on the server',
  'transport-rule': 'mail flow rule of the organisation',
} as const;

describe('a made case of five mailboxes', () => {
  test('shows each planted mechanism with its destination, first and last time and count', { timeout: 3_600_000 }, async () => {
    const { made, findings } = await scanned('planted');
    const told = findings
      .filter(({ ruleId }) => ruleId === 'forwarding.across.mechanism')
      .map(({ mechanism, destinations, extent }) => [
        mechanism,
        destinations.join(),
        extent?.first?.instant,
        extent?.last?.instant,
        extent?.count,
      ]);
    const second = (date: Date): string => `${date.toISOString().slice(0, 19)}.000Z`;
    for (const { mechanism, destination, first, last, messages } of made.planted)
      expect(told).toContainEqual([
        mechanismTexts[mechanism as keyof typeof mechanismTexts],
        destination,
        second(first),
        second(last),
        messages.length,
      ]);
    expect(made.planted).toHaveLength(8);
    expect(findings.flatMap(timesWithoutZone)).toEqual([]);
    // Nobody else is named above the level of ordinary work.
    const expected = new Set(made.planted.map(({ destination }) => destination));
    const loud = findings.filter(
      ({ level, ruleId }) => (level === 'high' || level === 'medium') && ruleId.startsWith('forwarding.across.'),
    );
    expect(loud.flatMap(({ destinations }) => destinations).filter((address) => !expected.has(address))).toEqual([]);
  });

  test('shows nothing above low where nobody forwarded but by hand', { timeout: 3_600_000 }, async () => {
    const { findings } = await scanned('none');
    expect(
      findings.filter(({ level }) => level === 'high' || level === 'medium').map(({ ruleId, statement }) => [ruleId, statement]),
    ).toEqual([]);
  });
});
