import { describe, expect, test } from 'vitest';
import { analyseCase, caseDetectors } from '#analysis/index.ts';
import { evidenceIdOf, levelsFromHighest, type Finding } from '#model/index.ts';
import { singleEvents } from '#analysis/access/single-events.ts';
import { timesWithoutZone } from '#test/support/times-in-findings.ts';
import { eventCases } from './event-cases.ts';
import { joinedCases, type JoinedCase } from './joined-cases.ts';

const detectors = caseDetectors.filter(
  (detector) => detector !== singleEvents && detector.rules.every(({ id }) => id.startsWith('access.')),
);
const rules = detectors.flatMap((detector) => detector.rules);

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (ruleId, rule) => {
  const cases = joinedCases[ruleId] ?? { fires: {}, misses: {} };

  test.each(Object.entries(cases.fires))('%s fires', async (_, material) => {
    const [finding, ...more] = (await findingsOf(material)).filter((one) => one.ruleId === ruleId);
    if (finding === undefined) throw new Error('no finding');
    expect(more).toEqual([]);
    expect(timesWithoutZone(finding)).toEqual([]);
    expect(finding).toMatchObject({ ruleVersion: rule.version, technique: rule.technique });
    expect(levelsFromHighest.indexOf(finding.level)).toBeGreaterThanOrEqual(levelsFromHighest.indexOf(rule.level));
    expect(finding.statement).toMatch(/^The (?:event|events|evidence|rule) .*\.$/s);
    expect({
      statement: finding.statement,
      level: finding.level,
      destinations: finding.destinations,
      cites: finding.citations.map(({ field, excerpt }) => [field, excerpt]),
      count: finding.extent?.count,
      table: finding.table,
    }).toMatchSnapshot();
  });

  test.each(Object.entries(cases.misses))('%s does not fire', async (_, material) => {
    expect((await findingsOf(material)).filter((one) => one.ruleId === ruleId)).toEqual([]);
  });

  test.each(Object.entries(cases.fires))('%s is found the same again, and in another order of the records', async (_, material) => {
    const first = await findingsOf(material);
    expect(await findingsOf(material)).toEqual(first);
    const turned: JoinedCase = {
      facts: [...material.facts].reverse(),
      observations: [...(material.observations ?? [])].reverse(),
      traces: [...(material.traces ?? [])].reverse(),
    };
    // Which events are left out of a full list depends on their order.
    if (ruleId !== 'access.change.too-many')
      expect((await findingsOf(turned)).map(withSortedRecords)).toEqual(first.map(withSortedRecords));
  });
});

test('every rule about access events has a case that fires it and a near miss, and no case lacks its rule', () => {
  const cases: Readonly<Record<string, { readonly fires: object; readonly misses: object }>> = { ...eventCases, ...joinedCases };
  const known = caseDetectors.flatMap((detector) => detector.rules.map(({ id }) => id)).filter((id) => id.startsWith('access.'));
  for (const id of known) {
    expect([id, Object.keys(cases[id]?.fires ?? {}).length > 0, Object.keys(cases[id]?.misses ?? {}).length > 0]).toEqual([id, true, true]);
  }
  expect(Object.keys(cases).filter((id) => !known.includes(id))).toEqual([]);
});

test('a case without events gives no findings', async () => {
  expect(await findingsOf({ facts: [] })).toEqual([]);
});

function withSortedRecords(finding: Finding): unknown {
  return {
    ...finding,
    extent: finding.extent === undefined ? undefined : { ...finding.extent, records: [...finding.extent.records].sort() },
  };
}

async function findingsOf({ facts, observations = [], traces = [] }: JoinedCase): Promise<Finding[]> {
  // One record a piece, as the smallest batches there could be.
  const pieces = [
    ...facts.map((fact) => ({ evidenceId: evidenceIdOf(1), facts: [fact], observations: [], traces: [] })),
    { evidenceId: evidenceIdOf(2), facts: [], observations, traces },
  ];
  const findings: Finding[] = [];
  for await (const finding of analyseCase(() => pieces, { ownDomains: [], parameters: {} }, detectors)) findings.push(finding);
  return findings;
}
