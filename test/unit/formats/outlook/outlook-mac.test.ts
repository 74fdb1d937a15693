import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseReader } from '#formats/choose-reader.ts';
import { outlookMacSourceReader } from '#formats/outlook-mac/message-source.ts';
import { olmReader } from '#formats/outlook-mac/olm-reader.ts';
import { readXml } from '#formats/outlook-mac/xml-tree.ts';
import { AttachmentUnreadableError } from '#formats/reader.ts';
import { readers } from '#formats/registry.ts';
import { defaultLimits, formatLocator, type Locator } from '#model/index.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { buildZip } from '#test/support/build-zip.ts';
import { olmArchive, olmMessageXml } from '#test/support/outlook/archive.ts';
import { nothingAround, roomIn, withUnreadable } from '#test/support/reading-room.ts';
import { readAll } from '#test/support/reading.ts';
import { readSource, unbalanced } from '#test/support/read-source.ts';
import { builtDatabase } from '#test/support/sqlite-builder.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');
const account = 'Accounts/anna@example.org';
const inbox = `${account}/com.microsoft.__Messages/Inbox`;
const report = Buffer.from('report');
const forwarded = 'From: x@example.net\r\nTo: anna@example.org\r\nSubject: Inner\r\n\r\ninner text\r\n';

const files = {
  [`${inbox}/message_00001.xml`]: olmMessageXml({
    subject: 'Figures & more',
    from: ['Anna', 'anna@example.org'],
    to: [['Ben', 'ben@example.org']],
    sent: '2024-03-01T10:00:00',
    body: '<p>Grüße</p>',
    isHtml: '1E0',
    isRead: '1E0',
    source: 'Received: by mx.example.org\nDate: Fri, 1 Mar 2024 11:00:00 +0100\nX-Loop: a\n\nbody',
    attachments: [
      { name: 'report.pdf', type: 'application/pdf', url: `${inbox}/com.microsoft.__Attachments/A1/report.pdf` },
      { name: 'Inner.eml', type: 'message/rfc822', url: `${inbox}/com.microsoft.__Attachments/A1/inner.eml` },
      { name: 'gone.doc', type: 'application/x', url: `${inbox}/com.microsoft.__Attachments/A1/gone.doc` },
    ],
  }),
  [`${inbox}/Sub/message_00002.xml`]: olmMessageXml({
    subject: 'Plain',
    from: ['Cyd', 'cyd@example.net'],
    to: [],
    sent: '2024-03-02T10:00:00',
    body: 'text only',
  }),
  [`${inbox}/com.microsoft.__Attachments/A1/report.pdf`]: report,
  [`${inbox}/com.microsoft.__Attachments/A1/inner.eml`]: forwarded,
  [`${inbox}/com.microsoft.__Attachments/A1/stray.bin`]: 'stray',
  [`${account}/Address Book/Contacts.xml`]:
    '<contacts elementCount="1"><contact><OPFContactCopyDisplayName>Dora</OPFContactCopyDisplayName>' +
    '<OPFContactCopyEmailAddressList><contactEmailAddress OPFContactEmailAddressAddress="dora@example.org"/></OPFContactCopyEmailAddressList></contact></contacts>',
  'Local/Calendar/Calendar.xml': '<appointments/>',
};
const archive = olmArchive(files);

