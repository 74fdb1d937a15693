import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkBuiltStore } from '#test/support/check-built-store.ts';
import { fingerprint } from '#test/support/pst-builder-readback.ts';
import {
  generatedStore,
  text,
  texts,
  writeStore,
  type MessageDescription,
  type StoreDescription,
} from '#test/support/pst-builder/index.ts';
import { exampleDescription, noise } from '#test/support/stored-example.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

/** Stores of 32 bits with texts in a code page, as Outlook 97 to 2002 wrote them. */
function check(description: StoreDescription) {
  return checkBuiltStore({ ...description, format: 'ansi' });
}

const inbox = (...messages: readonly MessageDescription[]): StoreDescription => ({ folders: [{ name: 'Inbox', messages }] });

describe('libpff reads back what was stored in an ANSI store', () => {
  test.each(['none', 'permute', 'cyclic'] as const)('encoded: %s', (encoding) => {
    const { read, path } = check({ ...exampleDescription(), encoding });
    expect(read.items.size).toBe(9);
    const bytes = readFileSync(path);
    // wVer, bCryptMethod and fAMapValid ([MS-PST] 2.2.2.6, 2.2.2.5).
    expect([bytes.readUInt16LE(10), bytes[461], bytes[200]]).toEqual([14, { none: 0, permute: 1, cyclic: 2 }[encoding], 2]);
  });

  test('in trees of pages that are deep', () => {
    const { structure } = check({ ...exampleDescription(), greatestFanout: 2 });
    expect(structure.nodePages[0]?.level).toBeGreaterThan(4);
  });

  test('in pages of as many entries as fit', () => {
    const { structure } = check(generatedStore({ messages: 200, averageBytes: 4000, seed: 1 }));
    // 496 bytes hold 31 nodes of 16 bytes and 41 blocks of 12.
    expect(Math.max(...structure.nodePages.filter(({ level }) => level === 0).map(({ entries }) => entries))).toBe(31);
    expect(Math.max(...structure.blockPages.map(({ entries }) => entries))).toBe(41);
  });

  test('in a store whose maps are marked invalid', () => {
    const { path } = check({ ...exampleDescription(), maps: 'invalid' });
    expect(readFileSync(path).readUInt8(200)).toBe(0);
  });

  test('a folder of many, whose table takes many blocks', () => {
    const { read } = check(generatedStore({ messages: 1500, folders: 1, averageBytes: 4000, seed: 7 }));
    expect(read.folders.find(({ path }) => path.at(-1) === 'Inbox')?.messages).toHaveLength(1500);
  });

  test('values in two levels of data trees', () => {
    // More than 2,043 blocks of 8,180 bytes ([MS-PST] 2.2.2.8.3.2).
    const content = Buffer.alloc(2044 * 8180 + 5, noise(8191, 9));
    check(inbox({ subject: 'large', attachments: [{ kind: 'data', name: 'large.bin', content }] }));
  });

  test('more nodes in a message than one block lists', () => {
    const attachments = Array.from({ length: 700 }, (_, index) => ({
      kind: 'data' as const,
      name: `${index}.txt`,
      content: Buffer.from(`${index}`),
    }));
    expect(check(inbox({ subject: 'many', attachments })).truth.messages[0]?.attachments).toHaveLength(700);
  });

  test.each([3580, 3581, 8179, 8180, 8181, 16_360, 16_361])('a value of %i bytes', (lengthBytes) => {
    const content = noise(lengthBytes, lengthBytes);
    check(inbox({ html: content, attachments: [{ kind: 'data', name: 'a', content }] }));
  });
});

describe('texts of an ANSI store', () => {
  test.each([
    [1252, 'Größe', '47 72 f6 df 65'],
    [932, '連絡先', '98 41 97 8d 90 e6'],
    [1251, 'Отчёт', 'ce f2 f7 b8 f2'],
  ] as const)('are stored in code page %i', (codePage, word, hex) => {
    const { read, truth } = check({
      codePage,
      folders: [{ name: word, messages: [{ subject: word, properties: [texts(0x6009, [word, '', 'b'])] }] }],
    });
    const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex');
    expect(truth.messages[0]?.subject).toBe(word);
    expect(truth.messages[0]?.folderPath.at(-1)).toBe(word);
    const [item] = read.items.values();
    expect(item?.properties).toContain(fingerprint(0x0070, 0x1e, bytes));
    const codePageBytes = Buffer.alloc(4);
    codePageBytes.writeUInt32LE(codePage);
    expect(item?.properties).toContain(fingerprint(0x3ffd, 0x03, codePageBytes));
    // Their number, where each begins, then the values ([MS-PST] 2.3.3.4.2).
    const head = Buffer.alloc(16);
    for (const [index, value] of [3, 16, 16 + bytes.length, 16 + bytes.length].entries()) head.writeUInt32LE(value, 4 * index);
    expect(item?.properties).toContain(fingerprint(0x6009, 0x101e, Buffer.concat([head, bytes, Buffer.from('b')])));
  });

  test('lose what the code page lacks, and the truth says so', () => {
    const { truth } = check(inbox({ subject: 'Zażółć 連絡先', sender: { name: 'Борис', address: 'b@example.org' } }));
    expect(truth.messages[0]?.subject).toBe('Za?ó?? ???');
  });

  test('of a message may be in another code page than those of the store', () => {
    const message = { subject: 'Отчёт', codePage: 1251, recipients: [{ kind: 'to', name: 'Борис', address: 'b@example.org' }] } as const;
    const { truth } = check(inbox(message, { subject: 'Größe' }));
    expect(truth.messages.map(({ subject, recipients }) => [subject, recipients.map(({ name }) => name)])).toEqual([
      ['Отчёт', ['Борис']],
      ['Größe', []],
    ]);
  });

  test('of a Unicode store are never in a code page', () => {
    const { read, truth } = checkBuiltStore(inbox({ subject: 'Größe 連絡先', codePage: 1252 }));
    expect(truth.messages[0]?.subject).toBe('Größe 連絡先');
    const [item] = read.items.values();
    expect(item?.properties).toContain(fingerprint(0x0070, 0x1f, Buffer.from('Größe 連絡先', 'utf16le')));
    expect(item?.properties.some((print) => print.startsWith('3ffd'))).toBe(false);
  });
});

describe('what an ANSI store cannot hold is not written', () => {
  const path = (name: string): string => join(temporaryFolder('pst-ansi'), `${name}.pst`);

  test('an unknown code page', () => {
    expect(() => writeStore(path('code-page'), { format: 'ansi', codePage: 1 })).toThrow('no code page 1');
  });

  test('a table of more rows than 16 bits number', () => {
    const recipients = Array.from({ length: 65_537 }, () => ({ kind: 'to' as const, name: '', address: '' }));
    const description = inbox({ recipients, properties: [text(0x0e04, '')] });
    expect(() => writeStore(path('rows'), { ...description, format: 'ansi' })).toThrow('65537 are too many rows');
  });
});
