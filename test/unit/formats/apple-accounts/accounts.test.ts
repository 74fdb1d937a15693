import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { chooseReader } from '#formats/choose-reader.ts';
import { readers } from '#formats/registry.ts';
import { formatLocator, type FactDraft } from '#model/index.ts';
import { buildAccounts, type BuiltAccounts } from '#test/support/apple-accounts/accounts-builder.ts';
import { keyedArchive } from '#test/support/apple-accounts/keyed-archive.ts';
import { binaryPlist, binaryPlistOf, dict, head } from '#test/support/apple-mail/plist-builder.ts';
import { withFlippedBits } from '#test/support/damaged-source.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { seededRandom } from '#test/support/random.ts';
import { roomIn } from '#test/support/reading-room.ts';
import { readSource, unbalanced, type ReadOptions } from '#test/support/read-source.ts';
import { builtDatabase } from '#test/support/sqlite-builder.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

type AccountDraft = Extract<FactDraft, { kind: 'account' }>;
type SettingDraft = Extract<FactDraft, { kind: 'setting' }>;

const reader = readers.find(({ id }) => id === 'sqlite');

function read(bytes: Uint8Array, options: ReadOptions = {}) {
  if (reader === undefined) throw new Error('no reader');
  const result = readSource(reader, memorySource(bytes), { fileName: 'Accounts4.sqlite', ...options });
  expect(unbalanced(result)).toEqual([]);
  const facts = result.outputs.flatMap((output) => (output.kind === 'record' ? [output.record] : []));
  const accounts = facts.filter((fact): fact is AccountDraft => fact.kind === 'account');
  const settings = facts.filter((fact): fact is SettingDraft => fact.kind === 'setting');
  return { ...result, accounts, settings };
}

function factsOf({ claimed }: AccountDraft): Readonly<Record<string, unknown>> {
  return Object.fromEntries(claimed.facts.map(({ name, value }) => [name, value]));
}

const added = 700_000_000.25;
const addedAt = '2023-03-08T20:26:40.250Z';

