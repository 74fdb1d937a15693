import { describe, expect, test } from 'vitest';
import { chooseReader } from '#formats/choose-reader.ts';
import { readers } from '#formats/registry.ts';
import { decompressVba } from '#formats/vba-project/decompress.ts';
import { vbaProjectReader } from '#formats/vba-project/index.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { compoundFile } from '#test/support/outlook/compound-file.ts';
import { compressedLiterally, vbaProject } from '#test/support/outlook/vba-project.ts';
import { readSource, unbalanced } from '#test/support/read-source.ts';

const session = 'Attribute VB_Name = "ThisOutlookSession"\r\nPrivate Sub Application_NewMail()\r\nEnd Sub\r\n';
const first = { name: 'ThisOutlookSession', source: session, isObject: true };
const second = { name: 'Größen', source: `' ${'x'.repeat(9000)}\r\nSub Sort()\r\nEnd Sub\r\n` };

const read = (bytes: Uint8Array) => {
  const result = readSource(vbaProjectReader, memorySource(bytes));
  const claimed = result.outputs.flatMap((output) =>
    output.kind === 'record' && output.record.kind === 'setting' && output.record.claimed.setting === 'program-module'
      ? [output.record.claimed]
      : [],
  );
  return { ...result, claimed };
};

describe('compressed containers', () => {
  // The three examples of [MS-OVBA] 3.2.
  test.each([
    ['01 19 b0 00 61 62 63 64 65 66 67 68 00 69 6a 6b 6c 6d 6e 6f 70 00 71 72 73 74 75 76 2e', 'abcdefghijklmnopqrstuv.'],
    [
      '01 2f b0 00 23 61 61 61 62 63 64 65 82 66 00 70 61 67 68 69 6a 01 38 08 61 6b 6c 00 30 6d 6e 6f 70 06 71 02 70 04 10 72 73 74 75 76 10 77 78 79 7a 00 3c',
      '#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa',
    ],
    ['01 03 b0 02 61 45 00', 'a'.repeat(73)],
  ])('%s', (packed, text) => {
    const { bytes, trouble } = decompressVba(Buffer.from(packed.replaceAll(' ', ''), 'hex'), 10_000);
    expect(Buffer.from(bytes).toString('latin1')).toBe(text);
    expect(trouble).toBeNull();
  });

  test('of several chunks', () => {
    const text = Buffer.from('0123456789'.repeat(1000));
    expect(Buffer.from(decompressVba(compressedLiterally(text), 100_000).bytes)).toEqual(text);
  });

  test('of millions of chunks that hold nothing take no more memory than they hold', () => {
    const packed = Buffer.concat([Buffer.of(1), Buffer.alloc(12 * 1024 * 1024, Buffer.of(0x00, 0xb0, 0x00))]);
    expect(decompressVba(packed, 10_000)).toMatchObject({ bytes: { length: 0 }, trouble: null });
  });

  test('say what is wrong with them, and keep what came before', () => {
    const packed = compressedLiterally(Buffer.from('x'.repeat(8000)));
    expect(decompressVba(packed, 5000)).toMatchObject({ trouble: 'it is longer than 5000 bytes', bytes: { length: 5000 } });
    expect(decompressVba(packed.subarray(0, 5000), 10_000).trouble).toBe('it is cut off');
    expect(decompressVba(Uint8Array.of(2, 0), 10).trouble).toContain('does not begin');
    expect(decompressVba(Uint8Array.of(1, 0, 0), 10).trouble).toContain('a chunk of it does not begin');
    expect(decompressVba(Buffer.from('0103b002614510', 'hex'), 100).trouble).toContain('repeats what is not there');
  });
});

describe("Outlook's VBA project", () => {
  test('gives each module with its source', () => {
    const bytes = vbaProject([first, second]);
    expect(chooseReader(memorySource(bytes), readers).reader?.id).toBe('vba-project');
    const result = read(bytes);
    expect(result.claimed).toEqual([
      { setting: 'program-module', module: 'ThisOutlookSession', form: 'object', folderPath: [], modified: null, source: session },
      { setting: 'program-module', module: 'Größen', form: 'procedures', folderPath: [], modified: null, source: second.source },
    ]);
    expect(result.diagnostics).toEqual([]);
    expect(unbalanced(result)).toEqual([]);
  });

  test('that states more modules than it lists has lost one at least', () => {
    const result = read(vbaProject([first, second], 5));
    expect(result.diagnostics.map(({ code, effect }) => [code, effect])).toEqual([['item-unreadable', 'item-lost']]);
    expect(unbalanced(result)).toEqual([]);
  });

  test('whose directory names one stream twice gives its source once', () => {
    const result = read(vbaProject([first, first]));
    expect(result.claimed.map(({ source }) => source)).toEqual([session, null]);
    expect(result.diagnostics.map(({ effect }) => effect)).toEqual(['field-lost']);
  });

  test('keeps the beginning of a source that is very long, and says so', () => {
    const result = read(vbaProject([{ name: 'Long', source: 'y'.repeat(70_000) }]));
    expect(result.claimed[0]?.source).toHaveLength(64 * 1024);
    expect(result.diagnostics).toMatchObject([{ code: 'limit-reached', effect: 'limit-reached' }]);
  });

  test('without a directory is one loss', () => {
    const result = read(compoundFile({ OutlookVbaData: { PROJECT: new Uint8Array(4) } }));
    expect(result.diagnostics.map(({ effect }) => effect)).toEqual(['item-lost']);
    expect(unbalanced(result)).toEqual([]);
  });

  test('that is cut or damaged anywhere adds up and ends', () => {
    const bytes = vbaProject([first, second]);
    for (let at = 0; at < bytes.length; at += 97) {
      expect(unbalanced(read(bytes.subarray(0, at)))).toEqual([]);
      const damaged = Uint8Array.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ 0xff;
      expect(unbalanced(read(damaged))).toEqual([]);
    }
  });

  test('is no other compound file', () => {
    expect(vbaProjectReader.probe(memorySource(compoundFile({ Macros: { VBA: { dir: new Uint8Array(1) } } }))).verdict).toBe('no');
    expect(vbaProjectReader.probe(memorySource(Buffer.from('From: x'))).verdict).toBe('no');
  });
});
