import { beforeEach, expect, test } from 'vitest';
import { evidenceIdOf } from '#model/index.ts';
import { drawLane } from '#renderer/case/access-lanes.ts';
import type { AccessRow } from '#renderer/case/case-view.ts';
import { emptyDatabases, openCaseInMemory, plainCase } from '#test/support/case-in-memory.ts';
import { everyEvent, eventRecord } from './events.ts';
import { batchFor, firstItem, messageFor, recordIdFor } from './messages.ts';

beforeEach(emptyDatabases);

const second = evidenceIdOf(2);

async function caseWithEvents() {
  const opened = await openCaseInMemory();
  await opened.read([
    batchFor(0, {
      records: [
        messageFor(0, { sent: '2026-03-01T11:00:00.000Z', subject: 'Offer' }),
        messageFor(1, { sent: null }),
        eventRecord(10, { at: '2026-03-01T12:00:00.000Z', actor: 'Eve', address: '192.0.2.7' }),
        eventRecord(11, { actor: 'Eve', strength: 'CHANGED', action: 'rule-change', operation: 'New-InboxRule' }),
      ],
    }),
    batchFor(1, {
      records: [
        eventRecord(12, {
          at: '2026-03-01T10:00:00.000Z',
          account: 'anna@example.org',
          strength: 'LOGGED ON',
          action: 'sign-in',
          source: 'sign-in log',
        }),
      ],
    }),
  ]);
  await opened.read([
    batchFor(0, {
      evidenceId: second,
      records: [eventRecord(20, { at: '2026-03-01T12:30:00.000Z', actor: 'eve', action: 'file-open', source: 'event log' }, second)],
    }),
  ]);
  return opened;
}

function numbersOf(rows: readonly AccessRow[]): number[] {
  const numbers = new Map([0, 1, 10, 11, 12, 20].map((number) => [recordIdFor(number), number]));
  return rows.map((row) => numbers.get(row.kind === 'event' ? row.event.recordId : row.message.recordId) ?? -1);
}

test('a record is found by its identifier with its place among those of its kind, its exhibit known or not', async () => {
  const { view } = await caseWithEvents();
  for (const [number, position] of [
    [10, 0],
    [11, 1],
    [12, 2],
    [20, 3],
  ] as const) {
    for (const exhibit of [undefined, firstItem, second]) {
      const found = await view.fact(recordIdFor(number), exhibit);
      expect([found?.record.recordId, found?.position]).toEqual([recordIdFor(number), position]);
    }
  }
  expect(await view.fact(recordIdFor(0))).toBeNull();
});

test('events and messages stand in one list in the order of time, those without a time last', async () => {
  const { view } = await caseWithEvents();
  expect(await view.selectAccess(everyEvent)).toEqual({ count: 4, undated: 1, total: 4 });
  expect(numbersOf(await view.accessRows(0, 10))).toEqual([12, 10, 20, 11]);
  expect(await view.accessPosition(recordIdFor(20))).toBe(2);
  expect(await view.accessPosition(recordIdFor(0))).toBe(-1);
  expect(await view.selectAccess({ ...everyEvent, messages: 'with' })).toEqual({ count: 6, undated: 2, total: 4 });
  expect(numbersOf(await view.accessRows(0, 10))).toEqual([12, 0, 10, 20, 11, 1]);
  expect(await view.accessPosition(recordIdFor(0))).toBe(1);
  expect(numbersOf(await view.accessRows(2, 4))).toEqual([10, 20]);
});

test('each filter narrows, and texts are found in whatever an event states', async () => {
  const { view } = await caseWithEvents();
  const found = async (parts: Partial<typeof everyEvent>) => {
    await view.selectAccess({ ...everyEvent, ...parts });
    return numbersOf(await view.accessRows(0, 10));
  };
  expect(await found({ text: '192.0.2.7' })).toEqual([10]);
  expect(await found({ text: 'new-inboxrule EVE' })).toEqual([11]);
  expect(await found({ text: 'nothing of this' })).toEqual([]);
  expect(await found({ strengths: ['CHANGED', 'LOGGED ON'] })).toEqual([12, 11]);
  expect(await found({ actions: ['file-open'] })).toEqual([20]);
  expect(await found({ sources: ['audit log'] })).toEqual([10, 11]);
  expect(await found({ actors: ['anna@example.org'] })).toEqual([12]);
  expect(await found({ evidence: [second] })).toEqual([20]);
  expect(await found({ from: Date.parse('2026-03-01T10:00:00.001Z'), to: Date.parse('2026-03-01T12:30:00.000Z') })).toEqual([10]);
  expect(await found({ messages: 'with', text: 'offer' })).toEqual([0]);
  expect(await found({ messages: 'with', evidence: [second] })).toEqual([20]);
  // What only events have leaves messages out.
  expect(await found({ messages: 'with', actions: ['sign-in'] })).toEqual([12]);
});

