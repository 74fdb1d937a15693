import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newCaseKnowledge } from '#analysis/across/case-knowledge.ts';
import { allRules, detectors, startAnalysis } from '#analysis/index.ts';
import { rulePassesOn } from '#analysis/rules/passes-on.ts';
import { standingCopy } from '#analysis/rules/standing-copy.ts';
import { headerText, levelsFromHighest, type EvidenceRecord, type Finding } from '#model/index.ts';
import { material } from '#test/support/case-builder.ts';
import { actionTo, ruleRecord, smtpTarget } from '#test/support/fact-builder.ts';
import { messageRecord, messageRecordOf } from '#test/support/record-builder.ts';
import { factCases } from './fact-cases.ts';
import { mapiCases } from './mapi-cases.ts';

const fixtures = join(import.meta.dirname, '../../fixtures/analysis');

/** Those that look at each stored rule by itself, by the own domains of the case. */
const rulesByDomain = [rulePassesOn, standingCopy];

// Rules of detectors across records have their cases in test/unit/analysis/across.
const rulesOfRecords = [...detectors, ...rulesByDomain].flatMap(({ rules }) => rules);

describe.each(rulesOfRecords.map((rule) => rule.id))('%s', (ruleId) => {
  const messages = fixtureNames(ruleId);
  const cases = mapiCases[ruleId] ?? { fires: {}, misses: {} };
  const facts = factCases[ruleId] ?? { fires: {}, misses: {} };
  const fires = messages.filter((name) => name.startsWith('fires'));
  const misses = messages.filter((name) => name.startsWith('misses'));

  test('has a case that fires it and a near miss', () => {
    expect(fires.length + Object.keys(cases.fires).length + Object.keys(facts.fires).length).toBeGreaterThan(0);
    expect(misses.length + Object.keys(cases.misses).length + Object.keys(facts.misses).length).toBeGreaterThan(0);
  });

  test.each(fires)('%s gives the expected finding', (name) => {
    const text = readFileSync(join(fixtures, ruleId, name), 'utf8');
    const [finding, ...more] = findingsOf(messageRecordOf(text), ruleId);
    expect(more).toHaveLength(0);
    if (finding === undefined) throw new Error(`${name} gives no finding`);
    const expectedPath = join(fixtures, ruleId, name.replace(/\.eml$/, '.expected.json'));
    const shown = {
      ...finding,
      citations: finding.citations.map(({ field, excerpt, range, headerIndex }) => ({ field, excerpt, range, headerIndex })),
    };
    if (process.env['UPDATE'] === '1') writeFileSync(expectedPath, `${JSON.stringify(shown, null, 2)}\n`);
    expect(shown).toEqual(JSON.parse(readFileSync(expectedPath, 'utf8')));
  });

  test.each(fires)('%s with CRLF says the same and cites the right bytes', (name) => {
    const text = readFileSync(join(fixtures, ruleId, name), 'utf8');
    const [withLf] = findingsOf(messageRecordOf(text), ruleId);
    const record = messageRecordOf(text.replace(/\n/g, '\r\n'), { headerOffsetBytes: 1000 });
    const [withCrlf] = findingsOf(record, ruleId);
    expect({ ...withCrlf, citations: null }).toEqual({ ...withLf, citations: null });
    for (const citation of withCrlf?.citations ?? []) {
      const start = (citation.range?.offsetBytes ?? 0) - 1000;
      const cited = headerText(record.headerBlock.subarray(start, start + (citation.range?.lengthBytes ?? 0)));
      expect(cited).toBe(citation.excerpt);
      expect(cited.slice(0, cited.indexOf(':'))).toBe(citation.field.replace(/^header /, ''));
    }
  });

  test.each(misses)('%s gives no finding of the rule', (name) => {
    const text = readFileSync(join(fixtures, ruleId, name), 'utf8');
    expect(findingsOf(messageRecordOf(text), ruleId)).toEqual([]);
    expect(findingsOf(messageRecordOf(text.replace(/\n/g, '\r\n')), ruleId)).toEqual([]);
  });

  test.each(Object.entries(cases.fires))('%s fires', (_, parts) => {
    const [finding, ...more] = findingsOf(messageRecord(parts), ruleId);
    expect(more).toHaveLength(0);
    expect(finding?.citations[0].field).toMatch(/^property PidTag\w+ \(0x[0-9A-F]{4}\)$/);
    expect({ ...finding, citations: finding?.citations.map(({ field, excerpt }) => ({ field, excerpt })) }).toMatchSnapshot();
  });

  test.each(Object.entries(cases.misses))('%s does not fire', (_, parts) => {
    expect(findingsOf(messageRecord(parts), ruleId)).toEqual([]);
  });

  test.each(Object.entries(facts.fires))('%s fires', (_, record) => {
    const [finding, ...more] = findingsOf(record, ruleId);
    expect(more).toHaveLength(0);
    for (const citation of finding?.citations ?? []) expect(citation).toMatchObject({ recordId: record.recordId, locator: record.locator });
    expect({ ...finding, citations: finding?.citations.map(({ field, excerpt }) => ({ field, excerpt })) }).toMatchSnapshot();
  });

  test.each(Object.entries(facts.misses))('%s does not fire', (_, record) => {
    expect(findingsOf(record, ruleId)).toEqual([]);
  });
});

