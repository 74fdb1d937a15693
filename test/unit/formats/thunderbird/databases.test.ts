import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EvidenceCutError, EvidenceReadError, type Surroundings } from '#evidence/byte-source.ts';
import { sqliteReader } from '#formats/sqlite/index.ts';
import { thunderbirdDatabases } from '#formats/thunderbird/index.ts';
import { readVCard } from '#formats/thunderbird/databases/vcard.ts';
import { defaultLimits, formatLocator } from '#model/index.ts';
import { roomIn, withUnreadable } from '#test/support/reading-room.ts';
import { builtDatabase } from '#test/support/sqlite-builder.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { buildIndex, buildMailbox } from '#test/support/thunderbird/build-index.ts';
import { readFacts, type FactReading } from '#test/support/thunderbird/read-facts.ts';

const reader = sqliteReader(thunderbirdDatabases);

/** Reads a database that lies in a profile with other files. */
function readIn(files: Readonly<Record<string, Uint8Array | string>>, bytes: Uint8Array, fileName: string): FactReading {
  const root = temporaryFolder('profile');
  for (const [name, content] of Object.entries({ ...files, [fileName]: bytes })) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  const room = roomIn(root, []);
  const reading = readFacts(reader, bytes, { ...room, fileName, locator: [{ kind: 'file', at: fileName }] });
  room.close();
  expect(reading.unbalanced).toEqual([]);
  return reading;
}

const prefs = `user_pref("mail.server.server1.type", "none");
user_pref("mail.server.server1.userName", "nobody");
user_pref("mail.server.server1.hostname", "Local Folders");
user_pref("mail.server.server1.directory-rel", "[ProfD]Mail/Local Folders");
user_pref("mail.server.server2.type", "imap");
user_pref("mail.server.server2.userName", "anna@example.org");
user_pref("mail.server.server2.hostname", "imap.example.org");
user_pref("mail.server.server2.directory", "C:\\\\Users\\\\x\\\\Profiles\\\\y\\\\ImapMail\\\\imap.example.org");
`;
const mailboxOf = (...ids: readonly string[]): Buffer =>
  buildMailbox(ids.map((id) => ({ id: `${id}@example.org`, text: `From: a@b.example\n\ntext\n` }))).bytes;

