import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mailListReader } from '#formats/apple-mail/index.ts';
import { chooseReader } from '#formats/choose-reader.ts';
import { readers } from '#formats/registry.ts';
import { formatLocator, type FactDraft, type RuleClaims } from '#model/index.ts';
import { binaryPlist, binaryPlistOf, dict, head, xmlPlist, type BinaryObject, type Plain } from '#test/support/apple-mail/plist-builder.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { roomIn } from '#test/support/reading-room.ts';
import { readSource, unbalanced, type ReadOptions } from '#test/support/read-source.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

type Write = (value: Plain) => Buffer;
const xml: Write = (value) => Buffer.from(xmlPlist(value));

function read(bytes: Uint8Array, options: ReadOptions = {}) {
  const result = readSource(mailListReader, memorySource(bytes), options);
  expect(unbalanced(result)).toEqual([]);
  const facts = result.outputs.flatMap((output): FactDraft[] =>
    output.kind === 'record' && output.record.kind !== 'message' && output.record.kind !== 'file' ? [output.record] : [],
  );
  const rules = facts.flatMap((fact): RuleClaims[] => (fact.kind === 'rule' ? [fact.claimed] : []));
  return { ...result, facts, rules };
}

const criterion = (header: string, expression?: string, qualifier?: string): Plain =>
  dict({
    CriterionUniqueId: '254DAA18-F3D3-4255-A130-33AA94DC6686',
    Header: header,
    ...(expression === undefined ? {} : { Expression: expression }),
    ...(qualifier === undefined ? {} : { Qualifier: qualifier }),
  });
const quiet = { Deletes: 'NO', MarkRead: 'NO', MarkFlagged: 'NO', ShouldCopyMessage: 'NO', ShouldTransferMessage: 'NO', NotifyUser: 'NO' };
const first = '9C8F5248-7894-46B4-A081-37AAB2500086';
const second = '9C8F5248-7894-46B4-A081-37AAB2500087';

const rules: Plain = [
  dict({
    ...quiet,
    RuleId: first,
    RuleName: 'Invoices',
    AllCriteriaMustBeSatisfied: 'YES',
    AutoResponseType: 0n,
    Criteria: [
      criterion('Subject', 'invoice'),
      criterion('From', 'friend@example.org', 'DoesNotContain'),
      criterion('Cc', 'a@example.org', 'BeginsWith'),
      criterion('SenderIsVIP'),
      criterion('DateReceived', '3', 'IsGreaterThan'),
    ],
    Deletes: 'YES',
    MarkRead: true,
    ShouldTransferMessage: 'YES',
    MailboxURL: 'imap://anna%40example.org@mail.example.org/Hidden',
    AppleScript: 'collect.scpt',
    StopEvaluatingRules: 1n,
    TimeStamp: 466_421_321n,
    Secret: 'spy@example.net',
    Wide: 'Grüße wide@example.net',
  }),
  dict({
    ...quiet,
    RuleId: second,
    RuleName: ' ',
    AllCriteriaMustBeSatisfied: false,
    AutoResponseType: 2n,
    Criteria: [criterion('AllMessages')],
    SomeRecipients: 'spy@example.net, other@example.net',
  }),
  dict({ ...quiet, RuleId: 'x', RuleName: 'call anna@example.org', AutoResponseType: 3n, Criteria: [] }),
];

