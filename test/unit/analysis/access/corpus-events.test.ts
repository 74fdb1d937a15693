import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { analyseCase, caseDetectors } from '#analysis/index.ts';
import { readers } from '#formats/registry.ts';
import { evidenceIdOf, type FactRecord, type Finding } from '#model/index.ts';
import { corpusPath, inventory, skipReason } from '#test/support/corpus.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { factsOf, readFacts } from '#test/support/read-facts.ts';

/**
 * What the rules about access events find in real logs. Only readers that are registered are asked: where the reader of
 * a format is missing, its tests say so and are skipped.
 */
const present = corpusPath() !== null;
if (!present) console.warn(skipReason);
const known = new Set(readers.map(({ id }) => id));
const hasCloud = present && known.has('m365-audit');
const hasEvents = present && known.has('evtx');
const hasHosts = present && known.has('system-log');
if (present && !hasHosts) console.warn('no reader of system logs is registered: the tests of rules on them are skipped');
if (present && !hasCloud) console.warn('no reader of cloud logs is registered: the tests of rules on them are skipped');
if (present && !hasEvents) console.warn('no reader of Windows event logs is registered: the tests of rules on them are skipped');

const detectors = caseDetectors.filter(({ rules }) => rules.every(({ id }) => id.startsWith('access.')));
const forwards = new Set(['access.change.mailbox-forwarding', 'access.change.inbox-rule-forwards', 'access.change.transport-rule-copies']);

interface PublishedCase {
  readonly rule: string;
  readonly test: string;
  readonly expected: boolean;
  readonly log: unknown;
}

const published: readonly PublishedCase[] = hasCloud
  ? readFileSync(corpusPath('m365/derived/panther-tests.jsonl') ?? '', 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as PublishedCase)
  : [];

describe.skipIf(!hasCloud)('cases of a published rule on forwarding to the outside', () => {
  test.each(published.filter(({ rule }) => rule === 'Microsoft365.Exchange.External.Forwarding').map((one) => [one.test, one] as const))(
    '%s',
    async (_, { log, expected }) => {
      const facts = [...factsOf(memorySource(new TextEncoder().encode(JSON.stringify(log))), 'audit.json')];
      expect(facts).toHaveLength(1);
      const found = (await findingsOf(facts)).filter(({ ruleId }) => forwards.has(ruleId));
      expect(found.length > 0).toBe(expected);
    },
  );
});

describe.skipIf(!hasCloud)('real audit logs', () => {
  test('the slice of an intrusion gives the transport rule with its blind copy, once, with actor, address and time', async () => {
    const findings = await findingsIn('m365/invictus');
    const [finding, ...more] = findings.filter(({ ruleId }) => ruleId === 'access.change.transport-rule-copies');
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      level: 'medium',
      destinations: ['ITCornpany@gmail.com'],
      time: { instant: '2021-04-16T12:08:47.000Z' },
    });
    expect(finding?.statement).toContain('"A.Thulile@dutchmasterz.onmicrosoft.com"');
    expect(finding?.statement).toContain('62.149.20.10');
    expect(finding?.statement).toContain('outside the organisation');
    // The rule that hides the answers, by the same account a minute before.
    expect(
      findings.some(({ ruleId, time }) => ruleId === 'access.change.rule-odd-name' && time?.instant === '2021-04-16T12:07:14.000Z'),
    ).toBe(true);
    expect(countsOf(findings)).toMatchSnapshot();
  });

  test('exports of single records give the reviewed findings', async () => {
    expect(countsOf(await findingsIn('m365/sekoia-o365'))).toMatchSnapshot();
    expect(countsOf(await findingsIn('m365/sekoia-azuread'))).toMatchSnapshot();
    expect(countsOf(await findingsIn('m365/otrf-goldensaml-mailaccess'))).toMatchSnapshot();
    expect(countsOf(await findingsIn('gws/sekoia-google-report'))).toMatchSnapshot();
    expect(countsOf(await findingsIn('exchange'))).toMatchSnapshot();
  });
});

// Ordinary logs of test machines: nothing in them is about mail.
test.skipIf(!hasHosts)('logs of hosts without access to mail give no findings', async () => {
  expect(countsOf([...(await findingsIn('host/plaso')), ...(await findingsIn('host/derived'))])).toEqual({});
});

describe.skipIf(!hasEvents)('Windows event logs', () => {
  // None of the published regression samples here is about mail: a rule of ours that fires on one is a false alarm.
  const samples = inventory('evtx/sigma-regression').filter(({ path }) => path.endsWith('.evtx'));

  test('the published samples are read, and none of them fires a rule about mail', async () => {
    let events = 0;
    const found: string[] = [];
    for (const { path } of samples) {
      const facts = [...readFacts(corpusPath(path) ?? '')];
      events += facts.length;
      found.push(...(await findingsOf(facts)).map(({ ruleId }) => `${path} ${ruleId}`));
    }
    expect(samples.length).toBeGreaterThan(40);
    expect(events).toBeGreaterThanOrEqual(samples.length);
    expect(found).toEqual([]);
  });

  test('other real logs give the reviewed findings', async () => {
    expect(countsOf(await findingsIn('evtx/sbousseaden'))).toMatchSnapshot();
    expect(countsOf(await findingsIn('evtx/deepbluecli'))).toMatchSnapshot();
  });
});

async function findingsIn(folder: string): Promise<Finding[]> {
  return findingsOf([...readFacts(corpusPath(folder) ?? '')]);
}

async function findingsOf(facts: readonly FactRecord[]): Promise<Finding[]> {
  const material = [{ evidenceId: evidenceIdOf(1), facts, observations: [], traces: [] }];
  const findings: Finding[] = [];
  for await (const finding of analyseCase(() => material, { ownDomains: [], parameters: {} }, detectors)) findings.push(finding);
  return findings;
}

function countsOf(findings: readonly Finding[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { ruleId, level } of findings) counts[`${ruleId} ${level}`] = (counts[`${ruleId} ${level}`] ?? 0) + 1;
  return counts;
}
