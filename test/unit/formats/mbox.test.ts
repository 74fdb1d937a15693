import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { mboxReader, splitMbox } from '#formats/mbox/index.ts';
import { judgeFromLine } from '#formats/mime/from-line.ts';
import { bytesStep, fileStep } from '#model/index.ts';
import { buildMbox, type MboxDialect } from '#test/support/build-mbox.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { readSource, unbalanced, type ReadOptions } from '#test/support/read-source.ts';

const envelope = 'From anna@example.org Thu Jul 16 03:13:49 1998\n';
const header = 'From: Anna <anna@example.org>\nSubject: first\nDate: Thu, 16 Jul 1998 03:13:49 +0000\n\n';
const message = (body: string, subject = 'first'): string => `${header.replace('first', subject)}${body}`;

function check(content: string | Uint8Array, subjects: readonly string[], codes: readonly string[] = [], options: ReadOptions = {}) {
  const source = memorySource(content);
  const result = readSource(mboxReader, source, options);
  expect(result.messages.map(({ claimed }) => claimed.subject)).toEqual(subjects);
  expect(result.diagnostics.map(({ code }) => code)).toEqual(codes);
  expect(unbalanced(result)).toEqual([]);
  return result;
}

describe('mbox dialects', () => {
  const dialects: readonly MboxDialect[] = ['mboxo', 'mboxrd', 'mboxcl', 'mboxcl2'];
  const bodies = [
    'Dear all,\nFrom what I saw it works.\n\nFrom now on\nwe ship.\n',
    'plain\n',
    'quoted\n>From before\n>>From deeper\n',
    '',
    '\nFrom boris@example.org Fri Jul 17 03:13:49 1998\nwas in my inbox, no header follows.\n',
  ];

  for (const lineEnd of ['\n', '\r\n'] as const) {
    for (const dialect of dialects) {
      it(`${dialect}, ${lineEnd === '\n' ? 'LF' : 'CRLF'}: every message at its place, byte for byte`, () => {
        const built = buildMbox({ dialect, lineEnd, messages: bodies.map((body, n) => ({ text: message(body, String(n)) })) });
        const result = readSource(mboxReader, memorySource(built.bytes));
        expect(unbalanced(result)).toEqual([]);
        expect(result.messages.map(({ locator }) => locator)).toEqual(
          built.messages.map(({ offsetBytes, lengthBytes }) => [fileStep('evidence'), bytesStep(offsetBytes, lengthBytes)]),
        );
        for (const { observed, envelopeLine, headerBlock, headerOffsetBytes } of result.messages) {
          const { offsetBytes = 0, lengthBytes = 0 } = observed.range ?? {};
          expect(observed.sha256).toBe(
            createHash('sha256')
              .update(built.bytes.subarray(offsetBytes, offsetBytes + lengthBytes))
              .digest('hex'),
          );
          expect(headerOffsetBytes).toBe(offsetBytes);
          expect(Buffer.from(headerBlock).equals(built.bytes.subarray(offsetBytes, offsetBytes + headerBlock.length))).toBe(true);
          expect(envelopeLine).toBe(envelope.trimEnd());
        }
        const text = (n: number) => result.messages[n]?.bodies.text?.replaceAll('\r\n', '\n');
        expect(text(0)).toBe(bodies[0]);
        expect(text(3)).toBe('');
      });
    }
  }

  it('takes one sign off in mboxo, off every depth in mboxrd, and none in mboxcl2', () => {
    const body = 'a\n>From x\n>>From y\n>>>From z\nFrom w\n';
    const read = (dialect: MboxDialect) =>
      check(buildMbox({ dialect, messages: [{ text: message(body) }] }).bytes, ['first']).messages[0]?.bodies.text;
    expect(read('mboxrd')).toBe(body);
    expect(read('mboxcl2')).toBe(body);
    // What mboxo does to `>From ` cannot be undone: it is the same as what it does to `From `.
    const once = buildMbox({ dialect: 'mboxo', messages: [{ text: message('a\nFrom w\n>From x\n') }] }).bytes;
    expect(check(once, ['first']).messages[0]?.bodies.text).toBe('a\nFrom w\nFrom x\n');
  });

  it('does not believe a Content-Length that leads nowhere, and says so', () => {
    for (const lengthError of [-3, 2, 7, 100_000]) {
      const { bytes } = buildMbox({
        dialect: 'mboxcl',
        lengthError,
        messages: [{ text: message('one\n', 'a') }, { text: message('two\n', 'b') }],
      });
      const result = check(bytes, ['a', 'b'], ['content-length-wrong', 'content-length-wrong']);
      expect(result.messages.map(({ bodies }) => bodies.text)).toEqual(['one\n', 'two\n']);
    }
  });

  it('believes a Content-Length over a whole message within a text, and notes it', () => {
    const inner = `Look:\n\n${envelope}${message('inner\n', 'inner')}`;
    const { bytes } = buildMbox({ dialect: 'mboxcl2', messages: [{ text: message(inner, 'outer') }, { text: message('two\n', 'b') }] });
    const result = check(bytes, ['outer', 'b'], ['separator-doubtful']);
    expect(result.messages[0]?.bodies.text).toBe(inner);
  });
});

