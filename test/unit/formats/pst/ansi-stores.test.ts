import { pstReader } from '#formats/pst/index.ts';
import { isBalanced, type MessageDraft } from '#model/index.ts';
import { builtStore } from '#test/support/built-store.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { breakHeaderChecksums } from '#test/support/pst-builder/damage.ts';
import {
  binary,
  generatedStore,
  integer32,
  type FolderDescription,
  type MessageDescription,
  type StoreDescription,
} from '#test/support/pst-builder/index.ts';
import { readAll, type Reading } from '#test/support/reading.ts';
import { exampleDescription } from '#test/support/stored-example.ts';
import { describe, expect, test } from 'vitest';

/** Both engines: libpff, and the one that salvages what libpff refuses. */
const engines = [
  ['libpff', undefined],
  ['the structure engine', breakHeaderChecksums],
] as const;

const read = (description: StoreDescription, damage?: (path: string) => void): Reading =>
  readAll(pstReader, memorySource(builtStore({ ...description, format: 'ansi' }, damage).bytes));

/** What does not depend on how texts are stored. */
const printOf = ({ claimed, attachments, bodies, headerBlock }: MessageDraft): unknown => ({
  subject: claimed.subject,
  messageClass: claimed.messageClass,
  folderPath: claimed.folderPath,
  from: claimed.from,
  to: claimed.to,
  cc: claimed.cc,
  bcc: claimed.bcc,
  sent: claimed.sent,
  text: bodies.text,
  headers: Buffer.from(headerBlock).toString('latin1'),
  attachments: attachments.map(({ name, sha256, isMessage }) => [name, sha256, isMessage]),
});

const mail = (word: string): MessageDescription => ({
  subject: word,
  sender: { name: word, address: 'anna@example.org' },
  recipients: [{ kind: 'to', name: word, address: 'ben@example.org' }],
  text: `${word}, ${word}`,
  attachments: [
    { kind: 'data', name: `${word}.txt`, content: Buffer.from('content') },
    { kind: 'message', message: { subject: `${word} within`, text: word } },
  ],
});

describe('an ANSI store', () => {
  test.each(['none', 'permute', 'cyclic'] as const)('(%s) gives what a Unicode store of the same description gives', (encoding) => {
    // Names that code page 1252 has.
    const description = { ...exampleDescription(), encoding, folders: [inbox(), { name: 'Ünter', messages: [mail('Größe')] }] };
    const wide = readAll(pstReader, memorySource(builtStore(description).bytes));
    const narrow = read(description);
    expect(wide.messages).toHaveLength(8);
    expect(narrow.messages.map(printOf)).toEqual(wide.messages.map(printOf));
    const settings = ({ facts }: Reading): unknown[] => facts.map(({ claimed }) => ('subject' in claimed ? claimed.subject : null));
    expect(settings(narrow)).toEqual(settings(wide));
    const told = ({ diagnostics }: Reading): string[] => diagnostics.map(({ code }) => code);
    expect(told(narrow)).toEqual([...told(wide), 'codepage-assumed']);
  });

  test('is counted alike by both engines', () => {
    const reading = read(generatedStore({ messages: 300, seed: 5, averageBytes: 6000 }));
    expect(reading.diagnostics.map(({ code }) => code).filter((code) => code !== 'rtf-only-body')).toEqual(['codepage-assumed']);
    expect(reading.recordsIn('store-folder')).toBe(300);
    expect(reading.accounts.every(isBalanced)).toBe(true);
    const folders = reading.accounts.filter(({ kind }) => kind === 'store-folder' || kind === 'associated-items');
    expect(folders.map(({ counted }) => counted)).toEqual(folders.map(({ expected }) => expected));
  });

  test('gives what was deleted in it, in every way', () => {
    const reading = read({
      folders: [
        {
          name: 'Inbox',
          messages: [
            mail('kept'),
            { ...mail('gone'), deletion: 'superseded' },
            { ...mail('loose'), deletion: 'unlinked' },
            { ...mail('free'), deletion: 'freed' },
          ],
        },
      ],
    });
    // A message attached to a carved one is itself found as a freed block.
    const own = reading.messages.filter(({ claimed }) => !claimed.subject.endsWith('within'));
    expect(own.map(({ claimed, observed, bodies }) => [claimed.subject, observed.allocation, bodies.text]).sort()).toEqual([
      ['free', 'carved', 'free, free'],
      ['gone', 'deleted', 'gone, gone'],
      ['kept', 'allocated', 'kept, kept'],
      ['loose', 'orphan', 'loose, loose'],
    ]);
  });
});

