import { describe, expect, test } from 'vitest';
import { observeRecord, startAnalysis } from '#analysis/index.ts';
import { bodyHash, roughTextOf } from '#analysis/observe/body-words.ts';
import { identifierHash, textHash } from '#analysis/observe/text-hash.ts';
import { threadOf } from '#analysis/observe/trace-of.ts';
import { accessEvent, type EvidenceRecord, type StatedChange } from '#model/index.ts';
import { actionTo, ruleRecord, smtpTarget } from '#test/support/fact-builder.ts';
import { messageRecord, messageRecordOf, type MessageParts } from '#test/support/record-builder.ts';

const observe = (record: EvidenceRecord) => observeRecord(record, [...startAnalysis().consume(record)]);
const inFolder = (folder: string, parts: MessageParts['claimed'] = {}): MessageParts => ({
  claimed: { folderPath: ['mail', folder], ...parts },
});
const google =
  'Received: from mail-1.google.com by mx.target.example for <dave@target.example>; Tue, 3 Mar 2026 09:27:01 +0100\nReceived: from a.example by b.google.com; Tue, 3 Mar 2026 09:27:00 +0100\n';

describe('observations of messages', () => {
  test('what detectors find, with mechanism, direction and reason', () => {
    const { observations, trace } = observe(
      messageRecordOf(`${google}X-Forwarded-For: Anna@Firm.example dave@target.example\nFrom: c@c.example\n\n`, inFolder('Inbox')),
    );
    expect(observations).toMatchObject([
      {
        artifact: 'header X-Forwarded-For',
        mechanism: 'mailbox-setting',
        direction: 'in',
        agency: 'automatic',
        because: 'Gmail writes it on what a forwarding setting or a filter forwards.',
        sources: ['anna@firm.example'],
        destinations: ['dave@target.example'],
      },
    ]);
    expect(trace?.marks).toContain('auto');
  });

  test('a destination that the artifact does not name is whom the copy was brought to', () => {
    const text = `${google}X-Sieve-Redirected-From: anna@firm.example\n\n`;
    expect(observe(messageRecordOf(text, inFolder('Inbox'))).observations).toMatchObject([
      { mechanism: 'sieve', destinations: ['dave@target.example'] },
    ]);
    expect(observe(messageRecordOf(`Delivered-To: Pool@target.example\n${text}`, inFolder('Inbox'))).observations).toMatchObject([
      { destinations: ['pool@target.example'] },
    ]);
  });

  test('what the chain of servers contradicts is not automatic, and says so', () => {
    const chain = 'Received: from a.example by mx.target.example\nReceived: from b.example by a.example\n';
    const { observations, trace } = observe(messageRecordOf(`${chain}X-Forwarded-To: dave@target.example\n\n`, inFolder('Inbox')));
    expect(observations).toMatchObject([
      { agency: 'undecidable', because: expect.stringMatching(/^Contradicted by the chain of servers: none of the 2 /) as unknown },
    ]);
    expect(trace?.marks).not.toContain('auto');
  });

  test('list mail that relays rewrite is not taken as automatic forwarding', () => {
    const { observations } = observe(
      messageRecordOf('Return-Path: <SRS0=AbCd=XY=b.example=c@lists.example>\nList-Id: <dev.lists.example>\n\n', inFolder('Inbox')),
    );
    expect(observations).toMatchObject([
      { artifact: 'envelope sender SRS', agency: 'undecidable', because: expect.stringContaining('mailing list') as unknown },
    ]);
  });

  test.each([
    ['state forwarded', inFolder('Inbox', { flags: ['forwarded', 'read'] }), 'by-hand', 'undecidable'],
    ['state redirected', inFolder('Inbox', { flags: ['redirected'] }), 'resent', 'undecidable'],
    ['subject prefix of a forward', inFolder('Sent', { subject: 'WG: Angebot' }), 'by-hand', 'manual'],
    [
      'quoted forward in the body',
      {
        ...inFolder('Sent', { subject: 'Angebot' }),
        bodies: { text: 'x\n---------- Forwarded message ---------\nFrom: a@b.example\n\nwords\n', html: null },
      },
      'by-hand',
      'manual',
    ],
  ])('visible: %s', (artifact, parts, mechanism, agency) => {
    const { observations } = observe(
      messageRecord({ ...parts, claimed: { ...parts.claimed, to: [{ name: '', address: 'Ben@x.example' }] } }),
    );
    expect(observations).toMatchObject([{ artifact, mechanism, agency, direction: 'out' }]);
    expect(observations[0]?.destinations).toEqual(agency === 'manual' ? ['ben@x.example'] : []);
  });

  test.each([
    ['the prefix of a forward in received mail', inFolder('Inbox', { subject: 'FW: Angebot' })],
    ['an answer', inFolder('Sent', { subject: 'AW: Angebot' })],
    [
      "Outlook's separator under an answer",
      { ...inFolder('Sent', { subject: 'AW: x' }), bodies: { text: '-----Original Message-----\nFrom: a\n', html: null } },
    ],
  ])('not visible: %s', (_, parts) => {
    expect(observe(messageRecord(parts)).observations).toEqual([]);
  });

  test('a last verb with its state is told once', () => {
    const parts = {
      properties: [{ tag: 0x10810003, name: 'PidTagLastVerbExecuted', value: 104 }],
      ...inFolder('Inbox', { lastVerb: 104, flags: ['forwarded'] }),
    };
    expect(observe(messageRecord(parts)).observations.map(({ artifact }) => artifact)).toEqual(['last verb forward']);
  });
});