describe.each([
  ['XML', xml],
  ['binary', binaryPlist],
])('rules in a %s list', (form, write) => {
  const folder = temporaryFolder('apple-rules');
  writeFileSync(join(folder, 'RulesActiveState.plist'), write(dict({ [first]: true, [second]: false })));
  const bytes = write(rules);
  const room = roomIn(folder, []);
  const result = read(bytes, { ...room, fileName: 'SyncedRules.plist', folderPath: ['MailData'] });
  room.close();
  const [invoices, hidden, unclear] = result.rules;

  it('are taken by their reader, each with its place', () => {
    expect(chooseReader(memorySource(bytes), readers).reader?.id).toBe('apple-plist');
    expect(result.facts.map(({ locator }) => formatLocator(locator))).toEqual(
      [0, 1, 2].map((n) => `file:SyncedRules.plist|key:${String(n)}`),
    );
    for (const { observed } of result.facts) {
      const { offsetBytes = 0, lengthBytes = 0 } = observed.range ?? {};
      const stored = bytes.subarray(offsetBytes, offsetBytes + lengthBytes).toString();
      if (form === 'XML') expect(stored).toMatch(/^<dict>[^]*<\/dict>$/);
      else expect(stored.charCodeAt(0)).toBeGreaterThan(0xd0);
    }
  });

  it('have name, order, time, and whether they are in use', () => {
    expect(result.rules.map(({ name, isEnabled, sequence, isHidden }) => [name, isEnabled, sequence, isHidden])).toEqual([
      ['Invoices', true, 0, false],
      [' ', false, 1, true],
      ['call anna@example.org', null, 2, false],
    ]);
    expect(invoices).toMatchObject({ client: 'apple-mail', modified: { raw: '466421321', instant: '2015-10-13T09:28:41.000Z' } });
  });

  it('have their criteria', () => {
    expect(invoices?.condition).toEqual({
      kind: 'all',
      of: [
        { kind: 'text', field: 'Subject', match: 'contains', options: [], value: 'invoice' },
        { kind: 'not', of: { kind: 'text', field: 'From', match: 'contains', options: [], value: 'friend@example.org' } },
        { kind: 'text', field: 'Cc', match: 'begins with', options: [], value: 'a@example.org' },
        expect.objectContaining({ kind: 'named', name: 'SenderIsVIP' }),
        expect.objectContaining({ kind: 'named', name: 'DateReceived IsGreaterThan' }),
      ],
    });
    expect(hidden?.condition).toMatchObject({ kind: 'any' });
  });

  it('have their actions, and keep what is not published as it stands', () => {
    expect(invoices?.actions.map(({ kind }) => kind)).toEqual(['move', 'move-to-deleted', 'mark-read', 'run-program', 'stop']);
    expect(invoices?.actions[0]?.targets).toMatchObject([{ kind: 'folder', name: 'imap://anna%40example.org@mail.example.org/Hidden' }]);
    expect(invoices?.actions[3]?.facts).toEqual([{ name: 'AppleScript', value: 'collect.scpt' }]);
    expect(hidden?.actions).toMatchObject([
      {
        kind: 'other',
        isWhole: false,
        targets: [{ smtpAddress: 'spy@example.net' }, { smtpAddress: 'other@example.net' }],
        facts: [
          { name: 'AutoResponseType', value: 2 },
          { name: 'SomeRecipients', value: 'spy@example.net, other@example.net' },
        ],
      },
    ]);
    expect(unclear?.actions).toMatchObject([{ kind: 'other', targets: [] }]);
    expect(result.codes.map((code) => code.split(' ')[0])).toEqual(['rule-undecoded', 'rule-undecoded']);
  });

  it('keep every key with its value, and the addresses in those that are not known', () => {
    const secret = invoices?.parts.find(({ field }) => field === '0.Secret');
    expect(secret).toMatchObject({ text: 'spy@example.net', decoded: 'not', isRawWhole: true });
    expect(Buffer.from(secret?.raw ?? '', 'hex').toString('latin1')).toContain('spy@example.net');
    expect(invoices?.parts).toHaveLength(17);
    expect(invoices?.strayAddresses.map(({ text }) => text)).toEqual(['spy@example.net', 'wide@example.net']);
  });
});

