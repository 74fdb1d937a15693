import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { emlReader } from '#formats/eml/eml-reader.ts';
import { AttachmentUnreadableError } from '#formats/reader.ts';
import { tnefReader } from '#formats/tnef/index.ts';
import { defaultLimits, formatLocator, type Locator } from '#model/index.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { bytesOf, flag, integer, narrow, time, wide } from '#test/support/outlook/properties.ts';
import { tnef, tnefAttribute, type BuiltTnef } from '#test/support/outlook/tnef.ts';
import { nothingAround } from '#test/support/reading-room.ts';
import { readSource, unbalanced } from '#test/support/read-source.ts';

const content = Buffer.from('the content of a file\r\n');
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const wrapped: BuiltTnef = {
  properties: [
    wide(0x0037, 'Plan'),
    wide(0x1013, ''),
    bytesOf(0x1013, '<p>The plan</p>'),
    flag(0x0005, 1),
    integer(0x1081, 104),
    time(0x1082, '2024-03-02T08:00:00Z'),
    { ...wide(0, 'named'), name: { guid: '00020329-0000-0000-c000-000000000046', name: 'Keywords' } },
  ].filter(({ id, type }) => !(id === 0x1013 && type === 0x001f)),
  recipients: [[integer(0x0c15, 1), wide(0x3001, 'Ben'), wide(0x39fe, 'ben@example.org')]],
  attachments: [
    { title: 'SHORT.TXT', data: content, properties: [wide(0x3707, 'long name.txt')] },
    {
      title: 'Inner',
      properties: [integer(0x3705, 5)],
      message: { properties: [wide(0x0037, 'The inner one')], attachments: [{ title: 'deep.bin', data: content }] },
    },
  ],
};

const readLoose = (bytes: Uint8Array) => readSource(tnefReader, memorySource(bytes), { fileName: 'winmail.dat' });

describe('a loose TNEF stream', () => {
  const stream = tnef(wrapped);
  const result = readLoose(stream);
  const [message, inner] = result.messages;

  it('becomes a message with its attachments and attached messages', () => {
    expect(message?.claimed).toMatchObject({ subject: 'Plan', to: [{ name: 'Ben', address: 'ben@example.org' }], lastVerb: 104 });
    expect(message?.bodies.html).toBe('<p>The plan</p>');
    expect(message?.attachments).toMatchObject([
      { name: 'long name.txt', sizeBytes: content.length, sha256: sha256(content), isMessage: false },
      { isMessage: true },
    ]);
    expect(inner?.claimed.subject).toBe('The inner one');
    expect(inner?.parent).toEqual(message?.locator);
    expect(result.diagnostics).toEqual([]);
    expect(unbalanced(result)).toEqual([]);
  });

  it('gives the bytes of its attachments', () => {
    const deep = inner?.attachments[0]?.locator ?? [];
    expect(formatLocator(deep)).toBe('file:winmail.dat|tnef:message|attachment:1|attachment:0');
    expect(Buffer.concat([...tnefReader.attachment(memorySource(stream), deep, defaultLimits, nothingAround)]).equals(content)).toBe(true);
    expect(() => [
      ...tnefReader.attachment(memorySource(stream), [...deep.slice(0, 2), { kind: 'attachment', at: '7' }], defaultLimits, nothingAround),
    ]).toThrow(AttachmentUnreadableError);
  });
});

