import { describe, expect, it } from 'vitest';
import { chooseReader } from '#formats/choose-reader.ts';
import { readers } from '#formats/registry.ts';
import type { FormatReader } from '#formats/reader.ts';
import { addressBookReader } from '#formats/thunderbird/address-book/address-book-reader.ts';
import { panaceaReader } from '#formats/thunderbird/folder-cache/panacea-reader.ts';
import { parseJson } from '#formats/thunderbird/json/parse-json.ts';
import { formatLocator } from '#model/index.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { buildMork } from '#test/support/thunderbird/build-mork.ts';
import { bytesObserved, readFacts, type FactReading } from '#test/support/thunderbird/read-facts.ts';

function readerOf(content: string | Uint8Array): FormatReader | null {
  return chooseReader(memorySource(typeof content === 'string' ? Buffer.from(content, 'utf8') : content), readers).reader;
}

/** Reads content with the reader that the registry chooses for it. */
function readChosen(id: string, content: string | Uint8Array): FactReading {
  const reader = readerOf(content);
  if (reader?.id !== id) throw new Error(`chosen: ${String(reader?.id)}`);
  const reading = readFacts(reader, content);
  expect(reading.unbalanced).toEqual([]);
  return reading;
}

const settingsOf = (reading: FactReading) =>
  reading
    .of('setting')
    .flatMap(({ claimed }) =>
      claimed.setting === 'client-setting'
        ? [[claimed.name, Object.fromEntries(claimed.values.map(({ name, value }) => [name, value]))] as const]
        : [],
    );
const eventsOf = (reading: FactReading) =>
  reading
    .of('event')
    .map(
      ({ claimed, locator }) =>
        [claimed.strength, claimed.operation, claimed.time?.instant ?? null, claimed.object.name, formatLocator(locator)] as const,
    );

describe('an address book in Mork', () => {
  const card = 'ns:addrbk:db:row:scope:card:all';
  const list = 'ns:addrbk:db:row:scope:list:all';
  const pab = 'ns:addrbk:db:table:kind:pab';
  const cards = [
    {
      scope: card,
      id: 1,
      cells: {
        DisplayName: 'Änna',
        PrimaryEmail: 'anna@example.org',
        SecondEmail: 'a@example.net',
        PopularityIndex: '2a',
        LastModifiedDate: '6826aabe',
        Notes: 'x',
      },
    },
    { scope: card, id: 2, cells: { FirstName: 'Boris', LastName: 'B.', PrimaryEmail: 'boris@example.org', LastModifiedDate: '0' } },
    { scope: card, id: 3, cells: { PrimaryEmail: 'cut@example.org' } },
    { scope: list, id: 1, cells: { ListName: 'Team', ListDescription: 'all', Address1: '1', Address2: '2', Address3: '99' } },
  ];
  const { bytes } = buildMork({
    tables: [
      { scope: card, id: 1, kind: pab, rows: cards },
      {
        scope: card,
        id: 2,
        kind: 'ns:addrbk:db:table:kind:deleted',
        rows: [{ scope: card, id: 9, cells: { PrimaryEmail: 'removed@example.org' } }],
      },
    ],
    later: ({ column }) => `{1:${column(card)} -3}`,
  });

  it('has a correspondent for each card and list, and for those that were removed', () => {
    const reading = readChosen('thunderbird-address-book', bytes);
    expect(
      reading
        .of('correspondent')
        .map(({ claimed, observed }) => [
          claimed.name,
          claimed.addresses.map((target) => (target.kind === 'address' ? target.smtpAddress : '')),
          observed.allocation,
        ]),
    ).toEqual([
      ['Änna', ['anna@example.org', 'a@example.net'], 'allocated'],
      ['Boris B.', ['boris@example.org'], 'allocated'],
      ['', ['cut@example.org'], 'deleted'],
      ['', ['removed@example.org'], 'deleted'],
      ['Team', ['anna@example.org', 'boris@example.org'], 'allocated'],
    ]);
    expect(reading.of('correspondent')[0]?.claimed.facts).toEqual([
      { name: 'PopularityIndex', value: '2a' },
      { name: 'LastModifiedDate', value: '2025-05-16T03:02:22.000Z' },
      { name: 'Notes', value: 'x' },
    ]);
    expect(reading.books.get('recovered-items file:evidence')).toMatchObject({ expected: 0, recovered: 2 });
  });

  it('adds up, cut anywhere', () => {
    for (let length = 60; length < bytes.length; length += 31)
      expect(readFacts(addressBookReader, bytes.subarray(0, length)).unbalanced).toEqual([]);
  });
});

