import { describe, expect, it } from 'vitest';
import { readers } from '#formats/registry.ts';
import { sqliteReader } from '#formats/sqlite/index.ts';
import { thunderbirdDatabases, thunderbirdReaders } from '#formats/thunderbird/index.ts';
import { withFlippedBits } from '#test/support/damaged-source.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { seededRandom } from '#test/support/random.ts';
import { builtDatabase } from '#test/support/sqlite-builder.ts';
import { buildIndex } from '#test/support/thunderbird/build-index.ts';
import { buildMork } from '#test/support/thunderbird/build-mork.ts';
import { readFacts } from '#test/support/thunderbird/read-facts.ts';

const card = 'ns:addrbk:db:row:scope:card:all';
const folder = 'ns:msg:db:row:scope:folders:all';
const cells = {
  subject: 'Über (x) $',
  sender: 'Anna <a@b.example>',
  'message-id': '1@x.example',
  flags: '1001',
  date: '395e7958',
  storeToken: '0',
};

/** Content of each kind, by the reader that it is for. */
const samples: ReadonlyMap<string, Buffer> = new Map([
  [
    'thunderbird-index',
    buildIndex({
      messages: [1, 2, 3, 4].map((key) => ({ key, cells: { ...cells, 'message-id': `${String(key)}@x` } })),
      folder: { MRUTime: '1747364552', numMsgs: '4' },
      later: ({ column }) => `@$$\{1{@{1:${column('ns:msg:db:row:scope:msgs:all')} -2}@$$}1}@`,
    }).bytes,
  ],
  [
    'thunderbird-address-book',
    buildMork({
      tables: [
        {
          scope: card,
          id: 1,
          kind: 'pab',
          rows: [1, 2, 3].map((id) => ({ scope: card, id, cells: { PrimaryEmail: `a${String(id)}@b.example`, DisplayName: 'Ä' } })),
        },
      ],
    }).bytes,
  ],
  [
    'thunderbird-folder-cache',
    buildMork({
      tables: [{ scope: folder, id: 1, kind: 'f', rows: [{ scope: folder, id: 1, cells: { key: '/a.msf', MRUTime: '1747364552' } }] }],
    }).bytes,
  ],
  ['mork', buildMork({ tables: [{ scope: 'other', id: 1, kind: 'f', rows: [{ scope: 'other', id: 1, cells: { a: 'b' } }] }] }).bytes],
  [
    'thunderbird-filters',
    Buffer.from(
      'version="9"\r\nlogging="no"\r\nname="é \\"x\\""\r\nenabled="yes"\r\ntype="17"\r\naction="Forward"\r\nactionValue="a@b.example"\r\ncondition="AND (subject,contains,\\"a (b)\\") OR (from,is,x)"\r\n',
    ),
  ],
  [
    'thunderbird-filter-log',
    Buffer.from('<p>\n[2026-11-26 16:12:58] Applied filter "x" to message from A - S at 1\nforwarded\n</p>\n<p>\n[1/2/26] x\n</p>\n'),
  ],
  [
    'thunderbird-preferences',
    Buffer.from(
      '// x\nuser_pref("mail.identity.id1.doBcc", true);\nuser_pref("mail.identity.id1.doBccList", "a@b.example");\nuser_pref("mail.account.account1.server", "server1");\nuser_pref("mail.server.server1.type", "imap");\n',
    ),
  ],
  [
    'thunderbird-folder-cache-json',
    Buffer.from('{"/a.msf": {"MRUTime": "1747364552", "totalMsgs": 1, "flags": 4}, "/é.msf": {"totalMsgs": 2}}'),
  ],
  [
    'thunderbird-session',
    Buffer.from('{"rev": 0, "windows": [{"type": "3pane", "tabs": {"tabs": [{"mode": "x", "state": {"folderURI": "imap://a"}}]}}]}'),
  ],
  [
    'thunderbird-extensions',
    Buffer.from(
      '{"schemaVersion": 37, "addons": [{"id": "a@b", "location": "app-profile", "installDate": 1747364552123, "defaultLocale": {"name": "x"}, "userPermissions": {"permissions": ["messagesRead"], "origins": []}}]}',
    ),
  ],
  ['mozilla-times', Buffer.from('{"created": 1747364552123}')],
  ['mozilla-handlers', Buffer.from('{"defaultHandlersVersion": {}, "mimeTypes": {"a/b": {"action": 1}}}')],
  ['mozilla-logins', Buffer.from('{"nextId": 1, "logins": [{"hostname": "imap://x", "timeLastUsed": 1747364552123}]}')],
  ['mozilla-profiles', Buffer.from('[Profile0]\nName=x\nPath=y\n[General]\nVersion=2\n')],
  ['thunderbird-search-folders', Buffer.from('version=1\nuri=mailbox://x\nterms=ALL\n')],
]);