const built: BuiltAccounts = {
  accounts: [
    // A child may stand before what it is a part of.
    {
      key: 1,
      type: 'IMAPMail',
      identifier: 'IMAP-OF-ICLOUD',
      parent: 3,
      properties: {
        PortNumber: 993n,
        EmailAliases: [dict({ DisplayName: 'Ann', EmailAddresses: ['ann@icloud.example', 'a.b@icloud.example'] })],
      },
    },
    { key: 2, type: 'SMTP', identifier: 'SMTP-OF-ICLOUD', parent: 3, properties: { IdentityEmailAddress: 'ann@icloud.example' } },
    {
      key: 3,
      type: 'AppleAccount',
      identifier: 'ICLOUD',
      description: 'iCloud',
      userName: 'ann@example.com',
      date: added,
      rejected: 700_000_100,
      enabled: ['Mail', 'Calendars'],
      provisioned: ['Mail', 'Calendars', 'Contacts'],
      properties: {
        ACPropertyFullName: 'Ann Example',
        appleIDAliases: ['ann@example.com', 'mailto:ann@me.example'],
        nextLivenessNonce: 'ABCDEF',
        AccountDelegate: dict({
          service: dict({ mmeAuthToken: 'SECRET-1', tokenCreated: new Date('2024-01-02T03:04:05Z'), scope: 'mail' }),
        }),
      },
      classProperties: dict({
        'com.apple.Dataclass.Mail': dict({
          EmailAddress: 'ann@icloud.example',
          imapHostname: 'p99-imap.mail.example',
          imapPort: 143n,
          smtpHostname: 'p99-smtp.mail.example',
          smtpPort: 587n,
        }),
      }),
    },
    {
      key: 4,
      type: 'IMAP',
      identifier: 'PLAIN-IMAP',
      description: 'Work',
      userName: 'ann',
      isActive: false,
      date: 'yesterday',
      properties: {
        Hostname: 'imap.firm.example',
        PortNumber: 993n,
        SSLEnabled: true,
        FullUserName: 'Ann E.',
        EmailAddresses: ['ann@firm.example'],
        ReplyTo: 'team@firm.example',
      },
    },
    {
      key: 5,
      type: 'Exchange',
      identifier: 'EXCHANGE',
      userName: 'ann@work.example',
      properties: { EWSExternalURL: 'https://mail.work.example:443/EWS/Exchange.asmx', IdentityEmailAddress: 'ann@work.example' },
    },
    { key: 6, type: 'Google', identifier: 'GOOGLE', userName: 'ann@gmail.example' },
    { key: 7, type: 'CalDAV', identifier: 'CALENDAR', parent: 6, properties: { DAAccountHost: 'cal.example', DAAccountPort: 8443n } },
    { key: 8, type: 'IMAP', identifier: 'IMAP-OF-GOOGLE', parent: 6 },
    { key: 9, type: 'POP', identifier: 'POP', rawProperties: { Hostname: binaryPlist('pop.example'), PortNumber: 995, Plain: 'text' } },
    { key: 10, type: 'com.apple.facebook', identifier: 'FACEBOOK', userName: 'ann.example' },
    { key: 11, type: 'com.other.kind', identifier: 'OTHER', parent: 77 },
    { key: 12, type: 'Yahoo', identifier: 'YAHOO' },
    { key: 13, type: 'mso', identifier: 'SUITE' },
    { key: 14, type: null, identifier: 'NO-TYPE' },
  ],
  supported: { mso: ['Mail'] },
  strays: [{ owner: 50, key: 'IdentityEmailAddress', value: 'gone@example.com' }],
  authorizations: [{ type: 'com.apple.facebook', program: 'com.example.app', options: dict({ ACFacebookAppIdKey: '123' }) }],
  credentials: [{ account: 'ICLOUD', service: 'com.apple.account.AppleAccount.token', expires: added }],
};

