import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EvidenceReadError } from '#evidence/index.ts';
import { chooseReader } from '#formats/choose-reader.ts';
import { placesOfMailboxes } from '#formats/apple-mail/mailbox-path.ts';
import { readers } from '#formats/registry.ts';
import { formatLocator, type FactDraft } from '#model/index.ts';
import { buildEmlx, flagBits } from '#test/support/apple-mail/emlx-builder.ts';
import { buildEnvelopeIndex, type IndexedMail, type IndexVersion } from '#test/support/apple-mail/envelope-index-builder.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { nothingAround, roomIn } from '#test/support/reading-room.ts';
import { readSource, unbalanced, type ReadOptions } from '#test/support/read-source.ts';
import { builtDatabase } from '#test/support/sqlite-builder.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const mail = (number: number, more: Partial<IndexedMail> = {}): IndexedMail => ({
  number,
  messageId: `<${String(number)}@example.org>`,
  subject: `Letter ${String(number)}`,
  prefix: '',
  from: ['anna@example.org', 'Anna'],
  to: [['bert@example.org', 'Bert']],
  cc: [],
  sent: 1_700_000_000 + number,
  received: 1_700_000_100 + number,
  lastViewed: null,
  flags: 0n,
  isRead: false,
  server: [],
  attachments: [],
  ...more,
});
const mails = [
  mail(1, { isRead: true, lastViewed: 1_700_001_000, flags: flagBits.read | (1n << 40n) }),
  mail(2345, { prefix: 'Fwd: ', server: ['forwarded', 'redirected'], flags: flagBits.replied }),
  mail(3000, {
    to: [
      ['bert@example.org', 'Bert'],
      ['carl@example.org', ''],
    ],
    cc: [['anna@example.org', 'Anna']],
    attachments: ['plan.pdf'],
    lastViewed: 1_700_002_000,
  }),
];
const reader = readers.find(({ id }) => id === 'sqlite');

function read(bytes: Uint8Array, { isLossBooked = false, ...options }: ReadOptions & { readonly isLossBooked?: boolean }) {
  if (reader === undefined) throw new Error('no reader');
  const result = readSource(reader, memorySource(bytes), { fileName: 'Envelope Index', ...options });
  if (!isLossBooked) expect(unbalanced(result)).toEqual([]);
  const facts = result.outputs.flatMap((output): FactDraft[] =>
    output.kind === 'record' && output.record.kind !== 'message' && output.record.kind !== 'file' ? [output.record] : [],
  );
  return { ...result, facts };
}