describe('an archive of Outlook for Mac', () => {
  const reading = readAll(olmReader, memorySource(archive));
  const [first, inner, second] = reading.messages;

  it('gives messages by account and folder', () => {
    expect(chooseReader(memorySource(archive), readers).reader?.id).toBe('outlook-mac-archive');
    expect(reading.messages).toHaveLength(3);
    expect(first?.claimed).toMatchObject({
      folderPath: ['anna@example.org', 'Inbox'],
      subject: 'Figures & more',
      messageId: '<1@example.org>',
      from: [{ name: 'Anna', address: 'anna@example.org' }],
      to: [{ name: 'Ben', address: 'ben@example.org' }],
      sent: { instant: '2024-03-01T10:00:00.000Z', statedBy: 'header Date' },
      flags: ['read'],
    });
    expect(first?.bodies).toEqual({ text: null, html: '<p>Grüße</p>' });
    expect(first?.headers.map(({ name }) => name)).toEqual(['Received', 'Date', 'X-Loop']);
    expect(first?.observed.sha256).toBe(sha256(files[`${inbox}/message_00001.xml`]));
    // Without a source, the time has no zone.
    expect(second?.claimed).toMatchObject({
      folderPath: ['anna@example.org', 'Inbox', 'Sub'],
      sent: { raw: '2024-03-02T10:00:00', instant: null },
    });
    expect(second?.bodies).toEqual({ text: 'text only', html: null });
  });

  it('gives attachments with hashes, and attached messages as records', () => {
    expect(first?.attachments).toMatchObject([
      { name: 'report.pdf', sizeBytes: 6, sha256: sha256(report), isMessage: false },
      { name: 'Inner.eml', sha256: sha256(forwarded), isMessage: true },
      { name: 'gone.doc', sizeBytes: null, sha256: null },
    ]);
    expect(inner?.claimed.subject).toBe('Inner');
    expect(inner?.parent).toEqual(first?.locator);
    const bytesAt = (locator: Locator): string =>
      Buffer.concat([...olmReader.attachment(memorySource(archive), locator, defaultLimits, nothingAround)]).toString();
    expect(bytesAt(first?.attachments[0]?.locator ?? [])).toBe('report');
    expect(bytesAt(first?.attachments[1]?.locator ?? [])).toBe(forwarded);
    expect(() => bytesAt(first?.attachments[2]?.locator ?? [])).toThrow(AttachmentUnreadableError);
  });

  it('gives the XML file that holds a message, as it was unpacked', () => {
    const bytesAt = (locator: Locator): Buffer =>
      Buffer.concat([...olmReader.attachment(memorySource(archive), locator, defaultLimits, nothingAround)]);
    const file = bytesAt(first?.locator ?? []);
    expect(file.toString()).toMatch(/^<\?xml [^]*<email /);
    expect(sha256(file)).toBe(first?.observed.sha256);
    const other = [...(first?.locator ?? []).slice(0, -1), { kind: 'email', at: '7' }];
    expect(() => bytesAt(other)).toThrow(AttachmentUnreadableError);
  });

  it('gives contacts and accounts, and tells what it does not read', () => {
    expect(reading.facts.map(({ kind, claimed }) => [kind, 'name' in claimed ? claimed.name : ''])).toEqual([
      ['account', 'anna@example.org'],
      ['correspondent', 'Dora'],
    ]);
    const parts = reading.diagnostics.filter(({ code }) => code === 'part-unread').map(({ detail }) => detail);
    expect(parts[0]).toContain('Local/Calendar/Calendar.xml');
    expect(parts[1]).toContain('stray.bin');
    expect(reading.accounts.every(({ expected, records, failed }) => expected === records + failed)).toBe(true);
    expect(reading.accounts.map(({ kind }) => kind).sort()).toEqual([
      'accounts',
      'address-book',
      'attached-messages',
      'store-folder',
      'store-folder',
    ]);
  });

  it('books what is damaged', () => {
    const name = `${inbox}/message_00001.xml`;
    const cut = readAll(olmReader, memorySource(olmArchive({ ...files, [name]: files[name].slice(0, 700) })));
    expect(cut.messages).toHaveLength(2);
    expect(cut.diagnostics.map(({ code }) => code)).toContain('message-truncated');
    const empty = readAll(olmReader, memorySource(olmArchive({ ...files, [name]: 'nothing' })));
    expect(empty.messages).toHaveLength(1);
    expect(empty.diagnostics).toContainEqual(expect.objectContaining({ code: 'item-unreadable', effect: 'item-lost' }));
    const broken = Buffer.from(archive);
    broken.fill(0x55, 150, 180);
    for (const bytes of [broken, archive.subarray(0, archive.length - 30)]) {
      const { accounts, diagnostics } = readAll(olmReader, memorySource(bytes));
      expect(diagnostics.some(({ effect }) => effect === 'item-lost')).toBe(true);
      expect(accounts.every(({ expected, records, failed }) => expected === records + failed)).toBe(true);
    }
  });

  it('does not pass for whole where its directory lists fewer files than it states', () => {
    const fewer = Buffer.from(archive);
    const end = fewer.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
    fewer.writeUInt16LE(fewer.readUInt16LE(end + 10) + 3, end + 10);
    const { accounts, diagnostics, messages } = readAll(olmReader, memorySource(fewer));
    expect(messages).toHaveLength(readAll(olmReader, memorySource(archive)).messages.length);
    expect(diagnostics.filter(({ effect }) => effect === 'item-lost').map(({ code }) => code)).toEqual(['store-damaged']);
    expect(accounts.find(({ kind }) => kind === 'archive')).toMatchObject({ expected: 1, records: 0, failed: 1 });
  });

  it('is told from other archives', () => {
    expect(olmReader.probe(memorySource(olmArchive({ 'a.txt': 'a' }))).verdict).toBe('no');
    expect(olmReader.probe(memorySource('PK')).verdict).toBe('no');
    // Put into another archive as it is, its names show there.
    const outer = buildZip({ members: [{ name: 'backup.olm', content: Buffer.from(archive), method: 'stored' }] });
    expect(olmReader.probe(memorySource(outer)).verdict).toBe('no');
  });
});

