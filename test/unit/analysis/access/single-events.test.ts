import { describe, expect, test } from 'vitest';
import { newCaseKnowledge } from '#analysis/across/case-knowledge.ts';
import { mostPieces, scriptPieces } from '#analysis/access/script-pieces.ts';
import { mostGroupsOfRule, singleEvents } from '#analysis/access/single-events.ts';
import { evidenceIdOf, levelsFromHighest, type Finding, type ParameterValues } from '#model/index.ts';
import { changeEvent, eventRecord, fileEvent, scriptBlock, started, type EventRecord } from '#test/support/event-builder.ts';
import { eventCases } from './event-cases.ts';

describe.each(singleEvents.rules.map((rule) => [rule.id, rule] as const))('%s', (ruleId, rule) => {
  const cases = eventCases[ruleId] ?? { fires: {}, misses: {} };

  test.each(Object.entries(cases.fires))('%s fires', (_, record) => {
    const [finding, ...more] = findingsOf([record]).filter((one) => one.ruleId === ruleId);
    if (finding === undefined) throw new Error('no finding');
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ ruleVersion: rule.version, technique: rule.technique, time: record.claimed.time });
    expect(levelsFromHighest.indexOf(finding.level)).toBeGreaterThanOrEqual(levelsFromHighest.indexOf(rule.level));
    expect(finding.statement).toMatch(/^The event ".+" \(.+\) states that \S.*\.$/s);
    expect(finding.citations[0]).toMatchObject({ recordId: record.recordId, locator: record.locator, range: record.observed.range });
    expect(finding.citations[0].excerpt).not.toBe('');
    expect({
      statement: finding.statement,
      level: finding.level,
      cites: finding.citations.map(({ field, excerpt }) => [field, excerpt]),
    }).toMatchSnapshot();
  });

  test.each(Object.entries(cases.misses))('%s does not fire', (_, record) => {
    expect(findingsOf([record]).filter((one) => one.ruleId === ruleId)).toEqual([]);
  });
});

describe('events together', () => {
  const many = Array.from({ length: 40 }, (_, index) =>
    fileEvent('file-open', `C:\\Users\\ann\\${String(index % 4)}.pst`, 'C:\\Tools\\7z.exe', {
      number: index + 1,
      at: `2026-03-14 09:${String((index * 7) % 60).padStart(2, '0')}:00`,
    }),
  );

  test('that agree are one finding with extent, cited by the earliest', () => {
    const findings = findingsOf(many).filter(({ ruleId }) => ruleId === 'access.store.other-program');
    expect(findings).toHaveLength(4);
    const [first] = findings;
    expect(first?.extent).toMatchObject({ count: 10, unit: 'events', first: { instant: '2026-03-14T09:00:00.000Z' } });
    expect(first?.time?.instant).toBe('2026-03-14T09:00:00.000Z');
    expect(first?.citations).toHaveLength(5);
    expect(first?.statement).toContain('10 events of the kind, from 2026-03-14 09:00:00 UTC to ');
  });

  test('give the same findings in any order, but for the order of the records in the extent', () => {
    const plain = (finding: Finding): unknown => ({
      ...finding,
      extent: { ...finding.extent, records: [...(finding.extent?.records ?? [])].sort() },
    });
    expect(findingsOf([...many].reverse()).map(plain)).toEqual(findingsOf(many).map(plain));
  });

  test('beyond the limit of findings are counted in one more', () => {
    const stores = Array.from({ length: mostGroupsOfRule + 7 }, (_, index) =>
      fileEvent('file-open', `C:\\${String(index)}.pst`, 'C:\\Tools\\7z.exe', { number: index + 1 }),
    );
    const findings = findingsOf(stores).filter(({ ruleId }) => ruleId === 'access.store.other-program');
    expect(findings).toHaveLength(mostGroupsOfRule + 1);
    expect(findings.at(-1)?.statement).toMatch(/^7 further events fit the rule, beyond the 500 findings/);
    expect(findings.at(-1)?.extent?.count).toBe(7);
  });
});

