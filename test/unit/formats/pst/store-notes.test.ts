import { pstReader } from '#formats/pst/index.ts';
import { tellCodepage, tellStructure } from '#formats/pst/store-notes.ts';
import type { ReaderOutput } from '#formats/reader.ts';
import { fileStep, formatLocator, isBalanced } from '#model/index.ts';
import { builtStore, type BuiltStore } from '#test/support/built-store.ts';
import { corpusPath } from '#test/support/corpus.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { breakHeaderChecksums, flag, generatedStore, type StoreDescription } from '#test/support/pst-builder/index.ts';
import { storeCrc } from '#test/support/pst-builder/checksums.ts';
import { readAll, type Reading } from '#test/support/reading.ts';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const container = { locator: [fileStep('evidence')], kind: 'store' };
const read = (bytes: Uint8Array): Reading => readAll(pstReader, memorySource(bytes));
const ofStore = ({ diagnostics }: Reading): string[][] =>
  diagnostics.filter(({ code, locator }) => code === 'store-damaged' && locator.length === 1).map(({ effect, detail }) => [effect, detail]);
const codesOf = (outputs: Iterable<ReaderOutput>): unknown[] =>
  [...outputs].map((output) => (output.kind === 'diagnostic' ? [output.diagnostic.code, output.diagnostic.effect] : output.kind));

describe('a store that libpff opens although its structure is damaged', () => {
  const built = (): BuiltStore => builtStore(generatedStore({ messages: 40, seed: 5, averageBytes: 4000 }));

  test('is told to be shorter than its header says, and booked with one loss', () => {
    const { bytes } = built();
    const longer = Uint8Array.from(bytes);
    // ibFileEof ([MS-PST] 2.2.2.5), with the checksums that cover it made right.
    const view = new DataView(longer.buffer);
    view.setBigUint64(184, BigInt(bytes.length + 4096), true);
    view.setUint32(4, storeCrc(longer.subarray(8, 479)), true);
    view.setUint32(524, storeCrc(longer.subarray(8, 524)), true);
    const reading = read(longer);
    expect(reading.diagnostics.some(({ code }) => code === 'store-salvaged')).toBe(false);
    expect(reading.messages.length).toBeGreaterThanOrEqual(40);
    expect(ofStore(reading)).toEqual([
      ['noted', expect.stringContaining('Its header says that it has')],
      ['item-lost', expect.stringContaining('booked as one loss')],
    ]);
    expect(reading.accounts.find(({ kind }) => kind === 'store')).toMatchObject({ expected: 1, failed: 1 });
    expect(reading.accounts.every(isBalanced)).toBe(true);
  });

  test('is told to have pages with wrong checksums', () => {
    const { bytes, truth } = built();
    const damaged = Uint8Array.from(bytes);
    // dwCRC of a page of the node B-tree ([MS-PST] 2.2.2.7.1); libpff does not heed it.
    const at = (truth.nodeTreePages[0] ?? 0) + 500;
    damaged[at] = (damaged[at] ?? 0) ^ 0xff;
    const reading = read(damaged);
    expect(reading.diagnostics.some(({ code }) => code === 'store-salvaged')).toBe(false);
    expect(ofStore(reading)).toEqual([['noted', expect.stringContaining('wrong checksums (1)')]]);
  });

  test('is told where the structure engine finds nothing', () => {
    expect(codesOf(tellStructure(null, container))).toEqual([['store-damaged', 'noted']]);
  });

  test('is not told of a sound one', () => {
    expect(read(built().bytes).diagnostics.filter(({ code }) => code === 'store-damaged')).toEqual([]);
  });
});

describe('a code page that was assumed', () => {
  test('is told once for a store of 8-bit texts that names none', () => {
    expect(codesOf(tellCodepage('ansi', { codepage: null, from: 'nothing' }, container))).toEqual([['codepage-assumed', 'noted']]);
    expect(codesOf(tellCodepage('ansi', { codepage: 932, from: 'items' }, container))).toEqual([['codepage-assumed', 'noted']]);
  });

  test.each([
    ['an ANSI store that names one', 'ansi', { codepage: 932, from: 'store' }],
    ['a Unicode store', 'unicode', { codepage: null, from: 'nothing' }],
  ] as const)('is not told of %s', (_, layout, codepage) => {
    expect(codesOf(tellCodepage(layout, codepage, container))).toEqual([]);
  });

  test('is told of the ANSI store of the corpus', ({ skip }) => {
    const path = corpusPath('pst/contacts97-2002.pst');
    if (path === null) return skip('the real evidence is absent');
    const reading = read(readFileSync(path));
    const told = reading.diagnostics.filter(({ code }) => code === 'codepage-assumed');
    // Its one item names no code page, but a Japanese locale.
    expect(told.map(({ detail }) => /in code page 932, which its first messages name most often/.test(detail))).toEqual([true]);
    expect(reading.records.find(({ locator }) => locator.at(-1)?.at === '0x200024')?.claimed).toMatchObject({
      folderPath: ['Outlook データ ファイルのトップ', '連絡先 (Contact dedicated)'],
    });
  });
});

describe.each([
  ['libpff', undefined],
  ['the structure engine', breakHeaderChecksums],
] as const)('read by %s', (_, damage) => {
  const told = (description: StoreDescription, code: string): string[] =>
    read(builtStore(description, damage).bytes)
      .diagnostics.filter((diagnostic) => diagnostic.code === code)
      .map(({ effect, detail, locator }) => `${effect} ${formatLocator(locator)} ${detail}`);

  test('a store that asks for a password is read, and the password told', () => {
    const folders = [{ name: 'Inbox', messages: [{ subject: 'a' }] }];
    // The CRC-32 of "secret" of [MS-PST] 5.3, reckoned by Python's zlib.
    expect(told({ password: 'secret', folders }, 'store-password')).toEqual([
      expect.stringMatching(/^noted file:evidence The store asks for a password \(PidTagPstPassword 0xed604946/),
    ]);
    expect(told({ folders }, 'store-password')).toEqual([]);
  });

  test('a hidden folder is read and told as hidden', () => {
    const hidden = { name: 'Secret', properties: [flag(0x10f4, 'yes')], messages: [{ subject: 'a' }] };
    const shown = { name: 'Inbox', properties: [flag(0x10f4, 'no')] };
    expect(told({ folders: [hidden, shown] }, 'folder-hidden')).toEqual([
      expect.stringMatching(/^noted file:evidence\|item:0x\w+ The folder "Top of Outlook data file\/Secret" is marked as hidden/),
    ]);
    expect(read(builtStore({ folders: [hidden] }, damage).bytes).messages).toHaveLength(1);
  });
});