describe('mbox separators', () => {
  const two = (between: string, second = envelope): string =>
    `${envelope}${message('text\n', 'a')}${between}${second}${message('text\n', 'b')}`;

  it('needs an empty line, or a message header for certain', () => {
    check(two('\n'), ['a', 'b']);
    check(two(''), ['a', 'b'], ['separator-doubtful']);
    check(`${envelope}${message('text\n', 'a')}${envelope}nothing: but this\n`, ['a'], ['separator-doubtful']);
  });

  it('takes archives that hide addresses, and several forms of date', () => {
    const forms = [
      'From anna at example.org  Thu Jul 16 03:13:49 1998',
      'From anna@example.org Thu Jul 16 03:13 EDT 1998',
      'From anna@example.org Thu Jul 16 03:13:49 1998 -0400',
      'From 1234567@xxx Thu Jul 16 03:13:49 +0000 1998',
      'From - Thu, 16 Jul 1998 03:13:49 GMT',
      'From ???@??? Thu Jul 16 03:13:49 1998',
      'From MAILER-DAEMON Thu Jul  6 03:13:49 1998',
      'From goldt@et.example.edu  Tue Jul  7 20:33:03 1998 WETDST',
      'From uucp Thu Jul 16 03:13:49 1998 remote from relay',
      'From - Sun 24 Jan 2016 21:57:32',
    ];
    for (const form of forms) {
      expect(judgeFromLine(form), form).toMatchObject({ kind: 'dated' });
      check(two('\n', `${form}\n`), ['a', 'b']);
    }
    check(two('\n', 'From anna@example.org 1998-07-16 03:13:49\n'), ['a', 'b'], ['separator-doubtful']);
  });

  it('makes no message of text', () => {
    const texts = [
      'From now on\n',
      'From Monday, Jul 6 we meet at 10:30 in 1998\n',
      'From the desk of Anna\n',
      'From: not a separator\n',
      'From\n',
    ];
    for (const text of texts) check(`${envelope}${message(`before\n\n${text}after\n`)}`, ['first']);
    check(`${envelope}${message(`before\n\n${envelope}after\n`)}`, ['first'], ['separator-doubtful']);
    check(
      `${envelope}${message(`before\n\nFrom the desk of Anna\nTo: all\nSubject: x\nDate: today\n`)}`,
      ['first'],
      ['separator-doubtful'],
    );
  });

  it('takes separators without date only where the mailbox began with one', () => {
    check(`From \n${message('a\nFrom \nb\n', 'a')}\nFrom \n${message('c\n', 'b')}`, ['a', 'b']);
    check(`From -\r\n${message('x\n', 'a')}\r\nFrom -\r\n${message('c\n', 'b')}`, ['a', 'b']);
    check(`${envelope}${message(`x\n\nFrom \nFrom: b@example.org\nSubject: no\n\n`, 'a')}`, ['a'], ['separator-doubtful']);
  });

  it('takes messages without header or without body', () => {
    const result = readSource(mboxReader, memorySource(`${envelope}\nText 1\n\n${envelope}\nText 2\n\n${envelope}${header}`));
    expect(result.messages.map(({ bodies }) => bodies.text)).toEqual(['Text 1\n', 'Text 2\n', '']);
    expect(result.codes).toHaveLength(1);
  });

  it('passes over a byte order mark and empty lines, and notes other text before the first separator', () => {
    check(`\u00ef\u00bb\u00bf\r\n\n${two('\n')}`, ['a', 'b']);
    check(`This is an archive.\n\n${two('\n')}`, ['a', 'b'], ['separator-doubtful']);
  });

  it('keeps mixed line ends', () => {
    check(`${envelope.replace('\n', '\r\n')}${message('x\r\n', 'a').replace('\n', '\r\n')}\r\n${envelope}${message('y\n', 'b')}`, [
      'a',
      'b',
    ]);
  });
});

