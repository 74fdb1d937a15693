import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { zipReader } from '#formats/archive/index.ts';
import { chooseReader } from '#formats/choose-reader.ts';
import { readers } from '#formats/registry.ts';
import { defaultLimits, formatLocator, type FileDraft } from '#model/index.ts';
import { buildZip, type ZipMemberSpec, type ZipSpec } from '#test/support/build-zip.ts';
import { buildMbox } from '#test/support/build-mbox.ts';
import { buildIndex } from '#test/support/thunderbird/build-index.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { nothingAround } from '#test/support/reading-room.ts';
import { readSource, unbalanced, type ReadOptions, type ReadResult } from '#test/support/read-source.ts';

const letter = 'From: anna@example.org\nTo: ben@example.org\nSubject: hello\nMessage-ID: <1@example.org>\n\ntext\n';
const mailbox = buildMbox({ dialect: 'mboxrd', messages: [{ text: letter }, { text: letter.replace('<1@', '<2@') }] }).bytes;
const withPicture = [
  'From: anna@example.org\nTo: ben@example.org\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n',
  '--b\nContent-Type: text/plain\n\nsee\n--b\nContent-Type: image/png; name=a.png\nContent-Transfer-Encoding: base64\n',
  'AAECAwQ=\n--b--\n',
].join('\n');

const files = (result: ReadResult): FileDraft[] =>
  result.outputs.flatMap((output) => (output.kind === 'record' && output.record.kind === 'file' ? [output.record] : []));
const read = (spec: ZipSpec | readonly ZipMemberSpec[], options: ReadOptions = {}): ReadResult => {
  const bytes = buildZip('members' in spec ? spec : { members: spec });
  const result = readSource(zipReader, memorySource(bytes), { fileName: 'mail.zip', ...options });
  expect(unbalanced(result)).toEqual([]);
  return result;
};