describe('the XML reader', () => {
  it('reads text, attributes, CDATA and entities, and never expands others', () => {
    const { root, trouble } = readXml(
      '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><n:a b="1 &lt; 2" c=\'d\'>x &amp; &#x41;&#66; &x; <![CDATA[<raw>]]><e/></n:a>',
    );
    expect(trouble).toBeNull();
    expect(root).toMatchObject({ name: 'a', text: 'x & AB &x; <raw>', children: [{ name: 'e' }] });
    expect([...(root?.attributes ?? [])]).toEqual([
      ['b', '1 < 2'],
      ['c', 'd'],
    ]);
  });

  it('keeps what comes before damage, and says what it is', () => {
    expect(readXml('<a><b>1</b><c>')).toMatchObject({
      root: { name: 'a', children: [{ name: 'b', text: '1' }, { name: 'c' }] },
      trouble: 'it ends within <c>',
    });
    expect(readXml('<a><b></a>').trouble).toContain('the end of <a>');
    expect(readXml('<a x="').trouble).toBe('it ends within a tag');
    expect(readXml('<a>'.repeat(1000)).trouble).toContain('nested deeper');
    expect(readXml('text').trouble).toBe('it holds no element');
  });

  it('takes time in proportion to hostile text', () => {
    for (const piece of ['<a ', '<!--', '<![CDATA[', '<a "', 'a=', '<?', '&a']) {
      expect(readXml(`<r>${piece.repeat(200_000)}`).trouble).not.toBeNull();
      expect(readXml(`<r ${piece.replaceAll('<', '').repeat(200_000)}>`).trouble).not.toBeNull();
    }
  });
});

describe('a message source of Outlook for Mac', () => {
  const message = 'From: a@b.example\nTo: c@d.example\nSubject: Hi\n\nBody\nline\n';
  const preamble = Buffer.concat([
    Buffer.from('d00d0000010000000100000000000000', 'hex'),
    Buffer.alloc(16, 9),
    Buffer.from('crSM'),
    Buffer.alloc(4),
  ]);
  const file = (lineEnd: string) => Buffer.concat([preamble, Buffer.from(message.replaceAll('\n', lineEnd))]);

  it('is read behind its preamble, with offsets in the file', () => {
    const bytes = file('\r\n');
    expect(chooseReader(memorySource(bytes), readers).reader?.id).toBe('outlook-mac-source');
    const result = readSource(outlookMacSourceReader, memorySource(bytes));
    expect(result.messages[0]).toMatchObject({
      claimed: { subject: 'Hi' },
      headerOffsetBytes: 40,
      observed: { range: { offsetBytes: 40, lengthBytes: bytes.length - 40 }, sha256: sha256(bytes.subarray(40)) },
    });
    expect(result.diagnostics).toEqual([]);
    expect(unbalanced(result)).toEqual([]);
  });

  it('is read where lines end with CR alone, which is told; hashes are of the bytes as they stand', () => {
    const bytes = file('\r');
    const result = readSource(outlookMacSourceReader, memorySource(bytes));
    expect(result.messages[0]).toMatchObject({
      claimed: { subject: 'Hi' },
      bodies: { text: 'Body\nline\n' },
      observed: { sha256: sha256(bytes.subarray(40)) },
    });
    expect(result.diagnostics).toMatchObject([{ code: 'line-ends-replaced', effect: 'noted' }]);
  });

  it('is none without a message', () => {
    expect(outlookMacSourceReader.probe(memorySource(Buffer.concat([preamble, Buffer.alloc(100)]))).verdict).toBe('no');
    expect(outlookMacSourceReader.probe(memorySource(message)).verdict).toBe('no');
  });
});

