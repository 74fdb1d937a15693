import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { gzipReader, tarReader, zipReader } from '#formats/archive/index.ts';
import { pstReader } from '#formats/pst/index.ts';
import { AttachmentUnreadableError, type FormatReader } from '#formats/reader.ts';
import { readers } from '#formats/registry.ts';
import { defaultLimits, parseLocator, type Locator } from '#model/index.ts';
import { buildEmlx } from '#test/support/apple-mail/emlx-builder.ts';
import { buildTar } from '#test/support/build-tar.ts';
import { buildZip } from '#test/support/build-zip.ts';
import { builtStore } from '#test/support/built-store.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { nothingAround } from '#test/support/reading-room.ts';
import { readSource } from '#test/support/read-source.ts';

const room = { ...nothingAround, readers };
const letter = (id: number): string =>
  `From: anna@example.org\nSubject: letter ${String(id)}\nMessage-ID: <${String(id)}@example.org>\n\ntext\n`;
const mailbox = [1, 2].map((id) => `From anna@example.org Thu Jan  1 10:00:00 2026\n${letter(id)}\n`).join('');
const mark = 'rebuilt in a test';

const joined = (pieces: Iterable<Uint8Array> | undefined): Buffer => Buffer.concat([...(pieces ?? [])]);
const given = (reader: FormatReader, bytes: Uint8Array, locator: Locator): Buffer =>
  joined(reader.attachment(memorySource(bytes), locator, defaultLimits, room));

describe('a message in a member of an archive', () => {
  const inner = buildZip({ members: [{ name: 'deep/Inbox', content: mailbox, method: 'stored' }] });
  it.each<readonly [string, FormatReader, Uint8Array]>([
    [
      'zip',
      zipReader,
      buildZip({
        members: [
          { name: 'Inbox', content: mailbox },
          { name: 'inner.zip', content: inner },
        ],
      }),
    ],
    [
      'tar',
      tarReader,
      buildTar([
        { name: 'Inbox', content: mailbox },
        { name: 'inner.zip', content: inner },
      ]),
    ],
    ['gzip', gzipReader, gzipSync(mailbox)],
    ['zip in gzip', gzipReader, gzipSync(inner)],
  ])('is given as the bytes that its record has the hash of: %s', (_, reader, bytes) => {
    const { messages } = readSource(reader, memorySource(bytes), { ...room, fileName: 'mail' });
    expect(messages.length).toBeGreaterThanOrEqual(2);
    for (const { locator, claimed } of messages) {
      expect(given(reader, bytes, locator).toString()).toBe(letter(Number(claimed.subject.slice(-1))));
    }
  });

  it('is refused where the member is shorter than the locator says, or no reader knows it', () => {
    const bytes = buildZip({
      members: [
        { name: 'Inbox', content: mailbox },
        { name: 'x.bin', content: 'what is this' },
      ],
    });
    const read = (locator: string) => () => given(zipReader, bytes, parseLocator(locator) ?? []);
    expect(read(`file:a.zip|member:Inbox|bytes:47+${String(mailbox.length)}`)).toThrow(/ends before/);
    expect(read('file:a.zip|member:x.bin|bytes:0+4|part:1')).toThrow(/No reader recognises/);
    expect(read('file:a.zip|member:none|bytes:0+4')).toThrow(/no member/);
    expect(read('file:a.zip|member:x.bin')()).toEqual(Buffer.from('what is this'));
  });
});

describe('an item of a store in an archive', () => {
  const { bytes: store } = builtStore({
    folders: [
      {
        name: 'Inbox',
        messages: [{ subject: 'In a store in an archive', sender: { name: 'Anna', address: 'anna@example.org' }, text: 'body' }],
      },
    ],
  });
  const bytes = buildZip({ members: [{ name: 'mail/a.pst', content: Buffer.from(store) }] });
  const { messages } = readSource(zipReader, memorySource(bytes), { ...room, fileName: 'mail.zip' });
  const locator = messages.find(({ claimed }) => claimed.subject === 'In a store in an archive')?.locator ?? [];
  const direct =
    readSource(pstReader, memorySource(store), { fileName: 'mail/a.pst' }).messages.find(
      ({ claimed }) => claimed.subject === 'In a store in an archive',
    )?.locator ?? [];

  it('has its properties read and is rebuilt, as where the store lies by itself', () => {
    const all = zipReader.properties?.(memorySource(bytes), locator, defaultLimits, room);
    expect(all).toEqual(pstReader.properties?.(memorySource(store), direct, defaultLimits, room));
    expect(all?.sets[0]?.properties.map(({ name }) => name)).toContain('PidTagSubject');
    const rebuilt = joined(zipReader.rebuild?.(memorySource(bytes), locator, defaultLimits, mark, room));
    expect(rebuilt).toEqual(joined(pstReader.rebuild?.(memorySource(store), direct, defaultLimits, mark, room)));
    expect(rebuilt.toString()).toContain('In a store in an archive');
  });

  it('is refused for messages that have bytes of their own', () => {
    const mail = buildZip({ members: [{ name: 'Inbox', content: mailbox }] });
    const at = parseLocator('file:a.zip|member:Inbox|bytes:47+78') ?? [];
    expect(() => zipReader.properties?.(memorySource(mail), at, defaultLimits, room)).toThrow(AttachmentUnreadableError);
    expect(() => joined(zipReader.rebuild?.(memorySource(mail), at, defaultLimits, mark, room))).toThrow(/cannot rebuild/);
  });
});

it('an attachment that Apple Mail keeps beside a message is found in the same archive', () => {
  const mail = Buffer.from(
    'Subject: with a picture\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nsee\n--b\nContent-Type: image/png; name=a.png\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=a.png\nX-Apple-Content-Length: 4\n\n--b--\n',
  );
  const { bytes: emlx } = buildEmlx({ message: mail, properties: { flags: 1n } });
  const folder = './V10/A/INBOX.mbox/1-2/Data';
  const bytes = buildTar([
    { name: `${folder}/Messages/7.partial.emlx`, content: emlx },
    { name: `${folder}/Attachments/7/2/a.png`, content: 'picture' },
  ]);
  const { messages } = readSource(tarReader, memorySource(bytes), { ...room, fileName: 'mail.tar' });
  const [attachment] = messages.flatMap(({ attachments }) => attachments);
  expect(attachment?.locator).toEqual(parseLocator(`file:mail.tar|member:${folder}/Attachments/7/2/a.png`));
  expect(given(tarReader, bytes, attachment?.locator ?? []).toString()).toBe('picture');
});