describe('a zip archive', () => {
  it('gives a record for each member and what its reader finds, wherever the sizes are written', () => {
    for (const wide of [false, true]) {
      for (const descriptor of [undefined, 'with-signature', 'without-signature'] as const) {
        for (const method of ['stored', 'deflated'] as const) {
          const shape = { method, ...(descriptor === undefined ? { wide } : { descriptor }) };
          const result = read({
            wide,
            comment: 'PK',
            members: [
              { name: 'Mail/', content: '', method: 'stored' },
              { name: 'Mail/Inbox', content: mailbox, ...shape },
              { name: 'Mail/letter.eml', content: letter, ...shape, modifiedSeconds: 1_000_000_000 },
            ],
          });
          expect(files(result).map(({ claimed, formatId }) => [claimed.path, formatId])).toEqual([
            ['mail.zip/Mail/Inbox', 'mbox'],
            ['mail.zip/Mail/letter.eml', 'eml'],
          ]);
          expect(result.messages.map(({ locator, claimed }) => [formatLocator(locator), claimed.messageId, claimed.folderPath])).toEqual([
            ['file:mail.zip|member:Mail/Inbox|bytes:47+92', '<1@example.org>', ['mail.zip', 'Mail', 'Inbox']],
            ['file:mail.zip|member:Mail/Inbox|bytes:187+92', '<2@example.org>', ['mail.zip', 'Mail', 'Inbox']],
            ['file:mail.zip|member:Mail/letter.eml|bytes:0+92', '<1@example.org>', ['mail.zip', 'Mail']],
          ]);
          expect(result.codes).toEqual([]);
          expect(result.books.get('archive file:mail.zip')).toMatchObject({ expected: 2, records: 2, failed: 0 });
        }
      }
    }
  });

  it('claims no range of the evidence file for what lies in it, and names the archive as parent', () => {
    const result = read([{ name: 'a.eml', content: letter, modifiedSeconds: 1_000_000_000 }]);
    const [message] = result.messages;
    expect([message?.observed.range, message?.headerOffsetBytes]).toEqual([null, null]);
    const [file] = files(result);
    expect(file?.parent).toEqual([{ kind: 'file', at: 'mail.zip' }]);
    expect(file?.observed).toMatchObject({ range: null, sizeBytes: letter.length, intact: true });
    expect(file?.claimed.modified?.instant).toBe('2001-09-09T01:46:40.000Z');
    const [plain] = files(read([{ name: 'a.eml', content: letter }]));
    expect(plain?.claimed.modified).toMatchObject({ raw: '2026-03-14 09:26:52', instant: null });
  });

  it('is read where bytes come before it', () => {
    const result = read({ prefix: Buffer.from('#!/bin/sh\n'.repeat(10)), members: [{ name: 'a.eml', content: letter }] });
    expect(result.messages).toHaveLength(1);
    expect(result.codes).toEqual(['archive-damaged file:mail.zip']);
  });

  it('says how many bytes in it belong to nothing, wherever they are', () => {
    const member = { name: 'letter.eml', content: letter };
    const strange = (spec: ZipSpec, after = ''): string[] => {
      const bytes = Buffer.concat([buildZip(spec), Buffer.from(after)]);
      const result = readSource(zipReader, memorySource(bytes), { fileName: 'mail.zip' });
      expect(result.messages).toHaveLength(1);
      return result.diagnostics.map(({ code, effect, detail }) => `${code} ${effect} ${detail.slice(0, detail.indexOf(','))}`);
    };
    expect(strange({ members: [member], comment: 'a comment' })).toEqual([]);
    expect(strange({ members: [{ ...member, descriptor: 'with-signature', wide: true }], wide: true })).toEqual([]);
    expect(strange({ members: [member], comment: 'a comment' }, 'hidden')).toEqual(['archive-damaged noted 6 bytes']);
    expect(strange({ members: [member], prefix: Buffer.alloc(500, 'x') })).toEqual(['archive-damaged noted 500 bytes']);
    expect(strange({ members: [member], wide: true, prefix: Buffer.alloc(500, 'x') }, 'hidden')).toEqual([
      'archive-damaged noted 506 bytes',
    ]);
  });

  it('says nothing of bytes that nobody looked at, beyond the limit of members', () => {
    const members = Array.from({ length: 5 }, (_, index) => ({ name: `${index}.eml`, content: letter }));
    const result = readSource(zipReader, memorySource(buildZip({ members })), {
      fileName: 'mail.zip',
      limits: { ...defaultLimits, archiveMembers: 2 },
    });
    expect([result.messages.length, result.codes]).toEqual([2, ['limit-reached file:mail.zip']]);
  });

  it('is known where a program or other bytes come before it', () => {
    const stub = Buffer.from('MZ'.padEnd(5000, 'program'));
    const packed = buildZip({ members: [{ name: 'letter.eml', content: letter }], prefix: stub });
    expect(chooseReader(memorySource(packed), readers, { fileName: 'setup.exe', folderPath: [] }).reader?.id).toBe('zip');
    packed.write('??', 'latin1');
    expect(chooseReader(memorySource(packed), readers, { fileName: 'mail.zip', folderPath: [] }).reader?.id).toBe('zip');
    expect(zipReader.probe(memorySource(stub), { fileName: 'mail.zip', folderPath: [] }).verdict).toBe('no');
    const program = buildZip({ members: [{ name: 'META-INF/MANIFEST.MF', content: '' }], prefix: stub });
    expect(zipReader.probe(memorySource(program), null).verdict).toBe('no');
  });

  it('unpacks nothing of what follows once all that may be unpacked is used up', () => {
    const members = Array.from({ length: 40 }, (_, index) => ({ name: `${index}.mbox`, content: Buffer.alloc(100_000) }));
    const limits = { ...defaultLimits, archiveRatioFreeBytes: 10_000, archiveRatio: 5 };
    const result = read(members, { limits });
    expect(files(result)).toHaveLength(40);
    expect(result.codes.filter((code) => code.startsWith('limit-reached'))).toHaveLength(40);
    expect(result.codes.filter((code) => code.startsWith('file-empty'))).toEqual([]);
    expect(files(result).at(-1)).toMatchObject({ because: 'Nothing of its content could be unpacked.', observed: { intact: false } });
    expect(result.diagnostics.at(-1)?.detail).toContain('Nothing of it was unpacked');
    const empty = read([...members, { name: 'empty.txt', content: '' }], { limits });
    expect(empty.codes.at(-1)).toBe('file-empty file:mail.zip|member:empty.txt');
  });

  it('gives attachments of messages in it, also in archives within it', () => {
    const inner = buildZip({ members: [{ name: 'x/b.eml', content: withPicture }] });
    const bytes = buildZip({
      members: [
        { name: 'a.eml', content: letter },
        { name: 'a.eml', content: withPicture },
        { name: 'inner.zip', content: inner },
        { name: 'c.gz', content: gzipSync(withPicture) },
      ],
    });
    const result = readSource(zipReader, memorySource(bytes), { fileName: 'mail.zip' });
    expect(unbalanced(result)).toEqual([]);
    const pictures = result.messages.flatMap(({ attachments }) => attachments);
    expect(pictures.map(({ locator }) => formatLocator(locator))).toEqual([
      `file:mail.zip|member:a.eml|entry:1|bytes:0+${withPicture.length}|part:2`,
      `file:mail.zip|member:inner.zip|member:x/b.eml|bytes:0+${withPicture.length}|part:2`,
      `file:mail.zip|member:c.gz|member:content|bytes:0+${withPicture.length}|part:2`,
    ]);
    for (const { locator } of pictures) {
      const given = Buffer.concat([...zipReader.attachment(memorySource(bytes), locator, defaultLimits, nothingAround)]);
      expect(given).toEqual(Buffer.from([0, 1, 2, 3, 4]));
    }
    const nowhere = [
      { kind: 'file', at: 'mail.zip' },
      { kind: 'member', at: 'none' },
    ];
    expect(() => [...zipReader.attachment(memorySource(bytes), nowhere, defaultLimits, nothingAround)]).toThrow(/no member/);
  });

  it('does not let a mailbox that is damaged in it pass for one that lacks messages', () => {
    const cells = { 'message-id': '9@example.org', subject: 'listed', sender: 'a@example.org', flags: '1' };
    const index = buildIndex({ messages: [{ key: 9, cells }] }).bytes;
    const kinds = (crc32?: number): readonly string[] =>
      read([
        { name: 'Mail/Inbox', content: mailbox, ...(crc32 === undefined ? {} : { crc32 }) },
        { name: 'Mail/Inbox.msf', content: index },
      ]).outputs.flatMap((output) =>
        output.kind === 'record' && formatLocator(output.record.locator).includes('Inbox.msf|table') ? [output.record.kind] : [],
      );
    expect(kinds()).toContain('message');
    expect(kinds(1)).not.toContain('message');
    expect(kinds(1)).toContain('index-entry');
  });

  it('does not let what limits kept out of it pass for messages that only an index knows', () => {
    const cells = { 'message-id': '9@example.org', subject: 'listed', sender: 'a@example.org', flags: '1' };
    const members = [
      { name: 'Mail/Inbox.msf', content: buildIndex({ messages: [{ key: 9, cells }] }).bytes },
      { name: 'Mail/Inbox', content: Buffer.concat(Array.from({ length: 100 }, () => Buffer.from(mailbox))) },
    ];
    const told = (limits: Partial<typeof defaultLimits>): unknown => {
      const { outputs } = read(members, { limits: { ...defaultLimits, ...limits } });
      const rows = outputs.flatMap((output) =>
        output.kind === 'record' && formatLocator(output.record.locator).includes('row:9') ? [output.record] : [],
      );
      return rows.map((record) => (record.kind === 'index-entry' ? record.claimed.inStore : record.kind));
    };
    expect(told({})).toEqual(['message']);
    expect(told({ memberBytes: 5000 })).toEqual(['unknown']);
    expect(told({ archiveMembers: 1 })).toEqual(['unknown']);
  });

  it('shows members to each other as files beside them', () => {
    const seen: string[] = [];
    const curious = {
      ...zipReader,
      id: 'curious',
      probe: () => ({ verdict: 'yes', because: 'test' }) as const,
      *read(_source: unknown, { surroundings, fileName }: Parameters<typeof zipReader.read>[1]) {
        yield* [];
        const beside = surroundings.open('../b/two');
        seen.push(
          `${fileName}: ${surroundings
            .list('.')
            .map(({ name }) => name)
            .join()} ${Buffer.from(beside?.read(0, 9) ?? []).toString()}`,
        );
        expect([surroundings.open('../../../etc'), surroundings.open('none'), surroundings.open('..')]).toEqual([null, null, null]);
      },
    };
    const members = ['a/one', 'b/two', 'b/three'].map((name) => ({ name, content: `content of ${name}` }));
    read(members, { ...nothingAround, readers: [curious] });
    expect(seen).toEqual(['one: one content o', 'two: three,two content o', 'three: three,two content o']);
  });
});