describe('a damaged or odd archive of Outlook for Mac', () => {
  const xml = (n: number): string =>
    olmMessageXml({
      subject: `Message ${String(n)}`,
      from: ['Anna', 'anna@example.org'],
      to: [],
      sent: '2024-03-01T10:00:00',
      body: 'text',
    });
  const named = (names: readonly string[]): Buffer => buildZip({ members: names.map((name, n) => ({ name, content: xml(n) })) });
  const paths = [1, 2, 3, 4].map((n) => `${inbox}/message_0000${String(n)}.xml`);
  const read = (bytes: Uint8Array) => readSource(olmReader, memorySource(bytes), { fileName: 'mail.olm' });
  const subjects = (bytes: Uint8Array): string[] => read(bytes).messages.map(({ claimed }) => claimed.subject);

  it('gives every message whose file is whole where its end is cut off', () => {
    const whole = named(paths);
    const last = whole.lastIndexOf('PK\u0003\u0004', undefined, 'latin1');
    const result = read(whole.subarray(0, last + 200));
    expect(result.messages.map(({ claimed }) => claimed.subject)).toEqual(['Message 0', 'Message 1', 'Message 2']);
    expect(result.diagnostics).toMatchObject([
      { code: 'store-damaged', effect: 'item-lost', detail: expect.stringMatching(/no central directory.* 4 files were found/) as string },
      { code: 'item-unreadable', effect: 'item-lost', detail: expect.stringContaining('the archive ends within it') as string },
    ]);
    expect(unbalanced(result)).toEqual([]);
    // Wherever it is cut, what is told adds up.
    for (let cut = 0; cut < whole.length; cut += 97) expect(unbalanced(read(whole.subarray(0, cut)))).toEqual([]);
  });

  it('gives messages that the directory does not list where it states more than it lists', () => {
    const members = paths.map((name, n) => ({ name, content: xml(n), unlisted: n === 2 }));
    const result = read(buildZip({ members, statedEntries: 4 }));
    expect(result.messages.map(({ claimed }) => claimed.subject).sort()).toEqual([0, 1, 2, 3].map((n) => `Message ${String(n)}`));
    expect(result.diagnostics).toMatchObject([{ code: 'store-damaged', effect: 'item-lost' }]);
    expect(unbalanced(result)).toEqual([]);
  });

  it('gives files of one name places of their own, by which each is found again', () => {
    const [path = ''] = paths;
    const bytes = named([path, path, path]);
    const result = read(bytes);
    expect(result.messages.map(({ claimed }) => claimed.subject)).toEqual(['Message 0', 'Message 1', 'Message 2']);
    expect(new Set(result.messages.map(({ locator }) => formatLocator(locator))).size).toBe(3);
    for (const { locator, claimed } of result.messages) {
      const saved = Buffer.concat([...olmReader.attachment(memorySource(bytes), locator, defaultLimits, nothingAround)]).toString();
      expect(saved).toContain(`>${claimed.subject}<`);
    }
  });

  it('says of a file that it holds several messages, and which it states and lacks', () => {
    const [path = ''] = paths;
    const inFile = (content: string | Uint8Array) => read(olmArchive({ [path]: content }));
    const two = xml(1).replace('</emails>', '') + xml(2).replace(/^.*<emails[^>]*>/, '');
    const several = inFile(two.replace('elementCount="1"', 'elementCount="2"'));
    expect(several.messages).toHaveLength(2);
    expect(several.diagnostics).toMatchObject([{ code: 'messages-share-file', effect: 'noted' }]);
    const short = inFile(xml(1).replace('elementCount="1"', 'elementCount="4"'));
    expect(short.diagnostics).toMatchObject([
      { code: 'item-unreadable', effect: 'item-lost', detail: expect.stringContaining('states 4 messages and 1 could be read') as string },
    ]);
    for (const result of [several, short]) expect(unbalanced(result)).toEqual([]);
    const contacts = '<contacts elementCount="3"><contact><OPFContactCopyDisplayName>Dora</OPFContactCopyDisplayName></contact></contacts>';
    const book = read(olmArchive({ [`${account}/Address Book/Contacts.xml`]: contacts }));
    expect(book.diagnostics).toMatchObject([{ effect: 'item-lost', detail: expect.stringContaining('it states 3 and holds 1') as string }]);
    expect(unbalanced(book)).toEqual([]);
  });

  it('is read where its files are UTF-16', () => {
    const [path = ''] = paths;
    expect(subjects(olmArchive({ [path]: Buffer.from(`\ufeff${xml(7)}`, 'utf16le') }))).toEqual(['Message 7']);
  });
});