describe('a database of accounts (Accounts4.sqlite)', () => {
  const { accounts, settings, books, codes, diagnostics } = read(buildAccounts('accounts-4', built).bytes);
  const byKey = new Map(accounts.map((account) => [account.claimed.key, account]));
  const claimsOf = (key: string): AccountDraft['claimed'] => {
    const found = byKey.get(key);
    if (found === undefined) throw new Error(`no account ${key}`);
    return found.claimed;
  };

  it('is taken by the reader of databases, and every account is a record with its row', () => {
    expect(chooseReader(memorySource(buildAccounts('accounts-4', built).bytes), readers).reader?.id).toBe('sqlite');
    expect(accounts.map(({ claimed, locator, observed }) => [formatLocator(locator), claimed.key, observed.allocation])).toEqual([
      ...built.accounts.map(({ key, identifier }) => [`file:Accounts4.sqlite|table:ZACCOUNT|row:${String(key)}`, identifier, 'allocated']),
      ['file:Accounts4.sqlite|table:ZACCOUNTPROPERTY|row:21', '', 'orphan'],
    ]);
    expect([...books].map(([, book]) => book)).toEqual([
      { expected: 14, records: 14, failed: 0, recovered: 1 },
      { expected: 2, records: 2, failed: 0, recovered: 0 },
    ]);
    expect(codes).toEqual([]);
    expect(diagnostics).toEqual([]);
  });

  it('states the kind of server, its host and port, and the user', () => {
    const stated = accounts
      .slice(0, 14)
      .map(({ claimed: { key, service, server, port, userName, type } }) => [key, type, service, server, port, userName]);
    const of = (name: string): string => `com.apple.account.${name}`;
    expect(stated).toEqual([
      ['IMAP-OF-ICLOUD', of('IMAPMail'), 'imap', 'p99-imap.mail.example', 993, ''],
      ['SMTP-OF-ICLOUD', of('SMTP'), 'smtp', 'p99-smtp.mail.example', 587, ''],
      ['ICLOUD', of('AppleAccount'), 'other', 'p99-imap.mail.example', 143, 'ann@example.com'],
      ['PLAIN-IMAP', of('IMAP'), 'imap', 'imap.firm.example', 993, 'ann'],
      ['EXCHANGE', of('Exchange'), 'exchange', 'mail.work.example', null, 'ann@work.example'],
      ['GOOGLE', of('Google'), 'other', '', null, 'ann@gmail.example'],
      ['CALENDAR', of('CalDAV'), 'other', 'cal.example', 8443, ''],
      ['IMAP-OF-GOOGLE', of('IMAP'), 'imap', '', null, ''],
      ['POP', of('POP'), 'pop3', 'pop.example', 995, ''],
      ['FACEBOOK', 'com.apple.facebook', 'other', '', null, 'ann.example'],
      ['OTHER', 'com.other.kind', 'other', '', null, ''],
      ['YAHOO', of('Yahoo'), 'other', '', null, ''],
      ['SUITE', of('mso'), 'other', '', null, ''],
      ['NO-TYPE', undefined, 'other', '', null, ''],
    ]);
    expect(claimsOf('IMAP-OF-ICLOUD').partOf).toBe('ICLOUD');
    expect(claimsOf('PLAIN-IMAP').partOf).toBeUndefined();
  });

  it('says where a server is stated that an account has from the one that it is part of', () => {
    const facts = factsOf(byKey.get('IMAP-OF-ICLOUD') ?? (accounts[0] as AccountDraft));
    expect(facts).toMatchObject({
      'server stated by': 'imapHostname of ZDATACLASSPROPERTIES, ZACCOUNT row 3',
      'port stated by': 'PortNumber, ZACCOUNTPROPERTY row 1',
      'name of the account that it is part of': 'iCloud',
      'user name of the account that it is part of': 'ann@example.com',
      'authentication type (ZAUTHENTICATIONTYPE)': 'parent',
    });
  });

  it('states the addresses, each once', () => {
    const addresses = (key: string): readonly string[] => claimsOf(key).identities.map(({ address }) => address);
    expect(addresses('IMAP-OF-ICLOUD')).toEqual(['ann@icloud.example', 'a.b@icloud.example']);
    expect(addresses('SMTP-OF-ICLOUD')).toEqual(['ann@icloud.example']);
    expect(addresses('ICLOUD')).toEqual(['ann@example.com', 'ann@me.example', 'ann@icloud.example']);
    expect(claimsOf('PLAIN-IMAP').identities).toEqual([{ name: 'Ann E.', address: 'ann@firm.example', replyTo: 'team@firm.example' }]);
    expect(addresses('EXCHANGE')).toEqual(['ann@work.example']);
    expect(addresses('GOOGLE')).toEqual([]);
  });

  it('tells which can hold mail, and why', () => {
    expect(accounts.slice(0, 14).map(({ claimed: { key, canHoldMail } }) => [key, canHoldMail?.answer, canHoldMail?.because])).toEqual([
      ['IMAP-OF-ICLOUD', 'yes', 'Its type com.apple.account.IMAPMail is one of mailboxes.'],
      ['SMTP-OF-ICLOUD', 'no', 'Its type com.apple.account.SMTP only sends mail.'],
      ['ICLOUD', 'yes', 'The data class com.apple.Dataclass.Mail is enabled for it.'],
      ['PLAIN-IMAP', 'yes', 'Its type com.apple.account.IMAP is one of mailboxes.'],
      ['EXCHANGE', 'perhaps', 'Accounts of the type com.apple.account.Exchange may have mail; none is shown to be in use.'],
      ['GOOGLE', 'yes', 'An account of the type com.apple.account.IMAP is a part of it.'],
      ['CALENDAR', 'no', 'Accounts of the type com.apple.account.CalDAV have no mail.'],
      ['IMAP-OF-GOOGLE', 'yes', 'Its type com.apple.account.IMAP is one of mailboxes.'],
      ['POP', 'yes', 'Its type com.apple.account.POP is one of mailboxes.'],
      ['FACEBOOK', 'no', 'Accounts of the type com.apple.facebook have no mail.'],
      ['OTHER', 'perhaps', 'The type com.other.kind is not known to this program.'],
      ['YAHOO', 'perhaps', 'Accounts of the type com.apple.account.Yahoo may have mail; none is shown to be in use.'],
      ['SUITE', 'perhaps', 'Its type supports the data class com.apple.Dataclass.Mail, which is not enabled for it.'],
      ['NO-TYPE', 'perhaps', 'Its type is not stated.'],
    ]);
    expect(factsOf(byKey.get('NO-TYPE') as AccountDraft)['type']).toBe('row 999 of ZACCOUNTTYPE, which is not there');
    expect(factsOf(byKey.get('OTHER') as AccountDraft)['part of']).toBe('row 77 of ZACCOUNT, which is not there');
  });

  it('keeps times with what is stored, in UTC, and what is no time as it stands', () => {
    expect(claimsOf('ICLOUD').times).toEqual([
      { raw: '700000000.25', instant: addedAt, offsetMinutes: 0, statedBy: 'ZACCOUNT.ZDATE, when the account was added or changed' },
      {
        raw: '700000100',
        instant: '2023-03-08T20:28:20.000Z',
        offsetMinutes: 0,
        statedBy: 'ZACCOUNT.ZLASTCREDENTIALRENEWALREJECTIONDATE, when a renewal of its credentials was last rejected',
      },
    ]);
    expect(claimsOf('PLAIN-IMAP').times).toMatchObject([{ raw: 'yesterday', instant: null, offsetMinutes: null }]);
    expect(claimsOf('GOOGLE').times).toEqual([]);
    expect(claimsOf('ICLOUD').lastUsed).toBeNull();
  });

  it('gives every property as a fact with its row, states and classes in words, and shows no secret', () => {
    expect(factsOf(byKey.get('ICLOUD') as AccountDraft)).toMatchObject({
      'type in words': 'AppleAccount in words',
      'active (ZACTIVE)': true,
      'authenticated (ZAUTHENTICATED)': true,
      'owning bundle identifier (ZOWNINGBUNDLEID)': 'com.apple.systempreferences',
      'enabled data classes': ['com.apple.Dataclass.Calendars', 'com.apple.Dataclass.Mail'],
      'provisioned data classes': ['com.apple.Dataclass.Calendars', 'com.apple.Dataclass.Contacts', 'com.apple.Dataclass.Mail'],
      'ACPropertyFullName (ZACCOUNTPROPERTY row 4)': 'Ann Example',
      'nextLivenessNonce (ZACCOUNTPROPERTY row 6)': 'stored, not shown',
      'AccountDelegate.service.mmeAuthToken (ZACCOUNTPROPERTY row 7)': 'stored, not shown',
      'AccountDelegate.service.tokenCreated (ZACCOUNTPROPERTY row 7)': '2024-01-02T03:04:05.000Z',
      'AccountDelegate.service.scope (ZACCOUNTPROPERTY row 7)': 'mail',
      'ZDATACLASSPROPERTIES.com\\.apple\\.Dataclass\\.Mail.smtpPort (ZACCOUNT row 3)': 587,
    });
    expect(factsOf(byKey.get('PLAIN-IMAP') as AccountDraft)['active (ZACTIVE)']).toBe(false);
    expect(factsOf(byKey.get('POP') as AccountDraft)).toMatchObject({ 'Plain (ZACCOUNTPROPERTY row 20)': 'text' });
    expect(JSON.stringify(accounts)).not.toMatch(/SECRET|ABCDEF/);
  });

  it('tells properties whose account is not there, programs that may use accounts, and when credentials expire', () => {
    const stray = accounts.at(-1);
    expect(stray?.claimed.identities.map(({ address }) => address)).toEqual(['gone@example.com']);
    expect(stray?.claimed.facts[0]?.value).toContain('the account may have been removed');
    expect(settings.map(({ claimed }) => ('values' in claimed && 'name' in claimed ? [claimed.name, claimed.values] : null))).toEqual([
      [
        'authorization of a program for accounts',
        [
          { name: 'type', value: 'com.apple.facebook' },
          { name: 'zaccounttype', value: expect.any(Number) as number },
          { name: 'zbundleid', value: 'com.example.app' },
          { name: 'zgrantedpermissions', value: 'read' },
          { name: 'ZOPTIONS.ACFacebookAppIdKey (ZAUTHORIZATION row 1)', value: '123' },
        ],
      ],
      [
        'expiry of a stored credential',
        [
          { name: 'zaccountidentifier', value: 'ICLOUD' },
          { name: 'zservicename', value: 'com.apple.account.AppleAccount.token' },
          { name: 'zexpirationdate', value: added },
          { name: 'zpersistent', value: 1 },
          { name: 'expires, in UTC', value: addedAt },
        ],
      ],
    ]);
  });
});