describe.each(['mail-16', 'mail-9'] as const)('an Envelope Index as of %s', (version: IndexVersion) => {
  const folder = temporaryFolder('envelope');
  const store = join(folder, 'V10/ACC/INBOX.mbox/11111111-2222-3333-4444-555555555555/Data');
  for (const [place, name] of [
    ['Messages', '1.emlx'],
    ['2/Messages', '2345.partial.emlx'],
    ['9/Messages', '9999.emlx'],
    ['Attachments/1/2', '77.emlx'],
  ] as const) {
    mkdirSync(join(store, place), { recursive: true });
    writeFileSync(join(store, place, name), buildEmlx({ message: 'From: a@example.org\n\n', properties: {} }).bytes);
  }
  mkdirSync(join(folder, 'V10/MailData'));
  const bytes = buildEnvelopeIndex(version, 'imap://ACC/INBOX', mails);
  const folderPath = ['V10', 'MailData'];
  const room = roomIn(folder, folderPath);
  const { facts, messages, diagnostics, books } = read(bytes, { ...room, folderPath });
  room.close();
  const entries = facts.flatMap((fact) => (fact.kind === 'index-entry' ? [fact] : []));
  const events = facts.flatMap((fact) => (fact.kind === 'event' ? [fact] : []));

  it('is taken by the reader of databases', () => {
    expect(chooseReader(memorySource(bytes), readers).reader?.id).toBe('sqlite');
  });

  it('gives an entry for each message that has a file, and a message for the others', () => {
    expect(entries.map(({ locator, claimed }) => [formatLocator(locator), claimed.inStore, claimed.storedAt])).toEqual([
      ['file:Envelope Index|table:messages|row:1', 'yes', '../ACC/INBOX.mbox/11111111-2222-3333-4444-555555555555/Data/Messages/1.emlx'],
      [
        'file:Envelope Index|table:messages|row:2345',
        'yes',
        '../ACC/INBOX.mbox/11111111-2222-3333-4444-555555555555/Data/2/Messages/2345.partial.emlx',
      ],
      ['file:Envelope Index|table:messages|row:3000|entry:index', 'no', '3000.emlx'],
    ]);
    expect(books.get('index file:Envelope Index')).toMatchObject({ expected: 3, records: 3 });
    expect(messages).toMatchObject([
      {
        headerOrigin: 'index',
        bodies: { text: null, html: null },
        claimed: {
          messageId: '<3000@example.org>',
          subject: 'Letter 3000',
          folderPath: ['V10', 'ACC', 'INBOX'],
          from: [{ name: 'Anna', address: 'anna@example.org' }],
          // By position, which the fixture counts down.
          to: [
            { name: '', address: 'carl@example.org' },
            { name: 'Bert', address: 'bert@example.org' },
          ],
          cc: [{ name: 'Anna', address: 'anna@example.org' }],
          sent: { instant: new Date(1_700_003_000_000).toISOString() },
        },
        attachments: [{ name: 'plan.pdf', sizeBytes: null }],
      },
    ]);
  });

  it('tells state, subject and times of each', () => {
    expect(entries[0]?.claimed).toMatchObject({
      messageId: '<1@example.org>',
      sender: 'Anna <anna@example.org>',
      flags: ['read'],
      date: { raw: '1700000101', statedBy: 'Envelope Index, messages.date_received' },
    });
    expect(entries[1]?.claimed).toMatchObject({
      subject: 'Fwd: Letter 2345',
      flags: version === 'mail-16' ? ['forwarded', 'redirected', 'replied'] : ['replied'],
    });
    const named = Object.fromEntries((entries[2]?.claimed.facts ?? []).map(({ name, value }) => [name, value]));
    expect(named[version === 'mail-16' ? 'summary' : 'snippet']).toBe('beginning of Letter 3000');
    expect(named['recipients']).toEqual(['cc: Anna <anna@example.org>', 'to: carl@example.org', 'to: Bert <bert@example.org>']);
  });

  it('tells when messages were last viewed', () => {
    expect(events.map(({ locator, claimed }) => [formatLocator(locator), claimed.strength, claimed.time?.instant])).toEqual([
      ['file:Envelope Index|table:messages|row:1|column:date_last_viewed', 'OPENED', new Date(1_700_001_000_000).toISOString()],
      ['file:Envelope Index|table:messages|row:3000|column:date_last_viewed', 'OPENED', new Date(1_700_002_000_000).toISOString()],
    ]);
  });

  it('tells mailboxes with their counts, and files without a row', () => {
    expect(facts.filter(({ kind }) => kind === 'setting')).toMatchObject([
      {
        claimed: {
          name: 'mailbox with its counts',
          folderPath: ['V10', 'ACC', 'INBOX'],
          values: expect.arrayContaining([
            { name: 'total_count', value: 3 },
            { name: 'unread_count', value: 2 },
          ]) as unknown,
        },
      },
    ]);
    expect(diagnostics.map(({ code, effect }) => `${code} ${effect}`)).toEqual(['index-differs noted']);
    expect(diagnostics[0]?.detail).toMatch(/^1 message files have no row in the index: .*9999\.emlx\.$/);
  });
});

describe('an Envelope Index whose store was not gone through whole', () => {
  const folder = temporaryFolder('envelope-part');
  mkdirSync(join(folder, 'V10/MailData'), { recursive: true });
  mkdirSync(join(folder, 'V10/ACC/INBOX.mbox/Data/Messages'), { recursive: true });
  const bytes = buildEnvelopeIndex('mail-16', 'imap://ACC/INBOX', mails);
  const folderPath = ['V10', 'MailData'];
  const inStore = ({ facts, messages }: ReturnType<typeof read>): unknown => [
    facts.flatMap((fact) => (fact.kind === 'index-entry' ? [fact.claimed.inStore] : [])),
    messages.length,
  ];

  it('says of no message that it is not there: a folder that cannot be listed', () => {
    const room = roomIn(folder, folderPath);
    const list = (path: string): ReturnType<typeof room.surroundings.list> => {
      if (path.endsWith('Messages')) throw new EvidenceReadError('the medium failed');
      return room.surroundings.list(path);
    };
    const result = read(bytes, { ...room, surroundings: { ...room.surroundings, list }, folderPath });
    room.close();
    expect(inStore(result)).toEqual([['unknown', 'unknown', 'unknown'], 0]);
    expect(result.diagnostics.map(({ code }) => code)).toEqual(['evidence-unreadable']);
  });

  it('nor where folders lie deeper than is searched, which is told', () => {
    const room = roomIn(folder, folderPath);
    const result = read(bytes, { ...room, folderPath, limits: { folderDepth: 2 } });
    room.close();
    expect(inStore(result)).toEqual([['unknown', 'unknown', 'unknown'], 0]);
    expect(result.diagnostics.map(({ code, effect }) => `${code} ${effect}`)).toEqual(['limit-reached limit-reached']);
  });

  it('and that it is not there where it was', () => {
    const room = roomIn(folder, folderPath);
    expect(inStore(read(bytes, { ...room, folderPath }))).toEqual([['no', 'no', 'no'], 3]);
    room.close();
  });
});

