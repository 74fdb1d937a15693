import { beforeEach, expect, test } from 'vitest';
import type { ForwardingObservation } from '#model/index.ts';
import type { ForwardingFilter } from '#renderer/case/forwarding-view.ts';
import { emptyDatabases, openCaseInMemory } from '#test/support/case-in-memory.ts';
import { actionTo, ruleRecord, smtpTarget } from '#test/support/fact-builder.ts';
import { eventRecord } from './events.ts';
import { batchFor, findingFor, firstItem, messageFor, recordIdFor } from './messages.ts';

beforeEach(emptyDatabases);

const all: ForwardingFilter = { mechanism: null, destination: null, mailbox: null, lane: null, from: null, to: null };

function observationOf(number: number, parts: Partial<ForwardingObservation> & { at?: string }): ForwardingObservation {
  const { at, ...given } = parts;
  return {
    recordId: recordIdFor(number),
    evidenceId: firstItem,
    mailbox: 'EX-001 Inbox',
    artifact: 'header X-Forwarded-To',
    mechanism: 'mailbox-setting',
    direction: 'out',
    agency: 'automatic',
    because: 'the server writes it',
    sources: [],
    destinations: ['out@example.net'],
    time: at === undefined ? null : { raw: at, instant: at, offsetMinutes: 0, statedBy: 'header Date' },
    citations: findingFor([number], 'x', []).citations,
    ...given,
  };
}

async function caseWithObservations() {
  const opened = await openCaseInMemory();
  const rule = ruleRecord({ name: 'Out', actions: [actionTo('redirect', [smtpTarget('out@example.net')])] });
  const quiet = { ...ruleRecord({ name: 'Quiet', actions: [actionTo('move')] }), recordId: recordIdFor(91) };
  const log = eventRecord(92, {
    action: 'rule-change',
    change: { what: 'inbox-rule', name: 'Out', state: 'set', of: '', destinations: [], actions: [], conditions: [] },
  });
  await opened.read([
    batchFor(0, {
      records: [messageFor(0), messageFor(1), messageFor(2), rule, quiet, log],
      observations: [
        observationOf(0, { at: '2026-03-01T23:30:00.000Z' }),
        observationOf(0, {
          at: '2026-03-01T23:30:00.000Z',
          artifact: 'header X-MS-Exchange-ForwardingLoop',
          destinations: ['out@example.net', 'Other@example.net'],
        }),
        observationOf(1, { at: '2026-03-02T10:00:00.000Z' }),
        observationOf(2, {
          at: '2026-03-01T08:00:00.000Z',
          mechanism: 'by-hand',
          agency: 'manual',
          destinations: [],
          mailbox: 'EX-001 Sent',
        }),
        { ...observationOf(0, { mechanism: 'client-rule', artifact: 'rule' }), recordId: rule.recordId },
        observationOf(92, { mechanism: 'server-rule', artifact: 'audit event', at: '2026-02-28T00:00:00.000Z' }),
      ],
    }),
  ]);
  return opened;
}

test('observations are counted as distinct messages and records, by mechanism and destination', async () => {
  const { view } = await caseWithObservations();
  const summary = await view.forwarding(all);
  expect(summary).toMatchObject({
    observations: 6,
    undated: 1,
    total: 6,
    messages: 3,
    records: 2,
    mailboxes: ['EX-001 Inbox', 'EX-001 Sent'],
  });
  expect(
    summary.mechanisms.map(({ mechanism, messages, records, destinations }) => [
      mechanism,
      messages,
      records,
      destinations.map(({ address, messages: own }) => `${address} ${String(own)}`),
    ]),
  ).toEqual([
    ['client-rule', 0, 1, ['out@example.net 0']],
    ['server-rule', 0, 1, ['out@example.net 0']],
    ['mailbox-setting', 2, 0, ['out@example.net 2', 'other@example.net 1']],
    ['by-hand', 1, 0, [' 1']],
  ]);
  expect(summary.flows.map(({ mailbox, destination, messages, records }) => [mailbox, destination, messages, records])).toEqual([
    ['EX-001 Inbox', 'out@example.net', 2, 2],
    ['EX-001 Sent', '', 1, 0],
    ['EX-001 Inbox', 'other@example.net', 1, 0],
  ]);
  expect(summary.mechanisms[2]).toMatchObject({
    first: Date.parse('2026-03-01T23:30:00.000Z'),
    last: Date.parse('2026-03-02T10:00:00.000Z'),
  });
});

test('days are days of the case zone, and rules and their changes stand apart from what passed', async () => {
  const { view } = await caseWithObservations();
  const days = async (zone: string) =>
    (await view.forwardingDays(all, zone)).map(({ day, counts }) => [
      day,
      counts.automatic,
      counts['by-hand'],
      counts.undecidable,
      counts.rule,
    ]);
  expect(await days('UTC')).toEqual([
    ['2026-02-28', 0, 0, 0, 1],
    ['2026-03-01', 2, 1, 0, 0],
    ['2026-03-02', 1, 0, 0, 0],
  ]);
  expect(await days('Europe/Berlin')).toEqual([
    ['2026-02-28', 0, 0, 0, 1],
    ['2026-03-01', 0, 1, 0, 0],
    ['2026-03-02', 3, 0, 0, 0],
  ]);
});

test('every filter narrows the list, which is in the order of time with what has none last', async () => {
  const { view } = await caseWithObservations();
  const found = async (parts: Partial<ForwardingFilter>) =>
    (await view.observations({ ...all, ...parts }, 0, 10)).items.map(({ artifact, lane }) => `${lane} ${artifact}`);
  expect(await found({})).toEqual([
    'rule audit event',
    'by-hand header X-Forwarded-To',
    'automatic header X-Forwarded-To',
    'automatic header X-MS-Exchange-ForwardingLoop',
    'automatic header X-Forwarded-To',
    'rule rule',
  ]);
  expect(await found({ mechanism: 'client-rule' })).toEqual(['rule rule']);
  expect(await found({ mechanism: 'sieve' })).toEqual([]);
  expect(await found({ destination: 'other@example.net' })).toEqual(['automatic header X-MS-Exchange-ForwardingLoop']);
  expect(await found({ destination: '' })).toEqual(['by-hand header X-Forwarded-To']);
  expect(await found({ mailbox: 'EX-001 Sent' })).toEqual(['by-hand header X-Forwarded-To']);
  expect(await found({ lane: 'rule' })).toEqual(['rule audit event', 'rule rule']);
  expect(await found({ from: Date.parse('2026-03-02T00:00:00.000Z') })).toEqual(['automatic header X-Forwarded-To']);
  expect((await view.observations(all, 2, 2)).total).toBe(6);
});

test('rules of all programs are told with whether they pass mail on', async () => {
  const { view } = await caseWithObservations();
  expect((await view.passingRules()).map(({ rule, passesOn }) => [rule.claimed.name, passesOn])).toEqual([
    ['Out', true],
    ['Quiet', false],
  ]);
});
