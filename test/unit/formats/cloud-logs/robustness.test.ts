import { describe, expect, it } from 'vitest';
import { cloudLogReaders } from '#formats/cloud-logs/index.ts';
import { auditFields, command, pairs, purviewCsv, searchCsv } from '#test/support/cloud-logs/audit-records.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { seededRandom, type Random } from '#test/support/random.ts';
import { readSource, unbalanced } from '#test/support/read-source.ts';

const records = [
  command('New-InboxRule', { Name: 'x', ForwardTo: 'out@evil.example' }),
  auditFields('UpdateInboxRules', {
    OperationProperties: pairs({ RuleActions: '[{"ActionType":"Forward","Recipients":["a@b.example"]}]' }),
  }),
  auditFields('MailItemsAccessed', { Folders: [{ Path: '\\Inbox', FolderItems: [{ InternetMessageId: '<a@x.example>' }] }] }),
];
const activity = {
  kind: 'admin#reports#activity',
  id: { time: '2024-05-14T08:30:15Z', applicationName: 'login', uniqueQualifier: '1' },
  actor: { email: 'a' },
  events: [{ name: 'login_success', parameters: [{ name: 'x', multiValue: ['y'] }] }],
};
const signIn = {
  id: '1',
  createdDateTime: '2024-05-14T08:30:15Z',
  userPrincipalName: 'a',
  appId: 'b',
  ipAddress: '1.2.3.4',
  status: { errorCode: 0 },
};
const tracking =
  '#Software: Microsoft Exchange Server\r\n#Fields: date-time,source,event-id,internal-message-id,message-id,recipient-address,sender-address\r\n2024-05-14T08:30:15Z,SMTP,SEND,1,<a@b>,c@d,e@f\r\n2024-05-14T08:30:16Z,SMTP,SEND,2,<b@b>,c@d,e@f\r\n';
const web =
  '#Fields: date time cs-method cs-uri-stem cs-uri-query cs-username c-ip sc-status\n2024-05-14 08:30:15 GET /owa/ - anna 1.2.3.4 200\n2024-05-14 08:30:16 GET / - - 1.2.3.4 200\n';
const listing = JSON.stringify([
  { Name: 'x', Enabled: true, RuleIdentity: 1, ForwardTo: ['a@b.example'], RedirectTo: null },
  { PrimarySmtpAddress: 'a@b', ForwardingSmtpAddress: 'smtp:c@d.example', DeliverToMailboxAndForward: true },
]);

const objects =
  '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj RefId="0"><Props><S N="Name">x</S><B N="Enabled">true</B><I32 N="RuleIdentity">1</I32><Obj N="ForwardTo" RefId="1"><LST><S>a@b.example</S></LST></Obj><Nil N="RedirectTo"/></Props></Obj></Objs>';

const wholes: readonly (readonly [title: string, content: Buffer])[] = [
  ['rows', Buffer.from(purviewCsv(records))],
  ['rows with a line of types', Buffer.from(searchCsv(records))],
  ['rows in UTF-16', Buffer.from(`\ufeff${purviewCsv(records)}`, 'utf16le')],
  ['a list', Buffer.from(JSON.stringify(records, null, 1))],
  ['lines', Buffer.from(records.map((one) => JSON.stringify(one)).join('\n'))],
  ['an object around', Buffer.from(JSON.stringify({ value: [signIn], '@odata.nextLink': 'x' }))],
  ['activities', Buffer.from(JSON.stringify({ items: [activity, activity] }))],
  ['tracking', Buffer.from(tracking)],
  ['web server', Buffer.from(web)],
  ['objects of PowerShell', Buffer.from(objects)],
  ['listings', Buffer.from(listing)],
];

/** Every reader must take any content: whether it knows it or not, the books add up and nothing is thrown. */
function expectBooksOf(content: Uint8Array, title: string): void {
  const source = memorySource(content);
  for (const reader of cloudLogReaders) reader.probe(source);
  const known = cloudLogReaders.find((reader) => reader.probe(source).verdict === 'yes') ?? cloudLogReaders[0];
  if (known === undefined) throw new Error('There are no readers.');
  const result = readSource(known, memorySource(content));
  expect(unbalanced(result), title).toEqual([]);
  for (const { record } of result.outputs.flatMap((output) => (output.kind === 'record' ? [output] : []))) {
    const { offsetBytes = 0, lengthBytes = 0 } = record.observed.range ?? {};
    expect(offsetBytes + lengthBytes, title).toBeLessThanOrEqual(content.length);
    if ('claimed' in record) expect(JSON.stringify(record.claimed).length, title).toBeLessThan(1_000_000);
  }
}

describe('damaged exports', () => {
  it.each(wholes)('%s, cut anywhere', (title, content) => {
    for (let end = 0; end < content.length; end += 1 + Math.floor(content.length / 150))
      expectBooksOf(content.subarray(0, end), `${title} ${String(end)}`);
  });

  it.each(wholes)('%s, with bytes changed', (title, content) => {
    const random = seededRandom(20240514);
    for (let round = 0; round < 120; round += 1) expectBooksOf(mutated(content, random), `${title} ${String(round)}`);
  });

  it('are read to their end where all are one after the other', () => {
    expectBooksOf(Buffer.concat(wholes.map(([, content]) => content)), 'together');
  });

  it('of values of every kind in every field', () => {
    const values: readonly unknown[] = [
      null,
      true,
      -1,
      1e308,
      '',
      'x',
      '[',
      '{"a":',
      [],
      {},
      [[]],
      [{}],
      [null],
      { Name: null },
      [{ Name: 'a' }],
      [{ Name: 1, Value: { a: 1 } }],
      '\u0000',
      '\ud800',
    ];
    const bases: readonly object[] = [
      ...records,
      activity,
      signIn,
      JSON.parse(listing) as object,
      { time: 'x', category: 'SignInLogs', operationName: 1, properties: {} },
    ];
    for (const base of bases.flatMap((one) => (Array.isArray(one) ? (one as object[]) : [one]))) {
      for (const field of Object.keys(base)) {
        const changed = values.map((value) => ({ ...base, [field]: value }));
        expectBooksOf(Buffer.from(JSON.stringify(changed)), field);
      }
    }
  });
});

function mutated(content: Buffer, random: Random): Buffer {
  const changed = Buffer.from(content);
  for (let count = 1 + random.below(6); count > 0; count -= 1) {
    const at = random.below(changed.length);
    const kind = random.below(3);
    if (kind === 0) changed[at] = random.below(256);
    else if (kind === 1) changed[at] = random.pick([0x22, 0x5b, 0x5d, 0x7b, 0x7d, 0x2c, 0x0a, 0x5c, 0x00]);
    else changed.copy(changed, at, random.below(changed.length), random.below(changed.length));
  }
  return changed;
}