describe('an older database (Accounts3.sqlite)', () => {
  it('is read with the columns that it has', () => {
    const { accounts, codes } = read(buildAccounts('accounts-3', built).bytes, { fileName: 'Accounts3.sqlite' });
    expect(accounts).toHaveLength(15);
    expect(codes).toEqual([]);
    const icloud = accounts.find(({ claimed }) => claimed.key === 'ICLOUD');
    expect(icloud?.claimed).toMatchObject({ server: '', canHoldMail: { answer: 'yes' }, times: [{ raw: '700000000.25' }] });
  });

  it('may lack every table but the accounts', () => {
    const { bytes } = builtDatabase((database) => {
      database.exec(
        "CREATE TABLE ZACCOUNT (ZACCOUNTTYPE INTEGER, ZIDENTIFIER VARCHAR, ZUSERNAME VARCHAR, ZOWNINGBUNDLEID VARCHAR, ZNEW BLOB); INSERT INTO ZACCOUNT VALUES (1, 'X', 'ann', 'b', NULL)",
      );
    });
    const { accounts, codes, diagnostics } = read(bytes);
    expect(accounts.map(({ claimed }) => [claimed.key, claimed.userName])).toEqual([['X', 'ann']]);
    expect(codes).toEqual(['part-unread file:Accounts4.sqlite']);
    expect(diagnostics[0]?.detail).toContain('znew');
  });
});

