import { describe, expect, test } from 'vitest';
import { afterLure } from '#analysis/across/after-lure.ts';
import { automaticChain } from '#analysis/across/automatic-chain.ts';
import { confirmations } from '#analysis/across/confirmations.ts';
import { copiesMatched } from '#analysis/across/copies-matched.ts';
import { forwardBurst } from '#analysis/across/forward-burst.ts';
import { originalDeleted } from '#analysis/across/original-deleted.ts';
import { securityMailDeleted } from '#analysis/across/security-mail-deleted.ts';
import { undeliveredDestination } from '#analysis/across/undelivered-destination.ts';
import type { MessageTrace } from '#model/index.ts';
import { byHand, findingsAcross, forwarding, messageTrace, newRecordId, onDay, ruleObserved, times } from '#test/support/case-builder.ts';

const outside = 'collector@outside.example';
const original = messageTrace({ id: 'original', body: 'words', time: onDay(3) });
const sentForward = (parts: Partial<MessageTrace>) =>
  messageTrace({ place: 'sent', from: 'anna@firm.example', to: [outside], time: onDay(4), marks: ['fw-subject'], ...parts });

describe('copiesMatched', () => {
  test.each([
    ['the Message-ID that it names', sentForward({ refs: ['original'] })],
    ['subject and first words', sentForward({ body: 'words' })],
    ['its Message-ID', messageTrace({ id: 'original', mailbox: 'EX-002 target', time: onDay(3, 10), marks: ['auto'] })],
  ])('by %s', async (by, copy) => {
    const findings = await findingsAcross(copiesMatched, { traces: [copy, original] });
    expect(findings).toHaveLength(1);
    expect(findings[0]?.table?.rows[0]?.at(-1)).toBe(by);
    expect(findings[0]?.extent?.records).toEqual([copy.recordId]);
    expect(findings[0]?.citations.map(({ recordId }) => recordId)).toEqual([copy.recordId, original.recordId]);
  });

  test('an automatic copy to the outside is medium, with the destination that its artifacts name', async () => {
    const copy = messageTrace({ id: 'original', mailbox: 'EX-002 target', marks: ['auto'] });
    const findings = await findingsAcross(copiesMatched, {
      traces: [original, copy],
      observations: [forwarding({ recordId: copy.recordId, mailbox: copy.mailbox })],
    });
    expect(findings).toMatchObject([{ level: 'medium', destinations: [outside], agency: 'automatic' }]);
  });

  test.each([
    ['a reply', sentForward({ refs: ['original'], marks: [] })],
    ['another message', sentForward({ refs: ['else'], body: 'else' })],
    ['older than what it would copy', sentForward({ refs: ['original'], time: onDay(1) })],
    ['a message without words and identifiers', sentForward({ body: null })],
  ])('does not fire: %s', async (_, copy) => {
    expect(await findingsAcross(copiesMatched, { traces: [original, copy] })).toEqual([]);
  });
});

describe('originalDeleted', () => {
  const deleted = { ...original, place: 'deleted' } as const;

  test('an original that was forwarded twice is one', async () => {
    const traces = [deleted, sentForward({ refs: ['original'] }), sentForward({ refs: ['original'] })];
    const [finding] = await findingsAcross(originalDeleted, { traces });
    expect(finding?.extent?.count).toBe(1);
    expect(finding?.statement).toContain('1 deleted original ');
    expect(finding?.table?.rows).toHaveLength(1);
  });

  test('the original lies among the deleted', async () => {
    expect(await findingsAcross(originalDeleted, { traces: [deleted, sentForward({ refs: ['original'] })] })).toMatchObject([
      { level: 'low', destinations: [outside], extent: { count: 1, records: [deleted.recordId] } },
    ]);
  });

  test.each([
    ['it is still there', original],
    ['a newsletter', { ...deleted, marks: ['list'] }],
    ['a meeting request', { ...deleted, marks: ['calendar'] }],
  ])('does not fire: %s', async (_, trace) => {
    expect(await findingsAcross(originalDeleted, { traces: [trace, sentForward({ refs: ['original'] })] })).toEqual([]);
  });
});

describe('afterLure', () => {
  const lure = (hoursBefore: number, marks: readonly string[] = ['phish-like']) =>
    messageTrace({ time: onDay(5) - hoursBefore * 3_600_000, marks });
  const forward = forwarding({ at: onDay(5) });

  test('a phishing-like message within the window', async () => {
    expect(await findingsAcross(afterLure, { observations: [forward], traces: [lure(72)] })).toMatchObject([
      { level: 'medium', extent: { count: 1 } },
    ]);
  });

  test('a security alert before a rule was made is low', async () => {
    expect(
      await findingsAcross(afterLure, { observations: [ruleObserved({ at: onDay(5) })], traces: [lure(1, ['security-alert'])] }),
    ).toMatchObject([{ level: 'low' }]);
  });

  test.each([
    ['before the window', forward, lure(73)],
    ['after the first forward', forward, lure(-1)],
    ['an ordinary message', forward, lure(1, ['payment'])],
    ['of another mailbox', forward, { ...lure(1), mailbox: 'EX-002 box.pst' }],
    ['sent by the owner', forward, { ...lure(1), place: 'sent' as const }],
    ['before a forward by hand', byHand({ at: onDay(5) }), lure(1)],
    ['before a forward within the house', forwarding({ at: onDay(5), destinations: ['ben@firm.example'] }), lure(1)],
  ])('does not fire: %s', async (_, observation, trace) => {
    expect(await findingsAcross(afterLure, { observations: [observation], traces: [trace] })).toEqual([]);
  });
});

