import { describe, expect, it } from 'vitest';
import { zipReader } from '#formats/archive/index.ts';
import { emlReader } from '#formats/eml/eml-reader.ts';
import { mboxReader } from '#formats/mbox/mbox-reader.ts';
import { outlookItemReader } from '#formats/outlook-item/index.ts';
import { pstReader } from '#formats/pst/index.ts';
import type { FormatReader } from '#formats/reader.ts';
import { readers } from '#formats/registry.ts';
import { tnefReader } from '#formats/tnef/index.ts';
import { defaultLimits, formatLocator, parseLocator } from '#model/index.ts';
import { buildZip } from '#test/support/build-zip.ts';
import { builtStore } from '#test/support/built-store.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { integer, wide } from '#test/support/outlook/properties.ts';
import { savedItem, type SavedItem } from '#test/support/outlook/saved-item.ts';
import { tnef, type BuiltTnef } from '#test/support/outlook/tnef.ts';
import type { MessageDescription } from '#test/support/pst-builder/index.ts';
import { nothingAround } from '#test/support/reading-room.ts';
import { readSource, unbalanced } from '#test/support/read-source.ts';

const people = Array.from({ length: 100_000 }, (_, index) => `u${String(index)}@example.org`);

describe('a hundred thousand recipients', () => {
  it('in a field each are all read', () => {
    const mail = `From: a@example.org\r\nSubject: s\r\n${people.map((address) => `To: ${address}`).join('\r\n')}\r\n\r\nx`;
    const result = readSource(emlReader, memorySource(Buffer.from(mail)));
    expect(result.messages[0]?.claimed.to.map(({ address }) => address)).toEqual(people);
    expect(unbalanced(result)).toEqual([]);
  });

  it('in one field are read as far as the limit goes, which is told', () => {
    const mail = `From: a@example.org\r\nSubject: s\r\nTo: ${people.join(',\r\n ')}\r\n\r\nx`;
    const result = readSource(emlReader, memorySource(Buffer.from(mail)));
    expect(result.messages[0]?.claimed.to.length).toBeGreaterThan(10_000);
    expect(result.diagnostics.map(({ code }) => code)).toEqual(['header-limit']);
    expect(result.messages[0]?.headerBlock.length).toBeGreaterThan(2_000_000);
  });

  it('that only names tell from each other are matched with the header once for each', () => {
    const names = people.slice(0, 20_000);
    const header = `To: ${names.map((address, index) => `"N${String(index)}" <${address}>`).join(',\r\n ')}\r\n`;
    const result = readSource(
      tnefReader,
      memorySource(
        tnef({
          properties: [wide(0x0037, 's'), wide(0x007d, header)],
          recipients: names.map((_, index) => [
            integer(0x0c15, 1),
            wide(0x3001, `N${String(index)}`),
            wide(0x3003, `/o=x/cn=${String(index)}`),
          ]),
        }),
      ),
    );
    expect(result.messages[0]?.claimed.to.slice(0, 2)).toEqual([
      { name: 'N0', address: 'u0@example.org' },
      { name: 'N1', address: 'u1@example.org' },
    ]);
    expect(result.messages[0]?.claimed.to).toHaveLength(20_000);
  });
});