describe('what a rule sends', () => {
  const actionsOf = (keys: Readonly<Record<string, Plain>>) =>
    read(xml([dict({ RuleName: 'r', Criteria: [], ...keys })])).rules[0]?.actions.map(({ kind, targets, flavour }) => [
      kind,
      targets.map((target) => (target.kind === 'address' ? target.smtpAddress : target.kind)),
      flavour,
    ]);

  it('is told by the names of its keys', () => {
    expect(actionsOf({ AutoResponseType: 1n, ForwardRecipients: ['a@example.net', 'b@example.net'] })).toEqual([
      ['forward', ['a@example.net', 'b@example.net'], []],
    ]);
    expect(actionsOf({ AutoResponseType: 1n, RedirectTo: 'Ann <a@example.net>' })).toEqual([['redirect', ['a@example.net'], []]]);
    expect(actionsOf({ AutoResponseType: 1n, ResponseMessage: 'Away' })).toEqual([['reply', [], []]]);
    expect(actionsOf({ AutoResponseType: 0n, ForwardRecipients: 'a@example.net' })).toEqual([
      ['forward', ['a@example.net'], ['not in use: AutoResponseType is 0']],
    ]);
  });

  it('is nothing without them', () => {
    expect(actionsOf({ AutoResponseType: 0n })).toEqual([]);
    expect(actionsOf({ ResponseMessage: '', ForwardRecipients: [], Deletes: 'NO' })).toEqual([]);
  });
});

describe('accounts and preferences', () => {
  const list = dict({
    MailAccounts: [
      dict({
        AccountName: 'Work',
        AccountType: 'IMAPAccount',
        AccountPath: '~/Library/Mail/IMAP-anna@mail.example.org',
        EmailAddresses: ['anna@example.org'],
        EmailAliases: [dict({ alias: 'a@example.org', name: 'A.' })],
        FullUserName: 'Anna',
        Hostname: 'mail.example.org',
        PortNumber: 993n,
        Username: 'anna',
        uniqueId: 'ABC',
      }),
      'broken',
    ],
    DeliveryAccounts: [dict({ AccountType: 'SMTPAccount', Hostname: 'smtp.example.org', Username: 'anna' })],
    BccSelf: true,
    CcSelf: 'NO',
    PollTime: 5n,
  });
  const result = read(binaryPlist(list), { fileName: 'com.apple.mail.plist' });

  it('are told each by itself', () => {
    expect(result.facts.map(({ kind, locator }) => [kind, formatLocator(locator)])).toEqual([
      ['account', 'file:com.apple.mail.plist|key:MailAccounts.0'],
      ['account', 'file:com.apple.mail.plist|key:MailAccounts.1'],
      ['account', 'file:com.apple.mail.plist|key:DeliveryAccounts.0'],
      ['setting', 'file:com.apple.mail.plist|key:'],
      ['rule', 'file:com.apple.mail.plist|key:BccSelf|rule:'],
    ]);
    expect(result.facts[0]?.claimed).toMatchObject({
      key: 'ABC',
      service: 'imap',
      server: 'mail.example.org',
      port: 993,
      identities: [
        { name: 'Anna', address: 'anna@example.org' },
        { name: 'A.', address: 'a@example.org' },
      ],
    });
    expect(result.facts[2]?.claimed).toMatchObject({ service: 'smtp', server: 'smtp.example.org' });
    expect(result.facts[3]?.claimed).toMatchObject({
      values: [
        { name: 'BccSelf', value: true },
        { name: 'CcSelf', value: 'NO' },
        { name: 'PollTime', value: 5 },
      ],
    });
  });

  it('have a standing copy to oneself as a rule', () => {
    expect(result.rules).toMatchObject([
      {
        name: 'BccSelf',
        isEnabled: true,
        actions: [{ kind: 'carbon-copy', flavour: ['blind'], targets: [{ name: 'the address that it is sent from' }] }],
      },
    ]);
  });
});