describe('a database with its log', () => {
  it('is read with what only the log holds', () => {
    const folder = temporaryFolder('accounts-wal');
    const { bytes, wal } = buildAccounts('accounts-4', built, [
      { key: 20, type: 'IMAP', identifier: 'NEW', userName: 'new', properties: { Hostname: 'imap.new.example' } },
    ]);
    expect(wal.length).toBeGreaterThan(0);
    writeFileSync(join(folder, 'Accounts4.sqlite-wal'), wal);
    const room = roomIn(folder, []);
    const { accounts, codes } = read(bytes, room);
    room.close();
    expect(codes).toEqual(['log-applied file:Accounts4.sqlite']);
    expect(accounts.find(({ claimed }) => claimed.key === 'NEW')?.claimed).toMatchObject({ server: 'imap.new.example', userName: 'new' });
    expect(read(bytes).accounts.map(({ claimed }) => claimed.key)).not.toContain('NEW');
  });
});

describe('what is damaged', () => {
  it('costs a property its meaning, which is told', () => {
    const archive = keyedArchive('imap.example');
    const { accounts, codes, diagnostics } = read(
      buildAccounts('accounts-4', {
        accounts: [
          {
            key: 1,
            type: 'IMAP',
            identifier: 'A',
            rawProperties: {
              Hostname: archive.subarray(0, 30),
              PortNumber: Uint8Array.of(1, 2, 3),
              Empty: new Uint8Array(0),
              FullUserName: keyedArchive('Ann'),
              Nothing: null,
            },
          },
        ],
      }).bytes,
    );
    expect(accounts[0]?.observed.intact).toBe(false);
    expect(accounts[0]?.claimed).toMatchObject({ server: '', port: null });
    expect(factsOf(accounts[0] as AccountDraft)).toMatchObject({
      'PortNumber (ZACCOUNTPROPERTY row 2)': '3 bytes: 010203',
      'FullUserName (ZACCOUNTPROPERTY row 4)': 'Ann',
    });
    expect(codes).toEqual(Array.from({ length: 3 }, () => 'plist-damaged file:Accounts4.sqlite|table:ZACCOUNT|row:1'));
    expect(diagnostics.map(({ effect }) => effect)).toEqual(['field-lost', 'field-lost', 'field-lost']);
  });

  it('of thousands of damaged or large properties only the first are told one by one, and what is kept is bounded', () => {
    const broken = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`K${String(index)}`, Uint8Array.of(index)]));
    const largeArchive = keyedArchive(manyTexts);
    const large = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`L${String(index)}`, largeArchive]));
    const { accounts, diagnostics } = read(
      buildAccounts('accounts-4', { accounts: [{ key: 1, type: 'IMAP', identifier: 'A', rawProperties: { ...broken, ...large } }] }).bytes,
    );
    expect(diagnostics.filter(({ effect }) => effect === 'field-lost')).toHaveLength(21);
    expect(diagnostics.find(({ detail }) => detail.includes('as much as is taken'))?.effect).toBe('limit-reached');
    expect(JSON.stringify(accounts).length).toBeLessThan(3 * 1024 * 1024);
  });

  it.each([
    ['a thousand and one of them', Array.from({ length: 1001 }, (_, index) => `a${String(index)}@example.org`), 1000, 1],
    ['a thousand', Array.from({ length: 1000 }, (_, index) => `a${String(index)}@example.org`), 1000, 0],
    ['one again and again', Array.from({ length: 20_000 }, () => 'a@example.org'), 1, 1],
  ] as const)('of addresses %s, no more are taken than the limit, which is told', (_, addresses, taken, told) => {
    const account = { key: 1, type: 'IMAP', identifier: 'A', properties: { EmailAliases: [dict({ EmailAddresses: addresses })] } };
    const { accounts, diagnostics } = read(buildAccounts('accounts-4', { accounts: [account] }).bytes);
    expect(accounts[0]?.claimed.identities).toHaveLength(taken);
    expect(diagnostics.filter(({ detail }) => detail.includes('more addresses'))).toHaveLength(told);
  });

  it('of very many data classes the first are taken, which is told, and nobody says that Mail is not enabled', () => {
    const enabled = [...Array.from({ length: 200 }, (_, index) => `C${String(index)}`), 'Mail'];
    const account = { key: 1, type: 'com.example.new', identifier: 'A', enabled };
    const { accounts, diagnostics } = read(
      buildAccounts('accounts-4', { accounts: [account], supported: { 'com.example.new': ['Mail'] } }).bytes,
    );
    expect(diagnostics.map(({ effect }) => effect)).toContain('limit-reached');
    expect(accounts[0]?.claimed.canHoldMail?.because).toContain('could not be read');
  });

  it('of a type or an account that could not be read nobody says that it is not there', () => {
    const { bytes } = buildAccounts('accounts-4', {
      accounts: Array.from({ length: 300 }, (_, index) => ({
        key: index + 1,
        type: 'IMAP',
        identifier: `ACCOUNT-${String(index + 1)}`,
        userName: 'u'.repeat(200),
        parent: 300 - index,
      })),
    });
    for (const mark of ['uuuu', 'IMAP in words']) {
      const damaged = Uint8Array.from(bytes);
      const places = Array.from({ length: Math.floor(bytes.length / 4096) - 1 }, (_, page) => 4096 * (page + 1));
      const marked = places.filter((at) => Buffer.from(bytes.subarray(at, at + 4096)).includes(mark));
      const middle = marked[Math.floor(marked.length / 2)] ?? 0;
      damaged.fill(0xee, middle, middle + 4096);
      const { accounts } = read(damaged);
      const values = accounts.flatMap(({ claimed }) => claimed.facts.map(({ value }) => String(value)));
      expect(values.filter((value) => /which is not there$/.test(value))).toEqual([]);
      expect(values.some((value) => value.endsWith('which is not there or could not be read'))).toBe(true);
    }
  });

  it('of texts that are cut keeps no more in memory than what is told', () => {
    const long = (letter: string, at: number): string => `${letter.repeat(500_000)}${String(at)}`;
    const { bytes } = buildAccounts('accounts-4', {
      accounts: Array.from({ length: 20 }, (_, at) => ({
        key: at + 1,
        type: 'IMAP',
        identifier: long('i', at),
        userName: long('u', at),
        rawProperties: {
          Note: long('n', at),
          Hostname: long('h', at),
          IdentityEmailAddress: `a${String(at)}@example.org${' '.repeat(500_000)}`,
        },
      })),
    });
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    collect();
    const before = process.memoryUsage().heapUsed;
    const { accounts } = read(bytes);
    collect();
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(bytes.length / 5);
    expect(accounts[0]?.claimed.identities.map(({ address }) => address)).toEqual(['a0@example.org']);
  });

  it('an alias that a list holds very often is looked through once', () => {
    const length = 200_000;
    const aliases = binaryPlistOf([
      (reference) => Buffer.concat([head(0xa, 10_000), ...Array.from({ length: 10_000 }, () => reference(1))]),
      (reference) => Buffer.concat([head(0xd, length), ...Array.from({ length: 2 * length }, () => reference(2))]),
      () => Buffer.concat([head(0x5, 1), Buffer.from('k')]),
    ]);
    const { bytes } = buildAccounts('accounts-4', {
      accounts: [{ key: 1, type: 'IMAP', identifier: 'A', rawProperties: { EmailAliases: aliases } }],
    });
    const begin = performance.now();
    expect(read(bytes).accounts).toHaveLength(1);
    // Looked through each time it takes a quarter of a minute.
    expect(performance.now() - begin).toBeLessThan(5000);
  });

  const whole = buildAccounts('accounts-4', {
    accounts: Array.from({ length: 400 }, (_, index) => ({
      key: index + 1,
      type: 'IMAP',
      identifier: `ACCOUNT-${String(index + 1)}`,
      userName: 'u'.repeat(200),
      properties: { Hostname: `imap${String(index)}.example` },
    })),
  }).bytes;

  it.each([0.2, 0.5, 0.8, 0.97])('costs what lies in a damaged run at %d of the file, and the books balance', (share) => {
    const bytes = Uint8Array.from(whole);
    const at = Math.floor((bytes.length * share) / 4096) * 4096;
    bytes.fill(0xee, at, at + 8192);
    const { accounts, codes } = read(bytes);
    expect(codes.length).toBeGreaterThan(0);
    expect(accounts.length).toBeGreaterThan(100);
  });

  it.each([1, 100, 4096, 5000, 20_000, 100_000])('is told where the file ends after %d bytes', (length) => {
    const { codes } = read(whole.subarray(0, length));
    expect(codes.length).toBeGreaterThan(0);
  });

  it('never stops the reading, whatever the bytes are, and the books balance', () => {
    const random = seededRandom(95);
    const { bytes } = buildAccounts('accounts-4', built);
    for (let round = 0; round < 60; round += 1) {
      // The mark that the file begins with is what makes it a database.
      const damaged = Buffer.concat([bytes.subarray(0, 16), withFlippedBits(bytes.subarray(16), 1 + random.below(200), random)]);
      read(damaged);
    }
  });

  it('does not say of an account that could not be read that it was removed', () => {
    const { accounts } = read(
      (() => {
        const bytes = Uint8Array.from(whole);
        // Every page that holds rows of ZACCOUNT.
        for (let at = 4096; at < bytes.length; at += 4096)
          if (Buffer.from(bytes.subarray(at, at + 4096)).includes('uuuu')) bytes.fill(0xee, at, at + 4096);
        return bytes;
      })(),
    );
    expect(accounts.length).toBeGreaterThan(0);
    for (const { claimed } of accounts) expect(claimed.facts[0]?.value).toContain('or could not be read');
  });
});