describe('the global database', () => {
  const { bytes } = builtDatabase((database) => {
    database.exec(`
      CREATE TABLE folderLocations (id INTEGER PRIMARY KEY, folderURI TEXT NOT NULL, dirtyStatus INTEGER NOT NULL, name TEXT NOT NULL, indexingPriority INTEGER NOT NULL);
      CREATE TABLE conversations (id INTEGER PRIMARY KEY, subject TEXT NOT NULL, oldestMessageDate INTEGER, newestMessageDate INTEGER);
      CREATE TABLE messages (id INTEGER PRIMARY KEY, folderID INTEGER, messageKey INTEGER, conversationID INTEGER NOT NULL, date INTEGER, headerMessageID TEXT, deleted INTEGER NOT NULL default 0, jsonAttributes TEXT, notability INTEGER NOT NULL default 0);
      CREATE TABLE messagesText_content (docid INTEGER PRIMARY KEY, c0body, c1subject, c2attachmentNames, c3author, c4recipients);
      CREATE TABLE attributeDefinitions (id INTEGER PRIMARY KEY, attributeType INTEGER NOT NULL, extensionName TEXT NOT NULL, name TEXT NOT NULL, parameter BLOB);
      CREATE TABLE contacts (id INTEGER PRIMARY KEY, directoryUUID TEXT, contactUUID TEXT, popularity INTEGER, frecency INTEGER, name TEXT, jsonAttributes TEXT);
      CREATE TABLE identities (id INTEGER PRIMARY KEY, contactID INTEGER NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL, description NOT NULL, relay INTEGER NOT NULL);
      INSERT INTO folderLocations VALUES (1, 'mailbox://nobody@Local%20Folders/Inbox', 0, 'Inbox', 50), (2, 'imap://anna%40example.org@imap.example.org/INBOX/Sub', 0, 'Sub', 20), (3, 'imap://gone@example.net/INBOX', 0, 'INBOX', 20);
      INSERT INTO conversations VALUES (1, 'Plans', 0, 0);
      INSERT INTO attributeDefinitions VALUES (57, 0, 'built-in', 'star', NULL), (58, 0, 'built-in', 'forwarded', NULL), (59, 0, 'built-in', 'read', NULL), (60, 0, 'built-in', 'tag', NULL);
      INSERT INTO messages VALUES
        (10, 1, 1, 1, 962492760000000, 'kept@example.org', 0, '{"57":false,"58":true,"59":true}', 20),
        (11, 1, 2, 1, 962492760000000, 'gone@example.org', 0, '{"58":true,"60":["$label1"]}', 5),
        (12, 2, 3, 1, 962492760000000, 'below@example.org', 0, NULL, 0),
        (13, 3, 4, 1, 962492760000000, 'elsewhere@example.org', 0, 'not json', 0),
        (14, NULL, NULL, 1, NULL, 'ghost@example.org', 0, NULL, 0),
        (15, 1, 5, 1, 962492760000000, 'deleted@example.org', 1, NULL, 0);
      INSERT INTO messagesText_content VALUES
        (10, 'body kept', 'Kept', '', 'Anna <anna@example.org>', 'boris@example.org'),
        (11, 'body gone é', 'Gone', 'a.pdf' || char(10) || 'b.pdf', 'Anna <anna@example.org> Anna of the book', 'Boris <boris@example.org>, c@example.org'),
        (12, 'body below', 'Below', NULL, 'x@example.org', ''),
        (13, 'body elsewhere', 'Elsewhere', NULL, 'x@example.org', ''),
        (15, 'body deleted', 'Deleted', NULL, 'x@example.org', '');
      INSERT INTO contacts VALUES (1, NULL, NULL, 7, 100, 'Anna', NULL);
      INSERT INTO identities VALUES (1, 1, 'email', 'anna@example.org', '', 0);
    `);
  });
  const files = {
    'prefs.js': prefs,
    'Mail/Local Folders/Inbox': mailboxOf('kept'),
    'ImapMail/imap.example.org/INBOX.sbd/Sub': mailboxOf('below'),
  };
  const reading = readIn(files, bytes, 'global-messages-db.sqlite');

  it('finds the mailboxes by the names of their servers where no preferences tell the directory', () => {
    const { messages, of } = readIn({ ...files, 'prefs.js': '// none\n' }, bytes, 'global-messages-db.sqlite');
    expect(of('index-entry').map(({ claimed }) => [claimed.messageId, claimed.inStore])).toEqual([
      ['<kept@example.org>', 'yes'],
      ['<below@example.org>', 'yes'],
      ['<ghost@example.org>', 'unknown'],
    ]);
    expect(messages).toHaveLength(3);
  });

  it('takes no directory by the name of a server that the preferences give to another account there', () => {
    const owned = (user: string): string =>
      `user_pref("mail.server.server3.type", "imap");\nuser_pref("mail.server.server3.userName", "${user}");\nuser_pref("mail.server.server3.hostname", "example.net");\nuser_pref("mail.server.server3.directory-rel", "[ProfD]ImapMail/example.net");\n`;
    const entries = (more: string): unknown[] =>
      readIn(
        { ...files, 'prefs.js': prefs + more, 'ImapMail/example.net/INBOX': mailboxOf('elsewhere') },
        bytes,
        'global-messages-db.sqlite',
      )
        .of('index-entry')
        .map(({ claimed }) => claimed.messageId)
        .filter((id) => id === '<elsewhere@example.org>');
    expect(entries(''), 'of an account that was removed').toHaveLength(1);
    expect(entries(owned('gone')), 'its own').toHaveLength(1);
    expect(entries(owned('dora')), 'of another').toEqual([]);
  });

  it('has an index entry for what the mailboxes hold, and a message with its text for what they do not', () => {
    expect(reading.of('index-entry').map(({ claimed }) => [claimed.messageId, claimed.inStore, claimed.flags])).toEqual([
      ['<kept@example.org>', 'yes', ['forwarded', 'read']],
      ['<below@example.org>', 'yes', []],
      ['<ghost@example.org>', 'unknown', []],
    ]);
    expect(
      reading.messages.map(({ claimed, bodies, observed, headerOrigin }) => [
        claimed.messageId,
        claimed.subject,
        bodies.text,
        observed.allocation,
        headerOrigin,
      ]),
    ).toEqual([
      ['<gone@example.org>', 'Gone', 'body gone é', 'allocated', 'index'],
      ['<elsewhere@example.org>', 'Elsewhere', 'body elsewhere', 'allocated', 'index'],
      ['<deleted@example.org>', 'Deleted', 'body deleted', 'deleted', 'index'],
    ]);
    expect(reading.messages[0]).toMatchObject({
      observed: { intact: false },
      claimed: {
        folderPath: ['nobody@Local Folders', 'Inbox'],
        from: [{ name: 'Anna', address: 'anna@example.org' }],
        to: [
          { name: 'Boris', address: 'boris@example.org' },
          { name: '', address: 'c@example.org' },
        ],
        sent: { raw: '962492760000000', instant: '2000-07-01T23:06:00.000Z' },
        flags: ['forwarded', 'tag:$label1'],
      },
      attachments: [
        { name: 'a.pdf', sizeBytes: null },
        { name: 'b.pdf', sizeBytes: null },
      ],
    });
    expect(formatLocator(reading.messages[0]?.locator ?? [])).toBe('file:global-messages-db.sqlite|table:messages|row:11');
    expect(reading.of('index-entry')[2]?.claimed.subject).toBe('Plans');
    expect(reading.books.get('recovered-items file:global-messages-db.sqlite')).toMatchObject({ expected: 0, recovered: 1 });
  });

  it('tells folders and people', () => {
    expect(reading.of('setting').map(({ claimed }) => ('folderPath' in claimed ? claimed.folderPath : []))).toEqual([
      ['nobody@Local Folders', 'Inbox'],
      ['anna@example.org@imap.example.org', 'INBOX', 'Sub'],
      ['gone@example.net', 'INBOX'],
    ]);
    expect(reading.of('correspondent').map(({ claimed }) => [claimed.name, claimed.facts])).toEqual([
      [
        'Anna',
        [
          { name: 'kind', value: 'email' },
          { name: 'popularity', value: 7 },
          { name: 'frecency', value: 100 },
        ],
      ],
    ]);
  });

  it('keeps all texts where it was acquired alone', () => {
    const alone = readFacts(reader, bytes, { fileName: 'global-messages-db.sqlite' });
    expect(alone.messages.map(({ bodies }) => bodies.text)).toEqual([
      'body kept',
      'body gone é',
      'body below',
      'body elsewhere',
      'body deleted',
    ]);
    expect(alone.unbalanced).toEqual([]);
  });

  it('says so where the case holds only the beginning of a text or of a list', () => {
    const short = readFacts(reader, bytes, { limits: { ...defaultLimits, bodyBytes: 9, mimeParts: 1 } });
    expect(short.messages.map(({ bodies }) => bodies.text)).toContain('body gone');
    expect(short.diagnostics.map(({ code, effect, locator }) => [code, effect, formatLocator(locator.slice(-1))])).toEqual([
      ['body-truncated', 'limit-reached', 'row:11'],
      ['mime-limit', 'limit-reached', 'row:11'],
      ['body-truncated', 'limit-reached', 'row:12'],
      ['body-truncated', 'limit-reached', 'row:13'],
      ['body-truncated', 'limit-reached', 'row:15'],
    ]);
  });

  it('leaves a message to the index that lists it where the folder has no mailbox, and adds the text that it keeps', () => {
    const told = (more: Readonly<Record<string, Uint8Array | string>>): FactReading =>
      readIn({ 'prefs.js': prefs, 'Mail/Local Folders/Inbox': mailboxOf('kept'), ...more }, bytes, 'global-messages-db.sqlite');
    const listing = (...ids: readonly string[]): Uint8Array =>
      buildIndex({ messages: ids.map((id, at) => ({ key: at + 1, cells: { 'message-id': `${id}@example.org` } })) }).bytes;
    const texts = ({ messages }: FactReading): unknown => messages.map(({ bodies }) => bodies.text);
    const alone = ['body gone é', 'body below', 'body elsewhere', 'body deleted'];
    const sub = 'ImapMail/imap.example.org/INBOX.sbd/Sub.msf';
    const listed = told({ [sub]: listing('other', 'below') });
    expect(texts(listed)).toEqual(['body gone é', 'body elsewhere', 'body deleted']);
    const entry = listed.of('index-entry').find(({ claimed }) => claimed.messageId === '<below@example.org>');
    expect(entry?.claimed).toMatchObject({ inStore: 'no', subject: 'Below' });
    expect(entry?.claimed.facts).toContainEqual({ name: 'text of the body', value: 'body below' });
    expect(listed.diagnostics).toEqual([]);
    // An index that does not list it, or that is none, leaves it to the database.
    for (const more of [{ [sub]: listing('other') }, { [sub]: 'no index' }, {}, { 'Mail/Local Folders/Inbox.msf': listing('kept') }]) {
      expect(texts(told(more))).toEqual(alone);
    }
    // So it is where the mailbox is there and lacks it.
    expect(texts(told({ 'Mail/Local Folders/Inbox.msf': listing('gone') }))).toEqual(['body below', 'body elsewhere', 'body deleted']);
  });

  describe('beside a Maildir', () => {
    const letter = (id: string): string => `From: a@b.example\nMessage-ID: <${id}@example.org>\n\nMessage-ID: <gone@example.org>\n`;
    const maildir = {
      'prefs.js': prefs,
      'Mail/Local Folders/Inbox/cur/1000.eml': letter('kept'),
      'Mail/Local Folders/Inbox/new/1001.eml': letter('other'),
      'Mail/Local Folders/Inbox/tmp/1002.eml': letter('gone'),
      'ImapMail/imap.example.org/INBOX.sbd/Sub/cur/1.eml': 'no header\n',
      'ImapMail/imap.example.org/INBOX.sbd/Sub/cur/2.eml': letter('below').replaceAll('\n', '\r\n'),
    };
    const states = (told: FactReading): unknown => [
      told.of('index-entry').map(({ claimed }) => [claimed.messageId, claimed.inStore]),
      told.messages.map(({ claimed }) => claimed.messageId),
    ];

    it('tells no message a second time that lies there, and alone what does not', () => {
      expect(states(readIn(maildir, bytes, 'global-messages-db.sqlite'))).toEqual([
        [
          ['<kept@example.org>', 'yes'],
          ['<below@example.org>', 'yes'],
          ['<ghost@example.org>', 'unknown'],
        ],
        ['<gone@example.org>', '<elsewhere@example.org>', '<deleted@example.org>'],
      ]);
    });

    it('leaves what its index lists and the Maildir lacks to the index', () => {
      const index = buildIndex({ messages: [{ key: 1, cells: { 'message-id': 'gone@example.org', storeToken: '999.eml' } }] }).bytes;
      const told = readIn({ ...maildir, 'Mail/Local Folders/Inbox.msf': index }, bytes, 'global-messages-db.sqlite');
      expect(told.messages.map(({ claimed }) => claimed.messageId)).toEqual(['<elsewhere@example.org>', '<deleted@example.org>']);
    });

    it('has entries with their texts where not all files could be looked at', () => {
      const surroundingsWithout = (change: (surroundings: Surroundings) => Surroundings): FactReading => {
        const root = temporaryFolder('profile');
        for (const [name, content] of Object.entries(maildir)) {
          mkdirSync(dirname(join(root, name)), { recursive: true });
          writeFileSync(join(root, name), content);
        }
        const room = roomIn(root, []);
        const told = readFacts(reader, bytes, { ...room, surroundings: change(room.surroundings), fileName: 'g' });
        room.close();
        expect(told.unbalanced).toEqual([]);
        return told;
      };
      const unreadable = surroundingsWithout(({ beginning, ...room }) => ({
        open: room.open,
        list: room.list,
        beginning(path, lengthBytes) {
          if (path.endsWith('1001.eml')) throw new EvidenceReadError('It cannot be read.');
          return beginning?.(path, lengthBytes) ?? null;
        },
      }));
      expect(unreadable.messages.map(({ claimed }) => claimed.messageId)).toEqual(['<elsewhere@example.org>']);
      const entry = unreadable.of('index-entry').find(({ claimed }) => claimed.messageId === '<gone@example.org>');
      expect(entry?.claimed.facts).toContainEqual({ name: 'text of the body', value: 'body gone é' });
      const unlistable = surroundingsWithout(({ list, ...room }) => ({
        ...room,
        list(path) {
          if (path.endsWith('/cur')) throw new EvidenceReadError('It cannot be listed.');
          return list(path);
        },
      }));
      expect(unlistable.of('index-entry').length + unlistable.messages.length).toBe(6);
      expect(unlistable.of('index-entry').some(({ claimed }) => claimed.inStore === 'yes')).toBe(false);
      // In an archive files lie packed.
      const packed = surroundingsWithout(({ open, list }) => ({ open, list }));
      expect(packed.messages.map(({ claimed }) => claimed.messageId)).toEqual(['<elsewhere@example.org>']);
      expect(packed.of('index-entry').map(({ claimed }) => claimed.inStore)).toEqual(Array(5).fill('unknown'));
    });

    it('is gone through file by file, and left out where the reading hung on it before', () => {
      const many = Object.fromEntries(
        Array.from({ length: 1500 }, (_, index) => [`Mail/Local Folders/Inbox/cur/${String(index)}.eml`, letter(`n${String(index)}`)]),
      );
      const root = temporaryFolder('profile');
      for (const [name, content] of Object.entries({ 'prefs.js': prefs, ...many })) {
        mkdirSync(dirname(join(root, name)), { recursive: true });
        writeFileSync(join(root, name), content);
      }
      const entered: string[] = [];
      const readWith = (hung: string | null): FactReading => {
        const room = roomIn(root, []);
        const told = readFacts(reader, bytes, {
          ...room,
          fileName: 'g',
          enter(locator) {
            const place = formatLocator(locator.slice(-2));
            if (place.startsWith('beside')) entered.push(place);
            return place !== hung;
          },
        });
        room.close();
        // The pipeline books what it leaves out.
        expect(told.unbalanced).toEqual(hung === null ? [] : ['index file:g: expected 6, records 5, failed 0']);
        return told;
      };
      const whole = readWith(null);
      expect(entered).toEqual(['beside:Mail/Local Folders/Inbox/cur|entry:0', 'beside:Mail/Local Folders/Inbox/cur|entry:1000']);
      expect(whole.messages.map(({ claimed }) => claimed.messageId)).toContain('<gone@example.org>');
      const without = readWith('beside:Mail/Local Folders/Inbox/cur|entry:1000');
      expect(without.messages.map(({ claimed }) => claimed.messageId)).not.toContain('<gone@example.org>');
    });
  });

  it('has entries with their texts for messages of a mailbox of which an archive gave only a beginning', () => {
    const root = temporaryFolder('profile');
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), content);
    }
    const room = roomIn(root, []);
    const surroundings: Surroundings = {
      list: (path) => room.surroundings.list(path),
      open(path) {
        if (path.endsWith('Local Folders/Inbox')) throw new EvidenceCutError('It was unpacked to its beginning.');
        return room.surroundings.open(path);
      },
    };
    const cut = readFacts(reader, bytes, { ...room, surroundings, fileName: 'g' });
    room.close();
    expect(cut.messages.map(({ claimed }) => claimed.messageId)).toEqual(['<elsewhere@example.org>']);
    const entry = cut.of('index-entry').find(({ claimed }) => claimed.messageId === '<gone@example.org>');
    expect(entry?.claimed.inStore).toBe('unknown');
    expect(entry?.claimed.facts).toContainEqual({ name: 'text of the body', value: 'body gone é' });
    expect(cut.unbalanced).toEqual([]);
  });

  it('says nothing of what a mailbox lacks that cannot be read, and reads on', () => {
    const root = temporaryFolder('profile');
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), content);
    }
    // Without its mailbox all texts are kept, as where the database was acquired alone; without the preferences it is found by name.
    for (const [path, keepsText] of [
      ['Mail/Local Folders/Inbox', true],
      ['prefs.js', false],
    ] as const) {
      const room = withUnreadable(roomIn(root, []), path);
      const result = readFacts(reader, bytes, { ...room, fileName: 'g' });
      room.close();
      expect(
        result.messages.some(({ bodies }) => bodies.text === 'body kept'),
        path,
      ).toBe(keepsText);
      expect(result.unbalanced, path).toEqual([]);
    }
  });

  it('books the comparison with a mailbox that hung before as lost', () => {
    const root = temporaryFolder('profile');
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), content);
    }
    const room = roomIn(root, []);
    const hung = readFacts(reader, bytes, { ...room, fileName: 'g', enter: (locator) => !formatLocator(locator).includes('beside:Mail') });
    room.close();
    expect(hung.messages.map(({ bodies }) => bodies.text)).toContain('body kept');
    // The pipeline has booked one loss.
    expect(hung.unbalanced).toEqual(['index file:g: expected 6, records 5, failed 0']);
  });

  it('is read without the tables of later versions', () => {
    const old = builtDatabase((database) => {
      database.exec(`CREATE TABLE folderLocations (id INTEGER PRIMARY KEY, folderURI TEXT, name TEXT);
        CREATE TABLE messages (id INTEGER PRIMARY KEY, folderID INTEGER, messageKey INTEGER, conversationID INTEGER, headerMessageID TEXT);
        INSERT INTO messages VALUES (1, 1, 1, 1, 'a@example.org')`);
    });
    const result = readFacts(reader, old.bytes);
    expect(result.of('index-entry').map(({ claimed }) => claimed.messageId)).toEqual(['<a@example.org>']);
    expect(result.unbalanced).toEqual([]);
  });
});

