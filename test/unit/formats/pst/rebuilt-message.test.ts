import { createHash } from 'node:crypto';
import { emlReader } from '#formats/eml/eml-reader.ts';
import { pstReader } from '#formats/pst/index.ts';
import { AttachmentUnreadableError } from '#formats/reader.ts';
import { defaultLimits, headerText, headerValues, type Locator, type MessageDraft } from '#model/index.ts';
import { builtStore } from '#test/support/built-store.ts';
import { exampleStore } from '#test/support/example-stores.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { nothingAround } from '#test/support/reading-room.ts';
import { integer32, text, type MessageDescription } from '#test/support/pst-builder/index.ts';
import { readSource, type ReadResult } from '#test/support/read-source.ts';
import { readAll, type Reading } from '#test/support/reading.ts';
import { describe, expect, test } from 'vitest';

const mark = 'Mail Triage 0.0.0 (test); exhibit EX-001; not the original form';
const anna = { name: 'Anna Müller', address: 'anna@example.org' };
const bert = { kind: 'to', name: 'Bert "B." Example', address: 'bert@example.org' } as const;
const carl = { kind: 'cc', name: '', address: 'carl@example.org' } as const;

function rebuilt(bytes: Uint8Array, locator: Locator): Buffer {
  return Buffer.concat([...(pstReader.rebuild?.(memorySource(bytes), locator, defaultLimits, mark, nothingAround) ?? [])]);
}
/** What our own reader of single messages makes of it. */
const readBack = (eml: Uint8Array): ReadResult => readSource(emlReader, memorySource(eml));

interface Trip {
  readonly bytes: Uint8Array;
  readonly stored: Reading;
  readonly of: (subject: string) => { readonly before: MessageDraft; readonly eml: Buffer; readonly after: ReadResult };
}
function tripOf(messages: readonly MessageDescription[]): Trip {
  const { bytes } = builtStore({ folders: [{ name: 'Inbox', messages }] });
  const stored = readAll(pstReader, memorySource(bytes));
  return {
    bytes,
    stored,
    of(subject) {
      const before = stored.messages.find(({ claimed }) => claimed.subject === subject);
      if (before === undefined) throw new Error(`no message ${subject}`);
      const eml = rebuilt(bytes, before.locator);
      return { before, eml, after: readBack(eml) };
    },
  };
}

const people = ({ claimed: { from, sender, to, cc, bcc } }: MessageDraft): unknown => ({ from, sender, to, cc, bcc });
const contents = ({ attachments }: MessageDraft): unknown => attachments.map(({ name, sha256, sizeBytes }) => [name, sha256, sizeBytes]);

describe('a message without transport headers', () => {
  const subject = 'Grüße aus dem Archiv: ein langer Betreff, der über mehr als eine Zeile geht und gefaltet werden muss';
  const content = Buffer.from(Array.from({ length: 5000 }, (_, at) => at % 253));
  const trip = tripOf([
    {
      subject,
      sender: anna,
      recipients: [bert, carl, { kind: 'bcc', name: 'Dora', address: '/o=Example/ou=x/cn=dora' }],
      text: 'Zeile eins\r\n.\r\nFrom here on: äöü\r\n',
      html: '<p>Zeile <b>eins</b> äöü</p>',
      sent: new Date('2024-03-01T10:00:00Z'),
      messageId: '<one@example.org>',
      attachments: [
        { kind: 'data', name: 'Prüfbericht "2024"; final.pdf', content, contentType: 'application/pdf' },
        { kind: 'data', name: 'note.txt', content: Buffer.from('text\nwith lines\n'), contentType: 'text/plain' },
        { kind: 'data', name: 'mail.eml', content: Buffer.from('From: x@example.org\r\n\r\nbody'), contentType: 'message/rfc822' },
        { kind: 'data', name: 'odd', content: Buffer.alloc(0), contentType: 'text/x\r\nX-Injected: yes' },
      ],
    },
  ]);
  const { before, eml, after } = trip.of(subject);
  const [message] = after.messages;

  test('comes back with its subject, people, times and bodies', () => {
    // The attached file that is a message is one to this reader.
    expect(after.messages).toHaveLength(2);
    expect(message?.claimed).toMatchObject({ subject, messageId: before.claimed.messageId, sent: { instant: '2024-03-01T10:00:00.000Z' } });
    expect(message === undefined ? null : people(message)).toEqual(people(before));
    expect(message?.bodies).toEqual(before.bodies);
  });

  test('comes back with its attachments, byte for byte', () => {
    expect(message === undefined ? null : contents(message)).toEqual(contents(before));
    expect(before.attachments).toHaveLength(4);
    expect(headerValues(message?.headers ?? [], 'X-Injected')).toEqual([]);
  });

  test('says first that it is rebuilt, and nothing is odd in it', () => {
    expect(message?.headers[0]).toMatchObject({ name: 'X-Mail-Triage-Rebuilt', value: `${mark}; fields made from properties` });
    expect(after.diagnostics.map(({ code, detail }) => [code, detail])).toEqual([]);
    for (const line of eml.toString('latin1').split('\r\n')) expect(line.length).toBeLessThanOrEqual(998);
  });

  test('is the same every time', () => {
    expect(rebuilt(trip.bytes, before.locator).equals(eml)).toBe(true);
  });
});