describe('a zip archive that is damaged or hostile', () => {
  it('tells of encrypted members, unknown packing and links, and reads the others', () => {
    const result = read([
      { name: 'secret.eml', content: letter, flags: 1 },
      { name: 'aes.eml', content: letter, methodNumber: 99 },
      { name: 'old.eml', content: letter, methodNumber: 98 },
      { name: 'link', content: 'letter.eml', method: 'stored', unixMode: 0o120777 },
      { name: 'letter.eml', content: letter },
    ]);
    expect(result.codes).toEqual([
      'member-encrypted file:mail.zip|member:secret.eml',
      'member-encrypted file:mail.zip|member:aes.eml',
      'member-unreadable file:mail.zip|member:old.eml',
      'entry-skipped file:mail.zip|member:link',
    ]);
    expect(files(result).map(({ observed }) => observed.intact)).toEqual([false, false, false, true]);
    expect(result.books.get('file-content file:mail.zip|member:secret.eml')).toMatchObject({ expected: 1, failed: 1 });
    expect(result.messages).toHaveLength(1);
  });

  it('keeps names as they are and says what is unusual about them', () => {
    const names = ['../../etc/passwd', '/root.eml', 'C:\\x.eml', 'a\u202egnp.eml', 'tab\t.eml', 'CON', 'same.eml', 'same.eml', 'dot./x'];
    const result = read(names.map((name) => ({ name, content: letter })));
    expect(result.messages).toHaveLength(names.length);
    const doubts = result.diagnostics.map(({ code, detail }) => `${code}: ${detail}`);
    expect(doubts).toEqual([
      'member-doubtful: Its name leads out of the archive (“..”).',
      'member-doubtful: Its name is an absolute path.',
      'member-doubtful: Its name is an absolute path.',
      'member-doubtful: Its name holds characters that turn the direction of text, so that it may look like another name.',
      'member-doubtful: Its name holds control characters.',
      'member-doubtful: Its name is reserved by Windows.',
      'member-doubtful: An earlier member has the same name.',
      'member-doubtful: A part of its name ends in a dot or a blank, which Windows drops.',
    ]);
    const places = result.messages.map(({ locator }) => formatLocator(locator));
    expect(new Set(places).size).toBe(names.length);
    expect(places[4]).toBe('file:mail.zip|member:tab%0009.eml|bytes:0+92');
    const old = read([{ name: Buffer.from([0x81, 0x2e, 0x65]), content: letter }]);
    expect(files(old)[0]?.claimed.path).toBe('mail.zip/\u00fc.e');
  });

  it('finds members by their own headers when the directory is missing, at every length', () => {
    for (const descriptor of [undefined, 'with-signature', 'without-signature'] as const) {
      const shape = descriptor === undefined ? {} : { descriptor };
      const members = ['a', 'b', 'c'].map((name) => ({ name: `${name}.eml`, content: letter, ...shape }));
      const whole = buildZip({ members });
      for (let length = whole.length - 1; length > 40; length -= 7) {
        const result = readSource(zipReader, memorySource(whole.subarray(0, length)), { fileName: 'mail.zip' });
        expect(unbalanced(result)).toEqual([]);
        expect(result.codes[0]).toBe('archive-damaged file:mail.zip');
        const memberBytes = (whole.length - 22) / 3;
        expect(result.messages.length).toBeGreaterThanOrEqual(Math.floor(length / memberBytes) > 2 ? 2 : 0);
      }
      const cut = readSource(zipReader, memorySource(whole.subarray(0, whole.length - 22)), { fileName: 'mail.zip' });
      expect(cut.messages).toHaveLength(3);
    }
  });

  it('finds what the directory does not list, as orphans', () => {
    const result = read([
      { name: 'a.eml', content: letter },
      { name: 'hidden.eml', content: letter, unlisted: true },
      { name: 'b.eml', content: letter },
    ]);
    expect(files(result).map(({ claimed, observed }) => [claimed.path, observed.allocation])).toEqual([
      ['mail.zip/a.eml', 'allocated'],
      ['mail.zip/b.eml', 'allocated'],
      ['mail.zip/hidden.eml', 'orphan'],
    ]);
    expect(result.codes).toEqual(['archive-damaged file:mail.zip']);
  });

  it('tells of wrong checksums, other names, overlaps, and entries that are missing', () => {
    expect(read([{ name: 'a.eml', content: letter, crc32: 1 }]).codes).toEqual(['member-unreadable file:mail.zip|member:a.eml']);
    const renamed = read([{ name: 'a.eml', content: letter, listedName: 'b.eml' }]);
    expect(renamed.diagnostics.map(({ detail }) => detail)).toEqual(['Its own header has another name than the directory: "a.eml".']);
    const shared = read({ members: [{ name: 'a.eml', content: letter }], alsoFirst: ['b.eml'] });
    expect(shared.diagnostics.filter(({ detail }) => detail.startsWith('It shares bytes'))).toHaveLength(2);
    const missing = read({ members: [{ name: 'a.eml', content: letter }], statedEntries: 5 });
    expect(missing.diagnostics.map(({ code, effect }) => [code, effect])).toEqual([['archive-damaged', 'item-lost']]);
  });

  it('counts members that share bytes against what it may become, packed or not', () => {
    const blanks = letter + ' '.repeat(50_000);
    const shared = read(
      { members: [{ name: 'a.eml', content: blanks, method: 'stored' }], alsoFirst: ['b.eml', 'c.eml', 'd.eml'] },
      { limits: { archiveBytes: 120_000 } },
    );
    expect(files(shared).map(({ observed }) => observed.sizeBytes)).toEqual([50_092, 50_092, 19_816, 0]);
    expect(shared.codes.filter((code) => code.startsWith('limit-reached'))).toEqual([
      'limit-reached file:mail.zip|member:c.eml',
      'limit-reached file:mail.zip|member:d.eml',
    ]);
  });

  it('stops unpacking at the limits, and says so', () => {
    const blanks = letter + ' '.repeat(4 * 1024 * 1024);
    const limits = { archiveRatioFreeBytes: 100_000, archiveRatio: 20 };
    const bomb = read([{ name: 'bomb.eml', content: blanks }], { limits });
    expect(bomb.codes).toEqual(['limit-reached file:mail.zip|member:bomb.eml']);
    expect(bomb.messages[0]?.claimed.messageId).toBe('<1@example.org>');
    expect(files(bomb)[0]?.observed).toMatchObject({ sizeBytes: 100_000, intact: false });
    const many = read(
      ['1', '2', '3', '4'].map((name) => ({ name, content: letter + name })),
      { limits: { archiveBytes: 200 } },
    );
    expect(files(many).map(({ observed }) => observed.sizeBytes)).toEqual([93, 93, 14, 0]);
    expect(many.codes.filter((code) => code.startsWith('limit-reached'))).toHaveLength(2);
    expect(read([{ name: 'a', content: letter }], { limits: { memberBytes: 50 } }).codes.at(-1)).toBe(
      'limit-reached file:mail.zip|member:a',
    );
    const counted = read(
      ['1', '2', '3'].map((name) => ({ name, content: letter })),
      { limits: { archiveMembers: 2 } },
    );
    expect([files(counted).length, counted.diagnostics.at(-1)?.code]).toEqual([2, 'limit-reached']);
    let nested = buildZip({ members: [{ name: 'a.eml', content: letter }] });
    for (let depth = 0; depth < 5; depth++) nested = buildZip({ members: [{ name: 'z', content: nested }] });
    const deep = readSource(zipReader, memorySource(nested), { fileName: 'mail.zip' });
    expect(deep.codes).toEqual(['limit-reached file:mail.zip|member:z|member:z|member:z|member:z']);
  });

  it('never throws, whatever bytes are changed, and keeps its books', () => {
    const whole = buildZip({
      members: [
        { name: 'a', content: mailbox },
        { name: 'b', content: letter, descriptor: 'with-signature' },
      ],
    });
    for (let at = 0; at < whole.length; at++) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 0xff;
      expect(unbalanced(readSource(zipReader, memorySource(changed), { fileName: 'mail.zip' }))).toEqual([]);
    }
  });
});

describe('the probe', () => {
  const probed = (names: readonly string[]) =>
    chooseReader(memorySource(buildZip({ members: names.map((name) => ({ name, content: letter })) })), readers);

  it('knows archives from documents and programs that are zip files by their make', () => {
    expect(probed(['a.eml']).reader?.id).toBe('zip');
    expect(chooseReader(memorySource(buildZip({ members: [] })), readers).reader?.id).toBe('zip');
    for (const names of [
      ['[Content_Types].xml'],
      ['word/document.xml', '[Content_Types].xml'],
      ['mimetype', 'content.xml'],
      ['META-INF/MANIFEST.MF'],
    ]) {
      expect(probed(names).reader).toBeNull();
    }
    for (const other of ['PK', 'PK\u0003\u0004', 'PKlines of text', '']) expect(zipReader.probe(memorySource(other)).verdict).toBe('no');
  });
});
