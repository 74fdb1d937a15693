import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emlxReader } from '#formats/apple-mail/index.ts';
import { readMessageFlags } from '#formats/apple-mail/message-flags.ts';
import { mailboxOfUrl, mailboxPath } from '#formats/apple-mail/mailbox-path.ts';
import { chooseReader } from '#formats/choose-reader.ts';
import { readers } from '#formats/registry.ts';
import { defaultLimits, fileStep, formatLocator, type FactDraft, type MessageDraft } from '#model/index.ts';
import { buildEmlx, flagBits } from '#test/support/apple-mail/emlx-builder.ts';
import { buildMime, mixed, part } from '#test/support/build-mime.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { roomIn } from '#test/support/reading-room.ts';
import { readSource, unbalanced, type ReadOptions } from '#test/support/read-source.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const letter =
  'From: Anna <anna@example.org>\nTo: bert@example.org\nSubject: Offer\nMessage-Id: <1@example.org>\n' +
  'Date: Thu, 6 Feb 2020 15:39:55 +0200\n\nHello\n\nFrom what I hear <plist> is a word.\n';
const properties = {
  'conversation-id': 123_456n,
  'date-last-viewed': 1_581_111_111n,
  'date-received': 1_581_000_000n,
  flags: 8_589_934_592n | flagBits.read | flagBits.forwarded | flagBits.redirected | (3n << 10n),
  'remote-id': '789',
  'original-mailbox': 'imap://anna@example.org/INBOX',
};
const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const factsIn = (outputs: ReturnType<typeof readSource>['outputs']): FactDraft[] =>
  outputs.flatMap((output) =>
    output.kind === 'record' && output.record.kind !== 'message' && output.record.kind !== 'file' ? [output.record] : [],
  );

function read(bytes: Uint8Array, options: ReadOptions = {}) {
  const result = readSource(emlxReader, memorySource(bytes), options);
  expect(unbalanced(result)).toEqual([]);
  const [message] = result.messages;
  return { ...result, message, facts: factsIn(result.outputs) };
}

describe('a whole message file', () => {
  const built = buildEmlx({ message: letter, properties });
  const { message, facts, codes } = read(built.bytes, { fileName: '12.emlx' });

  it('is taken by its reader and by no other', () => {
    const says = (id: string) => readers.find((reader) => reader.id === id)?.probe(memorySource(built.bytes)).verdict;
    expect([says('emlx'), says('eml')]).toEqual(['yes', 'no']);
    expect(chooseReader(memorySource(built.bytes), readers).reader?.id).toBe('emlx');
  });

  it('gives the message with its place and hash in the file', () => {
    expect(codes).toEqual([]);
    expect(message?.observed).toEqual({
      range: { offsetBytes: built.messageOffset, lengthBytes: built.messageBytes },
      sizeBytes: built.messageBytes,
      sha256: digest(Buffer.from(letter)),
      allocation: 'allocated',
      intact: true,
    });
    expect(message?.claimed).toMatchObject({ messageId: '<1@example.org>', subject: 'Offer', flags: ['forwarded', 'read', 'redirected'] });
    expect(message?.claimed.received).toEqual({
      raw: '1581000000',
      instant: '2020-02-06T14:40:00.000Z',
      offsetMinutes: 0,
      statedBy: 'property date-received of the message file',
    });
  });

  it('gives every property, cited by its place', () => {
    const [entry, viewed] = facts;
    expect(facts.map(({ kind }) => kind)).toEqual(['index-entry', 'event']);
    if (entry?.kind !== 'index-entry' || viewed?.kind !== 'event') throw new Error('other facts');
    const list = `file:12.emlx|bytes:${String(built.listOffset)}+${String(built.bytes.length - built.listOffset)}`;
    expect(formatLocator(entry.locator)).toBe(list);
    expect(entry.claimed).toMatchObject({ client: 'apple-mail', messageId: '<1@example.org>', inStore: 'yes', storedAt: '12.emlx' });
    expect(Object.fromEntries(entry.claimed.facts.map(({ name, value }) => [name, value]))).toMatchObject({
      'conversation-id': 123_456,
      'remote-id': '789',
      flags: Number(properties.flags),
      'original-mailbox': 'imap://anna@example.org/INBOX',
      'flags: attachment count': 3,
      'flags: bits from 31 on, meaning not published': '0x4',
    });
    expect(formatLocator(viewed.locator)).toBe(`${list}|key:date-last-viewed`);
    expect(viewed.claimed).toMatchObject({ strength: 'OPENED', time: { raw: '1581111111', instant: '2020-02-07T21:31:51.000Z' } });
    const { offsetBytes = 0, lengthBytes = 0 } = viewed.observed.range ?? {};
    expect(built.bytes.subarray(offsetBytes, offsetBytes + lengthBytes).toString()).toBe('<integer>1581111111</integer>');
  });
});

