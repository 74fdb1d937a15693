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

  test('by hand, outside or in the house, in one mailbox or across several', async () => {
    const [finding] = await findingsAcross(copiesMatched, { traces: [original, sentForward({ refs: ['original'] })] });
    expect(finding).toMatchObject({ level: 'low', mechanism: 'forward by hand, original and copy matched', agency: 'manual' });
    expect(finding?.statement).toMatch(new RegExp(`include the originals of 1 forwarded message on 2026-03-04 UTC to ${outside}\\.$`));
    const inside = sentForward({ refs: ['original'], to: ['ben@firm.example'] });
    expect(await findingsAcross(copiesMatched, { traces: [original, inside] })).toMatchObject([{ level: 'informational' }]);
    const elsewhere = messageTrace({ id: 'original', mailbox: 'EX-002 target', marks: ['auto'], time: null });
    const [across] = await findingsAcross(copiesMatched, { traces: [original, elsewhere] });
    expect(across).toMatchObject({
      level: 'informational',
      mechanism: 'automatic forwarding, original and copy matched',
      destinations: [],
    });
    expect(across?.statement).toMatch(/to a destination that is not named; copies lie in other mailboxes of the case\.$/);
    expect(across?.table?.rows[0]?.slice(0, 3)).toEqual(['2026-03-03 UTC', 'carl@partner.example', 'no time']);
  });

  test('a copy that holds the block of a forward is one, and of what it names the nearest two count', async () => {
    const copyOf = (refs: readonly string[]) => sentForward({ refs, marks: ['forward-block'] });
    expect(await findingsAcross(copiesMatched, { traces: [original, copyOf(['else', 'original'])] })).toHaveLength(1);
    expect(await findingsAcross(copiesMatched, { traces: [original, copyOf(['else', 'more', 'original'])] })).toEqual([]);
    expect(
      await findingsAcross(copiesMatched, { traces: [original, messageTrace({ refs: ['original'], marks: ['fw-subject'] })] }),
    ).toEqual([]);
  });

  test('destinations are those of the artifacts that are not contradicted', async () => {
    const copy = messageTrace({ id: 'original', mailbox: 'EX-002 target', marks: ['auto'] });
    const observation = forwarding({ recordId: copy.recordId, because: 'Contradicted by the chain of servers: none.' });
    expect(await findingsAcross(copiesMatched, { traces: [original, copy], observations: [observation] })).toMatchObject([
      { destinations: [] },
    ]);
    const byHandCopy = sentForward({ refs: ['original'], to: ['list@outside.example'] });
    const named = byHand({ recordId: byHandCopy.recordId, destinations: [outside] });
    expect(await findingsAcross(copiesMatched, { traces: [original, byHandCopy], observations: [named] })).toMatchObject([
      { destinations: [outside] },
    ]);
  });

  test.each([
    ['a draft', { ...original, place: 'draft' as const }],
    ['itself forwarded automatically', { ...original, marks: ['auto'] }],
    ['itself a forward by hand', { ...original, place: 'sent' as const, marks: ['fw-subject'] }],
    ['more than a day younger', { ...original, time: onDay(5, 10) }],
  ])('is no original: %s', async (_, trace) => {
    expect(await findingsAcross(copiesMatched, { traces: [trace, sentForward({ refs: ['original'] })] })).toEqual([]);
  });

  test.each([
    ['a day younger, as clocks differ', { ...original, time: onDay(5) }],
    ['without a time', { ...original, time: null }],
    ['a forward that came in', { ...original, marks: ['fw-subject'] }],
    ['sent', { ...original, place: 'sent' as const }],
  ])('is an original: %s', async (_, trace) => {
    expect(await findingsAcross(copiesMatched, { traces: [trace, sentForward({ refs: ['original'] })] })).toHaveLength(1);
  });

  test('what a forward by hand brought to another mailbox is not its original', async () => {
    const sent = sentForward({ id: 'forward' });
    const arrived = messageTrace({ id: 'forward', mailbox: 'EX-002 target', marks: ['fw-subject'] });
    expect(await findingsAcross(copiesMatched, { traces: [sent, arrived] })).toEqual([]);
  });

  test('an original that is found in two ways, or lies twice in the mailbox, is matched once', async () => {
    const copy = sentForward({ refs: ['original'], body: 'words' });
    const again = { ...original, recordId: newRecordId(), place: 'deleted' as const };
    const [finding] = await findingsAcross(copiesMatched, { traces: [original, again, copy] });
    expect(finding?.table?.rows.map((row) => row.at(-1))).toEqual(['the Message-ID that it names']);
  });

  test('the same message read twice in one place is no copy, in another place it is', async () => {
    const auto = messageTrace({ id: 'original', marks: ['auto'] });
    expect(await findingsAcross(copiesMatched, { traces: [original, auto] })).toEqual([]);
    expect(await findingsAcross(copiesMatched, { traces: [{ ...original, place: 'deleted' }, auto] })).toHaveLength(1);
    expect(await findingsAcross(copiesMatched, { traces: [original, { ...auto, id: 'new', refs: ['original'] }] })).toHaveLength(1);
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
      { level: 'low', destinations: [outside], agency: 'undecidable', extent: { count: 1, records: [deleted.recordId] } },
    ]);
  });

  test('is medium where the copy went out of the house by itself', async () => {
    const copy = messageTrace({ id: 'original', mailbox: 'EX-002 target', marks: ['auto'] });
    const found = async (...destinations: readonly string[]) => {
      const observations = [forwarding({ recordId: copy.recordId, mailbox: copy.mailbox, destinations })];
      return (await findingsAcross(originalDeleted, { traces: [deleted, copy], observations }))[0];
    };
    const away = await found(outside);
    expect(away).toMatchObject({ level: 'medium', agency: 'automatic' });
    expect(away?.statement).toMatch(new RegExp(`of which a copy was forwarded to ${outside}\\.$`));
    expect(away?.table?.rows).toEqual([['Report', 'carl@partner.example', 'its Message-ID']]);
    expect(await found('ben@firm.example')).toMatchObject({ level: 'low', agency: 'automatic' });
    const unnamed = await found();
    expect(unnamed).toMatchObject({ level: 'low', destinations: [] });
    expect(unnamed?.statement).toMatch(/of which a copy was forwarded\.$/);
  });

  test.each([
    ['it is still there', original],
    ['a newsletter', { ...deleted, marks: ['list'] }],
    ['a meeting request', { ...deleted, marks: ['calendar'] }],
    ['a receipt', { ...deleted, marks: ['receipt'] }],
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

  test('says of what kind, how many, by what means and where to', async () => {
    const observations = [forwarding({ at: onDay(5), sources: ['anna@firm.example'] }), ruleObserved({ at: onDay(6) })];
    const [phishing] = await findingsAcross(afterLure, { observations, traces: [lure(0), lure(2, ['mfa'])] });
    expect(phishing?.statement).toContain(
      'include 2 messages of which at least one looks like phishing within 72 hours before forwarding to',
    );
    expect(phishing?.statement).toContain(`to ${outside} by forwarding setting of the mailbox is first stated (2026-03-05 UTC).`);
    expect(phishing).toMatchObject({ destinations: [outside], sources: ['anna@firm.example'] });
    const unnamed = forwarding({ at: onDay(5), destinations: [] });
    const [alert] = await findingsAcross(afterLure, { observations: [unnamed], traces: [lure(2, ['mfa'])] });
    expect(alert?.statement).toMatch(/include 1 security alert within 72 hours before forwarding by .*\(2026-03-05 UTC\)\.$/);
    expect(alert?.destinations).toEqual([]);
  });

  test.each(['phish-like', 'security-alert', 'password-reset', 'mfa'])('takes a message for a lure that is %s', async (mark) => {
    expect(await findingsAcross(afterLure, { observations: [forward], traces: [lure(1, [mark])] })).toHaveLength(1);
  });

  test('weak artifacts and rules that are switched off begin nothing', async () => {
    const weak = forwarding({ at: onDay(5), artifact: 'envelope sender SRS', mechanism: 'server-alias' });
    const off = ruleObserved({ at: onDay(5), artifact: 'rule, switched off' });
    for (const one of [weak, off]) expect(await findingsAcross(afterLure, { observations: [one], traces: [lure(1)] })).toEqual([]);
  });

  test.each([
    ['before the window', forward, lure(73)],
    ['a draft', forward, { ...lure(1), place: 'draft' as const }],
    ['without a time', forward, { ...lure(1), time: null }],
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
    const unread = [notice(), notice(), notice({ marks: ['forwarding-confirmation', 'read'] })];
    expect((await findingsAcross(confirmations, { traces: unread }))[0]?.statement).toContain('1 are marked read and 0 deleted');
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
    const statementWith = async (...observations: readonly ReturnType<typeof forwarding>[]) => {
      const [finding] = await findingsAcross(undeliveredDestination, { traces: [report(), report()], observations });
      return `${finding?.level ?? 'none'}: ${finding?.statement ?? ''}`;
    };
    expect(await statementWith(forwarding())).toMatch(/^medium: .* no other message .* was sent but what is forwarded automatically\.$/);
    expect(await statementWith(byHand())).toMatch(/^low: .* no other message of the case was sent\.$/);
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

  test.each(['password-reset', 'mfa', 'security-alert'])('counts what is about %s', async (mark) => {
    const [finding] = await findingsAcross(securityMailDeleted, {
      traces: [deleted({ marks: [mark] }), deleted({ marks: [mark], time: null })],
    });
    expect(finding?.table?.rows).toEqual([[mark, '2']]);
    expect(finding?.statement).toMatch(/include 2 deleted messages about .* on 2026-03-03 UTC\.$/);
    expect(finding?.destinations).toEqual([]);
  });

  test('names the destination of the forwarding near which it was deleted, where one is known', async () => {
    const statementNear = async (observation: ReturnType<typeof forwarding>) =>
      (await findingsAcross(securityMailDeleted, { traces: [deleted()], observations: [observation] }))[0]?.statement;
    expect(await statementNear(forwarding({ at: onDay(4) }))).toMatch(/forwarded automatically to collector@outside\.example\.$/);
    expect(await statementNear(forwarding({ at: onDay(4), destinations: [] }))).toMatch(/forwarded automatically\.$/);
  });

  test('days far apart are each compared with the time of the forwarding', async () => {
    const traces = [1, 20, 28].map((day) => deleted({ time: onDay(day) }));
    const levelNear = async (day: number) =>
      (await findingsAcross(securityMailDeleted, { traces, observations: [forwarding({ at: onDay(day) })] })).map(({ level }) => level);
    expect(await levelNear(12)).toEqual(['low']);
    expect(await levelNear(14)).toEqual(['medium']);
    expect(await levelNear(8)).toEqual(['medium']);
  });

  test.each([
    ['the day ends where the week before the forwarding begins', 3, onDay(11, 0), 'low'],
    ['a part of the day lies within it', 3, onDay(10, 23, 59), 'medium'],
    ['the day begins where the week behind the forwarding ends', 10, onDay(3, 0), 'medium'],
    ['no part of the day lies within it', 10, onDay(2, 23, 59), 'low'],
  ])('near is a week: %s', async (_, day, at, level) => {
    const found = await findingsAcross(securityMailDeleted, {
      traces: [deleted({ time: onDay(day) })],
      observations: [forwarding({ at })],
    });
    expect(found.map((finding) => finding.level)).toEqual([level]);
  });

  test('fewer than the parameter says are not told', async () => {
    const parameters = { 'forwarding.across.security-mail-deleted': { fewestDeleted: 2 } };
    expect(await findingsAcross(securityMailDeleted, { traces: [deleted()] }, { parameters })).toEqual([]);
    expect(await findingsAcross(securityMailDeleted, { traces: [deleted(), deleted()] }, { parameters })).toHaveLength(1);
  });

  test.each([
    ['weak artifacts', forwarding({ at: onDay(3), artifact: 'envelope sender SRS', mechanism: 'server-alias' })],
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

  test('to three addresses outside it is an aim, to four ordinary work', async () => {
    const to = (addresses: number) =>
      burst(15, 60).map((one, index) => ({ ...one, destinations: [`p${String(index % addresses)}@outside.example`] }));
    expect(await findingsAcross(forwardBurst, { observations: to(3) })).toMatchObject([{ level: 'medium' }]);
    expect(await findingsAcross(forwardBurst, { observations: to(4) })).toMatchObject([{ level: 'low' }]);
    const unnamed = burst(15, 60, { destinations: [] });
    expect((await findingsAcross(forwardBurst, { observations: unnamed }))[0]?.statement).toMatch(/within 60 minutes on 2026-03-03 UTC\.$/);
  });

  test('of two times that are equally dense the first is told', async () => {
    const later = times(15, (index) => byHand({ at: onDay(5) + index * 60_000 }));
    const observations = [...later, ...burst(15, 60)];
    expect(await findingsAcross(forwardBurst, { observations })).toMatchObject([
      { extent: { count: 15, first: { instant: '2026-03-03T09:00:00.000Z' } } },
    ]);
  });

  test('counts the densest time, each mailbox and each kind of trace by itself', async () => {
    const before = times(5, () => byHand({ at: onDay(1) }));
    expect(await findingsAcross(forwardBurst, { observations: [...before, ...burst(16, 30)] })).toMatchObject([{ extent: { count: 16 } }]);
    const elsewhere = burst(8, 30, { mailbox: 'EX-002 box.pst' });
    expect(await findingsAcross(forwardBurst, { observations: [...burst(8, 30), ...elsewhere] })).toEqual([]);
    const verb = (statedBy: string) =>
      burst(15, 30, { artifact: 'last verb forward', agency: 'undecidable' }).map((one) => ({
        ...one,
        time: one.time === null ? null : { ...one.time, statedBy },
      }));
    expect(await findingsAcross(forwardBurst, { observations: verb('PidTagLastVerbExecutionTime') })).toHaveLength(1);
    expect(await findingsAcross(forwardBurst, { observations: verb('header Date') })).toEqual([]);
    expect(
      await findingsAcross(forwardBurst, { observations: [...burst(8, 30), ...verb('PidTagLastVerbExecutionTime').slice(7)] }),
    ).toEqual([]);
    const block = burst(15, 30, { artifact: 'quoted forward in the body' });
    expect(await findingsAcross(forwardBurst, { observations: block })).toHaveLength(1);
    expect(await findingsAcross(forwardBurst, { observations: block.map((one) => ({ ...one, agency: 'undecidable' as const })) })).toEqual(
      [],
    );
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

  test.each(['auto-reply', 'auto-generated', 'ndr', 'receipt', 'ticket'])('takes %s for an automatic answer', async (mark) => {
    expect(await findingsAcross(automaticChain, { traces: [...answers(3, { marks: [mark] }), ...forwarded] })).toHaveLength(1);
  });

  test('answers to messages that were not forwarded automatically are none', async () => {
    const traces = [...answers(3), ...forwarded.map((one) => ({ ...one, marks: [] }))];
    expect(await findingsAcross(automaticChain, { traces: [...traces, messageTrace({ marks: ['auto'] })] })).toEqual([]);
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
