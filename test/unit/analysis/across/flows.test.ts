import { describe, expect, test } from 'vitest';
import { citeTrace, holderText, mailboxText, mechanismTexts } from '#analysis/across/case-finding.ts';
import { newFlowTally, type Flow } from '#analysis/across/flows.ts';
import { newExtent, unitedExtent } from '#analysis/across/extent.ts';
import { evidenceIdOf, type ForwardingObservation } from '#model/index.ts';
import { byHand, forwarding, messageTrace, newRecordId, onDay, plainMailbox, ruleObserved } from '#test/support/case-builder.ts';

function flowsOf(...observations: readonly ForwardingObservation[]): readonly Flow[] {
  const tally = newFlowTally();
  tally.consume(observations);
  return tally.flows();
}
const shown = (flows: readonly Flow[]) => flows.map(({ mechanism, messages, standing }) => [mechanism, messages.count, standing.length]);

describe('a rule in force and messages whose mechanism is not known', () => {
  const unknown = forwarding({
    mechanism: 'unknown',
    artifact: 'header X-MS-Exchange-Organization-AutoForwarded',
    sources: ['anna@firm.example'],
  });
  const rule = ruleObserved({ sources: ['ben@firm.example'] });

  test('to the same destination are one flow, with what both state', () => {
    const [flow, ...more] = flowsOf(rule, unknown);
    expect(more).toEqual([]);
    expect(flow).toMatchObject({ mailbox: plainMailbox, mechanism: 'server-rule', strong: 1, messages: { count: 1 } });
    expect(flow?.standing).toEqual([rule]);
    expect([...(flow?.sources ?? [])].sort()).toEqual(['anna@firm.example', 'ben@firm.example']);
    expect([...(flow?.artifacts ?? [])].sort()).toEqual(['header X-MS-Exchange-Organization-AutoForwarded', 'rule']);
    expect([...(flow?.agencies ?? [])]).toEqual(['automatic']);
    expect(flow?.citations).toEqual(unknown.citations);
  });

  test('are one flow also where the message was read before the rule', () => {
    expect(shown(flowsOf(unknown, rule))).toEqual([['server-rule', 1, 1]]);
  });

  test('of an account below the place of the rule are its flow', () => {
    const mailbox = `${plainMailbox}/account`;
    expect(flowsOf(rule, { ...unknown, mailbox })).toMatchObject([{ mailbox, messages: { count: 1 } }]);
    const message = forwarding({ mechanism: 'server-rule', artifact: 'header X-MS-Exchange-Inbox-Rules-Loop' });
    expect(flowsOf(rule, message, { ...unknown, mailbox })).toMatchObject([{ mailbox: plainMailbox, messages: { count: 2 } }]);
  });

  test('count once where two rules lead to the destination', () => {
    expect(shown(flowsOf(rule, ruleObserved({ mechanism: 'client-rule' }), unknown))).toEqual([
      ['server-rule', 1, 1],
      ['client-rule', 0, 1],
    ]);
  });

  test.each([
    ['another mailbox', [rule, { ...unknown, mailbox: 'EX-002 box.pst' }]],
    ['another destination', [rule, { ...unknown, destinations: ['x@outside.example'] }]],
    ['a rule that is switched off', [ruleObserved({ artifact: 'rule, switched off' }), unknown]],
    ['no destination at all', [ruleObserved({ destinations: [] }), { ...unknown, destinations: [] }]],
    ['a mechanism that is known', [rule, forwarding({ mechanism: 'sieve', artifact: 'header X-Sieve-Redirected-From' })]],
    ['a forward by hand, which a rule on the server does not look like', [rule, byHand()]],
  ])('stay apart: %s', (_, observations) => {
    expect(flowsOf(...observations)).toHaveLength(2);
  });

  test('what the rule of a program forwards looks like a forward by hand', () => {
    const [flow, ...more] = flowsOf(ruleObserved({ mechanism: 'client-rule' }), byHand());
    expect(more).toEqual([]);
    expect([...(flow?.agencies ?? [])].sort()).toEqual(['automatic', 'manual']);
  });
});