it('a table that an earlier attempt hung in is left out, and booked as lost', () => {
  if (reader === undefined) throw new Error('no reader');
  const result = readSource(reader, memorySource(buildAccounts('accounts-4', built).bytes), {
    fileName: 'Accounts4.sqlite',
    enter: (item) => item.at(-1)?.at !== 'ZACCOUNTPROPERTY',
  });
  const accounts = result.outputs.flatMap((output) =>
    output.kind === 'record' && output.record.kind === 'account' ? [output.record] : [],
  );
  expect(accounts.map(({ claimed }) => claimed.key)).toEqual(built.accounts.map(({ identifier }) => identifier));
  // The pipeline books the one that is left out.
  expect(result.books.get('accounts file:Accounts4.sqlite')).toEqual({ expected: 15, records: 14, failed: 0, recovered: 0 });
});

it('a reader shows that it gets on between large properties', () => {
  if (reader === undefined) throw new Error('no reader');
  const large = binaryPlist(new Uint8Array(1_000_000));
  const rawProperties = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`Large${String(at)}`, large]));
  let times = 0;
  readSource(
    reader,
    memorySource(buildAccounts('accounts-4', { accounts: [{ key: 1, type: 'IMAP', identifier: 'A', rawProperties }] }).bytes),
    {
      fileName: 'Accounts4.sqlite',
      enter: (item) => {
        if (item.at(-1)?.at === 'ZACCOUNTPROPERTY') times += 1;
        return true;
      },
    },
  );
  expect(times).toBe(10);
});

