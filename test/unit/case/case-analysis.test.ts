import { beforeEach, expect, test } from 'vitest';
import type { CaseDetector, CaseMaterial } from '#analysis/index.ts';
import { rulePassesOn } from '#analysis/rules/passes-on.ts';
import {
  evidenceIdOf,
  fileStep,
  type Finding,
  type ForwardingObservation,
  type MessageTrace,
  type RecordId,
  type Rule,
} from '#model/index.ts';
import { caseAnalysis } from '#renderer/case/case-analysis.ts';
import { emptyDatabases, openCaseInMemory, plainCase } from '#test/support/case-in-memory.ts';
import { actionTo, ruleRecord, smtpTarget } from '#test/support/fact-builder.ts';
import { everyEvent, eventRecord } from './events.ts';
import { batchFor, findingFor, firstItem, messageFor, recordIdFor } from './messages.ts';

beforeEach(emptyDatabases);

const second = evidenceIdOf(2);

const rule: Rule = {
  id: 'test.many',
  version: '1',
  title: 'Many',
  technique: 'T1114.003',
  level: 'medium',
  needs: [],
  parameters: [{ name: 'least', meaning: 'fewest traces', value: 2 }],
  benignExplanations: ['none'],
  wouldProve: ['nothing'],
  references: [],
};

/** Finds, once for the case, all traces, if there are as many as the parameter says. */
function manyTraces(seen: CaseMaterial[] = [], onMaterial: () => void = () => undefined): CaseDetector {
  return {
    rules: [rule],
    start({ parameters }) {
      const least = Number(parameters['test.many']?.['least'] ?? 2);
      const records: RecordId[] = [];
      return {
        consume(material) {
          onMaterial();
          seen.push(material);
          records.push(...material.traces.map(({ recordId }) => recordId));
        },
        *finish(): Iterable<Finding> {
          const [first] = records;
          if (first === undefined || records.length < least) return;
          const [citation] = findingFor([0], rule.id, []).citations;
          yield {
            ...findingFor([0], rule.id, ['Out@Example.net']),
            level: 'medium',
            citations: [{ ...citation, recordId: first, field: 'case' }],
            extent: { first: null, last: null, count: records.length, unit: 'messages', records },
          };
        },
      };
    },
  };
}

function traceFor(number: number, from = 'anna@example.org'): MessageTrace {
  const none = { locator: [fileStep('box')], subject: '', thread: null, id: null, body: null, refs: [], marks: [], to: [] };
  return { recordId: recordIdFor(number), mailbox: 'box', place: 'sent', time: null, from, ...none };
}

const observation: ForwardingObservation = {
  recordId: recordIdFor(0),
  evidenceId: firstItem,
  mailbox: 'box',
  artifact: 'header X-Forwarded-To',
  mechanism: 'mailbox-setting',
  direction: 'out',
  agency: 'automatic',
  because: 'the server writes it',
  sources: ['anna@example.org'],
  destinations: ['out@example.net'],
  time: null,
  citations: findingFor([0], 'x', []).citations,
};

function twoMessages(evidenceId = firstItem, from = 0) {
  const numbers = [from, from + 1];
  return batchFor(0, {
    evidenceId,
    records: numbers.map((number) => messageFor(number, { evidenceId })),
    traces: numbers.map((number) => traceFor(number)),
  });
}

test('after the last reading the case is analysed in evidence order, and its findings stand with those of records', async () => {
  const seen: CaseMaterial[] = [];
  const { read, view, store, changes } = await openCaseInMemory([manyTraces(seen)]);
  const own = findingFor([10], 'test.own', ['out@example.net']);
  await read([twoMessages(second, 10)]);
  await read([
    { ...twoMessages(), findings: [findingFor([0], 'test.own', ['out@example.net'])], observations: [observation] },
    batchFor(1, { findings: [own] }),
  ]);

  expect(await view.analysisState()).toMatchObject({ state: 'current', because: [], made: { findings: 1, program: 'Mail Triage 1' } });
  expect(changes.filter(({ kind }) => kind === 'analysis').length).toBeGreaterThan(1);
  // The first reading was analysed by itself; the second again, in the order of exhibits.
  expect(seen.slice(1).map(({ evidenceId, traces }) => [evidenceId, traces.length])).toEqual([
    [firstItem, 2],
    [firstItem, 0],
    [second, 2],
  ]);
  expect(seen[1]?.observations).toEqual([observation]);

  const groups = await view.findingGroups();
  expect(groups.map(({ ruleId, count, level }) => [ruleId, count, level])).toEqual([
    ['test.many', 1, 'medium'],
    ['test.own', 2, 'high'],
  ]);
  expect(groups[0]?.destinations).toEqual([{ address: 'Out@Example.net', count: 1 }]);
  const { items, total } = await view.findings({ ruleId: null, offset: 0, limit: 10 });
  expect([total, items.map(({ ruleId }) => ruleId)]).toEqual([3, ['test.own', 'test.own', 'test.many']]);
  const across = await view.findings({ ruleId: 'test.many', offset: 0, limit: 10 });
  expect(across.total).toBe(1);
  expect(across.items[0]?.extent?.count).toBe(4);

  // A finding over many messages stands at each of them, and leads to them.
  expect((await view.message(recordIdFor(11)))?.findings.map(({ ruleId }) => ruleId)).toEqual(['test.many']);
  expect([...store.columns.findingCount()]).toEqual([2, 1, 2, 1]);
  const query = {
    text: '',
    folderKey: null,
    evidenceId: null,
    from: null,
    to: null,
    onlyWithFindings: 'all',
    sort: 'evidence-order',
    direction: 'ascending',
  } as const;
  expect(await view.select('of', { ...query, ofFinding: items[0]?.findingId ?? '' })).toEqual({ count: 1, total: 4 });
  expect(await view.select('of', { ...query, ofFinding: items[2]?.findingId ?? '' })).toEqual({ count: 4, total: 4 });
  expect(await view.select('of', { ...query, ofFinding: 'test.own/nothing' })).toEqual({ count: 0, total: 4 });
  expect((await view.overTime('UTC')).periods).toEqual([{ name: '2024-01', messages: 4, findings: 3 }]);
});