describe('a script that was logged in pieces', () => {
  const piece = (number: number, text: string, total = 3): EventRecord =>
    scriptBlock(text, {
      number,
      facts: { ScriptBlockText: text, ScriptBlockId: 'a1', MessageNumber: String(number), MessageTotal: String(total) },
    });
  const pieces = [
    piece(1, '$o = New-Object -ComObject Outl'),
    piece(2, 'ook.Application; $o.GetNames'),
    piece(3, 'pace("MAPI").GetDefaultFolder(6)'),
  ];

  test.each([
    ['in order', [0, 1, 2]],
    ['in disorder, and one twice', [2, 0, 2, 1]],
  ])('%s is looked at as a whole', (_, order) => {
    const findings = findingsOf(order.flatMap((index) => pieces[index] ?? []));
    expect(findings.map(({ ruleId }) => ruleId)).toEqual(['access.script.outlook-objects', 'access.script.reads-mailbox']);
    expect(findings[1]?.citations.map(({ recordId }) => recordId)).toEqual(pieces.map(({ recordId }) => recordId));
  });

  test('of endless small pieces does not wait for all of them', () => {
    const scripts = scriptPieces();
    const taken = Array.from({ length: 2 * mostPieces + 1 }, (_, index) => scripts.take(piece(index + 1, 'x', 1_000_000)).length);
    expect(taken.reduce((sum, count) => sum + count, 0)).toBe(2);
    expect(taken.indexOf(1)).toBe(mostPieces - 1);
    expect(scripts.rest().map(({ pieces: left }) => left.length)).toEqual([1]);
  });

  test('is looked at as far as it is there', () => {
    expect(findingsOf(pieces.slice(0, 2)).map(({ ruleId }) => ruleId)).toEqual(['access.script.outlook-objects']);
    expect(findingsOf(pieces.slice(0, 1))).toEqual([]);
  });
});

describe('an event that two rules fit, one of which tells more', () => {
  const idsOf = (actions: readonly string[], conditions: readonly string[], parameters: ParameterValues = {}): string[] =>
    findingsOf([changeEvent('rule-change', { name: 'x', actions, conditions }, { operation: 'New-InboxRule' })], parameters).map(
      ({ ruleId }) => ruleId,
    );

  test.each([
    ['marked and moved out of sight', ['move RSS Feeds', 'mark-read'], ['From y'], ['access.change.rule-marks-and-moves']],
    ['kept from the owner', ['move RSS Feeds', 'mark-read'], ['SubjectContainsWords phishing'], ['access.change.rule-keeps-from-owner']],
    ['filed only', ['move Projects', 'mark-read'], ['From y'], ['access.change.rule-hides']],
  ])('%s is told once', (_, actions, conditions, ids) => {
    expect(idsOf(actions, conditions)).toEqual(ids);
  });

  test('is told by the lesser rule where the greater does not fit with the parameters of the case', () => {
    const parameters = { 'access.change.rule-marks-and-moves': { folders: ['elsewhere'] } };
    expect(idsOf(['move RSS Feeds', 'mark-read'], ['From y'], parameters)).toEqual(['access.change.rule-hides']);
  });
});

test('an event that stands in two exports counts once', () => {
  const permission = (number: number, sourceId: string): EventRecord =>
    changeEvent(
      'permission-change',
      { what: 'mailbox-permission', of: 'ben@firm.example', destinations: ['carl@firm.example'], actions: ['FullAccess'] },
      { number, sourceId, operation: 'Add-MailboxPermission' },
    );
  const [one, other] = ['2f1d7a52-0000-4000-8000-000000000001', '2f1d7a52-0000-4000-8000-000000000002'];
  const countOf = (records: readonly EventRecord[]): number | undefined =>
    findingsOf(records)
      .filter(({ ruleId }) => ruleId === 'access.change.mailbox-permission')
      .map(({ extent }) => extent?.count ?? 1)[0];
  expect(countOf([permission(1, one), permission(2, one)])).toBe(1);
  expect(countOf([permission(1, one), permission(2, other)])).toBe(2);
});

test('what the examiner gives for a parameter is used, and a value of the wrong kind is not', () => {
  const opened = fileEvent('file-open', 'C:\\x.pst', 'C:\\Tools\\ourbackup.exe');
  const rulesOf = (parameters: ParameterValues): string[] => findingsOf([opened], parameters).map(({ ruleId }) => ruleId);
  expect(rulesOf({})).toEqual(['access.store.other-program']);
  expect(rulesOf({ 'access.store.other-program': { programs: ['OurBackup.exe'] } })).toEqual([]);
  expect(rulesOf({ 'access.store.other-program': { programs: 7 } })).toEqual(['access.store.other-program']);
});

test('hostile values are taken as text, and long ones are cut', () => {
  const long = 'a.pst '.repeat(200_000);
  const command = started(`7z.exe a x.7z ${long}`);
  const [finding] = findingsOf([command]);
  expect(finding?.citations[0].excerpt.length).toBeLessThanOrEqual(500);
  expect(finding?.statement.length).toBeLessThan(1_000);
  const odd = eventRecord('file-open', {
    at: null,
    object: '<script>\r\n__proto__.pst',
    process: { name: '\u0000\u202e..\\7z.exe', commandLine: '' },
    facts: { __proto__: 'x', constructor: ['y'] },
  });
  expect(findingsOf([odd]).map(({ ruleId, time }) => [ruleId, time])).toEqual([['access.store.other-program', null]]);
});

function findingsOf(records: readonly EventRecord[], parameters: ParameterValues = {}): Finding[] {
  const context = { ownDomains: ['firm.example'], parameters };
  const detection = singleEvents.start(context, newCaseKnowledge(context));
  for (const record of records) detection.consume({ evidenceId: evidenceIdOf(1), facts: [record], observations: [], traces: [] });
  return [...detection.finish()];
}