it('the folder cache in Mork tells folders and times', () => {
  const scope = 'ns:msg:db:row:scope:folders:all';
  const rows = [
    {
      scope,
      id: 10,
      cells: {
        key: '/home/é/Mail/Inbox.msf',
        flags: '1004',
        totalMsgs: '1f',
        totalUnreadMsgs: 'ffffffff',
        MRUTime: '1747364552',
        lastSyncTimeInSec: '6826aabe',
        folderName: '12',
      },
    },
  ];
  const reading = readChosen(
    'thunderbird-folder-cache',
    buildMork({ tables: [{ scope, id: 1, kind: 'ns:msg:db:table:kind:folders', rows }] }).bytes,
  );
  expect(settingsOf(reading)).toEqual([
    [
      'folder cache entry',
      {
        path: '/home/é/Mail/Inbox.msf',
        flags: 0x1004,
        totalMsgs: 31,
        totalUnreadMsgs: -1,
        MRUTime: '1747364552',
        lastSyncTimeInSec: 0x6826aabe,
        folderName: '12',
        'flags in words': ['mail', 'inbox'],
      },
    ],
  ]);
  expect(eventsOf(reading).map((event) => event.slice(0, 4))).toEqual([
    ['OPENED', 'folder viewed', '2025-05-16T03:02:32.000Z', '/home/é/Mail/Inbox.msf'],
    ['SYNCED', 'folder made available offline', '2025-05-16T03:02:22.000Z', '/home/é/Mail/Inbox.msf'],
  ]);
  expect(panaceaReader.probe(memorySource('// <!-- <mdb:mork:z v="1.4"/> -->\n')).verdict).toBe('no');
});

it('any other Mork file tells its tables', () => {
  const reading = readChosen(
    'mork',
    buildMork({ tables: [{ scope: 'ns:history', id: 26, kind: 'k', rows: [{ scope: 'ns:history', id: 1, cells: { a: 'b' } }] }] }).bytes,
  );
  expect(settingsOf(reading)).toEqual([['table of a Mork database', { kind: 'k', rows: 1 }]]);
});

describe('JSON', () => {
  const parse = (text: string, limits = { depth: 8, nodes: 100 }) => parseJson(Buffer.from(text), limits);

  it('is read with the place of every value', () => {
    const { root, stopped } = parse(' {"a": [1, "é\\u00e9\\n", true, null], "b": {}}\n');
    expect(stopped).toBeNull();
    expect(root?.members.map(({ key }) => key)).toEqual(['a', 'b']);
    expect(root?.members[0]?.node.members.map(({ node }) => [node.value, node.range])).toEqual([
      [1, { offsetBytes: 8, lengthBytes: 1 }],
      ['éé\n', { offsetBytes: 11, lengthBytes: 12 }],
      [true, { offsetBytes: 25, lengthBytes: 4 }],
      [null, { offsetBytes: 31, lengthBytes: 4 }],
    ]);
  });

  it.each([
    ['{"a": 1, "b": ', 'it ends within a value', ['a']],
    ['{"a": 1, "b": "x', 'it ends within a text', ['a']],
    ['{"a": 1 "b": 2}', 'a comma or bracket is missing', ['a']],
    ['{"a": 1, b: 2}', 'a text is missing', ['a']],
    ['{"a": 1, "b" 2}', 'a member has no value', ['a']],
    ['{"a": 1} x', 'something follows the end of the JSON text', ['a']],
    ['{"a": 1, "b": nul}', 'a byte is no part of JSON', ['a']],
    [`{"a": 1, "b": ${'['.repeat(50_000)}`, 'its values are nested deeper than the limit', ['a', 'b']],
    [`{"a": 1, "b": [${'1,'.repeat(200)}1]}`, 'it has more values than the limit', ['a', 'b']],
  ])('is read up to the damage: %s', (text, reason, keys) => {
    const { root, stopped } = parse(text);
    expect(stopped?.reason).toBe(reason);
    expect(root?.members.map(({ key }) => key)).toEqual(keys);
  });

  it('agrees with the platform on whole texts', () => {
    const plain = (node: ReturnType<typeof parse>['root']): unknown =>
      node === null || (node.kind !== 'object' && node.kind !== 'array')
        ? node?.value
        : node.kind === 'array'
          ? node.members.map((one) => plain(one.node))
          : Object.fromEntries(node.members.map((one) => [one.key, plain(one.node)]));
    for (const text of ['{}', '[]', '[[],[{}]]', '{"a":{"b":[1.5e3,-0,"\\ud83d\\ude00\\"\\\\\\/"]}}', '"x"', '12'])
      expect(plain(parse(text).root)).toEqual(JSON.parse(text));
  });
});