test('a change of parameters or own domains makes the analysis outdated; running it again replaces its findings and keeps the notes', async () => {
  const opened = await openCaseInMemory([manyTraces()]);
  const { read, view, store } = opened;
  await read([twoMessages()]);
  const [finding] = (await view.findings({ ruleId: 'test.many', offset: 0, limit: 1 })).items;
  if (finding === undefined) throw new Error('no finding');
  await view.annotate(finding.findingId, { review: 'confirmed', note: 'seen' });

  opened.caseFile = { ...plainCase, parameters: { 'test.many': { least: 3 } } };
  expect(await view.analysisState()).toMatchObject({ state: 'outdated', because: ['Parameters of rules were changed since.'] });
  // What is shown stays until then.
  expect((await view.findings({ ruleId: null, offset: 0, limit: 1 })).total).toBe(1);
  expect(await view.analyse()).toBe(true);
  expect(await view.analysisState()).toMatchObject({ state: 'current', made: { findings: 0 } });
  expect(await view.findingGroups()).toEqual([]);
  expect([...store.columns.findingCount()]).toEqual([0, 0]);

  opened.caseFile = { ...plainCase, ownDomains: ['example.org'] };
  expect((await view.analysisState()).because).toEqual(['Parameters of rules were changed since.', 'The own domains were changed since.']);
  await view.analyse();
  const again = (await view.findings({ ruleId: null, offset: 0, limit: 1 })).items[0];
  expect(again).toMatchObject({ findingId: finding.findingId, annotation: { review: 'confirmed', note: 'seen' } });
  store.database.close();

  // The same after opening the case again, and outdated under other rules.
  const reopened = await openCaseInMemory([manyTraces()]);
  reopened.caseFile = { ...plainCase, ownDomains: ['example.org'] };
  expect((await reopened.view.analysisState()).state).toBe('current');
  expect((await reopened.view.findings({ ruleId: null, offset: 0, limit: 1 })).items[0]).toMatchObject(again ?? {});
  reopened.store.database.close();
  const other = await openCaseInMemory([{ ...manyTraces(), rules: [{ ...rule, version: '2' }] }]);
  other.caseFile = { ...plainCase, ownDomains: ['example.org'] };
  expect((await other.view.analysisState()).because).toEqual(['It was made by Mail Triage 1, with other rules or another version.']);
  other.store.database.close();
  // A rule that did not run then may have findings that nobody has seen.
  const more = await openCaseInMemory([manyTraces(), { ...manyTraces(), rules: [{ ...rule, id: 'test.added' }] }]);
  more.caseFile = { ...plainCase, ownDomains: ['example.org'] };
  expect((await more.view.analysisState()).because).toEqual([
    'It was made by Mail Triage 1, with other rules or another version.',
    'Findings of these rules are missing until the case is analysed again: test.added.',
  ]);
});

test('what a rule that passes mail on weighs follows the own domains, without the evidence', async () => {
  const opened = await openCaseInMemory([rulePassesOn]);
  const { read, view } = opened;
  const stored = ruleRecord({ actions: [actionTo('forward', [smtpTarget('ben@Outside.example')])] });
  await read([batchFor(0, { records: [{ ...stored, evidenceId: firstItem }] })]);
  const found = async () => (await view.findings({ ruleId: null, offset: 0, limit: 10 })).items;
  const [finding, ...more] = await found();
  expect([finding?.level, finding?.statement.endsWith(' to ben@Outside.example.'), more]).toEqual(['medium', true, []]);
  await view.annotate(finding?.findingId ?? '', { review: 'confirmed', note: 'seen' });

  for (const [ownDomains, level, whom] of [
    [['outside.example'], 'low', 'ben@Outside.example'],
    [['firm.example'], 'medium', 'ben@Outside.example (outside the own domains)'],
  ] as const) {
    opened.caseFile = { ...plainCase, ownDomains };
    expect((await view.analysisState()).because).toEqual(['The own domains were changed since.']);
    await view.analyse();
    const [again] = await found();
    expect([again?.level, again?.findingId, again?.annotation.note, again?.citations]).toEqual([
      level,
      finding?.findingId,
      'seen',
      finding?.citations,
    ]);
    expect(again?.statement).toContain(` to ${whom}.`);
  }
});