describe('a message file of which an earlier attempt lost something', () => {
  const { bytes } = buildEmlx({ message: letter, properties });
  const without = (ending: RegExp) =>
    readSource(emlxReader, memorySource(bytes), { fileName: '12.emlx', enter: (locator) => !ending.test(formatLocator(locator)) });

  it('is read without it, and expects it', () => {
    const message = without(/bytes:11\+\d+$/);
    expect(message.messages).toEqual([]);
    expect(message.books.get('message-file file:12.emlx')).toMatchObject({ expected: 1, records: 0 });
    expect(message.books.get('message-properties file:12.emlx')).toMatchObject({ expected: 2, records: 2 });
    const viewed = without(/key:date-last-viewed$/);
    expect(viewed.messages).toHaveLength(1);
    expect(viewed.books.get('message-properties file:12.emlx')).toMatchObject({ expected: 2, records: 1 });
  });
});

describe('flags', () => {
  it('are told each by its word', () => {
    for (const [word, bit] of Object.entries(flagBits)) expect(readMessageFlags(bit).words, word).toEqual([word]);
    expect(readMessageFlags((1n << 64n) - 1n).words).toHaveLength(13);
    expect(readMessageFlags(-1n).words).toHaveLength(13);
  });

  it('of the numbers that programs write are understood', () => {
    expect(readMessageFlags(8_590_195_713n)).toMatchObject({ words: ['read'] });
    expect(readMessageFlags(8_623_489_089n)).toMatchObject({ words: ['draft', 'not junk', 'read'] });
  });
});

describe('a damaged message file', () => {
  const inPlace = buildEmlx({ message: letter, properties });
  const cases: readonly [string, Buffer, readonly string[], string, boolean][] = [
    ['a count that is too small', buildEmlx({ message: letter, properties, declaredBytes: 20 }).bytes, ['byte-count-wrong'], letter, true],
    [
      'a count that reaches into the list',
      buildEmlx({ message: letter, properties, declaredBytes: letter.length + 9 }).bytes,
      ['byte-count-wrong'],
      letter,
      true,
    ],
    [
      'a count beyond the file',
      buildEmlx({ message: letter, properties, declaredBytes: 99_999_999 }).bytes,
      ['byte-count-wrong'],
      letter,
      true,
    ],
    ['no list', buildEmlx({ message: letter, properties: null }).bytes, ['message-properties-missing'], letter, true],
    [
      'no end',
      inPlace.bytes.subarray(0, inPlace.messageOffset + 150),
      ['message-truncated', 'message-properties-missing'],
      letter.slice(0, 150),
      false,
    ],
    ['a list that breaks off', inPlace.bytes.subarray(0, inPlace.bytes.length - 60), ['plist-damaged'], letter, true],
    [
      'a count that is too small and no list',
      buildEmlx({ message: letter, properties: null, declaredBytes: 20 }).bytes,
      ['byte-count-wrong', 'message-properties-missing'],
      letter,
      true,
    ],
  ];
  it.each(cases)('with %s is read to the best end', (_, bytes, codes, text, intact) => {
    const { message, diagnostics } = read(bytes);
    expect(diagnostics.map(({ code }) => code)).toEqual(codes);
    expect(message?.observed).toMatchObject({ sha256: digest(Buffer.from(text)), intact });
  });

  it('is read wherever it breaks off', () => {
    for (let length = 0; length < inPlace.bytes.length; length += 11) {
      const bytes = inPlace.bytes.subarray(0, length);
      if (emlxReader.probe(memorySource(bytes)).verdict !== 'no') expect(read(bytes).messages).toHaveLength(1);
    }
  });

  it('is none when it only begins with a number', () => {
    for (const text of ['12\n', '3\nabc', '99999\nnot a message\n', '1\n2\n3\n', '12 \n<html>']) {
      expect(emlxReader.probe(memorySource(text)).verdict, text).toBe('no');
    }
    expect(emlxReader.probe(memorySource(buildEmlx({ message: '', properties }).bytes)).verdict).toBe('yes');
  });
});