describe('observations of facts', () => {
  const forward = { actions: [actionTo('forward', [smtpTarget('Ben@Outside.example')])] };

  test.each([
    ['rule', ruleRecord(forward), 'client-rule'],
    ['rule', ruleRecord({ ...forward, client: 'outlook', storedAs: 'IPM.Rule.Version2.Message' }), 'server-rule'],
    ['rule', ruleRecord({ ...forward, client: 'outlook', storedAs: 'rules stream' }), 'client-rule'],
    ['rule', ruleRecord({ ...forward, client: 'exchange', storedAs: 'inbox rule' }), 'server-rule'],
    ['rule', ruleRecord({ ...forward, client: 'exchange', storedAs: 'Transport rule' }), 'transport-rule'],
    ['rule', ruleRecord({ ...forward, client: 'exchange', storedAs: 'mail flow rule' }), 'transport-rule'],
    ['rule', ruleRecord({ ...forward, client: 'exchange', storedAs: 'mailbox forwarding' }), 'mailbox-setting'],
    ['rule', ruleRecord({ ...forward, client: 'gmail', storedAs: 'Filter of mailFilters.xml' }), 'server-rule'],
    ['rule', ruleRecord({ ...forward, client: 'gmail', storedAs: 'settings' }), 'mailbox-setting'],
    ['rule', ruleRecord({ ...forward, client: 'procmail' }), 'server-alias'],
    ['rule', ruleRecord({ ...forward, client: 'other' }), 'unknown'],
    ['rule', ruleRecord({ ...forward, client: 'sieve' }), 'sieve'],
    ['rule', ruleRecord({ ...forward, client: 'mail-server' }), 'server-alias'],
    ['rule, switched off', ruleRecord({ ...forward, isEnabled: false }), 'client-rule'],
    ['rule, recovered', ruleRecord(forward, { allocation: 'deleted' }), 'client-rule'],
    ['rule', ruleRecord({ actions: [actionTo('carbon-copy', [smtpTarget('ben@outside.example')])] }), 'standing-copy'],
    ['rule', ruleRecord({ client: 'outlook', actions: [actionTo('delegate', [smtpTarget('ben@outside.example')])] }), 'delegate'],
  ])('%s', (artifact, record, mechanism) => {
    expect(observe(record).observations).toMatchObject([
      { artifact, mechanism, agency: 'automatic', destinations: ['ben@outside.example'] },
    ]);
  });

  test('a rule that passes nothing on is none', () => {
    expect(observe(ruleRecord({ actions: [actionTo('move')] })).observations).toEqual([]);
  });

  const event = (change: Partial<StatedChange>) => ({
    ...ruleRecord(),
    kind: 'event' as const,
    claimed: accessEvent({
      ...{ time: null, precision: 'second', clock: '', strength: 'CHANGED', action: 'forwarding-change', operation: 'Set-Mailbox' },
      ...{ object: { kind: 'mailbox', name: '' }, source: 'log', doesNotShow: '' },
      change: {
        what: 'mailbox-forwarding',
        name: '',
        state: 'set',
        of: 'anna@firm.example',
        destinations: ['Ben@Outside.example'],
        actions: [],
        conditions: [],
        ...change,
      },
    }),
  });

  test.each([
    [event({}), 'event mailbox-forwarding set', 'mailbox-setting', ['ben@outside.example']],
    [event({ state: 'cleared', destinations: [] }), 'event mailbox-forwarding cleared', 'mailbox-setting', []],
    [event({ what: 'inbox-rule' }), 'event inbox-rule set', 'server-rule', ['ben@outside.example']],
    [event({ what: 'transport-rule' }), 'event transport-rule set', 'transport-rule', ['ben@outside.example']],
  ] as const)('%#', (record, artifact, mechanism, destinations) => {
    expect(observe(record as EvidenceRecord).observations).toMatchObject([
      { artifact, mechanism, destinations, sources: ['anna@firm.example'], mailbox: 'account anna@firm.example' },
    ]);
  });

  test('changes that forward nothing are none', () => {
    expect(observe(event({ what: 'inbox-rule', destinations: [] })).observations).toEqual([]);
    expect(observe(event({ what: 'mailbox-permission' })).observations).toEqual([]);
  });

  test('a further address of a mailbox forwards nothing, a member of a group receives', () => {
    const alias = (name: string): EvidenceRecord => {
      const record = event({ what: 'alias', name });
      return { ...record, claimed: { ...record.claimed, action: 'setting-change' } };
    };
    expect(observe(alias('EmailAddresses')).observations).toEqual([]);
    expect(observe(alias('members')).observations).toMatchObject([{ mechanism: 'server-alias', destinations: ['ben@outside.example'] }]);
  });
});