it('a loose TNEF stream gives all its properties and is rebuilt as Internet mail', () => {
  const bytes = tnef(wrapped);
  const [message, inner] = readSource(tnefReader, memorySource(bytes), { fileName: 'winmail.dat' }).messages;
  const all = tnefReader.properties?.(memorySource(bytes), message?.locator ?? [], defaultLimits, nothingAround);
  expect(all?.sets[0]?.properties.find(({ name }) => name === 'PidTagSubject')?.value).toBe('Plan');
  expect(all?.sets.map(({ kind }) => kind)).toEqual(['item', 'recipient', 'attachment', 'attachment']);
  const rebuilt = (locator: Locator): string =>
    Buffer.concat([...(tnefReader.rebuild?.(memorySource(bytes), locator, defaultLimits, 'mark', nothingAround) ?? [])]).toString();
  expect(rebuilt(message?.locator ?? [])).toContain('Subject: Plan');
  expect(rebuilt(inner?.locator ?? [])).toContain('Subject: The inner one');
  expect(() => rebuilt([{ kind: 'file', at: 'winmail.dat' }])).toThrow(AttachmentUnreadableError);
});

describe('attributes of before MAPI', () => {
  const date = Buffer.alloc(14);
  for (const [index, value] of [1999, 10, 14, 3, 2, 1, 4].entries()) date.writeUInt16LE(value, 2 * index);
  const name = Buffer.from('Anna\0');
  const address = Buffer.from('SMTP:anna@example.org\0');
  const sender = Buffer.alloc(8);
  sender.writeUInt16LE(name.length, 4);
  sender.writeUInt16LE(address.length, 6);
  const stream = tnef({
    old: [
      [0x00078008, Buffer.from('IPM.Microsoft Mail.Note\0')],
      [0x00018004, Buffer.from('Old subject\0')],
      [0x0002800c, Buffer.from('Old body\0')],
      [0x00038005, date],
      [0x0004800d, Uint8Array.of(1, 0)],
      [0x00008000, Buffer.concat([sender, name, address])],
    ],
  });

  it('stand for the properties that are missing', () => {
    const [message] = readLoose(stream).messages;
    expect(message?.claimed).toMatchObject({
      messageClass: 'IPM.Note',
      subject: 'Old subject',
      sender: [{ name: 'Anna', address: 'anna@example.org' }],
      sent: { raw: '1999-10-14 03:02:01', instant: null, statedBy: 'attDateSent' },
    });
    expect(message?.bodies.text).toBe('Old body');
    expect(message?.properties).toContainEqual({ tag: 0x00170003, name: 'PidTagImportance', value: 2 });
  });
});

describe('damage', () => {
  it('of a checksum is told, and what it covers is kept', () => {
    const stream = Buffer.concat([
      tnef({ properties: [wide(0x0037, 'Plan')] }),
      tnefAttribute(2, 0x00069002, Buffer.alloc(14)),
      tnefAttribute(2, 0x00018010, Buffer.from('a.txt\0')),
      tnefAttribute(2, 0x0006800f, content, 1),
    ]);
    const result = readLoose(stream);
    expect(result.messages[0]?.attachments).toMatchObject([{ name: 'a.txt', sha256: sha256(content) }]);
    expect(result.messages[0]?.observed.intact).toBe(false);
    expect(result.diagnostics).toMatchObject([{ code: 'store-damaged', effect: 'field-lost' }]);
    expect(result.diagnostics[0]?.detail).toContain('the checksum of attAttachData is wrong');
  });

  it('of the end is told with what was left', () => {
    const whole = tnef(wrapped);
    for (const share of [0.3, 0.5, 0.8, 0.97]) {
      const result = readLoose(whole.subarray(0, Math.floor(whole.length * share)));
      expect(unbalanced(result)).toEqual([]);
      expect(result.diagnostics.map(({ detail }) => detail).join(' '), String(share)).toMatch(/were not read/);
    }
  });

  it('never throws, whatever byte is changed', () => {
    const whole = tnef(wrapped);
    for (let at = 0; at < whole.length; at += 3) {
      const bytes = Buffer.from(whole);
      bytes.writeUInt8((bytes.readUInt8(at) + 0x55) & 0xff, at);
      expect(unbalanced(readLoose(bytes)), String(at)).toEqual([]);
    }
  });

  it('is no TNEF without the signature', () => {
    expect(tnefReader.probe(memorySource('From: a@b.example\n\n')).verdict).toBe('no');
    expect(tnefReader.probe(memorySource(Buffer.from('789f3e22000000', 'hex'))).verdict).toBe('no');
    expect(tnefReader.probe(memorySource(tnef({}))).verdict).toBe('yes');
    const lost = readLoose(Buffer.from('nothing of the kind'));
    expect(lost.codes).toEqual(['item-unreadable file:winmail.dat']);
    expect(unbalanced(lost)).toEqual([]);
  });
});

