import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { outlookItemReader } from '#formats/outlook-item/index.ts';
import { AttachmentUnreadableError } from '#formats/reader.ts';
import { defaultLimits, formatLocator, type Locator } from '#model/index.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { compoundFile, placesIn } from '#test/support/outlook/compound-file.ts';
import { bytesOf, flag, integer, narrow, time, wide } from '#test/support/outlook/properties.ts';
import { savedItem, savedItemStorages, type SavedItem } from '#test/support/outlook/saved-item.ts';
import { nothingAround } from '#test/support/reading-room.ts';
import { readSource, unbalanced } from '#test/support/read-source.ts';

const large = Buffer.alloc(10_000, 'abcdefghij');
const small = Buffer.from('small');
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const letter: SavedItem = {
  properties: [
    wide(0x001a, 'IPM.Note'),
    wide(0x0037, 'Quarterly figures'),
    wide(0x1000, 'Dear all'),
    wide(0x0c1a, 'Anna'),
    wide(0x0c1f, 'anna@example.org'),
    wide(0x0042, 'Anna'),
    wide(0x0065, 'anna@example.org'),
    wide(0x007d, 'Received: by mx.example.org\r\nSubject: Quarterly figures\r\nX-Auto-Forwarded: yes\r\n\r\n'),
    wide(0x1035, '<1@example.org>'),
    time(0x0039, '2024-03-01T10:00:00Z'),
    flag(0x0005, 1),
    integer(0x0e07, 1),
    { ...integer(0x8000, 104), name: { guid: '00062008-0000-0000-c000-000000000046', name: 0x8506 } },
  ],
  recipients: [
    [integer(0x0c15, 1), wide(0x3001, 'Ben'), wide(0x39fe, 'ben@example.org')],
    [integer(0x0c15, 3), wide(0x3001, 'Cyd'), wide(0x3003, 'cyd@example.net')],
  ],
  attachments: [
    { properties: [wide(0x3707, 'figures.xlsx'), integer(0x3705, 1), bytesOf(0x3701, large), wide(0x370e, 'Application/X')] },
    {
      properties: [wide(0x3001, 'Original'), integer(0x3705, 5)],
      message: {
        properties: [wide(0x001a, 'IPM.Note'), wide(0x0037, 'The original')],
        attachments: [{ properties: [wide(0x3704, 'a.txt'), integer(0x3705, 1), bytesOf(0x3701, small)] }],
      },
    },
    { properties: [wide(0x3001, 'Sheet'), integer(0x3705, 6)], object: { CONTENTS: small } },
    { properties: [wide(0x3707, 'elsewhere.doc'), integer(0x3705, 2)] },
  ],
};

const read = (bytes: Uint8Array) => readSource(outlookItemReader, memorySource(bytes), { fileName: 'a.msg', folderPath: ['mail'] });
const attachmentOf = (bytes: Uint8Array, locator: Locator): Buffer =>
  Buffer.concat([...outlookItemReader.attachment(memorySource(bytes), locator, defaultLimits, nothingAround)]);

describe('a saved message', () => {
  const file = savedItem(letter);
  const result = read(file);
  const [message, inner] = result.messages;

  it('becomes the record of its properties, recipients and headers', () => {
    expect(message?.claimed).toMatchObject({
      folderPath: ['mail'],
      messageClass: 'IPM.Note',
      messageId: '<1@example.org>',
      subject: 'Quarterly figures',
      from: [{ name: 'Anna', address: 'anna@example.org' }],
      to: [{ name: 'Ben', address: 'ben@example.org' }],
      bcc: [{ name: 'Cyd', address: 'cyd@example.net' }],
      sent: { instant: '2024-03-01T10:00:00.000Z', statedBy: 'PidTagClientSubmitTime' },
      flags: ['read'],
    });
    expect(message?.bodies).toEqual({ text: 'Dear all', html: null });
    expect(message?.headers.map(({ name }) => name)).toEqual(['Received', 'Subject', 'X-Auto-Forwarded']);
    expect(message?.properties).toContainEqual({ tag: 0x0005000b, name: 'PidTagAutoForwarded', value: true });
    expect(formatLocator(message?.locator ?? [])).toBe('file:a.msg|storage:/');
  });

  it('has its attachments with hashes, and the attached message as a record of its own', () => {
    expect(message?.attachments).toMatchObject([
      { name: 'figures.xlsx', sizeBytes: 10_000, sha256: sha256(large), mediaType: 'application/x', isMessage: false },
      { name: 'Original', sizeBytes: null, isMessage: true },
      { name: 'Sheet', sizeBytes: null, sha256: null, isMessage: false },
      { name: 'elsewhere.doc', sizeBytes: null, isMessage: false },
      { name: 'CONTENTS', sizeBytes: 5, sha256: sha256(small), isMessage: false },
    ]);
    expect(inner?.claimed.subject).toBe('The original');
    expect(inner?.parent).toEqual(message?.locator);
    expect(inner?.attachments).toMatchObject([{ name: 'a.txt', sha256: sha256(small) }]);
    expect(result.messages).toHaveLength(2);
  });

  it('tells of objects and references, and adds up', () => {
    expect(result.diagnostics.map(({ code, effect, detail }) => [code, effect, detail])).toEqual([
      [
        'attachment-unreadable',
        'noted',
        'The attachment "Sheet" is an OLE object that is kept as a storage, not as a run of bytes; its streams have hashes, it has none. The message has 1 more of this kind.',
      ],
    ]);
    expect(unbalanced(result)).toEqual([]);
    expect([...result.books.keys()]).toEqual(['message-file file:a.msg', 'attached-messages file:a.msg']);
  });

  it('gives the bytes of attachments by their locators, and none that are not there', () => {
    expect(attachmentOf(file, message?.attachments[0]?.locator ?? []).equals(large)).toBe(true);
    expect(attachmentOf(file, inner?.attachments[0]?.locator ?? []).equals(small)).toBe(true);
    for (const index of [1, 2, 3, 9]) {
      const at = [...(message?.locator ?? []), { kind: 'attachment', at: String(index) }];
      expect(() => attachmentOf(file, at)).toThrow(AttachmentUnreadableError);
    }
  });
});