describe('the rules together', () => {
  test.each(allRules.map((rule) => [rule.id, rule] as const))(
    '%s says what it needs, what else would explain it and what would prove it',
    (_, rule) => {
      expect(rule.needs).not.toHaveLength(0);
      expect([...rule.benignExplanations, ...rule.wouldProve].every((text) => /^[A-Z].*[.]$/.test(text))).toBe(true);
      expect(rule.references).not.toHaveLength(0);
      expect(rule.technique).toMatch(/^T\d{4}(?:\.\d{3})?$/);
    },
  );

  test('have identifiers of their own', () => {
    expect(new Set(allRules.map((rule) => rule.id)).size).toBe(allRules.length);
  });

  test('leave no fixture folder and no case without a rule', () => {
    const known = new Set(allRules.map((rule) => rule.id));
    const folders = readdirSync(fixtures, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(
      [...folders.map((entry) => entry.name), ...Object.keys(mapiCases), ...Object.keys(factCases)].filter((name) => !known.has(name)),
    ).toEqual([]);
  });

  test('say only what the rule allows: its level or a lower one, its technique and version', () => {
    for (const finding of allFixtureFindings()) {
      const rule = allRules.find((one) => one.id === finding.ruleId);
      expect(rule?.version).toBe(finding.ruleVersion);
      expect(rule?.technique).toBe(finding.technique);
      expect(levelsFromHighest.indexOf(finding.level)).toBeGreaterThanOrEqual(levelsFromHighest.indexOf(rule?.level ?? 'informational'));
      expect(finding.benignExplanations).toEqual(expect.arrayContaining([...(rule?.benignExplanations ?? [])]));
      expect(finding.statement).toMatch(
        /^The (?:header|headers|property|envelope sender in the header|rule|setting|message) \S+ (?:.*)[a-z]+s? .*\.$/,
      );
      expect(finding.statement).not.toMatch(/[{}]/);
    }
  });

  test.each([
    ['forwarding.rule.passes-on', 'forward'],
    ['forwarding.rule.standing-copy', 'carbon-copy'],
  ] as const)('%s lowers nothing as inside where no own domains are known', (ruleId, action) => {
    const record = ruleRecord({ actions: [actionTo(action, [smtpTarget('carol@firm.example')])] });
    expect(findingsOf(record, ruleId).map(({ level }) => level)).toEqual(['low']);
    expect(findingsOf(record, ruleId, []).map(({ level }) => level)).toEqual(['medium']);
  });

  test('find nothing in an ordinary message', () => {
    const text =
      'Received: from a.example by b.example; Tue, 3 Mar 2026 09:27:01 +0100\nFrom: a@a.example\nTo: b@b.example\nSubject: FW: forward\n\nX-Forwarded-To: c@c.example\n';
    expect(findingsOf(messageRecordOf(text))).toEqual([]);
  });
});

function fixtureNames(ruleId: string): string[] {
  const folder = join(fixtures, ruleId);
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.eml')) : [];
}

function findingsOf(record: EvidenceRecord, ruleId?: string, ownDomains: readonly string[] = ['firm.example']): Finding[] {
  const findings = [...startAnalysis().consume(record), ...findingsByDomain(record, ownDomains)];
  return findings.filter((finding) => ruleId === undefined || finding.ruleId === ruleId);
}

function findingsByDomain(record: EvidenceRecord, ownDomains: readonly string[]): Finding[] {
  if (record.kind === 'message' || record.kind === 'file') return [];
  const context = { ownDomains, parameters: {} };
  return rulesByDomain.flatMap((detector) => {
    const detection = detector.start(context, newCaseKnowledge(context));
    detection.consume(material({ facts: [record] }));
    return [...detection.finish()];
  });
}

function allFixtureFindings(): Finding[] {
  const ofMessages = allRules.flatMap((rule) =>
    fixtureNames(rule.id).flatMap((name) => findingsOf(messageRecordOf(readFileSync(join(fixtures, rule.id, name), 'utf8')))),
  );
  return [
    ...ofMessages,
    ...Object.values(mapiCases).flatMap((cases) => Object.values(cases.fires).flatMap((parts) => findingsOf(messageRecord(parts)))),
    ...Object.values(factCases).flatMap((cases) => Object.values(cases.fires).flatMap((record) => findingsOf(record))),
  ];
}