describe('TNEF within an Internet message', () => {
  const messageWith = (stream: Uint8Array, text: string | null): string =>
    [
      'From: anna@example.org',
      'To: ben@example.org',
      'Subject: Plan',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      ...(text === null ? [] : ['--b', 'Content-Type: text/plain', '', text]),
      '--b',
      'Content-Type: application/ms-tnef; name="winmail.dat"',
      'Content-Transfer-Encoding: base64',
      '',
      ...(Buffer.from(stream)
        .toString('base64')
        .match(/.{1,76}/g) ?? []),
      '--b--',
      '',
    ].join('\r\n');
  const readMessage = (text: string) => readSource(emlReader, memorySource(text), { fileName: 'a.eml' });
  const source = messageWith(tnef(wrapped), 'The text');
  const result = readMessage(source);
  const [message, inner] = result.messages;

  it('gives its attachments, properties and HTML to the message', () => {
    expect(message?.attachments.map(({ name, sha256: hash, isMessage }) => [name, hash !== null, isMessage])).toEqual([
      ['winmail.dat', true, false],
      ['long name.txt', true, false],
      ['Inner', false, true],
    ]);
    expect(message?.attachments[1]?.sha256).toBe(sha256(content));
    expect(message?.properties).toContainEqual({ tag: 0x0005000b, name: 'PidTagAutoForwarded', value: true });
    expect(message?.claimed).toMatchObject({ subject: 'Plan', lastVerb: 104, from: [{ address: 'anna@example.org' }] });
    expect(message?.bodies).toEqual({ text: 'The text', html: '<p>The plan</p>' });
    expect(message?.headerOrigin).toBe('message');
  });

  it('makes attached messages records whose parent is the message', () => {
    expect(inner?.claimed.subject).toBe('The inner one');
    expect(inner?.parent).toEqual(message?.locator);
    expect(formatLocator(inner?.locator ?? [])).toMatch(/\|part:2\|attachment:1$/);
    expect(unbalanced(result)).toEqual([]);
    expect(result.diagnostics).toEqual([]);
  });

  it('gives the bytes of attachments through the TNEF', () => {
    const bytesAt = (locator: Locator): Buffer =>
      Buffer.concat([...emlReader.attachment(memorySource(source), locator, defaultLimits, nothingAround)]);
    expect(bytesAt(message?.attachments[1]?.locator ?? []).equals(content)).toBe(true);
    expect(bytesAt(inner?.attachments[0]?.locator ?? []).equals(content)).toBe(true);
    expect(bytesAt(message?.attachments[0]?.locator ?? []).equals(tnef(wrapped))).toBe(true);
    expect(() => bytesAt([...(message?.attachments[0]?.locator ?? []), { kind: 'attachment', at: '9' }])).toThrow(
      AttachmentUnreadableError,
    );
  });

  it('is the body where the message has none', () => {
    expect(readMessage(messageWith(tnef({ properties: [narrow(0x1000, 'Only here')] }), null)).messages[0]?.bodies.text).toBe('Only here');
  });

  it('that is none is an attachment like others, and told', () => {
    const other = readMessage(messageWith(Buffer.from('no such thing'), 'text'));
    expect(other.messages[0]?.attachments).toHaveLength(1);
    expect(other.diagnostics).toMatchObject([{ code: 'attachment-unreadable', effect: 'noted' }]);
  });
});