describe('8-bit texts', () => {
  const inCyrillic = Buffer.from('cfcee8e2e5f2', 'hex');

  it('are read in the code page that the item names', () => {
    const withPage = read(savedItem({ properties: [narrow(0x0037, inCyrillic), integer(0x3ffd, 1251)] }));
    expect(withPage.messages[0]?.claimed.subject).toBe('ПОивет');
    const byInternetPage = read(savedItem({ properties: [narrow(0x0037, inCyrillic), integer(0x3fde, 1251)] }));
    expect(byInternetPage.messages[0]?.claimed.subject).toBe('ПОивет');
    expect(read(savedItem({ properties: [narrow(0x0037, 'caf\u00e9')] })).messages[0]?.claimed.subject).toBe('café');
  });
});

describe('the probe', () => {
  it('tells items from other compound files', () => {
    const probe = (bytes: Uint8Array | string) => outlookItemReader.probe(memorySource(bytes));
    expect(probe(savedItem(letter))).toMatchObject({ verdict: 'yes' });
    expect(probe(compoundFile({ WordDocument: small }))).toEqual({
      verdict: 'no',
      because: 'It is a compound file that holds a Word document.',
    });
    expect(probe(compoundFile({ Workbook: small })).because).toContain('Excel');
    expect(probe(compoundFile({ Else: small })).verdict).toBe('no');
    expect(probe(compoundFile({ '__substg1.0_0037001F': small })).verdict).toBe('perhaps');
    expect(probe('From: a@b.example\n\n').verdict).toBe('no');
    expect(probe(savedItem(letter).subarray(0, 100)).verdict).toBe('no');
  });
});

describe('damage', () => {
  const file = savedItem(letter);
  const { directory, table } = placesIn(file);
  const damaged = (change: (bytes: Buffer) => void): Uint8Array => {
    const bytes = Buffer.from(file);
    change(bytes);
    return bytes;
  };

  it('costs the whole item only where the directory is lost', () => {
    const result = read(damaged((bytes) => bytes.fill(0, directory, directory + 512)));
    expect(result.codes).toEqual(['store-unreadable file:a.msg']);
    expect(unbalanced(result)).toEqual([]);
  });

  it('of a chain that turns in a circle costs the stream, and is told', () => {
    // The large attachment is the first stream of whole sectors: its first sector then leads to itself.
    const result = read(damaged((bytes) => bytes.writeUInt32LE(0, table)));
    const [message] = result.messages;
    expect(message?.claimed.subject).toBe('Quarterly figures');
    expect(message?.attachments[0]).toMatchObject({ name: 'figures.xlsx', sizeBytes: null, sha256: null });
    expect(message?.observed.intact).toBe(false);
    expect(result.diagnostics.some(({ code, effect }) => code === 'attachment-unreadable' && effect === 'field-lost')).toBe(true);
    expect(unbalanced(result)).toEqual([]);
  });

  it('of the tree of names loses no more than hangs from it, and is told', () => {
    const result = read(damaged((bytes) => bytes.writeUInt32LE(1, directory + 2 * 128 + 0x48)));
    expect(result.codes).toContain('store-damaged file:a.msg');
    expect(result.messages).toHaveLength(1);
  });

  it("of the file's end costs what lay there", () => {
    for (const share of [0.2, 0.4, 0.6, 0.8, 0.95]) {
      const result = read(file.subarray(0, Math.floor(file.length * share)));
      expect(unbalanced(result)).toEqual([]);
      expect(result.diagnostics.length, String(share)).toBeGreaterThan(0);
    }
  });

  it('of a stream of sizes beyond the file is told', () => {
    const result = read(damaged((bytes) => bytes.writeUInt32LE(0x7fffffff, sizeField(bytes, '__substg1.0_37010102'))));
    expect(result.messages[0]?.attachments[0]?.sha256).toBeNull();
    expect(unbalanced(result)).toEqual([]);
  });

  it('never throws, whatever byte is changed', () => {
    for (let at = 0; at < file.length; at += 29) {
      const result = read(damaged((bytes) => bytes.writeUInt8((bytes.readUInt8(at) + 0x55) & 0xff, at)));
      expect(unbalanced(result), String(at)).toEqual([]);
    }
  });

  it('keeps properties that have a stream where the list of them is missing', () => {
    const storages = savedItemStorages(letter);
    const { '__properties_version1.0': _list, ...rest } = storages;
    const result = read(compoundFile(rest));
    expect(result.messages[0]?.claimed.subject).toBe('Quarterly figures');
    expect(result.codes).toContain('property-unreadable file:a.msg|storage:/');
  });
});