test('what there is to filter by is counted', async () => {
  const { view } = await caseWithEvents();
  const facets = await view.accessFacets();
  expect(facets.total).toBe(4);
  expect(facets.strengths).toEqual([
    { name: 'OPENED', count: 2 },
    { name: 'CHANGED', count: 1 },
    { name: 'LOGGED ON', count: 1 },
  ]);
  expect(facets.actors).toEqual([
    { name: 'Eve', count: 2 },
    { name: 'anna@example.org', count: 1 },
    { name: 'eve', count: 1 },
  ]);
});

test('a clock skew orders anew where that is asked for, and never changes the stated time', async () => {
  const opened = await caseWithEvents();
  opened.caseFile = { ...plainCase, clockSkews: [{ evidenceId: second, seconds: 3600, because: '' }] };
  await opened.view.selectAccess(everyEvent);
  expect(numbersOf(await opened.view.accessRows(0, 3))).toEqual([12, 10, 20]);
  await opened.view.selectAccess({ ...everyEvent, times: 'corrected' });
  const rows = await opened.view.accessRows(0, 3);
  expect(numbersOf(rows)).toEqual([12, 20, 10]);
  expect(rows[1]).toMatchObject({ time: Date.parse('2026-03-01T12:30:00.000Z'), corrected: Date.parse('2026-03-01T11:30:00.000Z') });
  expect(rows[0]).toMatchObject({ time: rows[0]?.corrected });
});

test('lanes say how much passes the filter, and coverage what there is whatever the filter', async () => {
  const { view } = await caseWithEvents();
  const hour = 3_600_000;
  const question = { by: 'source', from: null, to: null, bins: 5, gap: hour } as const;
  const { from, to, lanes } = await view.accessLanes({ ...everyEvent, messages: 'with' }, question);
  expect([from, to].map((time) => new Date(time).toISOString())).toEqual(['2026-03-01T10:00:00.000Z', '2026-03-01T12:30:00.000Z']);
  expect(lanes.map(({ name, kind, count, counts }) => [name, kind, count, [...counts]])).toEqual([
    ['Messages', 'messages', 2, [0, 0, 1, 0, 0]],
    ['audit log', 'events', 2, [0, 0, 0, 0, 1]],
    ['event log', 'events', 1, [0, 0, 0, 0, 1]],
    ['sign-in log', 'events', 1, [1, 0, 0, 0, 0]],
  ]);
  const narrowed = await view.accessLanes({ ...everyEvent, strengths: ['CHANGED'] }, { ...question, from, to });
  expect(narrowed.lanes.map(({ name, counts, coverage }) => [name, [...counts], [...coverage]])).toEqual([
    ['audit log', [0, 0, 0, 0, 0], [0, 0, 0, 0, 1]],
  ]);
  const byActor = await view.accessLanes(everyEvent, { ...question, by: 'actor' });
  expect(byActor.lanes.map(({ name }) => name)).toEqual(['Eve', 'anna@example.org', 'eve']);
});

test('gaps are what is longer than was asked for, between data, at any zoom', () => {
  const times = Float64Array.from([0, 10, 20, 100, 110, 500]);
  const lane = { name: 'log', kind: 'events', all: times, passing: times, count: 6 } as const;
  const whole = drawLane(lane, { by: 'source', from: -100, to: 600, bins: 14, gap: 50 });
  expect([...whole.coverage]).toEqual([0, 0, 1, 2, 1, 2, 2, 2, 2, 2, 2, 2, 1, 0]);
  expect(whole).toMatchObject({
    first: 0,
    last: 500,
    gapCount: 2,
    gaps: [
      { from: 20, to: 100 },
      { from: 110, to: 500 },
    ],
  });
  expect([...whole.counts].reduce((sum, count) => sum + count, 0)).toBe(6);
  expect([...drawLane(lane, { by: 'source', from: 200, to: 400, bins: 3, gap: 50 }).coverage]).toEqual([2, 2, 2]);
  expect([...drawLane(lane, { by: 'source', from: 200, to: 400, bins: 3, gap: 1000 }).coverage]).toEqual([1, 1, 1]);
  expect([...drawLane(lane, { by: 'source', from: 700, to: 800, bins: 2, gap: 1 }).coverage]).toEqual([0, 0]);
  const none = drawLane(
    { ...lane, all: new Float64Array(0), passing: new Float64Array(0) },
    { by: 'source', from: 0, to: 10, bins: 2, gap: 1 },
  );
  expect(none).toMatchObject({ first: null, last: null, gapCount: 0 });
});

test('a case with its events is the same when it is opened again', async () => {
  const { view, store } = await caseWithEvents();
  await view.selectAccess({ ...everyEvent, messages: 'with' });
  const rows = await view.accessRows(0, 10);
  store.database.close();
  const again = await openCaseInMemory();
  await again.view.selectAccess({ ...everyEvent, messages: 'with' });
  expect(await again.view.accessRows(0, 10)).toEqual(rows);
  expect(firstItem).toBe('EX-001');
});