it('properties of an account that is not there, in which an earlier attempt hung, are left out, and booked as lost', () => {
  if (reader === undefined) throw new Error('no reader');
  const { bytes } = buildAccounts('accounts-4', {
    accounts: [{ key: 1, type: 'IMAP', identifier: 'A' }],
    strays: [{ owner: 7, key: 'Hostname', value: 'imap.example.org' }],
  });
  const result = readSource(reader, memorySource(bytes), {
    fileName: 'Accounts4.sqlite',
    enter: (item) => !item.some(({ at }) => at === 'ZACCOUNTPROPERTY') || item.at(-1)?.kind === 'table',
  });
  // The pipeline books the one that is left out.
  expect(result.books.get('accounts file:Accounts4.sqlite')).toEqual({ expected: 2, records: 1, failed: 0, recovered: 0 });
});

describe('databases of other programs', () => {
  it.each([
    'CREATE TABLE ZACCOUNT (Z_PK INTEGER PRIMARY KEY, ZENABLED INTEGER, ZUSERNAME VARCHAR, ZHOSTNAME VARCHAR); CREATE TABLE ZNOTE (ZBODY INTEGER);',
    'CREATE TABLE ZACCOUNT (Z_PK INTEGER PRIMARY KEY, ZACTIVE INTEGER, ZTYPE INTEGER); CREATE TABLE ZACCOUNTTYPE (Z_PK INTEGER, ZNAME VARCHAR);',
  ])('that have a table of this name are not taken for it', (schema) => {
    const { accounts, codes } = read(
      builtDatabase((database) => {
        database.exec(schema);
      }).bytes,
    );
    expect(accounts).toEqual([]);
    expect(codes).toEqual(['format-unknown file:Accounts4.sqlite']);
  });
});

const manyTexts = Array.from({ length: 1000 }, (_, index) => dict({ text: `${String(index)} ${'x'.repeat(60)}` }));