describe('messages attached within each other', () => {
  const depth = 200;
  const mail = (): Buffer => {
    let text = 'Subject: deepest\r\n\r\nx';
    for (let level = depth; level > 0; level -= 1) text = `Subject: level ${String(level)}\r\nContent-Type: message/rfc822\r\n\r\n${text}`;
    return Buffer.from(text);
  };
  const item = (level: number): SavedItem => ({
    properties: [wide(0x0037, `level ${String(level)}`)],
    ...(level === depth ? {} : { attachments: [{ properties: [integer(0x3705, 5)], message: item(level + 1) }] }),
  });
  const container = (level: number): BuiltTnef => ({
    properties: [wide(0x0037, `level ${String(level)}`)],
    ...(level === depth ? {} : { attachments: [{ title: 'm', properties: [integer(0x3705, 5)], message: container(level + 1) }] }),
  });
  const stored = (level: number): MessageDescription => ({
    subject: `level ${String(level)}`,
    ...(level === depth ? {} : { attachments: [{ kind: 'message', message: stored(level + 1) }] }),
  });
  // TNEF streams of a file each within each other, with no message between them.
  const streams = (): Uint8Array => {
    let stream = tnef({ attachments: [{ title: 'deepest.txt', data: Buffer.from('x') }] });
    for (let level = 0; level < depth; level += 1) stream = tnef({ attachments: [{ title: 'winmail.dat', data: stream }] });
    return stream;
  };
  it.each<readonly [string, FormatReader, () => Uint8Array]>([
    ['Internet mail', emlReader, mail],
    ['saved items', outlookItemReader, () => savedItem(item(1))],
    ['TNEF', tnefReader, () => tnef(container(1))],
    ['a store', pstReader, () => builtStore({ folders: [{ name: 'Inbox', messages: [stored(1), { subject: 'after' }] }] }).bytes],
    ['TNEF in TNEF', tnefReader, streams],
  ])('are read to the limit, which is told, and the books add up: %s', (_, reader, build) => {
    const result = readSource(reader, memorySource(build()));
    expect(result.messages.length).toBeLessThanOrEqual(70);
    expect(result.messages.flatMap(({ attachments }) => attachments).length).toBeGreaterThanOrEqual(60);
    expect(result.diagnostics.map(({ effect }) => effect)).toContain('limit-reached');
    expect(unbalanced(result)).toEqual([]);
    if (reader === pstReader) expect(result.messages.map(({ claimed }) => claimed.subject)).toContain('after');
  });
});

describe('names as no one gives them', () => {
  const names = [
    'n'.repeat(4000),
    '\u4e2d'.repeat(4000),
    'CON',
    'nul.txt',
    'invoice_\u202efdp.exe',
    'a\u0001b\u001f\u007f\u0085\u2028c',
    '..',
    '../../../etc/passwd',
    'C:\\Windows\\x',
    '\ud800 alone',
    ' . ',
    'a|b:c%0041',
  ];

  it('of folders, subjects and attachments of a store stay what they are', () => {
    const messages = (name: string): MessageDescription[] => [
      { subject: name, attachments: [{ kind: 'data', name, content: Buffer.from('x') }] },
    ];
    const { bytes } = builtStore({ folders: names.map((name) => ({ name, messages: messages(name) })) });
    const result = readSource(pstReader, memorySource(bytes));
    expect(result.messages.map(({ claimed }) => claimed.folderPath.at(-1))).toEqual(names);
    expect(result.messages.map(({ attachments }) => attachments[0]?.name)).toEqual(names);
    expect(unbalanced(result)).toEqual([]);
  });

  it('of files and folders in an archive lead to their messages by locators that can be read again', () => {
    const letter = 'From: anna@example.org\nSubject: hello\n\ntext\n';
    const bytes = buildZip({
      members: names.filter((name) => !/\p{Cs}/u.test(name)).map((name) => ({ name: `${name}/${name}.eml`, content: letter })),
    });
    const result = readSource(zipReader, memorySource(bytes), { ...nothingAround, readers, fileName: 'a.zip' });
    expect(result.messages).toHaveLength(names.length - 1);
    for (const { locator, headerBlock } of result.messages) {
      const again = parseLocator(formatLocator(locator)) ?? [];
      expect(again).toEqual(locator);
      const given = Buffer.concat([...zipReader.attachment(memorySource(bytes), again, defaultLimits, { ...nothingAround, readers })]);
      expect([given.toString(), headerBlock.length]).toEqual([letter, letter.indexOf('\n\n') + 1]);
    }
    expect(unbalanced(result)).toEqual([]);
  });

  it('of a mailbox and its folders are those of the record', () => {
    const mailbox = Buffer.from('From a@b Thu Jan  1 10:00:00 2026\nFrom: anna@example.org\nSubject: x\n\ntext\n');
    for (const name of names) {
      const result = readSource(mboxReader, memorySource(mailbox), { fileName: name, folderPath: [name] });
      expect(result.messages[0]?.claimed.folderPath).toEqual([name, name]);
      expect(parseLocator(formatLocator(result.messages[0]?.locator ?? []))).toEqual(result.messages[0]?.locator);
    }
  });
});