describe('mbox reading', () => {
  it('claims folder, delivery time and state', () => {
    const result = readSource(mboxReader, memorySource(`${envelope}Status: RO\nX-Status: AF\n${message('x\n')}`), {
      folderPath: ['mail'],
      fileName: 'Inbox',
    });
    expect(result.messages[0]?.claimed).toMatchObject({
      folderPath: ['mail', 'Inbox'],
      flags: ['flagged', 'read', 'replied'],
      received: { raw: 'Thu Jul 16 03:13:49 1998', instant: '1998-07-16T03:13:49.000Z', offsetMinutes: null, statedBy: 'From_ line' },
    });
  });

  it('recovers messages that Thunderbird marked as expunged', () => {
    const expunged = `X-Mozilla-Status: 0009\n${message('x\n', 'gone')}`;
    const result = check(`${envelope}${message('x\n', 'live')}\n${envelope}${expunged}`, ['live', 'gone']);
    expect(result.messages[1]).toMatchObject({ observed: { allocation: 'deleted' }, claimed: { flags: ['expunged', 'read'] } });
    expect([...result.books.values()]).toEqual([{ expected: 1, records: 1, failed: 0, recovered: 1 }]);
  });

  it('leaves out what the pipeline refuses, and still expects it', () => {
    const content = `${envelope}${message('x\n', 'a')}\n${envelope}${message('x\n', 'b')}`;
    const result = readSource(mboxReader, memorySource(content), { enter: (item) => item[1]?.at.startsWith('47+') !== true });
    expect(result.messages.map(({ claimed }) => claimed.subject)).toEqual(['b']);
    expect([...result.books.values()]).toEqual([{ expected: 2, records: 1, failed: 0, recovered: 0 }]);
  });

  it('reads the beginning of a message that is too large, and hashes all of it', () => {
    const large = message('long line\n'.repeat(10_000), 'large');
    const result = check(`${envelope}${large}\n${envelope}${message('x\n', 'b')}`, ['large', 'b'], ['limit-reached'], {
      limits: { messageBytes: 5000 },
    });
    const [record] = result.messages;
    expect(record?.observed).toMatchObject({
      sizeBytes: large.length,
      sha256: createHash('sha256').update(large).digest('hex'),
      intact: false,
    });
    expect(record?.bodies.text).toHaveLength(5000 - header.length);
  });

  it('reads windows of any size alike', () => {
    const bodies = Array.from({ length: 200 }, (_, n) => message(`${'x'.repeat(n * 37)}\nFrom here\n`, String(n)));
    const { bytes, messages } = buildMbox({ dialect: 'mboxrd', messages: bodies.map((text) => ({ text })) });
    // Three thousand messages make the window move; each source gives the same places.
    const source = { sizeBytes: bytes.length * 15, read: (offset: number, length: number) => repeated(bytes, offset, length) };
    const found = [...splitMbox(source)].map(({ startBytes, endBytes }) => [startBytes, endBytes - startBytes]);
    const truth = Array.from({ length: 15 }, (_, round) =>
      messages.map(({ offsetBytes, lengthBytes }) => [round * bytes.length + offsetBytes, lengthBytes]),
    ).flat();
    expect(found).toEqual(truth);
  });

  it('is not taken for an mbox: text, messages, nothing', () => {
    for (const content of [
      '',
      'From',
      'From now on we write.\n',
      'Hello\nFrom -\n',
      message('x\n'),
      `${message('x\n')}\n${envelope}${message('y\n')}`,
      '{"From ": 1}',
    ]) {
      expect(mboxReader.probe(memorySource(content)).verdict, content.slice(0, 20)).toBe('no');
    }
    expect(mboxReader.probe(memorySource(`${envelope}${header}`))).toMatchObject({ verdict: 'yes' });
    expect(mboxReader.probe(memorySource(`junk\n\n${envelope}${header}`))).toMatchObject({ verdict: 'perhaps' });
  });
});

function repeated(bytes: Buffer, offset: number, length: number): Uint8Array {
  const end = Math.min(offset + length, bytes.length * 15);
  const out = new Uint8Array(Math.max(0, end - offset));
  for (let at = offset; at < end;) {
    const piece = bytes.subarray(at % bytes.length, (at % bytes.length) + (end - at));
    out.set(piece, at - offset);
    at += piece.length;
  }
  return out;
}