describe('the artifacts of one message', () => {
  const recordId = newRecordId();
  const known = forwarding({ recordId });
  const unknown = forwarding({ recordId, mechanism: 'unknown', artifact: 'header X-MS-Exchange-Organization-AutoForwarded' });

  test('count by the mechanism that is known, where its artifact is left by automatic forwarding alone', () => {
    expect(shown(flowsOf(unknown, known))).toEqual([['mailbox-setting', 1, 0]]);
    const weak = forwarding({ recordId, mechanism: 'server-alias', artifact: 'envelope sender SRS' });
    expect(shown(flowsOf(unknown, weak))).toEqual([
      ['unknown', 1, 0],
      ['server-alias', 1, 0],
    ]);
    expect(flowsOf(unknown, { ...known, agency: 'undecidable' })).toHaveLength(2);
  });

  test('that name no destination add nothing to one of the same mechanism that does', () => {
    const unnamed = { ...known, artifact: 'header X-Forwarded-For', destinations: [] };
    expect(flowsOf(known, unnamed)).toMatchObject([{ destination: 'collector@outside.example', messages: { count: 1 } }]);
    expect(flowsOf(unnamed)).toMatchObject([{ destination: '', messages: { count: 1 } }]);
    expect(flowsOf(known, { ...unnamed, mechanism: 'sieve', artifact: 'header X-Sieve-Redirected-From' })).toHaveLength(2);
  });

  test('that its servers contradict do not count', () => {
    expect(flowsOf({ ...known, because: 'Contradicted by the chain of servers: none.' })).toEqual([]);
  });

  test('state a direction where one does, the first that is stated', () => {
    const [flow] = flowsOf(forwarding({ direction: 'unknown' }), forwarding({ direction: 'in' }), forwarding({ direction: 'out' }));
    expect(flow).toMatchObject({ direction: 'in', messages: { count: 3 } });
  });
});

describe('how statements name things', () => {
  test('mailboxes', () => {
    expect(mailboxText('EX-001')).toBe('mailbox of EX-001');
    expect(mailboxText('EX-001 old mail.pst')).toBe('mailbox "old mail.pst" of EX-001');
    expect(mailboxText('account anna@firm.example')).toBe('mailbox anna@firm.example');
    expect(holderText({ mailbox: 'account firm.example', mechanism: 'transport-rule' })).toBe('organisation firm.example');
    expect(holderText({ mailbox: 'account firm.example', mechanism: 'server-rule' })).toBe('mailbox firm.example');
    expect(holderText({ mailbox: 'EX-001 a.pst', mechanism: 'transport-rule' })).toBe('mailbox "a.pst" of EX-001');
  });

  test('messages, by their subject or that they have none', () => {
    expect(citeTrace(messageTrace({ subject: 'Report' }), evidenceIdOf(1)).excerpt).toBe('Report');
    expect(citeTrace(messageTrace({ subject: '' }), evidenceIdOf(1)).excerpt).toBe('(no subject)');
  });

  test('mechanisms', () => {
    expect(mechanismTexts).toEqual({
      'client-rule': 'rule of a mail program',
      'server-rule': 'inbox rule on the server',
      'mailbox-setting': 'forwarding setting of the mailbox',
      'transport-rule': 'mail flow rule of the organisation',
      'server-alias': 'alias or forward at a mail server',
      sieve: 'Sieve script on the server',
      'standing-copy': 'standing copy of what is sent',
      delegate: 'delegate of the mailbox',
      'by-hand': 'forward by hand',
      resent: 'redirect or re-send',
      unknown: 'automatic forwarding, mechanism not stated',
    });
  });
});

test('an extent holds first and last of all, also of what has no time, and is united with another', () => {
  const [one, other, third] = [newRecordId(), newRecordId(), newRecordId()];
  const early = newExtent();
  early.add(one, null);
  expect(early.extent('messages')).toMatchObject({ first: null, last: null, count: 1 });
  early.add(other, onDay(4));
  early.add(third, onDay(2));
  expect([early.first, early.last, early.count]).toEqual([onDay(2), onDay(4), 3]);
  const late = newExtent();
  late.add(newRecordId(), onDay(9));
  const united = unitedExtent(late, early);
  expect([united.first, united.last, united.count]).toEqual([onDay(2), onDay(9), 4]);
  const timeless = newExtent();
  timeless.add(newRecordId(), null);
  expect([unitedExtent(early, timeless).first, unitedExtent(timeless, early).last]).toEqual([onDay(2), onDay(4)]);
  expect(unitedExtent(newExtent(), early)).toBe(early);
});