describe('a message whose parts lie beside it', () => {
  const folder = temporaryFolder('emlx-parts');
  const messages = 'V10/ACC/INBOX.mbox/11111111-2222-3333-4444-555555555555/Data/2/Messages';
  const picture = Buffer.from('not really a picture');
  const put = (path: string, bytes: Uint8Array | string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  };
  const emptied = (type: string, name: string) =>
    part(`${type}; name="${name}"`, '\n', [
      ['Content-Disposition', `attachment; filename="${name}"`],
      ['Content-Transfer-Encoding', 'base64'],
      ['X-Apple-Content-Length', '28'],
    ]);
  const mail = buildMime(
    mixed([
      part('text/plain', 'see below\n'),
      emptied('image/png', 'picture.png'),
      emptied('image/png', 'encoded.png'),
      emptied('application/pdf', 'gone.pdf'),
      part('text/plain; name="here.txt"', 'inline'),
    ]),
  );
  put(`${messages}/2345.partial.emlx`, buildEmlx({ message: mail, properties }).bytes);
  put('V10/ACC/INBOX.mbox/11111111-2222-3333-4444-555555555555/Data/2/Attachments/2345/2/picture.png', picture);
  put('V10/ACC/INBOX.mbox/11111111-2222-3333-4444-555555555555/Data/2/Attachments/2345/2/another.png', 'x');
  put(`${messages}/2345.3.emlxpart`, picture.toString('base64'));
  const room = roomIn(folder, messages.split('/'));
  const bytes = buildEmlx({ message: mail, properties }).bytes;
  const locator = [fileStep(`${messages}/2345.partial.emlx`)];
  const options = { ...room, locator, folderPath: messages.split('/'), fileName: '2345.partial.emlx' };
  const { message, diagnostics } = read(bytes, options);
  const attachments: MessageDraft['attachments'] = message?.attachments ?? [];

  it('is joined with them, each with its own place, size and hash', () => {
    expect(attachments.map(({ name, sizeBytes, sha256 }) => [name, sizeBytes, sha256])).toEqual([
      ['picture.png', picture.length, digest(picture)],
      ['encoded.png', picture.length, digest(picture)],
      ['gone.pdf', null, null],
      ['here.txt', 6, digest(Buffer.from('inline'))],
    ]);
    expect(formatLocator(attachments[0]?.locator ?? [])).toBe(
      'file:V10/ACC/INBOX.mbox/11111111-2222-3333-4444-555555555555/Data/2/Attachments/2345/2/picture.png',
    );
  });

  it('says what was joined and what is missing', () => {
    expect(diagnostics.map(({ code, effect }) => [code, effect])).toEqual([
      ['message-rejoined', 'recovered'],
      ['attachment-unreadable', 'field-lost'],
    ]);
    expect(diagnostics[0]?.detail).toContain('part 2 ("picture.png") from "picture.png", beside 1 other files');
    expect(diagnostics[1]?.detail).toContain('part 4 ("gone.pdf"): no file holds it');
    expect(message?.observed.intact).toBe(false);
  });

  it('gives the bytes of what lies in a part file', () => {
    const encoded = attachments[1];
    const pieces = [...emlxReader.attachment(memorySource(bytes), encoded?.locator ?? [], defaultLimits, room)];
    expect(Buffer.concat(pieces)).toEqual(picture);
    const inline = [...emlxReader.attachment(memorySource(bytes), attachments[3]?.locator ?? [], defaultLimits, room)];
    expect(Buffer.concat(inline).toString()).toBe('inline');
  });

  it('has the folder that its owner saw', () => {
    expect(message?.claimed.folderPath).toEqual(['V10', 'ACC', 'INBOX']);
  });

  it('is told as incomplete where nothing lies around it', () => {
    const alone = read(bytes, { fileName: '2345.partial.emlx' });
    expect(alone.diagnostics.map(({ code }) => code)).toEqual(['attachment-unreadable']);
    expect(alone.message?.attachments.map(({ sha256 }) => sha256 === null)).toEqual([true, true, true, false]);
  });
});

describe('the folder of a message file', () => {
  it.each([
    ['Mail/V2/IMAP-anna@mail.example.org/INBOX.mbox/Messages', 'Mail/V2/IMAP-anna@mail.example.org/INBOX'],
    ['Mail/V2/Mailboxes/Work.mbox/Offers.mbox/11111111-2222-3333-4444-555555555555/Data/Messages', 'Mail/V2/Mailboxes/Work/Offers'],
    ['Mail/IMAP-a@b/Sent.imapmbox/Messages', 'Mail/IMAP-a@b/Sent'],
    ['Exported.mbox/2019/Messages of May', 'Exported.mbox/2019/Messages of May'],
    ['loose/letters', 'loose/letters'],
    ['.mbox/Messages', ''],
  ])('of %s is %s', (path, expected) => {
    expect(mailboxPath(path.split('/')).join('/')).toBe(expected);
  });

  it('is read out of URLs, well escaped or not', () => {
    expect(mailboxOfUrl('imap://anna%40x@host/INBOX/Caf%C3%A9')).toEqual(['anna@x@host', 'INBOX', 'Café']);
    expect(mailboxOfUrl('local://%zz/a%')).toEqual(['%zz', 'a%']);
    expect(mailboxOfUrl('strange')).toEqual(['strange']);
  });
});
