import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emlxReader } from '#formats/apple-mail/index.ts';
import { chooseReader } from '#formats/choose-reader.ts';
import { readers } from '#formats/registry.ts';
import { mailboxMessages } from '#formats/thunderbird/mailbox-messages.ts';
import { defaultLimits } from '#model/index.ts';
import { buildEmlx, flagBits } from '#test/support/apple-mail/emlx-builder.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { wide } from '#test/support/outlook/properties.ts';
import { tnef } from '#test/support/outlook/tnef.ts';
import { nothingAround, roomIn } from '#test/support/reading-room.ts';
import { readSource, unbalanced } from '#test/support/read-source.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const letter = (subject: string): string =>
  [
    ...['From: Anna <anna@example.org>', `Subject: ${subject}`, 'Date: Thu, 16 Jul 1998 03:13:49 +0000', 'MIME-Version: 1.0'],
    ...['Content-Type: multipart/mixed; boundary=b', '', '--b', 'Content-Type: text/plain', '', 'Text', '--b'],
    ...['Content-Type: text/plain; name=a.txt', 'Content-Disposition: attachment; filename=a.txt', '', 'in the file', '--b--', ''],
  ].join('\r');
const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('lines that end with CR alone', () => {
  const separator = (minute: string, status: string): string => `From - Thu Jul 16 03:${minute}:49 1998\rX-Mozilla-Status: ${status}\r`;
  const mailbox = `${separator('13', '0001')}${letter('one')}\r${separator('14', '0009')}${letter('two')}\r`;
  const emlx = buildEmlx({ message: letter('three'), properties: { flags: flagBits.read } });

  it.each([
    ['a mailbox file', 'mbox', Buffer.from(mailbox), ['one', 'two']],
    ['a single message', 'eml', Buffer.from(letter('one')), ['one']],
    ['a message file of Apple Mail', 'emlx', Buffer.from(emlx.bytes), ['three']],
    ['one whose every line does', 'emlx', Buffer.from(Buffer.from(emlx.bytes).map((byte) => (byte === 0x0a ? 0x0d : byte))), ['three']],
  ])('are read in %s, which is told; hashes are of the bytes as they stand', (_what, id, bytes, subjects) => {
    const source = memorySource(bytes);
    const { reader } = chooseReader(source, readers);
    expect(reader?.id).toBe(id);
    if (reader === null) return;
    const result = readSource(reader, source);
    expect(result.messages.map(({ claimed }) => claimed.subject)).toEqual(subjects);
    expect(result.diagnostics.map(({ code }) => code)).toEqual(['line-ends-replaced']);
    expect(unbalanced(result)).toEqual([]);
    for (const { observed, attachments } of result.messages) {
      const { offsetBytes = 0, lengthBytes = 0 } = observed.range ?? {};
      expect(observed.sha256).toBe(digest(bytes.subarray(offsetBytes, offsetBytes + lengthBytes)));
      expect(attachments.map(({ name, sha256 }) => [name, sha256])).toEqual([['a.txt', digest(Buffer.from('in the file'))]]);
      const [attachment] = attachments;
      const pieces = attachment === undefined ? [] : [...reader.attachment(source, attachment.locator, defaultLimits, nothingAround)];
      expect(Buffer.concat(pieces).toString('latin1')).toBe('in the file');
    }
    if (id === 'mbox') expect(result.messages.map(({ observed }) => observed.allocation)).toEqual(['allocated', 'deleted']);
  });

  it('hide no part of a message of Apple Mail that lies in another file or in a TNEF stream', () => {
    const part = (type: string, ...lines: readonly string[]): string[] => [
      '--b',
      `Content-Type: ${type}`,
      'Content-Transfer-Encoding: base64',
      ...lines,
    ];
    const stream = tnef({ attachments: [{ title: 'Inner', properties: [], message: { properties: [wide(0x0037, 'The inner one')] } }] });
    const message = [
      ...['From: Anna <anna@example.org>', 'Subject: parts', 'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b', ''],
      ...part('application/octet-stream; name=a.bin', 'X-Apple-Content-Length: 8', '', ''),
      ...part('application/ms-tnef; name=winmail.dat', '', stream.toString('base64').replaceAll(/(.{76})/g, '$1\r')),
      ...['--b--', ''],
    ].join('\r');
    const folder = temporaryFolder('emlx-returns');
    writeFileSync(join(folder, '7.1.emlxpart'), Buffer.from('in its own').toString('base64'));
    const source = memorySource(buildEmlx({ message, properties: { flags: flagBits.read } }).bytes);
    const room = roomIn(folder, []);
    const result = readSource(emlxReader, source, {
      ...room,
      fileName: '7.partial.emlx',
      locator: [{ kind: 'file', at: '7.partial.emlx' }],
    });
    const [outer, inner] = result.messages;
    const stored = outer?.attachments.find(({ name }) => name === 'a.bin');
    const given = Buffer.concat([...emlxReader.attachment(source, stored?.locator ?? [], defaultLimits, room)]);
    expect(given.toString()).toBe('in its own');
    expect(stored?.sha256).toBe(digest(given));
    const rebuilt = Buffer.concat([...(emlxReader.rebuild?.(source, inner?.locator ?? [], defaultLimits, 'mark', room) ?? [])]);
    expect(rebuilt.toString()).toContain('Subject: The inner one');
    room.close();
  });

  it('do not touch a message whose lines end otherwise', () => {
    const whole = buildEmlx({ message: letter('three').replaceAll('\r', '\r\n'), properties: { flags: flagBits.read } });
    expect(readSource(emlxReader, memorySource(whole.bytes)).codes).toEqual([]);
  });

  it('end a header in a mailbox beside an index, however large the message is', () => {
    const quoted = 'Message-ID: <quoted@example.org>\r';
    const mail = (lines: number): string =>
      `From - Mon Jan 01 00:00:00 2024\rFrom: anna@example.org\rSubject: x\r\r${quoted}${`${'word '.repeat(16)}\r`.repeat(lines)}\r`;
    const found = [...mailboxMessages(memorySource(Buffer.from(mail(1) + mail(60_000))))];
    expect(found.map(({ messageId }) => messageId)).toEqual(['', '']);
  });
});
