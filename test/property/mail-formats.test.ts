import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emlxReader, mailListReader } from '#formats/apple-mail/index.ts';
import { emlReader } from '#formats/eml/eml-reader.ts';
import { mboxReader } from '#formats/mbox/index.ts';
import { decodeText, headerFirst, readDate } from '#formats/mime/index.ts';
import { readAddresses, readMessageIds, readParameters, decodeWords } from '#formats/mime/header-values.ts';
import { decodeTransfer } from '#formats/mime/transfer-encoding.ts';
import { chooseReader } from '#formats/choose-reader.ts';
import { readers } from '#formats/registry.ts';
import { formatLocator, headerFields, rangeOfStep } from '#model/index.ts';
import { buildEmlx } from '#test/support/apple-mail/emlx-builder.ts';
import { binaryPlist, dict } from '#test/support/apple-mail/plist-builder.ts';
import { buildMbox, type MboxDialect } from '#test/support/build-mbox.ts';
import { buildMime, mixed, part } from '#test/support/build-mime.ts';
import { backgroundMail } from '#test/support/background-mail.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { readSource, unbalanced, type ReadResult } from '#test/support/read-source.ts';

const dialects: readonly MboxDialect[] = ['mboxo', 'mboxrd', 'mboxcl', 'mboxcl2'];
const mail = backgroundMail({ seed: 5, averageBytes: 600 });
const texts = Array.from({ length: 12 }, () => mail.next().value.text);

const nestedMessage = buildMime(
  mixed([
    part('text/plain; charset=iso-8859-1', 'caf\u00e9\n'),
    part('multipart/alternative; boundary=alt', {
      boundary: 'alt',
      parts: [part('text/plain', 'one'), part('text/html', '<p>=3D', [['Content-Transfer-Encoding', 'quoted-printable']])],
    }),
    part('application/pdf; name=a.pdf', Buffer.from(Buffer.alloc(90, 'x').toString('base64')), [['Content-Transfer-Encoding', 'base64']]),
    part('message/rfc822', {
      message: mixed([
        part('text/plain', 'inner'),
        part('message/rfc822', { message: { headers: [['From', 'deep@example.org']], body: 'deep' } }),
      ]),
    }),
  ]),
);

// What must hold whatever the bytes are.
function expectSound(result: ReadResult, sizeBytes: number): void {
  expect(unbalanced(result)).toEqual([]);
  const places = result.messages.map(({ locator }) => formatLocator(locator));
  expect(new Set(places).size).toBe(places.length);
  for (const { observed, headerBlock, headers, headerOffsetBytes } of result.messages) {
    if (observed.range !== null) {
      expect(observed.range.offsetBytes).toBeGreaterThanOrEqual(0);
      expect(observed.range.offsetBytes + observed.range.lengthBytes).toBeLessThanOrEqual(sizeBytes);
      expect(headerOffsetBytes).toBe(observed.range.offsetBytes);
    }
    expect(headers).toEqual(headerFields(headerBlock));
  }
}

describe('truncated evidence', () => {
  it('mbox: at every byte, the whole messages before it are the same', () => {
    for (const dialect of ['mboxrd', 'mboxcl2'] as const) {
      const { bytes, messages } = buildMbox({ dialect, messages: texts.slice(0, 4).map((text) => ({ text })) });
      for (let length = 0; length <= bytes.length; length += 3) {
        const result = readSource(mboxReader, memorySource(bytes.subarray(0, length)));
        expectSound(result, length);
        const whole = messages.filter(({ offsetBytes, lengthBytes }) => offsetBytes + lengthBytes < length).length;
        const found = result.messages.filter(({ parent }) => parent === null).map(({ observed }) => observed.range);
        expect(found.slice(0, Math.max(0, whole - 1))).toEqual(
          messages.slice(0, Math.max(0, whole - 1)).map(({ offsetBytes, lengthBytes }) => ({ offsetBytes, lengthBytes })),
        );
      }
    }
  });

  it('message: at every byte, one message and sound books', () => {
    for (let length = 0; length <= nestedMessage.length; length++) {
      const result = readSource(emlReader, memorySource(nestedMessage.subarray(0, length)));
      expectSound(result, length);
      expect(result.messages.filter(({ parent }) => parent === null)).toHaveLength(1);
    }
  });
});