describe('an Envelope Index alone', () => {
  it('knows messages of which nothing else is there', () => {
    const { messages, diagnostics } = read(buildEnvelopeIndex('mail-16', 'imap://ACC/INBOX', mails), {});
    expect(messages.map(({ claimed }) => claimed.messageId)).toEqual(['<1@example.org>', '<2345@example.org>', '<3000@example.org>']);
    expect(diagnostics).toEqual([]);
  });

  it('is read whatever its columns hold', () => {
    const { bytes } = builtDatabase((database) => {
      database.exec(
        `CREATE TABLE messages (ROWID INTEGER PRIMARY KEY, sender, subject, mailbox, flags, read, date_received, date_last_viewed, message_id);
         CREATE TABLE mailboxes (ROWID INTEGER PRIMARY KEY, url); CREATE TABLE subjects (ROWID INTEGER PRIMARY KEY, subject);
         CREATE TABLE addresses (ROWID INTEGER PRIMARY KEY, address); CREATE TABLE recipients (ROWID INTEGER PRIMARY KEY, message, address);
         INSERT INTO mailboxes VALUES (1, x'00ff'), (2, NULL);
         INSERT INTO subjects VALUES (1, x'0102'), (2, 99);
         INSERT INTO recipients VALUES (1, 9007199254740993, 5), (2, -4, 77), (3, 'x', NULL);
         INSERT INTO messages VALUES (-4, 'none', 1, 1, 'many', 2.5, 1e300, -1, 7), (9007199254740993, 1, 2, 2, -1, 1, 'yesterday', 9223372036854775807, x'40');`,
      );
    });
    const { messages, facts } = read(bytes, {});
    expect(
      messages.map(({ locator, claimed }) => [formatLocator(locator).split('row:')[1], claimed.subject, claimed.received?.instant ?? null]),
    ).toEqual([
      ['-4', '', null],
      ['9007199254740993', '', null],
    ]);
    expect(facts.filter(({ kind }) => kind === 'event')).toHaveLength(1);
  });

  it('is read without what an earlier attempt hung on', () => {
    const lost: string[] = [];
    const result = read(buildEnvelopeIndex('mail-16', 'imap://ACC/INBOX', mails), {
      enter: (locator) => {
        const text = formatLocator(locator);
        if (!text.endsWith('table:recipients')) return true;
        lost.push(text);
        return false;
      },
      isLossBooked: true,
    });
    // The pipeline books the loss, which is expected with the rows.
    expect(lost).toEqual(['file:Envelope Index|table:recipients']);
    expect(result.books.get('index file:Envelope Index')).toMatchObject({ expected: 4, records: 3 });
    expect(result.messages.map(({ claimed }) => claimed.to)).toEqual([[], [], []]);
  });

  it('is read as far as it goes where it is damaged', () => {
    const many = Array.from({ length: 300 }, (_, number) => mail(number + 1));
    const bytes = Buffer.from(buildEnvelopeIndex('mail-9', 'imap://ACC/INBOX', many));
    for (let page = 6; page * 4096 < bytes.length; page += 7) bytes.fill(0xee, page * 4096, page * 4096 + 1500);
    const { messages, diagnostics } = read(bytes, {});
    expect(messages.length).toBeLessThan(300);
    expect(diagnostics.length).toBeGreaterThan(0);
  });
});