/** Where the directory entry of a name states the size of its stream. */
function sizeField(bytes: Buffer, name: string): number {
  return bytes.indexOf(Buffer.from(name, 'utf16le')) + 0x78;
}

describe('a saved message on demand', () => {
  const file = savedItem(letter);
  const [message, inner] = read(file).messages;
  const rebuilt = (locator: Locator): string =>
    Buffer.concat([
      ...(outlookItemReader.rebuild?.(memorySource(file), locator, defaultLimits, 'rebuilt in a test', nothingAround) ?? []),
    ]).toString();

  it('gives all its properties, those of its recipients and attachments, and of what is attached', () => {
    const all = outlookItemReader.properties?.(memorySource(file), message?.locator ?? [], defaultLimits, nothingAround);
    expect(all?.sets.map(({ kind, title }) => `${kind} ${title}`)).toEqual([
      'item ',
      'recipient Ben',
      'recipient Cyd',
      'attachment figures.xlsx',
      'attachment Original',
      'attachment Sheet',
      'attachment elsewhere.doc',
    ]);
    expect(all?.sets[0]?.properties.find(({ name }) => name === 'PidTagSubject')?.value).toBe('Quarterly figures');
    const attached = outlookItemReader.properties?.(memorySource(file), inner?.locator ?? [], defaultLimits, nothingAround);
    expect(attached?.sets[0]?.properties.find(({ name }) => name === 'PidTagSubject')?.value).toBe('The original');
  });

  it('is rebuilt as Internet mail, with its headers as they stand', () => {
    expect(rebuilt(message?.locator ?? [])).toMatch(
      /^X-Mail-Triage-Rebuilt: rebuilt in a test[^]*\r\nX-Auto-Forwarded: yes\r\n[^]*figures\.xlsx/,
    );
    expect(rebuilt(inner?.locator ?? [])).toContain('Subject: The original');
    expect(() => rebuilt([{ kind: 'file', at: 'a.msg' }])).toThrow(AttachmentUnreadableError);
  });
});

describe('8-bit texts of a saved message', () => {
  const cyrillic = Buffer.from('cff0e8e2e5f2', 'hex');
  const codepages = { message: 0x3ffd, internet: 0x3fde } as const;
  const told = (result: ReturnType<typeof read>): string[] =>
    result.diagnostics.flatMap(({ code, detail }) => (code === 'codepage-assumed' ? [detail] : []));

  it.each([
    ['states none', [], 'Ïðèâåò', /^Nothing states a usable code page .* read in code page 1252\./],
    ['states one that is none', [integer(codepages.message, 31_337)], 'Ïðèâåò', /^It states 31337 .* read in code page 1252\./],
    [
      'states that of UTF-16, and another for the Internet',
      [integer(codepages.message, 1200), integer(codepages.internet, 1251)],
      'Привет',
      /^It states 1200 .* read in code page 1251\./,
    ],
    ['states its own', [integer(codepages.message, 1251)], 'Привет', null],
    ['states that of the Internet alone', [integer(codepages.internet, 20_866)], 'оПХБЕР', null],
  ] as const)('are read as far as can be where it %s, and the doubt is told', (_, stated, text, detail) => {
    const name: SavedItem['recipients'] = [[integer(0x0c15, 1), narrow(0x3001, cyrillic)]];
    for (const item of [
      { properties: [wide(0x001a, 'IPM.Note'), narrow(0x0037, cyrillic), ...stated] },
      { properties: [wide(0x001a, 'IPM.Note'), ...stated], recipients: name },
    ]) {
      const result = read(savedItem(item));
      expect(result.messages[0]?.claimed.subject || result.messages[0]?.claimed.to[0]?.name).toBe(text);
      expect(told(result)).toEqual(detail === null ? [] : [expect.stringMatching(detail)]);
      expect(result.messages[0]?.observed.intact).toBe(true);
    }
    // Letters of ASCII are the same in every code page of Windows.
    expect(told(read(savedItem({ properties: [narrow(0x0037, 'plain'), narrow(0x1000, 'text'), ...stated] })))).toEqual([]);
  });
});