it('there is a sample for every reader, and the registry gives it to that reader', () => {
  expect([...samples.keys()].sort()).toEqual(thunderbirdReaders.map(({ id }) => id).sort());
  for (const [id, bytes] of samples) {
    const verdicts = readers.filter((reader) => reader.probe(memorySource(bytes)).verdict === 'yes').map((reader) => reader.id);
    expect(verdicts[0], id).toBe(id);
  }
});

describe.each(thunderbirdReaders.map((reader) => [reader.id, reader] as const))('%s', (id, reader) => {
  const bytes = samples.get(id) ?? Buffer.alloc(0);

  it('gives records of its sample, with all books in balance', () => {
    const reading = readFacts(reader, bytes);
    expect(reading.facts.length + reading.messages.length).toBeGreaterThan(0);
    expect([reading.unbalanced, reading.diagnostics.filter(({ effect }) => effect !== 'noted')]).toEqual([[], []]);
  });

  it('never throws and always balances, cut at every byte', () => {
    for (let length = 0; length <= bytes.length; length += 1) {
      reader.probe(memorySource(bytes.subarray(0, length)));
      expect(readFacts(reader, bytes.subarray(0, length)).unbalanced, String(length)).toEqual([]);
    }
  });

  it('never throws and always balances, with bits turned over, and gives the same again', () => {
    const random = seededRandom(20261126);
    for (let round = 0; round < 150; round += 1) {
      const damaged = withFlippedBits(bytes, 1 + random.below(12), random);
      reader.probe(memorySource(damaged));
      const reading = readFacts(reader, damaged);
      expect(reading.unbalanced).toEqual([]);
      for (const { observed } of reading.facts)
        if (observed.range !== null) expect(observed.range.offsetBytes + observed.range.lengthBytes).toBeLessThanOrEqual(damaged.length);
      if (round < 5) expect(readFacts(reader, damaged).outputs).toEqual(reading.outputs);
    }
  });

  it('has no place twice: every record has a locator of its own', () => {
    const reading = readFacts(reader, bytes);
    const places = reading.outputs.flatMap((output) => (output.kind === 'record' ? [JSON.stringify(output.record.locator)] : []));
    expect(new Set(places).size).toBe(places.length);
  });
});

it('databases with bits turned over are told as far as they go', () => {
  const { bytes } = builtDatabase((database) => {
    database.exec(
      'CREATE TABLE cards (uid TEXT PRIMARY KEY, localId INTEGER); CREATE TABLE properties (card TEXT, name TEXT, value TEXT);',
    );
    for (let index = 0; index < 200; index += 1) {
      database.run('INSERT INTO cards VALUES (?, ?)', [`u${String(index)}`, index]);
      database.run('INSERT INTO properties VALUES (?, ?, ?)', [`u${String(index)}`, 'PrimaryEmail', `a${String(index)}@b.example`]);
    }
  });
  const random = seededRandom(11);
  const reader = sqliteReader(thunderbirdDatabases);
  for (let round = 0; round < 25; round += 1) expect(readFacts(reader, withFlippedBits(bytes, 30, random)).unbalanced).toEqual([]);
});