describe('databases of correspondents', () => {
  it('of previous recipients give each with name, address and time', () => {
    const { bytes } = builtDatabase((database) => {
      database.exec(
        `CREATE TABLE ZABCDMAILRECENT (Z_PK INTEGER PRIMARY KEY, ZFIRSTNAME VARCHAR, ZLASTNAME VARCHAR, ZEMAIL VARCHAR, ZLASTEMAILDATE TIMESTAMP);
         INSERT INTO ZABCDMAILRECENT VALUES (4, 'Bert', 'Berg', 'bert@example.org', 466421321.5), (9, NULL, NULL, NULL, NULL);`,
      );
    });
    const { facts } = read(bytes, { fileName: 'MailRecents-v4.abcdmr' });
    expect(facts.map(({ kind, locator }) => [kind, formatLocator(locator)])).toEqual([
      ['correspondent', 'file:MailRecents-v4.abcdmr|table:ZABCDMAILRECENT|row:4'],
      ['correspondent', 'file:MailRecents-v4.abcdmr|table:ZABCDMAILRECENT|row:9'],
    ]);
    expect(facts[0]?.claimed).toMatchObject({ name: 'Bert Berg', addresses: [{ smtpAddress: 'bert@example.org' }] });
    expect('facts' in (facts[0]?.claimed ?? {}) ? facts[0]?.claimed : null).toMatchObject({
      facts: expect.arrayContaining([{ name: 'zlastemaildate in UTC', value: '2015-10-13T09:28:41.500Z' }]) as unknown,
    });
  });

  it('of recent correspondents give each with the program that it was used with', () => {
    const { bytes } = builtDatabase((database) => {
      database.exec(
        `CREATE TABLE recents (ROWID INTEGER PRIMARY KEY, display_name TEXT, bundle_identifier TEXT, sending_address TEXT, dates TEXT, last_date INTEGER, count INTEGER);
         CREATE TABLE contacts (ROWID INTEGER PRIMARY KEY, recent_id INTEGER, kind TEXT, display_name TEXT, address TEXT);
         INSERT INTO recents VALUES (1, NULL, 'com.apple.mail', 'anna@example.org', '1700000000000', 1700000000000, 3);
         INSERT INTO contacts VALUES (1, 1, 'email', 'Spy', 'spy@example.net'), (2, 1, 'phone', '', '+49 30 1'), (3, 8, 'email', NULL, 'x@example.net');`,
      );
    });
    const { facts } = read(bytes, { fileName: 'Recents' });
    expect(facts.map(({ claimed }) => ('addresses' in claimed ? claimed.addresses : []))).toMatchObject([
      [{ smtpAddress: 'spy@example.net' }],
      [{ smtpAddress: null, otherAddress: '+49 30 1' }],
      [{ smtpAddress: 'x@example.net' }],
    ]);
    expect(facts[0]?.claimed).toMatchObject({
      name: 'Spy',
      facts: expect.arrayContaining([
        { name: 'sending_address', value: 'anna@example.org' },
        { name: 'last_date in UTC', value: '2023-11-14T22:13:20.000Z' },
      ]) as unknown,
    });
  });
});

it('gives a mailbox the place of its files, by whatever name the account has there', () => {
  const placeOf = placesOfMailboxes(['Mail', 'V10'], ['3F2A', 'IMAP-anna@imap.example.org', 'Mailboxes', 'MailData']);
  for (const [url, place] of [
    ['imap://3f2a/INBOX', ['Mail', 'V10', '3F2A', 'INBOX']],
    ['imap://anna@imap.example.org/Archive/2020', ['Mail', 'V10', 'IMAP-anna@imap.example.org', 'Archive', '2020']],
    ['local:///Mailboxes/To%20do', ['Mail', 'V10', 'Mailboxes', 'To do']],
    ['ews://gone/Inbox', ['Mail', 'V10', 'gone', 'Inbox']],
    ['', []],
  ] as const) {
    expect(placeOf(url), url).toEqual(place);
  }
});

it('says nothing of files that an archive may have held which is cut', () => {
  const bytes = buildEnvelopeIndex('mail-16', 'imap://ACC/INBOX', mails);
  const cut = { ...nothingAround.surroundings, isCut: true };
  const { facts, messages } = read(bytes, { surroundings: cut });
  expect(messages).toEqual([]);
  expect(facts.flatMap((fact) => (fact.kind === 'index-entry' ? [fact.claimed.inStore] : []))).toEqual(['unknown', 'unknown', 'unknown']);
});
