import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { emlReader } from '#formats/eml/eml-reader.ts';
import { AttachmentUnreadableError } from '#formats/reader.ts';
import { readMessagePlace } from '#formats/eml/maildir-place.ts';
import { defaultLimits, formatLocator, parseLocator, type Locator } from '#model/index.ts';
import { nothingAround } from '#test/support/reading-room.ts';
import { buildMime, mixed, part, type PartSpec } from '#test/support/build-mime.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { readSource, unbalanced } from '#test/support/read-source.ts';

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

function read(spec: PartSpec | string, lineEnd: '\n' | '\r\n' = '\n') {
  const content = typeof spec === 'string' ? Buffer.from(spec, 'latin1') : buildMime(spec, lineEnd);
  const result = readSource(emlReader, memorySource(content));
  expect(unbalanced(result)).toEqual([]);
  return { ...result, content };
}

describe('a single message', () => {
  it('keeps every header field in order, duplicates and spelling, and its raw block', () => {
    const text = 'Received: one\r\nRECEIVED: two\r\n\tfolded\r\nSubject : spaced\r\nSubject: =?utf-8?Q?second?=\r\n\r\nbody';
    const { messages } = read(text);
    const [message] = messages;
    expect(message?.headers.map(({ name, value }) => [name, value])).toEqual([
      ['Received', 'one'],
      ['RECEIVED', 'two\tfolded'],
      ['Subject', 'spaced'],
      ['Subject', '=?utf-8?Q?second?='],
    ]);
    expect(Buffer.from(message?.headerBlock ?? []).toString('latin1')).toBe(text.slice(0, text.indexOf('\r\n\r\nbody') + 2));
    expect(message).toMatchObject({
      headerOffsetBytes: 0,
      headerOrigin: 'message',
      observed: { range: { offsetBytes: 0, lengthBytes: text.length }, sha256: sha256(text) },
    });
  });

  it('begins after empty lines and a byte order mark, and says where', () => {
    const { messages } = read('\u00ef\u00bb\u00bf\r\n\nFrom: a@b.example\n\nx');
    expect(messages[0]).toMatchObject({ headerOffsetBytes: 6, claimed: { from: [{ address: 'a@b.example' }] } });
    expect(formatLocator(messages[0]?.locator ?? [])).toBe('file:evidence|bytes:6+20');
  });

  it('claims what its header says', () => {
    const { messages } = read(
      [
        'Received: from a by b (comment; with semicolon) for <c>; Thu, 16 Jul 1998 05:00:00 +0200 (CEST)',
        'Received: from x by a; Thu, 16 Jul 1998 02:00:00 +0000',
        'Date: Thu, 16 Jul 1998 03:13:49 +0200',
        'From: =?utf-8?Q?J=C3=BCrgen?= <j@example.org>',
        'Sender: s@example.org',
        'To: Team: a@example.org, "B, C" <b@example.org>;',
        'To: later@example.org',
        'Cc: c@example.org',
        'Bcc: d@example.org',
        'Subject: =?utf-8?B?4oKs?= per day',
        'Message-ID: <1@example.org>',
        'In-Reply-To: <0@example.org> (yesterday)',
        'References: <a@x>',
        ' <b@y>',
        'X-Mozilla-Status: 1013',
        '',
        'text',
      ].join('\n'),
    );
    expect(messages[0]?.claimed).toEqual({
      folderPath: [],
      messageClass: 'IPM.Note',
      messageId: '<1@example.org>',
      inReplyTo: '<0@example.org>',
      references: ['<a@x>', '<b@y>'],
      subject: '€ per day',
      from: [{ name: 'Jürgen', address: 'j@example.org' }],
      sender: [{ name: '', address: 's@example.org' }],
      to: [
        { name: '', address: 'a@example.org' },
        { name: 'B, C', address: 'b@example.org' },
        { name: '', address: 'later@example.org' },
      ],
      cc: [{ name: '', address: 'c@example.org' }],
      bcc: [{ name: '', address: 'd@example.org' }],
      sent: { raw: 'Thu, 16 Jul 1998 03:13:49 +0200', instant: '1998-07-16T01:13:49.000Z', offsetMinutes: 120, statedBy: 'header Date' },
      received: {
        raw: 'Thu, 16 Jul 1998 05:00:00 +0200 (CEST)',
        instant: '1998-07-16T03:00:00.000Z',
        offsetMinutes: 120,
        statedBy: 'header Received',
      },
      flags: ['forwarded', 'read', 'replied'],
      lastVerb: null,
      lastVerbTime: null,
    });
  });
});

