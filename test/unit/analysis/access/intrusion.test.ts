import { expect, test } from 'vitest';
import { analyseCase, caseDetectors, observeRecord, startAnalysis, type CaseMaterial } from '#analysis/index.ts';
import { evidenceIdOf, fileStep, itemStep, type Finding, type RecordId } from '#model/index.ts';
import { changeEvent, eventRecord, scriptBlock, timeAt } from '#test/support/event-builder.ts';
import { messageRecordOf } from '#test/support/record-builder.ts';

const context = { ownDomains: ['firm.example'], parameters: {} };
const thief = 'collector@outside.example';
const from = '198.51.100.9';
const common = { actor: 'ann@firm.example', address: from, session: 'a1b2' };

/** An intrusion as three hosts and a mailbox tell it: the sign-in log, the audit log, the log of an Exchange server, a store. */
const events = [
  eventRecord('sign-in', {
    ...common,
    number: 1,
    file: 'sign-ins.json',
    at: '2026-03-14 09:00:00',
    host: 'LOGIN1',
    strength: 'LOGGED ON',
    operation: 'UserLoggedIn',
    account: 'ann@firm.example',
  }),
  changeEvent(
    'rule-change',
    { name: '.', of: 'ann@firm.example', destinations: [thief], actions: ['delete'], conditions: ['SubjectOrBodyContainsWords: invoice'] },
    { ...common, number: 2, file: 'audit.csv', at: '2026-03-14 09:05:00', host: 'CLOUD2', operation: 'New-InboxRule' },
  ),
  eventRecord('mail-access', {
    ...common,
    number: 3,
    file: 'audit.csv',
    at: '2026-03-14 09:10:00',
    host: 'CLOUD2',
    strength: 'OPENED',
    operation: 'MailItemsAccessed',
    account: 'ann@firm.example',
    messageIds: ['<offer@firm.example>'],
  }),
  scriptBlock('New-MailboxExportRequest -Mailbox ann -FilePath \\\\EX3\\x\\ann.pst', {
    number: 4,
    file: 'powershell.evtx',
    at: '2026-03-14 09:30:00',
    host: 'EX3',
    actor: 'FIRM\\ann',
  }),
  // Another who signed in that day, and has nothing to do with it.
  eventRecord('sign-in', {
    number: 5,
    file: 'sign-ins.json',
    at: '2026-03-14 09:01:00',
    host: 'LOGIN1',
    strength: 'LOGGED ON',
    operation: 'UserLoggedIn',
    account: 'ben@firm.example',
    actor: 'ben@firm.example',
    address: '192.0.2.8',
  }),
];

/** A message in a store that Exchange forwarded to the destination of the rule by itself. */
const stored = messageRecordOf(
  [
    'From: supplier@other.example',
    `To: ${thief}`,
    'Subject: invoice 7',
    'Message-ID: <offer@firm.example>',
    'Date: Sun, 15 Mar 2026 08:00:00 +0000',
    'X-MS-Exchange-Inbox-Rules-Loop: ann@firm.example',
    `X-Forwarded-To: ${thief}`,
    '',
    'Please pay.',
  ].join('\n'),
);
const forwarded = {
  ...stored,
  recordId: 'f'.repeat(32) as RecordId,
  evidenceId: evidenceIdOf(2),
  locator: [fileStep('ann.pst'), itemStep(0x200024)],
  claimed: { ...stored.claimed, messageId: '<offer@firm.example>' },
};

function material(): readonly CaseMaterial[] {
  const found = [...startAnalysis().consume(forwarded)];
  const { observations, trace } = observeRecord(forwarded, found);
  const ofMail = { evidenceId: evidenceIdOf(2), facts: [], observations, traces: trace === null ? [] : [trace] };
  return [...events.map((event) => ({ evidenceId: evidenceIdOf(1), facts: [event], observations: [], traces: [] })), ofMail];
}

async function findingsOf(pieces: readonly CaseMaterial[]): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for await (const finding of analyseCase(() => pieces, context, caseDetectors)) findings.push(finding);
  return findings;
}

test('an intrusion over three hosts and a mailbox is told as one chain with every step cited', async () => {
  const findings = await findingsOf(material());
  const [chain, ...more] = findings.filter(({ ruleId }) => ruleId === 'access.chain.account');
  if (chain === undefined) throw new Error('no chain');
  expect(more).toEqual([]);
  expect(chain).toMatchObject({ level: 'high', destinations: [thief], sources: ['ann@firm.example'], time: timeAt('2026-03-14 09:00:00') });
  expect(chain.table?.rows.map(([step, first]) => [step, first])).toEqual([
    ['sign-in', '2026-03-14 09:00:00 UTC'],
    ['rule or forwarding', '2026-03-14 09:05:00 UTC'],
    ['access to mail', '2026-03-14 09:10:00 UTC'],
    ['export', '2026-03-14 09:30:00 UTC'],
    ['forwarded mail', '2026-03-15 08:00:00 UTC'],
  ]);
  const cited = new Set<string>(chain.citations.map(({ recordId }) => recordId));
  const own = events.slice(0, 4).map(({ recordId }) => recordId);
  expect([...own, forwarded.recordId].filter((id) => !cited.has(id))).toEqual([]);
  expect(cited.size).toBe(5);
});

test('what belongs to the chain is told by its own rules too: who set the rule, and which message of the case was opened', async () => {
  const ids = (await findingsOf(material())).map(({ ruleId }) => ruleId);
  for (const id of [
    'access.change.inbox-rule-forwards',
    'access.change.forwarding-seen-in-mail',
    'access.change.rule-odd-name',
    'access.change.rule-keeps-from-owner',
    'access.cloud.messages-of-case',
    'access.command.mailbox-export',
  ])
    expect(ids).toContain(id);
});

test('without the change there is no chain', async () => {
  const pieces = material().filter(({ facts }) =>
    facts.every((fact) => fact.recordId !== events[1]?.recordId && fact.recordId !== events[3]?.recordId),
  );
  expect((await findingsOf(pieces)).filter(({ ruleId }) => ruleId.startsWith('access.chain.'))).toEqual([]);
});
