import { gzipSync } from 'node:zlib';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gzipReader, tarReader } from '#formats/archive/index.ts';
import { listTar } from '#formats/archive/tar-members.ts';
import { chooseReader } from '#formats/choose-reader.ts';
import { readers } from '#formats/registry.ts';
import { defaultLimits, formatLocator } from '#model/index.ts';
import { readingRoom } from '#pipeline/reading-room.ts';
import { buildMbox } from '#test/support/build-mbox.ts';
import { buildTar } from '#test/support/build-tar.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { nothingAround } from '#test/support/reading-room.ts';
import { readSource, unbalanced, type ReadResult } from '#test/support/read-source.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const letter = 'From: anna@example.org\nTo: ben@example.org\nSubject: hello\nMessage-ID: <1@example.org>\n\ntext\n';
const mailbox = (count: number): Buffer =>
  buildMbox({
    dialect: 'mboxrd',
    messages: Array.from({ length: count }, (_, index) => ({ text: letter.replace('<1@', `<${index + 1}@`) })),
  }).bytes;
const ids = (result: ReadResult): (string | null)[] => result.messages.map(({ claimed }) => claimed.messageId);
const gunzipped = (bytes: Uint8Array, fileName = 'Inbox.gz'): ReadResult => {
  const result = readSource(gzipReader, memorySource(bytes), { fileName });
  expect(unbalanced(result)).toEqual([]);
  return result;
};

describe('a file packed by gzip', () => {
  it('is its one content', () => {
    const result = gunzipped(gzipSync(mailbox(2)));
    expect(ids(result)).toEqual(['<1@example.org>', '<2@example.org>']);
    expect(result.messages[0]?.claimed.folderPath).toEqual(['Inbox']);
    expect(formatLocator(result.messages[0]?.locator ?? [])).toBe('file:Inbox.gz|member:content|bytes:47+92');
    expect(result.codes).toEqual([]);
    expect(chooseReader(memorySource(gzipSync('x')), readers).reader?.id).toBe('gzip');
    expect(gzipReader.probe(memorySource('\u001f\u008b\u0008\u00ff')).verdict).toBe('no');
  });

  it('may be several behind each other, however they are cut into pieces', () => {
    const one = mailbox(300);
    for (const cut of [1, 1000, 20_000, one.length - 1]) {
      const bytes = Buffer.concat([gzipSync(one.subarray(0, cut), { level: 0 }), gzipSync(one.subarray(cut), { level: 0 })]);
      const result = gunzipped(bytes);
      expect(ids(result)).toHaveLength(300);
      expect(result.codes).toEqual([]);
    }
    const many = Buffer.concat(Array.from({ length: 500 }, () => gzipSync('')));
    expect(gunzipped(Buffer.concat([many, gzipSync(letter)])).messages).toHaveLength(1);
  });

  it('is whole where other bytes follow it, and says how many do', () => {
    for (const count of [3, 300]) {
      const packed = Buffer.concat([gzipSync(mailbox(1)), gzipSync(mailbox(count))]);
      for (const trailing of ['x', 'xyz', 'trailing bytes', '\0'.repeat(512), '\u001f\u008b', 'z'.repeat(20_000)]) {
        const result = gunzipped(Buffer.concat([packed, Buffer.from(trailing, 'latin1')]));
        expect(ids(result)).toHaveLength(count + 1);
        expect(result.codes).toEqual(['member-doubtful file:Inbox.gz|member:content']);
        expect(result.diagnostics[0]?.detail).toContain(`${trailing.length} bytes that are no gzip data`);
      }
      const damaged = Buffer.from(packed);
      damaged.writeUInt8((damaged.at(-5) ?? 0) ^ 1, damaged.length - 5);
      expect(gunzipped(Buffer.concat([damaged, Buffer.from('trailing bytes')])).codes).toEqual([
        'member-unreadable file:Inbox.gz|member:content',
      ]);
    }
  });

  it('is not taken for an empty one with other bytes behind it where zeros stand in its damage', () => {
    const header = Buffer.from('1f8b0800000000000003', 'hex');
    const zeros = Buffer.alloc(2048);
    const garbage = Buffer.alloc(20, 0xff);
    for (const damage of [Buffer.concat([zeros, garbage]), Buffer.concat([garbage, zeros, garbage])]) {
      expect(gunzipped(Buffer.concat([header, damage])).codes).toEqual(['member-unreadable file:Inbox.gz|member:content']);
      const behind = gunzipped(Buffer.concat([gzipSync(letter), header, damage]));
      expect([behind.messages.length, behind.codes]).toEqual([1, ['member-unreadable file:Inbox.gz|member:content']]);
    }
    const named = Buffer.from(`${Buffer.from('1f8b0808000000000003', 'hex').toString('latin1')}Inbox\0\u0003${'\0'.repeat(9)}`, 'latin1');
    for (const empty of [gzipSync(''), gzipSync('', { level: 0 }), named]) {
      const { codes, diagnostics } = gunzipped(Buffer.concat([empty, Buffer.from('trailing bytes')]));
      expect(codes).toContain('member-doubtful file:Inbox.gz|member:' + (empty === named ? 'Inbox' : 'content'));
      expect(diagnostics.map(({ detail }) => detail).join()).toContain('14 bytes that are no gzip data');
    }
  });

  it('tells of damage, and reads what comes before it', () => {
    const bytes = gzipSync(mailbox(400));
    const cut = gunzipped(bytes.subarray(0, bytes.length / 2));
    expect(cut.messages.length).toBeGreaterThan(150);
    expect(cut.codes).toEqual(['member-unreadable file:Inbox.gz|member:content']);
    const wrong = Buffer.from(bytes);
    wrong.writeUInt32LE(1, bytes.length - 8);
    expect(gunzipped(wrong).codes).toEqual(['member-unreadable file:Inbox.gz|member:content']);
    expect(gunzipped(Buffer.concat([bytes, Buffer.from('behind it')])).messages).toHaveLength(400);
    for (let length = 4; length < 60; length++) expect(gunzipped(bytes.subarray(0, length)).diagnostics.length).toBeGreaterThan(0);
  });

  it('keeps the name that its header has, as text alone', () => {
    const packed = gzipSync(letter);
    const named = Buffer.concat([packed.subarray(0, 10), Buffer.from('../old name\0'), packed.subarray(10)]);
    named[3] = 8;
    const result = gunzipped(named);
    expect(formatLocator(result.messages[0]?.locator ?? [])).toBe('file:Inbox.gz|member:../old name|bytes:0+92');
    expect(result.codes).toEqual(['member-doubtful file:Inbox.gz|member:../old name']);
  });

  it('is unpacked into the scratch room when it is large, and the room is given back', () => {
    const scratchDirectory = join(temporaryFolder('archive'), 'scratch');
    const room = readingRoom({ itemPath: null, scratchDirectory }, [], readers);
    const large = Buffer.concat(
      [1, 2, 3].map((each) =>
        Buffer.concat([mailbox(100 * each), Buffer.alloc(2_000_000, 'text of a long message\n'), Buffer.from('\n\n')]),
      ),
    );
    let most = 0;
    const reading = gzipReader.read(memorySource(gzipSync(large)), {
      ...room,
      locator: [{ kind: 'file', at: 'x' }],
      folderPath: [],
      fileName: 'x',
      limits: defaultLimits,
      enter: () => {
        most = Math.max(most, existsSync(scratchDirectory) ? readdirSync(scratchDirectory).length : 0);
        return true;
      },
    });
    let messages = 0;
    for (const output of reading) if (output.kind === 'record' && output.record.kind === 'message') messages += 1;
    expect([messages, most]).toEqual([600, 1]);
    expect(readdirSync(scratchDirectory)).toEqual([]);
    room.close();
  });
});