describe('an address book', () => {
  const { bytes } = builtDatabase((database) => {
    database.exec(`
      CREATE TABLE cards (uid TEXT PRIMARY KEY, localId INTEGER);
      CREATE TABLE properties (card TEXT, name TEXT, value TEXT);
      CREATE TABLE lists (uid TEXT PRIMARY KEY, localId INTEGER, name TEXT, nickName TEXT, description TEXT);
      CREATE TABLE list_cards (list TEXT, card TEXT, PRIMARY KEY(list, card));
      INSERT INTO cards VALUES ('u1', 1), ('u2', 2), ('u3', 3);
      INSERT INTO properties VALUES ('u1', 'DisplayName', 'Änna'), ('u1', 'PrimaryEmail', 'anna@example.org'), ('u1', 'LastModifiedDate', '1747364552'), ('u1', 'PopularityIndex', '0'),
        ('gone', 'PrimaryEmail', 'gone@example.org');
      INSERT INTO lists VALUES ('l1', 1, 'Team', '', 'all');
      INSERT INTO list_cards VALUES ('l1', 'u1'), ('l1', 'u2');
    `);
    database.run("INSERT INTO properties VALUES ('u2', '_vCard', ?)", [
      'BEGIN:VCARD\r\nVERSION:4.0\r\nEMAIL;PREF=1:boris@exam\r\n ple.org\r\nitem1.EMAIL;TYPE="a;b:c":b2@example.org\r\nFN:Boris\\, B.\r\nORG:X;Y\r\nEND:VCARD\r\n',
    ]);
  });

  it('has a correspondent for each card, list and orphan', () => {
    const reading = readIn({}, bytes, 'abook.sqlite');
    expect(
      reading
        .of('correspondent')
        .map(({ claimed, observed }) => [
          claimed.name,
          claimed.addresses.map((target) => (target.kind === 'address' ? target.smtpAddress : '')),
          observed.allocation,
        ]),
    ).toEqual([
      ['Änna', ['anna@example.org'], 'allocated'],
      ['Boris, B.', ['boris@example.org', 'b2@example.org'], 'allocated'],
      ['', [], 'allocated'],
      ['Team', ['anna@example.org', 'boris@example.org'], 'allocated'],
      ['', ['gone@example.org'], 'orphan'],
    ]);
    expect(reading.of('correspondent')[0]?.claimed.facts).toEqual([{ name: 'LastModifiedDate', value: '2025-05-16T03:02:32.000Z' }]);
    expect(reading.of('correspondent')[1]?.claimed.facts).toEqual([{ name: 'org', value: 'X;Y' }]);
    expect(reading.of('correspondent')[0]?.claimed.source).toBe('address book "abook.sqlite"');
  });

  it('stops at its limits', () => {
    expect(readFacts(reader, bytes, { limits: { indexRows: 2 } }).codes).toEqual(['limit-reached file:evidence']);
  });

  it('reads names of vCards that have no full name, and no lines that are none', () => {
    expect(readVCard('N:Example;Anna;;;\nEMAIL:mailto:a@b.example\nnonsense\n:x')).toEqual({
      name: 'Anna Example',
      addresses: ['a@b.example'],
      others: new Map(),
    });
  });
});

