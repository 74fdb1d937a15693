import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { observeRecord, startAnalysis } from '#analysis/index.ts';
import { identifierHash } from '#analysis/observe/text-hash.ts';
import type { MessageRecord, MessageTrace } from '#model/index.ts';
import { messageRecord, messageRecordOf, type MessageParts } from '#test/support/record-builder.ts';

function traceOf(record: MessageRecord): MessageTrace {
  const { trace } = observeRecord(record, [...startAnalysis().consume(record)]);
  if (trace === null) throw new Error('no trace');
  return trace;
}
const marksOf = (parts: MessageParts): readonly string[] => traceOf(messageRecord(parts)).marks;
const at = (instant: string) => ({ raw: instant, instant, offsetMinutes: 0, statedBy: 'header Date' });
const people = (...addresses: readonly string[]) => addresses.map((address) => ({ name: '', address }));

describe('marks of a trace', () => {
  test.each([
    ['fw-subject', { claimed: { subject: 'FW: Offer' } }],
    ['forward-block', { claimed: { subject: 'FW: Offer' }, bodies: { text: '-------- Forwarded Message --------\n', html: null } }],
    ['flag-forwarded', { claimed: { flags: ['forwarded'] } }],
    ['flag-redirected', { claimed: { flags: ['redirected'] } }],
    ['verb-forward', { properties: [{ tag: 0x10810003, name: 'PidTagLastVerbExecuted', value: 104 }], claimed: { lastVerb: 104 } }],
    ['auto', { properties: [{ tag: 0x0005000b, name: 'PidTagAutoForwarded', value: true }] }],
  ] satisfies [string, MessageParts][])('%s', (mark, parts) => {
    expect(marksOf(parts)).toContain(mark);
  });

  test('are none of a plain message', () => {
    expect(marksOf({ claimed: { subject: 'Offer' }, bodies: { text: 'Words.', html: null } })).toEqual([]);
  });

  test('a notice of a provider is a confirmation of forwarding', () => {
    const notice = readFileSync(
      join(import.meta.dirname, '../../../fixtures/analysis/forwarding.message.provider-notice/fires-alert.eml'),
      'utf8',
    );
    expect(traceOf(messageRecordOf(notice)).marks).toContain('forwarding-confirmation');
  });

  test('what may be a list as well is not automatic', () => {
    const text = 'Return-Path: <SRS0=AbCd=XY=b.example=c@lists.example>\nList-Id: <dev.lists.example>\n\n';
    expect(traceOf(messageRecordOf(text)).marks).toEqual(['list']);
  });

  test('a forward by a program of people is not automatic', () => {
    expect(traceOf(messageRecordOf('X-Forwarded-Message-Id: <a@b.example>\nFrom: a@b.example\n\n')).marks).not.toContain('auto');
  });
});

describe('whom a trace names', () => {
  test('the sender and all recipients, in lower case', () => {
    const claimed = { from: people('Anna@Firm.example'), to: people('B@x.example'), cc: people('C@x.example'), bcc: people('D@x.example') };
    expect(traceOf(messageRecord({ claimed }))).toMatchObject({
      from: 'anna@firm.example',
      to: ['b@x.example', 'c@x.example', 'd@x.example'],
      marks: [],
    });
    expect(traceOf(messageRecord())).toMatchObject({ from: '', to: [] });
  });

  test('of more than a hundred recipients the first, and says so', () => {
    const to = (count: number) => people(...Array.from({ length: count }, (_, number) => `${String(number)}@x.example`));
    expect(traceOf(messageRecord({ claimed: { to: to(100) } })).marks).toEqual([]);
    const cut = traceOf(messageRecord({ claimed: { to: to(101) } }));
    expect([cut.to.length, cut.marks]).toEqual([100, ['recipients-cut']]);
  });
});

test('a trace has the time when it was sent, else when it was received', () => {
  const [sent, received] = [at('2026-03-03T08:00:00.000Z'), at('2026-03-03T09:00:00.000Z')];
  expect(traceOf(messageRecord({ claimed: { sent, received } })).time).toBe(Date.parse(sent.instant));
  expect(traceOf(messageRecord({ claimed: { received } })).time).toBe(Date.parse(received.instant));
  expect(traceOf(messageRecord()).time).toBeNull();
});

test.each(['X-MS-Exchange-Parent-Message-Id', 'X-Forwarded-Message-Id', 'X-Original-Message-ID', 'Original-Message-ID'])(
  'a trace refers to what %s names',
  (name) => {
    expect(traceOf(messageRecordOf(`${name}: <a@b.example>\n\n`)).refs).toEqual([identifierHash('<a@b.example>')]);
    expect(traceOf(messageRecordOf(`X-Other-Message-Id: <a@b.example>\n\n`)).refs).toEqual([]);
  },
);

test('only a report of non-delivery names whom it did not reach', () => {
  expect(traceOf(messageRecordOf('X-Failed-Recipients: gone@outside.example\n\n')).undelivered).toEqual(['gone@outside.example']);
  expect(traceOf(messageRecordOf('From: a@b.example\n\ngone@outside.example\n'))).not.toHaveProperty('undelivered');
});