test('a cancelled analysis leaves the findings of the one before, and one asked for meanwhile takes its place', async () => {
  const { read, view, store } = await openCaseInMemory([manyTraces()]);
  await read([twoMessages()]);
  const before = store.analysis;
  let cancel: () => void = () => undefined;
  const analysis = caseAnalysis({
    store,
    readCase: () => Promise.resolve(plainCase),
    describe: () => Promise.resolve({ name: 'Mail Triage', version: '2' } as never),
    tell: () => undefined,
    isReading: () => false,
    now: () => '2027-01-01T00:00:00.000Z',
    detectors: [manyTraces([], () => cancel())],
  });
  cancel = () => void analysis.cancel();
  expect(await analysis.run()).toBe('cancelled');
  expect(store.analysis).toBe(before);
  expect((await view.findings({ ruleId: null, offset: 0, limit: 1 })).total).toBe(1);

  cancel = () => undefined;
  const outcomes = await Promise.all([analysis.run(), analysis.run(), analysis.run()]);
  expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
  expect(store.analysis).toMatchObject({ ranAt: '2027-01-01T00:00:00.000Z', basis: { program: 'Mail Triage 2' } });
});

test('of a case that was read by a version without observations they are made from its records, once', async () => {
  const { read, view, store } = await openCaseInMemory();
  const event = eventRecord(50, { actor: 'Eve', operation: 'Bind' });
  await read([batchFor(0, { records: [messageFor(0), messageFor(1), event] })]);
  // As the version before left it.
  const { events: _events, observations: _observations, ...chunk } = (await store.database.columns.get(0)) ?? { id: 0 };
  await store.database.columns.put(chunk as never);
  await store.database.traces.clear();
  await store.database.eventTexts.clear();
  store.database.close();

  const seen: CaseMaterial[] = [];
  const old = await openCaseInMemory([manyTraces(seen)]);
  expect((await old.view.accessFacets()).total).toBe(0);
  expect(await old.view.analyse()).toBe(true);
  expect(seen.map(({ facts, traces }) => [facts.length, traces.map(({ recordId }) => recordId)])).toEqual([
    [1, [recordIdFor(0), recordIdFor(1)]],
  ]);
  expect((await old.view.accessFacets()).actors).toEqual([{ name: 'Eve', count: 1 }]);
  expect(await old.view.selectAccess({ ...everyEvent, text: 'bind eve' })).toMatchObject({ count: 1 });
  await old.view.analyse();
  expect((await old.view.accessFacets()).total).toBe(1);
  expect(await old.store.database.traces.count()).toBe(1);
  expect(view).toBeDefined();
});

test('the analysis proposes own domains by the senders of sent mail, and they are there when the case is opened again', async () => {
  const { read, view, store } = await openCaseInMemory();
  await read([batchFor(0, { records: [messageFor(0)], traces: [0, 1, 2, 3, 4, 5].map((number) => traceFor(number)) })]);
  expect(await view.proposedDomains()).toMatchObject([{ domain: 'example.org', accounts: 0, sentMessages: 6 }]);
  store.database.close();
  const again = await openCaseInMemory();
  expect(await again.view.proposedDomains()).toEqual(await view.proposedDomains());
});

test('observations go into the report and into an export of their own', async () => {
  const { read, view, calls } = await openCaseInMemory();
  await read([{ ...twoMessages(), observations: [observation] }]);
  const options = { status: 'draft', scope: '', limits: '', findings: 'all' } as const;
  const { html } = await view.report(options);
  expect(html).toContain('out@example.net');
  expect(html).toContain('Findings across the records of the case were made at');
  // While the analysis runs nobody knows whether its findings are of the case.
  const running = view.analyse();
  const meanwhile = await view.report(options);
  expect(meanwhile.html).toContain('older than the case: They were being made anew when the report was made.');
  await running;
  await view.exportAll(['observations-ndjson'], options);
  const pieces = calls.flatMap(([name, given]) => (name === 'export.write' ? [(given as { piece: Uint8Array }).piece] : []));
  const lines = pieces.map((piece) => new TextDecoder().decode(piece)).join('');
  expect(lines.trimEnd().split('\n')).toHaveLength(1);
  expect(JSON.parse(lines)).toMatchObject({ artifact: observation.artifact, destinations: ['out@example.net'] });
});