describe('a tar archive', () => {
  const members = [
    { name: 'Maildir/', type: '5' },
    { name: 'Maildir/cur/1000000000.a:2,RS', content: letter },
    { name: 'Maildir/link', type: '2' },
    { name: `${'long/'.repeat(40)}a.eml`, content: letter, longName: 'gnu' as const },
    { name: `${'wide/'.repeat(40)}\u00fc.eml`, content: letter, longName: 'pax' as const },
  ];

  it('gives its members, also within gzip', () => {
    const tar = buildTar(members);
    expect(chooseReader(memorySource(tar), readers).reader?.id).toBe('tar');
    const result = readSource(tarReader, memorySource(tar), { fileName: 'home.tar' });
    expect(unbalanced(result)).toEqual([]);
    expect(result.messages.map(({ claimed }) => claimed.flags)).toEqual([['read', 'replied'], [], []]);
    expect(result.messages[0]?.claimed.folderPath).toEqual(['home.tar', 'Maildir']);
    expect(result.messages[2]?.claimed.folderPath).toHaveLength(41);
    expect(result.codes).toEqual(['entry-skipped file:home.tar|member:Maildir/link']);
    expect(gunzipped(gzipSync(tar), 'home.tgz').messages).toHaveLength(3);
  });

  it('that is cut or damaged gives what is left, and never throws', () => {
    const tar = buildTar(members);
    for (let length = 512; length < tar.length; length += 200) {
      expect(unbalanced(readSource(tarReader, memorySource(tar.subarray(0, length))))).toEqual([]);
    }
    const damaged = Buffer.from(tar);
    damaged.fill(0x41, 512, 700);
    const result = readSource(tarReader, memorySource(damaged));
    expect(result.messages).toHaveLength(2);
    expect(result.diagnostics[0]).toMatchObject({ code: 'archive-damaged', effect: 'noted' });
  });

  describe('that was cut between two members', () => {
    const two = [
      { name: 'a.eml', content: letter },
      { name: 'b.eml', content: letter },
    ];
    const troublesOf = (tar: Buffer): string[] => {
      const result = readSource(tarReader, memorySource(tar));
      expect(unbalanced(result)).toEqual([]);
      return result.diagnostics.filter(({ code }) => code === 'archive-damaged').map(({ effect, detail }) => `${effect}: ${detail}`);
    };
    const withoutEnd = [expect.stringMatching(/^noted: It ends without the blocks of zeros .* members may be missing/)];
    const whole = buildTar(two, 0);
    // Of two blocks each: header and content.
    const cutBetween = whole.subarray(0, 1024);

    it('does not pass for whole', () => {
      expect(troublesOf(cutBetween)).toEqual(withoutEnd);
      expect(troublesOf(whole)).toEqual(withoutEnd);
      expect(listTar(memorySource(cutBetween), defaultLimits).mayHideMembers).toBe(true);
    });

    it.each([1, 100, 511])('nor where %i bytes of the next header are left', (more) => {
      expect(troublesOf(whole.subarray(0, 1024 + more))).toEqual(withoutEnd);
    });

    it('nor where the long name of the next one is left', () => {
      const tar = buildTar([
        { name: 'a.eml', content: letter },
        { name: 'long/'.repeat(40), content: letter, longName: 'gnu' },
      ]);
      expect(troublesOf(tar.subarray(0, 2048))).toEqual(withoutEnd);
      expect(troublesOf(tar.subarray(0, 1600))).toEqual(withoutEnd);
    });

    it('nor, within gzip, where the packed bytes are whole', () => {
      expect(gunzipped(gzipSync(cutBetween), 'home.tgz').codes).toEqual(['archive-damaged file:home.tgz|member:content']);
    });

    it.each([1, 2, 3, 20])('%i blocks of zeros end an archive, as programs write them', (blocks) => {
      expect(troublesOf(buildTar(two, blocks))).toEqual([]);
      expect(listTar(memorySource(buildTar(two, blocks)), defaultLimits).mayHideMembers).toBe(false);
    });

    it('is there also where something else follows it', () => {
      const signed = Buffer.concat([buildTar(two, 2), Buffer.alloc(512, 'signature')]);
      expect(troublesOf(signed)).toEqual([expect.stringMatching(/^noted: 512 bytes between or behind its members are no header/)]);
    });

    it('a part of a block of zeros is one that was begun', () => {
      expect(troublesOf(Buffer.concat([whole, Buffer.alloc(100)]))).toEqual([]);
    });

    it('a last member without its padding is whole, one without its last byte is not', () => {
      const cut = (bytes: number): Buffer => whole.subarray(0, 1536 + bytes);
      expect(troublesOf(cut(letter.length))).toEqual(withoutEnd);
      expect(troublesOf(cut(letter.length - 1))).toEqual(['noted: It ends within its last member.']);
    });

    it('nothing is said of the end where a limit kept members out', () => {
      const listing = listTar(memorySource(whole), { ...defaultLimits, archiveMembers: 1 });
      expect([listing.troubles, listing.limit]).toEqual([[], expect.stringContaining('more members than 1')]);
    });
  });

  it('that goes on after blocks of zeros gives what follows, and says so', () => {
    const [one, other] = [buildTar([{ name: 'a.eml', content: letter }], 2), buildTar([{ name: 'b.eml', content: letter }])];
    const result = readSource(tarReader, memorySource(Buffer.concat([one, other])));
    expect(result.messages).toHaveLength(2);
    expect(result.diagnostics.map(({ code, detail }) => [code, detail.slice(0, 44)])).toEqual([
      ['archive-damaged', '2 blocks of zeros lie between its members, w'],
    ]);
  });

  it('that goes on after blocks of zeros and others counts them, and does not say whose they are', () => {
    const damaged = Buffer.concat([Buffer.alloc(512, 'header lost'), Buffer.alloc(1024), Buffer.alloc(512, 'content')]);
    const result = readSource(
      tarReader,
      memorySource(Buffer.concat([buildTar([], 0), damaged, buildTar([{ name: 'b.eml', content: letter }])])),
    );
    expect(result.messages).toHaveLength(1);
    expect(result.diagnostics.map(({ detail }) => detail)).toEqual([
      expect.stringContaining('1024 bytes between or behind its members'),
      expect.stringMatching(/^2 blocks of zeros .* or they are of a member whose header is damaged/),
    ]);
  });

  it('that GNU tar wrote is whole, however it blocks it', ({ skip }) => {
    const folder = temporaryFolder('gnu-tar');
    writeFileSync(join(folder, 'a.eml'), letter);
    for (const blocking of ['1', '2', '20']) {
      const path = join(folder, `${blocking}.tar`);
      const run = spawnSync('tar', ['-c', '-b', blocking, '-f', path, '-C', folder, 'a.eml']);
      if (run.status !== 0) return skip('there is no GNU tar');
      const result = readSource(tarReader, memorySource(readFileSync(path)));
      expect([result.messages.length, result.codes]).toEqual([1, []]);
    }
  });

  it('has no attachments outside its members', () => {
    expect(() => [...tarReader.attachment(memorySource(buildTar(members)), [], defaultLimits, nothingAround)]).toThrow(/no member/);
    for (const other of ['', 'text', 'x'.repeat(600), '\0'.repeat(1024)]) expect(tarReader.probe(memorySource(other)).verdict).toBe('no');
  });
});