describe('changed evidence', () => {
  const changed = (bytes: Buffer) =>
    fc.array(fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 20 }).map((changes) => {
      const copy = Buffer.from(bytes);
      for (const [at, value] of changes) copy[at] = value;
      return copy;
    });

  it('never throws and keeps its books, whatever bytes are flipped', () => {
    const { bytes } = buildMbox({ dialect: 'mboxcl', messages: texts.slice(0, 3).map((text) => ({ text })) });
    const emlx = buildEmlx({ message: nestedMessage, properties: { flags: 8_590_195_713n, 'date-last-viewed': 1_581_111_111n } }).bytes;
    const rules = binaryPlist([
      dict({ RuleName: 'r', AutoResponseType: 2n, Criteria: [dict({ Header: 'From', Expression: 'a@b.example' })] }),
    ]);
    fc.assert(
      fc.property(fc.constantFrom(bytes, nestedMessage, emlx, rules).chain(changed), (content) => {
        for (const reader of readers) expect(['yes', 'perhaps', 'no']).toContain(reader.probe(memorySource(content)).verdict);
        for (const reader of [mboxReader, emlReader, emlxReader, mailListReader])
          expectSound(readSource(reader, memorySource(content)), content.length);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('never throws on text made of the words of the formats', () => {
    const words = fc.constantFrom(
      ...[
        'From ',
        'From a@b Thu Jul 16 03:13:49 1998\n',
        '\n',
        '\r\n',
        '--x',
        '--x--',
        'Content-Type: ',
        'multipart/mixed; boundary=x\n',
        'message/rfc822\n',
        '>From ',
        ' ',
      ],
      ...[
        'Content-Length: 5\n',
        'base64\n',
        'Content-Transfer-Encoding: ',
        '=?utf-8?Q?=41?=',
        '"',
        ';',
        'charset=',
        ':',
        '<',
        '>',
        '\u00e9',
        'Date: ',
        'Subject: x\n',
        'From: a\n',
        '\u0000',
        '=',
      ],
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 80 }), (pieces) => {
        const content = Buffer.from(pieces.join(''), 'latin1');
        for (const reader of [mboxReader, emlReader]) expectSound(readSource(reader, memorySource(content)), content.length);
      }),
      { numRuns: 500, seed: 2 },
    );
  });

  it('gives the same for the same bytes', () => {
    fc.assert(
      fc.property(changed(nestedMessage), (content) => {
        expect(readSource(emlReader, memorySource(content)).outputs).toEqual(readSource(emlReader, memorySource(content)).outputs);
      }),
      { numRuns: 50, seed: 3 },
    );
  });
});

describe('mailboxes put behind each other', () => {
  it('hold the messages of both, moved', () => {
    const mailbox = fc.tuple(fc.constantFrom(...dialects), fc.array(fc.constantFrom(...texts), { minLength: 1, maxLength: 5 }));
    fc.assert(
      fc.property(mailbox, mailbox, fc.constantFrom('\n' as const, '\r\n' as const), ([one, first], [other, second], lineEnd) => {
        const a = buildMbox({ dialect: one, lineEnd, messages: first.map((text) => ({ text })) });
        const b = buildMbox({ dialect: other, lineEnd, messages: second.map((text) => ({ text })) });
        const ranges = (bytes: Buffer) =>
          readSource(mboxReader, memorySource(bytes)).messages.map(
            ({ locator, observed }) => [rangeOfStep(locator[1] ?? { kind: '', at: '' }), observed.sha256] as const,
          );
        const moved = ranges(b.bytes).map(([range, hash]) => [
          range === null ? null : { ...range, offsetBytes: range.offsetBytes + a.bytes.length },
          hash,
        ]);
        expect(ranges(Buffer.concat([a.bytes, b.bytes]))).toEqual([...ranges(a.bytes), ...moved]);
      }),
      { numRuns: 60, seed: 4 },
    );
  });
});

describe('every parser function', () => {
  it('takes any text and any bytes', () => {
    const alphabet = fc.string({ unit: fc.constantFrom(...Array.from('=?_-<>(),;:"\\@ \t\n\r0aZ%*\'.é\ue000+/')), maxLength: 200 });
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), alphabet), (text) => {
        readAddresses([text]);
        readParameters(text);
        decodeWords(text);
        readMessageIds(text);
        const { time } = readDate(text, 'header Date');
        expect(time.raw).toBe(text);
        if (time.instant !== null) expect(new Date(time.instant).toISOString()).toBe(time.instant);
      }),
      { numRuns: 2000, seed: 6 },
    );
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom('base64', 'quoted-printable', 'x-uuencode', '8bit'),
        fc.constantFrom('utf-8', 'gb18030', 'iso-2022-jp', 'utf-16', 'x', ''),
        (bytes, encoding, charset) => {
          const decoded = Buffer.concat([...decodeTransfer(bytes, encoding, () => undefined)]);
          expect(decoded.length).toBeLessThanOrEqual(bytes.length + 64);
          expect(typeof decodeText(decoded, charset).text).toBe('string');
          headerFirst(bytes);
          chooseReader(memorySource(bytes), readers);
        },
      ),
      { numRuns: 1000, seed: 7 },
    );
  });

  it('decodes what was encoded', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.integer({ min: 1, max: 100 }), (bytes, width) => {
        const encoded = Buffer.from(bytes)
          .toString('base64')
          .replace(new RegExp(`.{${String(width)}}`, 'g'), '$&\r\n');
        const said: string[] = [];
        const decoded = Buffer.concat([...decodeTransfer(Buffer.from(encoded), 'base64', (detail) => said.push(detail))]);
        expect(decoded.equals(bytes)).toBe(true);
        expect(said).toEqual([]);
      }),
      { numRuns: 300, seed: 8 },
    );
  });
});