test.each([
  ['Received: from a.example by b.example', 'received'],
  ['Delivered-To: anna@firm.example', 'received'],
  ['return-path: <carl@partner.example>', 'received'],
  ['X-Original-To: anna@firm.example', 'received'],
  ['From: carl@partner.example', 'unknown'],
])('a message in a folder whose name tells nothing, with the field %s: %s', (field, place) => {
  expect(observe(messageRecordOf(`${field}\n\n`, inFolder('Garden'))).trace?.place).toBe(place);
});

describe('traces', () => {
  const words = 'We agreed on forty days for the delivery of the goods to the northern site, as before.';
  const trace = (text: string, parts: MessageParts) => observe(messageRecordOf(text, parts)).trace;

  test('a forward has the body hash of its original, whether quoted or unchanged', () => {
    const original = trace('Subject: Angebot\n\n', { bodies: { text: words, html: null } });
    const quoted = `For you.\n\n-------- Weitergeleitete Nachricht --------\nVon: a@b.example\n\n> We agreed on forty days for the delivery of\n> the goods to the northern site, as before.\n`;
    expect(trace('Subject: WG: Angebot\n\n', { bodies: { text: quoted, html: null } })?.body).toBe(original?.body);
    expect(
      trace('Subject: Fwd: Angebot\n\n', { bodies: { text: null, html: `<html><style>p{}</style><body><p>${words}</p></body></html>` } })
        ?.body,
    ).toBe(original?.body);
    expect(trace('Subject: Anderes\n\n', { bodies: { text: words, html: null } })?.body).not.toBe(original?.body);
    expect(original?.body).toMatch(/^[0-9a-f]{16}$/);
  });

  test('few words have no hash', () => {
    expect(bodyHash('x', 'Thank you.')).toBeNull();
  });

  test('names what it answers or forwards, the nearest first', () => {
    const found = trace('X-Forwarded-Message-Id: <o@x>\nSubject: x\n\n', {
      claimed: { inReplyTo: '<a@x>', references: ['<r@x>', '<a@x>'], messageId: '<M@x>' },
    });
    expect(found?.refs).toEqual(['<o@x>', '<a@x>', '<r@x>'].map(identifierHash));
    expect(found?.id).toBe(identifierHash('m@X'));
  });

  test('a report of non-delivery names whom it did not reach', () => {
    const text =
      'From: MAILER-DAEMON@firm.example\nTo: anna@firm.example\nSubject: Undelivered Mail Returned to Sender\nX-Failed-Recipients: Gone@outside.example\n\n';
    const found = trace(text, {
      bodies: {
        text: '<other@outside.example>: unknown\nMessage-ID: <20260303.123456789@x.example> <b624c12d-d995-423c-afcc-f797f5703397@x.example>\nTo: anna@firm.example',
        html: null,
      },
    });
    expect(found?.marks).toContain('ndr');
    expect(found?.undelivered).toEqual(['gone@outside.example', 'other@outside.example']);
    expect(trace('From: MAILER-DAEMON@firm.example\nSubject: Delivery delayed\n\n', {})?.undelivered).toBeUndefined();
  });

  test.each([
    ['List-Id: <x.example>', 'list'],
    ['Auto-Submitted: auto-replied', 'auto-reply'],
    ['Content-Class: urn:content-classes:calendarmessage', 'calendar'],
    ['X-RT-Ticket: x #1', 'ticket'],
    ['Content-Type: multipart/report; report-type=disposition-notification', 'receipt'],
    ['Subject: Security alert for your account', 'security-alert'],
    ['Subject: Reset your password', 'password-reset'],
    ['Subject: Ihr Bestätigungscode', 'mfa'],
    ['Subject: Rechnung 4711', 'payment'],
    ['X-Forefront-Antispam-Report: CIP:1.2.3.4;CAT:PHSH;SFV:SPM', 'phish-like'],
    ['Subject: Verify your account\nAuthentication-Results: mx; spf=fail; dmarc=fail', 'phish-like'],
  ])('%s: %s', (header, mark) => {
    expect(trace(`${header}\n\n`, {})?.marks).toContain(mark);
  });

  test.each([
    ['Subject: Verify your account\nAuthentication-Results: mx; spf=pass; dkim=pass; dmarc=pass', 'phish-like'],
    ['Subject: Lunch\nAuthentication-Results: mx; spf=fail; dmarc=fail', 'phish-like'],
    ['Auto-Submitted: no', 'auto-reply'],
    ['Content-Type: multipart/report; report-type=delivery-status', 'receipt'],
  ])('%s: not %s', (header, mark) => {
    expect(trace(`${header}\n\n`, {})?.marks).not.toContain(mark);
  });

  test('thread of an Internet message is that of the store', () => {
    const index = Buffer.concat([Buffer.from([1, 0xd0, 1, 2, 3, 4]), Buffer.from('00112233445566778899aabbccddeeff', 'hex')]);
    expect(threadOf(index.toString('base64'))).toBe('00112233-4455-6677-8899-aabbccddeeff');
    expect(threadOf(Buffer.concat([index, Buffer.alloc(5)]).toString('base64'))).toBe('00112233-4455-6677-8899-aabbccddeeff');
    expect(threadOf('Thread')).toBeNull();
    expect(threadOf('A'.repeat(5000))).toBeNull();
  });

  test('hostile texts come to an end', () => {
    for (const piece of ['<', '<style', '<a ', '@', 'a@b.example ', '> '])
      observe(
        messageRecordOf(`Subject: FW: ${'x '.repeat(10)}\nX-Failed-Recipients: ${piece.repeat(50_000)}\n\n`, {
          bodies: { text: null, html: piece.repeat(200_000) },
        }),
      );
    expect(roughTextOf('<'.repeat(1_000_000)).length).toBeLessThan(70_000);
    expect(roughTextOf(`<p>seen${'<style>x'.repeat(100_000)}`).trim()).toBe('seen');
  });

  test('equal texts have equal hashes, and near ones others', () => {
    const hashes = new Set(Array.from({ length: 20_000 }, (_, index) => textHash(`<${String(index)}@mail.example>`)));
    expect(hashes.size).toBe(20_000);
    expect(textHash('ab')).not.toBe(textHash('ba'));
    expect(textHash('')).toMatch(/^[0-9a-f]{16}$/);
  });
});