it('the folder cache in JSON tells folders and times', () => {
  const content =
    '{"/p/Inbox.msf": {"MRMTime": "1747364000", "MRUTime": "1747364552", "flags": 2147487748, "totalMsgs": 2, "folderSize": -1}}';
  const reading = readChosen('thunderbird-folder-cache-json', content);
  expect(settingsOf(reading)[0]?.[1]).toMatchObject({
    path: '/p/Inbox.msf',
    totalMsgs: 2,
    'flags in words': ['mail', 'inbox', 'favourite'],
  });
  expect(eventsOf(reading)).toEqual([
    ['OPENED', 'folder viewed', '2025-05-16T03:02:32.000Z', '/p/Inbox.msf', 'file:evidence|key:/p/Inbox.msf|key:MRUTime'],
    ['CHANGED', 'folder changed', '2025-05-16T02:53:20.000Z', '/p/Inbox.msf', 'file:evidence|key:/p/Inbox.msf|key:MRMTime'],
  ]);
  expect(reading.of('event').map((event) => bytesObserved(event, content))).toEqual(['"1747364552"', '"1747364000"']);
});

it('a cut file is told up to the cut, and what is lost is booked', () => {
  const content = '{"/p/A.msf": {"flags": 4, "totalMsgs": 2}, "/p/B.msf": {"flags": 4, "tot';
  const reading = readChosen('thunderbird-folder-cache-json', content);
  expect(settingsOf(reading).map(([, values]) => values['path'])).toEqual(['/p/A.msf', '/p/B.msf']);
  expect(reading.diagnostics.map(({ code, effect }) => [code, effect])).toEqual([['index-damaged', 'item-lost']]);
});

it('the session tells its tabs, and what they show', () => {
  const content = JSON.stringify({
    rev: 0,
    windows: [
      {
        type: '3pane',
        tabs: {
          rev: 0,
          selectedIndex: 1,
          tabs: [
            { mode: 'mail3PaneTab', state: { folderURI: 'imap://a@b/INBOX' } },
            { mode: 'mailMessageTab', state: { messageURI: 'imap-message://a@b/INBOX#7' } },
            { mode: 'contentTab', state: { tabURI: 'https://x.example' } },
          ],
        },
      },
    ],
  });
  const reading = readChosen('thunderbird-session', content);
  expect(settingsOf(reading).map(([name, values]) => [name, values['mode']])).toEqual([
    ['open tab', 'mail3PaneTab'],
    ['open tab', 'mailMessageTab'],
    ['open tab', 'contentTab'],
  ]);
  expect(eventsOf(reading).map((event) => event.slice(0, 4))).toEqual([
    ['OPENED', 'folder shown in a tab when the program ended', null, 'imap://a@b/INBOX'],
    ['OPENED', 'message shown in a tab when the program ended', null, 'imap-message://a@b/INBOX#7'],
  ]);
});

it('add-ons are told with what they may do to mail', () => {
  const addon = {
    id: 'copyall@example',
    version: '1.0',
    type: 'extension',
    active: true,
    location: 'app-profile',
    installDate: 1747364552123,
    updateDate: 1747364552999,
    defaultLocale: { name: 'Copy All' },
    userPermissions: { permissions: ['messagesRead', 'compose.send', 'storage'], origins: ['<all_urls>'] },
  };
  const builtIn = { ...addon, id: 'default-theme@mozilla.org', location: 'app-builtin', userPermissions: null };
  const reading = readChosen('thunderbird-extensions', JSON.stringify({ schemaVersion: 37, addons: [addon, builtIn] }));
  expect(settingsOf(reading)[0]).toEqual([
    'extension',
    {
      name: 'Copy All',
      id: 'copyall@example',
      version: '1.0',
      type: 'extension',
      active: true,
      location: 'app-profile',
      permissions: ['messagesRead', 'compose.send', 'storage'],
      origins: ['<all_urls>'],
      may: ['read messages', 'send messages without asking'],
    },
  ]);
  expect(eventsOf(reading)).toEqual([
    [
      'CHANGED',
      'add-on installed',
      '2025-05-16T03:02:32.123Z',
      'Copy All (copyall@example)',
      'file:evidence|key:addons|key:0|key:installDate',
    ],
  ]);
});