describe('a message with transport headers', () => {
  const headers =
    'Microsoft Mail Internet Headers Version 2.0\r\nReceived: from a.example.org\r\n\tby b.example.org; Fri, 1 Mar 2024 10:00:00 +0000\r\n' +
    'X-Odd:   spaces  kept \r\nFrom: =?utf-8?q?A?= <a@example.org>\r\nTo: b@example.org\r\nSubject: as received\r\n' +
    'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="old"\r\nDate: Fri, 1 Mar 2024 10:00:00 +0000\r\n';
  const { eml, after } = tripOf([{ subject: 'as received', headers, text: 'text' }]).of('as received');

  test('keeps them byte for byte, those of the body under another name', () => {
    const [message] = after.messages;
    const block = headerText(message?.headerBlock ?? new Uint8Array(0));
    expect(block).toContain(
      '\r\nReceived: from a.example.org\r\n\tby b.example.org; Fri, 1 Mar 2024 10:00:00 +0000\r\nX-Odd:   spaces  kept \r\n',
    );
    expect(block).toContain('\r\nX-Mail-Triage-Original-Content-Type: multipart/mixed; boundary="old"\r\n');
    expect(block).toContain('\r\nX-Mail-Triage-No-Field: Microsoft Mail Internet Headers Version 2.0\r\n');
    expect(headerValues(message?.headers ?? [], 'MIME-Version')).toEqual(['1.0']);
    expect(message?.headers[0]?.value).toContain('byte for byte as in PidTagTransportMessageHeaders');
    expect(message?.claimed).toMatchObject({ subject: 'as received', from: [{ name: 'A', address: 'a@example.org' }] });
    expect(message?.bodies.text).toBe('text');
    expect(eml.indexOf('X-Mail-Triage-Rebuilt:')).toBe(0);
  });
});

describe('messages within messages', () => {
  const deep: MessageDescription = {
    subject: 'inner',
    sender: anna,
    text: 'inner text',
    attachments: [
      { kind: 'data', name: 'deep.bin', content: Buffer.from([0, 1, 2]) },
      { kind: 'message', message: { subject: 'innermost', text: 'x' } },
    ],
  };
  const trip = tripOf([{ subject: 'outer', text: 'outer text', attachments: [{ kind: 'message', name: 'inner', message: deep }] }]);

  test('come as message/rfc822, each marked', () => {
    const { after } = trip.of('outer');
    expect(after.messages.map(({ claimed }) => claimed.subject)).toEqual(['outer', 'inner', 'innermost']);
    expect(after.messages.map(({ headers }) => headers[0]?.name)).toEqual(Array.from({ length: 3 }, () => 'X-Mail-Triage-Rebuilt'));
    const sha256 = createHash('sha256')
      .update(Buffer.from([0, 1, 2]))
      .digest('hex');
    expect(after.messages[1]?.attachments[0]).toMatchObject({ name: 'deep.bin', sha256 });
    expect(after.diagnostics).toEqual([]);
  });

  test('can be had by themselves', () => {
    const { after } = trip.of('innermost');
    expect(after.messages.map(({ claimed }) => claimed.subject)).toEqual(['innermost']);
  });
});

test('what could not be rebuilt is told in the message', () => {
  const { after } = tripOf([
    { subject: 'lacking', text: 'x', attachments: [{ kind: 'reference', name: 'elsewhere.doc', path: '\\\\server\\elsewhere.doc' }] },
  ]).of('lacking');
  expect(after.messages[0]?.attachments.map(({ name }) => name)).toEqual(['elsewhere.doc', 'mail-triage-notes.txt']);
});

test('an item of another class says which', () => {
  const { after } = tripOf([{ subject: 'Karl', messageClass: 'IPM.Contact', text: 'x' }]).of('Karl');
  expect(headerValues(after.messages[0]?.headers ?? [], 'X-Mail-Triage-Message-Class')).toEqual(['IPM.Contact']);
});

test('recovered items are rebuilt, too', () => {
  const { bytes } = builtStore({
    folders: [
      {
        name: 'Inbox',
        messages: [
          { subject: 'kept', text: 'x' },
          { subject: 'deleted', text: 'gone', deletion: 'superseded' },
          { subject: 'freed', text: 'free', deletion: 'freed' },
        ],
      },
    ],
  });
  const found = readAll(pstReader, memorySource(bytes)).messages.filter(({ observed }) => observed.allocation !== 'allocated');
  const again = found.map(({ locator }) => readBack(rebuilt(bytes, locator)).messages[0]);
  expect(again.map((message) => [message?.claimed.subject, message?.bodies.text])).toEqual([
    ['deleted', 'gone'],
    ['freed', 'free'],
  ]);
});

test('a locator that leads nowhere is refused', () => {
  const { bytes, stored } = tripOf([{ subject: 'one', text: 'x', properties: [text(0x3008, 'x'), integer32(0x0017, 1)] }]);
  const locator = stored.messages[0]?.locator ?? [];
  for (const astray of [
    [...locator, { kind: 'attachment', at: '0' }],
    locator.slice(0, 1),
    [...locator.slice(0, 1), { kind: 'item', at: '0x2f0004' }],
  ]) {
    expect(() => rebuilt(bytes, astray)).toThrow(AttachmentUnreadableError);
  }
});

test.each(['enron', 'outlook'] as const)('every message of %s comes back with its attachments', (name) => {
  const bytes = exampleStore(name);
  const all = readAll(pstReader, memorySource(bytes)).messages.filter(({ parent }) => parent === null);
  for (const before of all.filter((_, index) => index % 3 === 0)) {
    const [message] = readBack(rebuilt(bytes, before.locator)).messages;
    // A space at the end of a subject is lost where a header holds it.
    if (before.headerOrigin === 'none') expect(message?.claimed.subject.trim()).toBe(before.claimed.subject.replace(/\s+/g, ' ').trim());
    const notes = (message?.attachments ?? []).filter((fact) => fact.name !== 'mail-triage-notes.txt' && !fact.isMessage);
    expect(notes.map(({ sha256 }) => sha256)).toEqual(before.attachments.filter(({ isMessage }) => !isMessage).map(({ sha256 }) => sha256));
  }
});