describe('parts', () => {
  const png = Buffer.from('\u0089PNG\r\n\u0000\u00ff', 'latin1');
  const base64 = (bytes: Buffer): string => `${bytes.toString('base64')}\n`;

  it('gives attachments with name, type, size and hash of the decoded bytes', () => {
    const { messages, content } = read(
      mixed([
        part('text/plain; charset=utf-8', 'body\n'),
        part('image/PNG; name="old.png"', base64(png), [
          ['Content-Transfer-Encoding', 'Base64'],
          ['Content-Disposition', "attachment; filename*=utf-8''%e2%82%ac.png"],
        ]),
        part('application/octet-stream', png, [
          ['Content-ID', '<logo>'],
          ['Content-Transfer-Encoding', 'binary'],
        ]),
      ]),
    );
    const [message] = messages;
    expect(message?.bodies).toEqual({ text: 'body\n', html: null });
    expect(message?.attachments).toEqual([
      {
        locator: parseLocator(`file:evidence|bytes:0+${String(content.length)}|part:2`),
        name: '€.png',
        mediaType: 'image/png',
        sizeBytes: 8,
        sha256: sha256(png),
        isMessage: false,
        isInline: false,
      },
      {
        locator: parseLocator(`file:evidence|bytes:0+${String(content.length)}|part:3`),
        name: '',
        mediaType: 'application/octet-stream',
        sizeBytes: 8,
        sha256: sha256(png),
        isMessage: false,
        isInline: true,
      },
    ]);
  });

  it('keeps text and HTML of an alternative, and puts texts of a mixture behind each other', () => {
    const alternative = part('multipart/alternative; boundary=alt', {
      boundary: 'alt',
      parts: [
        part('text/plain', 'plain'),
        part('multipart/related; boundary=rel', {
          boundary: 'rel',
          parts: [part('text/html', '<p>html'), part('image/png', 'x', [['Content-ID', '<1>']])],
        }),
      ],
    });
    const { messages } = read(
      mixed([alternative, part('text/plain', 'footer'), part('text/plain; name=notes.txt', 'notes'), part('text/calendar', 'BEGIN')]),
    );
    expect(messages[0]?.bodies).toEqual({ text: 'plain\nfooter', html: '<p>html' });
    expect(messages[0]?.attachments.map(({ locator, mediaType, isInline }) => [locator.at(-1)?.at, mediaType, isInline])).toEqual([
      ['1.2.2', 'image/png', true],
      ['3', 'text/plain', false],
      ['4', 'text/calendar', false],
    ]);
  });

  it('takes the character set of HTML from the HTML where the part names none', () => {
    const html = '<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1251"></head>\u00cf\u00f0';
    const { messages, diagnostics } = read(mixed([part('text/html', html)]));
    expect(messages[0]?.bodies.html).toContain('Пр');
    expect(diagnostics).toEqual([]);
    expect(read(mixed([part('text/html; charset=iso-8859-1', html)])).messages[0]?.bodies.html).toContain('Ïð');
  });

  it('tells boundaries apart of which one begins with the other', () => {
    const inner = part('multipart/mixed; boundary="=-frontier-inner"', {
      boundary: '=-frontier-inner',
      parts: [part('text/plain', 'one'), part('text/plain', 'two')],
    });
    const { messages, diagnostics } = read({ ...mixed([inner, part('text/plain', 'three')]) });
    expect(messages[0]?.bodies.text).toBe('one\ntwo\nthree');
    expect(diagnostics).toEqual([]);
  });

  it('reads parts of nested multiparts that share a boundary, though not as nested', () => {
    const inner = part('multipart/mixed; boundary="=-frontier"', { boundary: '=-frontier', parts: [part('text/plain', 'one')] });
    const { messages } = read(mixed([inner, part('text/plain', 'two')]));
    expect(messages[0]?.bodies.text).toContain('one');
    expect(messages[0]?.bodies.text).toContain('two');
  });

  it('reads a multipart that names no boundary, and shows one that has none as text', () => {
    const body = { boundary: 'found', parts: [part('text/plain', 'one'), part('image/gif', 'GIF')] };
    const guessed = read({
      headers: [
        ['From', 'a@b.example'],
        ['Content-Type', 'multipart/mixed'],
      ],
      body,
    });
    expect(guessed.messages[0]).toMatchObject({ bodies: { text: 'one' }, attachments: [{ mediaType: 'image/gif' }] });
    expect(
      read({
        headers: [
          ['From', 'a@b.example'],
          ['Content-Type', 'multipart/mixed; boundary=x'],
        ],
        body: 'no parts\n',
      }).messages[0]?.bodies.text,
    ).toBe('no parts\n');
  });

  it('ends a header block at the boundary where the empty line is missing', () => {
    const { messages } = read(
      'From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n--x\nContent-Type: text/plain\n\none\n--x--\n',
    );
    expect(messages[0]?.bodies.text).toBe('one');
    expect(messages[0]?.headers).toHaveLength(2);
  });
});