it('times, handlers and saved passwords are told, encrypted values are not', () => {
  expect(
    eventsOf(readChosen('mozilla-times', '{"created": 1747364552123, "firstUse": 1747364999000}')).map((event) => event.slice(0, 3)),
  ).toEqual([
    ['PRESENT', 'profile created', '2025-05-16T03:02:32.123Z'],
    ['PRESENT', 'profile first used', '2025-05-16T03:09:59.000Z'],
  ]);
  expect(
    settingsOf(
      readChosen(
        'mozilla-handlers',
        '{"defaultHandlersVersion": {}, "mimeTypes": {"application/x": {"action": 2, "handlers": [{"path": "/bin/x"}]}}, "schemes": {}}',
      ),
    ),
  ).toEqual([['handler', { 'media type': 'application/x', action: 2, 'handlers.0.path': '/bin/x' }]]);
  const logins = readChosen(
    'mozilla-logins',
    '{"nextId": 2, "logins": [{"id": 1, "hostname": "imap://imap.example.org", "encryptedPassword": "c2VjcmV0", "timeLastUsed": 1747364552123}]}',
  );
  expect(eventsOf(logins).map((event) => event.slice(0, 4))).toEqual([
    ['ATTEMPTED', 'saved password used', '2025-05-16T03:02:32.123Z', 'imap://imap.example.org'],
  ]);
  expect(JSON.stringify(logins.facts)).not.toContain('c2VjcmV0');
});

it('profiles, installations and versions are told by section', () => {
  const ini =
    '[General]\r\nStartWithLastProfile=1\r\nVersion=2\r\n\r\n[Profile0]\r\nName=default\r\nIsRelative=1\r\nPath=Profiles/é.default\r\n; note\r\n[InstallD78BF5DD33499EC2]\r\nDefault=Profiles/x\r\n';
  const reading = readChosen('mozilla-profiles', ini);
  expect(settingsOf(reading)).toEqual([
    ['profile settings', { name: 'General', StartWithLastProfile: '1', Version: '2' }],
    ['profile settings', { name: 'Profile0', Name: 'default', IsRelative: '1', Path: 'Profiles/é.default', line: '; note' }],
    ['profile settings', { name: 'InstallD78BF5DD33499EC2', Default: 'Profiles/x' }],
  ]);
  expect(reading.of('setting').map((setting) => bytesObserved(setting, ini))[2]).toBe('[InstallD78BF5DD33499EC2]\r\nDefault=Profiles/x');
  expect(settingsOf(readChosen('mozilla-profiles', '[Compatibility]\nLastVersion=128.0_x\n'))[0]?.[1]).toEqual({
    name: 'Compatibility',
    LastVersion: '128.0_x',
  });
  expect(readerOf('[General]\nVersion=2\nx=1\n')).toBeNull();
});

it('search folders are told', () => {
  const reading = readChosen(
    'thunderbird-search-folders',
    'version=1\nuri=mailbox://x/y\nscope=a|b\nterms=AND (tag,contains,$label1)\nuri=mailbox://x/z\nterms=ALL\n',
  );
  expect(settingsOf(reading).map(([, values]) => values)).toEqual([
    { version: '1' },
    { name: 'mailbox://x/y', scope: 'a|b', terms: 'AND (tag,contains,$label1)' },
    { name: 'mailbox://x/z', terms: 'ALL' },
  ]);
});

it('other JSON, INI and text are left to others', () => {
  for (const content of [
    '{"a": 1}',
    '{"windows": []}',
    '[1]',
    '{"created": {}}',
    '{"addons": {}}',
    '[Section]\nkey=value',
    'version=1\n\n',
    'uri=x',
  ])
    expect(readerOf(content)?.id ?? null, content).toBeNull();
});