describe('the database of Outlook for Mac', () => {
  const folder = temporaryFolder('outlook-mac-profile');
  const { bytes } = builtDatabase((database) => {
    database.exec(`
      CREATE TABLE Folders (Record_RecordID INTEGER PRIMARY KEY, Folder_ParentID INTEGER, Folder_Name TEXT);
      CREATE TABLE Mail (Record_RecordID INTEGER PRIMARY KEY, PathToDataFile TEXT, Record_FolderID INTEGER, Message_MessageID TEXT,
        Message_NormalizedSubject TEXT, Message_SenderList TEXT, Message_ToRecipientAddressList TEXT, Message_TimeReceived INTEGER, Message_ReadFlag INTEGER,
        Message_MarkedForDelete INTEGER);
      CREATE TABLE Blocks (BlockID BLOB PRIMARY KEY, PathToDataFile TEXT);
      CREATE TABLE Mail_OwnedBlocks (Record_RecordID INTEGER, BlockID BLOB);
      CREATE TABLE AccountsMail (Record_RecordID INTEGER PRIMARY KEY, Account_EmailAddress TEXT, Account_Name TEXT);
      CREATE TABLE Contacts (Record_RecordID INTEGER PRIMARY KEY);
      INSERT INTO Folders VALUES (1, 2, 'Inbox'), (2, 1, 'Top');
      INSERT INTO Mail VALUES (10, 'Messages/1/a.olk15Message', 1, '<1@example.org>', 'Kept', 'Anna', 'ben@example.org', 1700000000, 1, 0),
        (11, 'Messages/1/b.olk15Message', 1, '<2@example.org>', 'Gone', 'Cyd', 'ben@example.org; dora@example.org', 1700000001, 0, 1);
      INSERT INTO Blocks VALUES (x'01', 'Message%20Sources/1/a.olk15MsgSource'), (x'02', 'Message%20Sources/1/b.olk15MsgSource');
      INSERT INTO Mail_OwnedBlocks VALUES (10, x'01'), (11, x'02');
      INSERT INTO AccountsMail VALUES (1, 'anna@example.org', 'Work');`);
  });
  mkdirSync(join(folder, 'Message Sources/1'), { recursive: true });
  writeFileSync(join(folder, 'Message Sources/1/a.olk15MsgSource'), 'x');
  writeFileSync(join(folder, 'Outlook.sqlite'), bytes);
  const reader = readers.find(({ id }) => id === 'sqlite');
  if (reader === undefined) throw new Error('the registry has no reader of databases');

  it('gives index entries where the source is there, and messages that only the index knows', () => {
    const reading = readAll(reader, memorySource(bytes), { ...roomIn(folder, []), fileName: 'Outlook.sqlite' });
    expect(reading.facts).toMatchObject([
      {
        kind: 'index-entry',
        claimed: {
          client: 'outlook-mac',
          messageId: '1@example.org',
          subject: 'Kept',
          inStore: 'yes',
          flags: ['read'],
          storedAt: 'Message Sources/1/a.olk15MsgSource',
          date: { instant: '2023-11-14T22:13:20.000Z' },
        },
      },
      { kind: 'account', claimed: { name: 'Work', identities: [{ address: 'anna@example.org' }] } },
    ]);
    expect(reading.messages).toMatchObject([
      {
        headerOrigin: 'index',
        bodies: { text: null, html: null },
        observed: { intact: false },
        claimed: {
          subject: 'Gone',
          messageId: '<2@example.org>',
          folderPath: ['Top', 'Inbox'],
          flags: ['deleted'],
          to: [{ address: 'ben@example.org' }, { address: 'dora@example.org' }],
        },
      },
    ]);
    expect(formatLocator(reading.messages[0]?.locator ?? [])).toBe('file:evidence|table:Mail|row:11');
    expect(reading.accounts.every(({ expected, records, failed }) => expected === records + failed)).toBe(true);
    expect(reading.diagnostics).toMatchObject([{ code: 'part-unread', effect: 'noted' }]);
  });

  it('alone cannot tell whether messages are there', () => {
    const reading = readAll(reader, memorySource(bytes), { fileName: 'Outlook.sqlite' });
    expect(reading.facts.flatMap((fact) => (fact.kind === 'index-entry' ? [fact.claimed.inStore] : []))).toEqual(['unknown', 'unknown']);
    expect(reading.messages).toEqual([]);
  });

  it('cannot tell either what lies in a folder that cannot be listed, or in the missing part of an archive', () => {
    const room = roomIn(folder, []);
    const cut = { ...room, surroundings: { ...room.surroundings, isCut: true } };
    for (const [around, states] of [
      [withUnreadable(room, 'Message Sources/1'), ['unknown', 'unknown']],
      [cut, ['yes', 'unknown']],
    ] as const) {
      const reading = readAll(reader, memorySource(bytes), { ...around, fileName: 'Outlook.sqlite' });
      expect(reading.facts.flatMap((fact) => (fact.kind === 'index-entry' ? [fact.claimed.inStore] : []))).toEqual(states);
      expect(reading.messages).toEqual([]);
      expect(reading.facts.some(({ kind }) => kind === 'account')).toBe(true);
    }
  });
});