it('the new message database tells folders and messages', () => {
  const { bytes } = builtDatabase((database) => {
    database.exec(`
      CREATE TABLE folders (id INTEGER PRIMARY KEY, parent INTEGER, ordinal INTEGER, name TEXT, flags INTEGER DEFAULT 0);
      CREATE TABLE folder_properties (id INTEGER, name TEXT, value ANY, PRIMARY KEY(id, name));
      CREATE TABLE messages (id INTEGER PRIMARY KEY, folderId INTEGER, messageId TEXT, date INTEGER, sender TEXT, subject TEXT, flags INTEGER, tags TEXT, recipients TEXT, ccList TEXT, bccList TEXT);
      CREATE TABLE message_properties (id INTEGER, name TEXT, value ANY, PRIMARY KEY(id, name));
      INSERT INTO folders VALUES (1, 0, NULL, 'server1', 0), (2, 1, NULL, 'Inbox', 4100), (8, 9, NULL, 'loop', 0), (9, 8, NULL, 'loop', 0);
      INSERT INTO folder_properties VALUES (2, 'MRUTime', '1747364552'), (2, 'MRMTime', 1747364600), (1, 'MRMTime', 'never'), (1, 'other', '1747364552');
      INSERT INTO messages VALUES (1, 2, 'kept@example.org', 962492760000000, 'Anna <a@example.org>', '=?UTF-8?Q?=C3=A9?=', 4097, '$label1', NULL, NULL, 'silent@example.net'), (2, 2, 'gone@example.org', 962492760000000, 'x@example.org', 'y', 8193, '', 'to@example.org', 'cc@example.org', 'bcc@example.net'), (3, 8, 'z@example.org', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
      INSERT INTO message_properties VALUES (1, 'storeToken', '0');
    `);
  });
  const reading = readIn({ 'prefs.js': prefs, 'Mail/Local Folders/Inbox': mailboxOf('kept') }, bytes, 'panorama.sqlite');
  expect(reading.of('index-entry')[0]?.claimed).toMatchObject({
    folderPath: ['server1', 'Inbox'],
    messageId: '<kept@example.org>',
    subject: 'é',
    flags: ['forwarded', 'read', 'tag:$label1'],
    storedAt: '0',
    inStore: 'yes',
    facts: expect.arrayContaining([{ name: 'bcclist', value: 'silent@example.net' }]) as unknown,
  });
  expect(reading.messages[0]?.claimed).toMatchObject({
    to: [{ address: 'to@example.org' }],
    cc: [{ address: 'cc@example.org' }],
    bcc: [{ address: 'bcc@example.net' }],
  });
  expect(
    reading
      .of('event')
      .map(({ claimed, locator }) => [claimed.strength, claimed.time?.instant, claimed.object.name, formatLocator(locator)]),
  ).toEqual([
    ['OPENED', '2025-05-16T03:02:32.000Z', 'server1/Inbox', 'file:panorama.sqlite|table:folder_properties|row:1'],
    ['CHANGED', '2025-05-16T03:03:20.000Z', 'server1/Inbox', 'file:panorama.sqlite|table:folder_properties|row:2'],
  ]);
  expect(reading.messages.map(({ claimed }) => [claimed.messageId, claimed.flags])).toEqual([
    ['<gone@example.org>', ['read', 'redirected']],
  ]);
  expect(reading.of('setting').length).toBe(4);
  expect(reading.of('index-entry')[1]?.claimed.folderPath.length).toBe(64);
});

it('names of folders lead to no file outside of the profile', () => {
  const { bytes } = builtDatabase((database) => {
    database.exec(`CREATE TABLE folders (id INTEGER PRIMARY KEY, parent INTEGER, ordinal INTEGER, name TEXT, flags INTEGER DEFAULT 0);
      CREATE TABLE messages (id INTEGER PRIMARY KEY, folderId INTEGER, messageId TEXT, subject TEXT);
      INSERT INTO folders VALUES (1, 0, NULL, 'server1', 0), (2, 1, NULL, '../../secret', 0), (3, 1, NULL, '..', 0);
      INSERT INTO messages VALUES (1, 2, 'kept@example.org', ''), (2, 3, 'kept@example.org', '')`);
  });
  const reading = readIn({ 'prefs.js': prefs, secret: mailboxOf('kept') }, bytes, 'panorama.sqlite');
  expect(reading.of('index-entry').map(({ claimed }) => claimed.inStore)).toEqual(['unknown', 'unknown']);
});