it('gives neither size nor hash of an attachment that the limit of a message cuts', () => {
  const parts = [part('text/plain', 'text'), part('image/png', 'x'.repeat(50)), part('image/gif', 'y'.repeat(5000))];
  const content = buildMime(mixed(parts), '\n');
  const { messages, diagnostics } = readSource(emlReader, memorySource(content), { limits: { messageBytes: 2000 } });
  expect(messages[0]?.attachments.map(({ mediaType, sizeBytes, sha256: hash }) => [mediaType, sizeBytes, hash])).toEqual([
    ['image/png', 50, sha256('x'.repeat(50))],
    ['image/gif', null, null],
  ]);
  expect(diagnostics.map(({ code }) => code)).toContain('limit-reached');
});

describe('attached messages', () => {
  const inner: PartSpec = {
    headers: [
      ['From', 'inner@example.org'],
      ['Subject', 'inner'],
    ],
    body: 'inner text\n',
  };

  it('are records of their own with place, parent and account', () => {
    const middle: PartSpec = {
      headers: [
        ['From', 'middle@example.org'],
        ['Subject', 'middle'],
        ['Content-Type', 'multipart/mixed; boundary=own'],
      ],
      body: { boundary: 'own', parts: [part('message/rfc822', { message: inner })] },
    };
    const { messages, content, books } = read(
      mixed([part('text/plain', 'see below'), part('message/rfc822', { message: middle })], [['X-Top', 'yes']]),
    );
    expect(
      messages.map(({ claimed, locator, parent }) => [
        claimed.subject,
        formatLocator(locator).replace(/.*\|bytes:\d+\+\d+/, ''),
        parent === null ? null : formatLocator(parent).replace(/.*\|bytes:\d+\+\d+/, ''),
      ]),
    ).toEqual([
      ['parts', '', null],
      ['middle', '|part:2', ''],
      ['inner', '|part:2|part:1', '|part:2'],
    ]);
    for (const { observed, headerBlock, headerOffsetBytes } of messages) {
      const { offsetBytes = 0, lengthBytes = 0 } = observed.range ?? {};
      expect(observed.sha256).toBe(sha256(content.subarray(offsetBytes, offsetBytes + lengthBytes)));
      expect(Buffer.from(headerBlock).equals(content.subarray(headerOffsetBytes ?? 0, (headerOffsetBytes ?? 0) + headerBlock.length))).toBe(
        true,
      );
    }
    expect([...books]).toEqual([
      ['message-file file:evidence', { expected: 1, records: 1, failed: 0, recovered: 0 }],
      ['attached-messages file:evidence', { expected: 2, records: 2, failed: 0, recovered: 0 }],
    ]);
    expect(messages[0]?.attachments).toMatchObject([{ isMessage: true, mediaType: 'message/rfc822' }]);
  });

  it('have no place in the file where a transfer encoding hides them', () => {
    const bytes = buildMime(inner);
    for (const [type, name] of [
      ['message/rfc822', ''],
      ['application/octet-stream', '; name="forwarded.eml"'],
    ] as const) {
      const { messages } = read(mixed([part(type + name, `${bytes.toString('base64')}\n`, [['Content-Transfer-Encoding', 'base64']])]));
      expect(messages[1]).toMatchObject({
        claimed: { subject: 'inner' },
        observed: { range: null, sha256: sha256(bytes) },
        headerOffsetBytes: null,
      });
    }
  });

  it('are read as they stand where an encoding is declared but not applied', () => {
    const { messages } = read(mixed([part('message/rfc822', { message: inner }, [['Content-Transfer-Encoding', 'base64']])]));
    expect(messages[1]).toMatchObject({ claimed: { subject: 'inner' }, observed: { sha256: sha256(buildMime(inner)) } });
    expect(messages[0]?.attachments[0]?.sha256).toBe(sha256(buildMime(inner)));
  });

  it('are the parts of a digest that name no type', () => {
    const { messages } = read({
      headers: [
        ['From', 'list@example.org'],
        ['Content-Type', 'multipart/digest; boundary=d'],
      ],
      body: { boundary: 'd', parts: [{ headers: [], body: { message: inner } }] },
    });
    expect(messages.map(({ claimed }) => claimed.subject)).toEqual(['', 'inner']);
  });

  it('are not made of files that only have the name', () => {
    const { messages } = read(mixed([part('application/octet-stream; name="picture.eml"', 'GIF89a')]));
    expect(messages).toHaveLength(1);
    expect(messages[0]?.attachments).toMatchObject([{ isMessage: false, name: 'picture.eml' }]);
  });

  it('that the pipeline refuses are expected all the same', () => {
    const content = buildMime(mixed([part('message/rfc822', { message: inner })]));
    const { messages, books } = readSource(emlReader, memorySource(content), { enter: (item) => item.length < 3 });
    expect(messages).toHaveLength(1);
    expect(books.get('attached-messages file:evidence')).toEqual({ expected: 1, records: 0, failed: 0, recovered: 0 });
  });
});