describe('confirmations', () => {
  const notice = (parts: Partial<MessageTrace> = {}) => messageTrace({ marks: ['forwarding-confirmation'], ...parts });

  test('counts what was read and deleted', async () => {
    const traces = [notice(), notice({ marks: ['forwarding-confirmation', 'read'], place: 'deleted' })];
    const [finding] = await findingsAcross(confirmations, { traces });
    expect(finding).toMatchObject({ level: 'medium', extent: { count: 2 } });
    expect(finding?.statement).toContain('of which 1 are marked read and 1 deleted');
  });

  test('is low where none was deleted, and silent without one', async () => {
    expect(await findingsAcross(confirmations, { traces: [notice()] })).toMatchObject([{ level: 'low' }]);
    expect(await findingsAcross(confirmations, { traces: [messageTrace({ place: 'deleted' })] })).toEqual([]);
  });
});

describe('undeliveredDestination', () => {
  const report = () => messageTrace({ marks: ['ndr'], undelivered: [outside] });

  test('two reports of an address to which nobody wrote', async () => {
    expect(await findingsAcross(undeliveredDestination, { traces: [report(), report()] })).toMatchObject([
      { level: 'low', destinations: [outside] },
    ]);
  });

  test('is medium where mail is forwarded to it automatically', async () => {
    expect(await findingsAcross(undeliveredDestination, { traces: [report(), report()], observations: [forwarding()] })).toMatchObject([
      { level: 'medium' },
    ]);
  });

  test.each([
    ['one report', [report()]],
    ['the owner wrote to it', [report(), report(), messageTrace({ place: 'sent', to: [outside] })]],
    ['within the own domains', times(2, () => messageTrace({ undelivered: ['gone@firm.example'] }))],
  ])('does not fire: %s', async (_, traces) => {
    expect(await findingsAcross(undeliveredDestination, { traces })).toEqual([]);
  });
});

describe('securityMailDeleted', () => {
  const deleted = (parts: Partial<MessageTrace> = {}) =>
    messageTrace({ place: 'deleted', marks: ['password-reset'], time: onDay(3), ...parts });

  test('is low by itself and medium near automatic forwarding', async () => {
    expect(await findingsAcross(securityMailDeleted, { traces: [deleted()] })).toMatchObject([{ level: 'low' }]);
    expect(await findingsAcross(securityMailDeleted, { traces: [deleted()], observations: [forwarding({ at: onDay(9) })] })).toMatchObject([
      { level: 'medium', destinations: [outside] },
    ]);
  });

  test.each([
    ['long before the forwarding', forwarding({ at: onDay(12) })],
    ['forwarding into the mailbox', forwarding({ at: onDay(3), direction: 'in' })],
    ['forwards by hand', byHand({ at: onDay(3) })],
  ])('stays low: %s', async (_, observation) => {
    expect(await findingsAcross(securityMailDeleted, { traces: [deleted()], observations: [observation] })).toMatchObject([
      { level: 'low' },
    ]);
  });

  test.each([
    ['kept', deleted({ place: 'received' })],
    ['about something else', deleted({ marks: ['payment'] })],
    ['a newsletter on passwords', deleted({ marks: ['list', 'password-reset'] })],
  ])('does not fire: %s', async (_, trace) => {
    expect(await findingsAcross(securityMailDeleted, { traces: [trace] })).toEqual([]);
  });
});

describe('forwardBurst', () => {
  const burst = (count: number, minutes: number, parts: Parameters<typeof byHand>[0] = {}) =>
    times(count, (index) => byHand({ at: onDay(3, 9, 0) + (index * minutes * 60_000) / (count - 1), ...parts }));

  test('fifteen within the hour, to one address outside', async () => {
    expect(await findingsAcross(forwardBurst, { observations: burst(15, 60) })).toMatchObject([
      { level: 'medium', extent: { count: 15 }, destinations: [outside] },
    ]);
  });

  test('to many destinations, or within the house, it is low', async () => {
    const many = burst(15, 60).map((one, index) => ({ ...one, destinations: [`p${String(index)}@outside.example`] }));
    expect(await findingsAcross(forwardBurst, { observations: many })).toMatchObject([{ level: 'low' }]);
    expect(await findingsAcross(forwardBurst, { observations: burst(15, 60, { destinations: ['ben@firm.example'] }) })).toMatchObject([
      { level: 'low' },
    ]);
  });

  test.each([
    ['fourteen', burst(14, 60)],
    ['fifteen over more than the hour', burst(15, 61)],
    ['automatic forwards', times(20, () => forwarding())],
    ['the state of messages, whose time is not that of the forward', burst(15, 60, { artifact: 'state forwarded', agency: 'undecidable' })],
  ])('does not fire: %s', async (_, observations) => {
    expect(await findingsAcross(forwardBurst, { observations })).toEqual([]);
  });
});

describe('automaticChain', () => {
  const forwarded = times(3, () => messageTrace({ marks: ['auto'], id: newRecordId() }));
  const answers = (count: number, parts: Partial<MessageTrace> = {}) =>
    times(count, (index) => messageTrace({ marks: ['auto-reply'], refs: [forwarded[index]?.id ?? ''], ...parts }));

  test('automatic answers to forwarded messages', async () => {
    expect(await findingsAcross(automaticChain, { traces: [...answers(3), ...forwarded] })).toMatchObject([
      { level: 'low', extent: { count: 3 } },
    ]);
  });

  test.each([
    ['two', answers(2)],
    ['answers of people', answers(3, { marks: [] })],
    ['list mail', answers(3, { marks: ['auto-generated', 'list'] })],
    ['answers to other messages', answers(3, { refs: ['else'] })],
  ])('does not fire: %s', async (_, traces) => {
    expect(await findingsAcross(automaticChain, { traces: [...traces, ...forwarded] })).toEqual([]);
  });
});