function inbox(): FolderDescription {
  return {
    name: 'Inbox',
    messages: [mail('one'), { ...mail('two'), headers: 'Subject: two\r\n\r\n' }],
    associated: [{ subject: 'settings' }],
  };
}

describe.each(engines)('texts of an ANSI store, read by %s', (_, damage) => {
  test.each([
    [1252, 'Größe'],
    [932, '連絡先'],
    [1251, 'Отчёт'],
    [936, '联系人'],
    [949, '연락처'],
    [1255, 'דוח'],
  ])('are decoded out of code page %i', (codePage, word) => {
    const reading = read({ codePage, folders: [{ name: 'Inbox', messages: [mail(word)] }] }, damage);
    const [message, attached] = reading.messages;
    expect(message?.claimed).toMatchObject({
      subject: word,
      from: [{ name: word, address: 'anna@example.org' }],
      to: [{ name: word, address: 'ben@example.org' }],
    });
    expect(message?.bodies.text).toBe(`${word}, ${word}`);
    expect(message?.attachments.map(({ name }) => name)).toEqual([`${word}.txt`, `${word} within`]);
    expect([attached?.claimed.subject, attached?.bodies.text]).toEqual([`${word} within`, word]);
  });

  test('are decoded out of the code page of their message', () => {
    const messages = [mail('Größe'), { ...mail('Отчёт'), codePage: 1251 }, { ...mail('連絡先'), codePage: 932 }];
    const reading = read({ folders: [{ name: 'Inbox', messages }] }, damage);
    const own = reading.messages.filter(({ parent }) => parent === null);
    expect(own.map(({ claimed }) => claimed.subject)).toEqual(['Größe', 'Отчёт', '連絡先']);
  });

  test.each([
    ['its messages name', 932, '連絡先', {}],
    // Of a binary value nobody takes a number: a message that names no code page, in Russian.
    ['the locale of its messages has', 1251, 'Отчёт', { properties: [binary(0x3ffd, Buffer.alloc(0)), integer32(0x3ff1, 0x0419)] }],
  ] as const)('of which nothing names the code page are decoded out of that which %s', (_, codePage, word, more) => {
    const reading = read({ codePage, folders: [{ name: word, messages: [{ ...mail(word), ...more }] }] }, damage);
    expect(reading.messages[0]?.claimed).toMatchObject({ subject: word, folderPath: ['Top of Outlook data file', word] });
    const told = reading.diagnostics.filter(({ code }) => code === 'codepage-assumed').map(({ detail }) => detail);
    expect(told).toEqual([expect.stringContaining(`in code page ${String(codePage)}, which its first messages name most often`)]);
  });

  test.each([
    ['is unknown', 123_456],
    ['is negative', -5],
    ['has two bytes a sign', 1200],
  ])('are not said to be read in a code page that %s', (_, unusable) => {
    const messages = [{ ...mail('Inbox'), properties: [integer32(0x3ffd, unusable)] }];
    const reading = read({ codePage: 1252, folders: [{ name: 'Größe', messages }] }, damage);
    const stated = read({ codePage: 1252, folders: [{ name: 'Größe', messages }], storeProperties: [integer32(0x66c3, unusable)] }, damage);
    const told = [reading, stated].flatMap(({ diagnostics }) => diagnostics.filter(({ code }) => code === 'codepage-assumed'));
    expect(told.map(({ detail }) => detail)).toEqual(Array(2).fill(expect.stringContaining('were read as Windows-1252')));
    expect(stated.messages[0]?.claimed.folderPath).toEqual(['Top of Outlook data file', 'Größe']);
    expect(reading.messages[0]?.claimed.folderPath).toEqual(['Top of Outlook data file', 'Größe']);
  });

  test('are decoded out of the code page that the store states, whatever its messages name', () => {
    const messages = [{ ...mail('Größe'), codePage: 1252 }];
    const reading = read({ codePage: 1251, folders: [{ name: 'Отчёт', messages }], storeProperties: [integer32(0x66c3, 1251)] }, damage);
    expect(reading.messages[0]?.claimed).toMatchObject({ subject: 'Größe', folderPath: ['Top of Outlook data file', 'Отчёт'] });
    expect(reading.diagnostics.some(({ code }) => code === 'codepage-assumed')).toBe(false);
  });
});