describe('other lists', () => {
  it('of mailboxes give each of them, the inner ones after the outer', () => {
    const smart = [
      dict({
        MailboxID: 'p',
        MailboxName: 'Parent',
        MailboxChildren: [dict({ MailboxID: 's', MailboxName: 'Smart', MailboxCriteria: [criterion('From', 'x')] })],
      }),
    ];
    const { facts } = read(xml(smart), { fileName: 'SyncedSmartMailboxes.plist' });
    expect(facts.map(({ locator, claimed }) => [formatLocator(locator).split('|')[1], 'name' in claimed ? claimed.name : ''])).toEqual([
      ['key:0', 'mailbox "Parent"'],
      ['key:0.MailboxChildren.0', 'smart mailbox "Smart"'],
    ]);
  });

  it('of rules in use, of VIPs, and what else lies in the store, are settings and correspondents', () => {
    expect(read(xml(dict({ [first]: true })), { fileName: 'RulesActiveState.plist' }).facts).toMatchObject([
      { kind: 'setting', claimed: { name: 'rules in use, by identifier' } },
    ]);
    const vips = dict({ values: dict({ one: dict({ value: dict({ n: 'Bert', a: ['bert@example.org', 'b@example.org'] }) }) }) });
    expect(read(xml(vips), { fileName: 'com.apple.mail-com.apple.mail.vipsenders.plist' }).facts).toMatchObject([
      {
        kind: 'correspondent',
        claimed: { name: 'Bert', addresses: [{ smtpAddress: 'bert@example.org' }, { smtpAddress: 'b@example.org' }] },
      },
    ]);
    expect(read(xml(dict({ LastUsedVersionDirectoryName: 'V10' })), { fileName: 'PersistenceInfo.plist' }).facts).toMatchObject([
      { kind: 'setting', claimed: { values: [{ name: 'LastUsedVersionDirectoryName', value: 'V10' }] } },
    ]);
  });

  it('of other programs are told as such, and nothing is taken from them', () => {
    const { facts, codes } = read(xml(dict({ CFBundleName: 'Chess' })), { fileName: 'Info.plist' });
    expect([facts, codes]).toEqual([[], ['format-unknown file:Info.plist']]);
  });

  it('that cannot be read at all are lost, and damaged ones told', () => {
    const whole = binaryPlist(rules);
    expect(read(whole.subarray(0, 200)).codes).toEqual(['plist-damaged file:evidence']);
    const cut = read(xml(rules).subarray(0, 1500));
    expect(cut.rules.map(({ name }) => name)).toEqual(['Invoices']);
    expect(cut.codes[0]).toBe('plist-damaged file:evidence');
    const long = read(xml(rules), { limits: { ruleBytes: 3000 } });
    expect(long.diagnostics.map(({ code, effect }) => `${code} ${effect}`)).toContain('plist-damaged limit-reached');
  });

  it('that name one value over and over end at the limit', () => {
    const reference = (index: number): Buffer => Buffer.of(0, index);
    const key =
      (text: string): BinaryObject =>
      () =>
        Buffer.concat([head(0x5, text.length), Buffer.from(text)]);
    const bomb = binaryPlistOf([
      () => Buffer.concat([head(0xa, 200_000), ...Array.from({ length: 200_000 }, () => reference(1))]),
      () => Buffer.concat([head(0xd, 2), ...[2, 4, 3, 5].map(reference)]),
      key('RuleName'),
      key('same'),
      key('Criteria'),
      () => head(0xa, 0),
    ]);
    const { rules: found, diagnostics } = read(bomb);
    expect(found.length).toBeLessThanOrEqual(20_000);
    expect(diagnostics.map(({ code, effect }) => `${code} ${effect}`)).toEqual(['limit-reached limit-reached']);
  });

  it('with absurd names and values are read', () => {
    const strange = [
      dict({
        RuleName: '\u202e\u0001',
        RuleId: '../../etc',
        Criteria: 'none',
        MailboxURL: { uid: 9n },
        ShouldTransferMessage: 'YES',
        '': [],
        'a.b\\c': 1n,
      }),
    ];
    const { rules: read1 } = read(binaryPlist(strange));
    expect(read1).toMatchObject([{ isHidden: true, condition: { kind: 'unreadable' }, actions: [{ kind: 'move' }] }]);
  });
});