describe('attachment', () => {
  const spec = mixed([
    part('text/plain', 'x'),
    part('application/pdf', `${Buffer.alloc(500_000, 'pdf').toString('base64')}\n`, [['Content-Transfer-Encoding', 'base64']]),
    part('message/rfc822', { message: mixed([part('image/png', 'PNG')]) }),
  ]);

  it('gives exactly the bytes that were hashed, also within an attached message', () => {
    const { messages, content } = read(spec);
    const facts = messages.flatMap(({ attachments }) => attachments);
    expect(facts.map(({ mediaType }) => mediaType)).toEqual(['application/pdf', 'message/rfc822', 'image/png']);
    for (const fact of facts) {
      const bytes = Buffer.concat([...emlReader.attachment(memorySource(content), fact.locator, defaultLimits, nothingAround)]);
      expect([bytes.length, sha256(bytes)]).toEqual([fact.sizeBytes, fact.sha256]);
    }
  });

  it('throws for a locator that leads nowhere', () => {
    const { content } = read(spec);
    const bytes = `bytes:0+${String(content.length)}`;
    for (const text of [
      'file:evidence',
      `file:evidence|${bytes}`,
      `file:evidence|${bytes}|part:9`,
      `file:evidence|${bytes}|item:1`,
      `file:evidence|${bytes}|part:2|part:1.1`,
    ]) {
      const locator = parseLocator(text) as Locator;
      expect(() => [...emlReader.attachment(memorySource(content), locator, defaultLimits, nothingAround)], text).toThrow(
        AttachmentUnreadableError,
      );
    }
  });
});

describe('places of messages', () => {
  it('reads folder and state of a Maildir file by its names', () => {
    expect(readMessagePlace(['Maildir', 'cur'], '1276533073.M2P36.host:2,FPRSTDab')).toEqual({
      folderPath: ['Maildir'],
      flags: ['flagged', 'forwarded', 'replied', 'read', 'deleted', 'draft'],
    });
    expect(readMessagePlace(['Maildir', '.Sent.Old', 'cur'], '1276533073.M2P36.host,S=12;2,S')).toEqual({
      folderPath: ['Maildir', 'Sent', 'Old'],
      flags: ['read'],
    });
    expect(readMessagePlace(['.My Folder', 'new'], '1234567890.M2P21.host')).toEqual({ folderPath: ['My Folder'], flags: [] });
    expect(readMessagePlace(['cur'], '1234567890.1_2.host:2,')).toEqual({ folderPath: [], flags: [] });
  });

  it('leaves other folders as they are', () => {
    expect(readMessagePlace(['mh', 'inbox'], '17')).toEqual({ folderPath: ['mh', 'inbox'], flags: [] });
    expect(readMessagePlace(['what is', 'new'], 'letter.eml')).toEqual({ folderPath: ['what is', 'new'], flags: [] });
    expect(readMessagePlace(['.hidden'], '1234567890.1.host:2,S')).toEqual({ folderPath: ['.hidden'], flags: [] });
  });

  it('puts flags of name and header together', () => {
    const { messages } = readSource(emlReader, memorySource('From: a@b.example\nX-Status: A\n\n'), {
      folderPath: ['cur'],
      fileName: '1234567890.1_2.host:2,RS',
    });
    expect(messages[0]?.claimed).toMatchObject({ folderPath: [], flags: ['read', 'replied'] });
  });
});
