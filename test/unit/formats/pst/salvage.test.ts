import { pstReader } from '#formats/pst/index.ts';
import { openStructure } from '#formats/pst/structure/store-structure.ts';
import { formatLocator, isBalanced } from '#model/index.ts';
import { builtStore } from '#test/support/built-store.ts';
import { corpusPath } from '#test/support/corpus.ts';
import { exampleStore } from '#test/support/example-stores.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { generatedStore, type StoreDescription, type StoreFormat } from '#test/support/pst-builder/index.ts';
import { breakHeaderChecksums, truncateStore, zeroPage } from '#test/support/pst-builder/damage.ts';
import { readAll } from '#test/support/reading.ts';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const store = (seed: number, encoding: StoreDescription['encoding'] = 'permute', format: StoreFormat = 'unicode'): StoreDescription =>
  generatedStore({ messages: 200, seed, averageBytes: 6000, encoding, format });
const formats: readonly StoreFormat[] = ['unicode', 'ansi'];
const read = (bytes: Uint8Array): ReturnType<typeof readAll> => readAll(pstReader, memorySource(bytes));
/** How many losses the store itself is booked with. */
const missingParts = (reading: ReturnType<typeof read>): readonly (number | undefined)[] => {
  const book = reading.accounts.find(({ kind }) => kind === 'store');
  return [
    book?.expected,
    book?.failed,
    reading.diagnostics.filter(({ code, effect }) => code === 'store-damaged' && effect === 'item-lost').length,
  ];
};

const salvaged = (reading: ReturnType<typeof readAll>): string[] =>
  reading.diagnostics.filter(({ code }) => code === 'store-salvaged').map(({ effect }) => effect);
const without = (bytes: Uint8Array, from: number, to: number): Uint8Array => Uint8Array.from(bytes).fill(0, from, to);

test.each(formats)('a store (%s) whose header checksum is wrong gives what the sound one gives', (format) => {
  const sound = builtStore(store(1, 'permute', format));
  const broken = builtStore(store(1, 'permute', format), breakHeaderChecksums);
  const [expected, reading] = [read(sound.bytes), read(broken.bytes)];
  expect(salvaged(expected)).toEqual([]);
  expect(salvaged(reading)).toEqual(['recovered']);
  const byPlace = <T extends { readonly locator: Parameters<typeof formatLocator>[0] }>(records: readonly T[]): T[] =>
    [...records].sort((one, other) => (formatLocator(one.locator) < formatLocator(other.locator) ? -1 : 1));
  expect(expected.messages.length).toBeGreaterThanOrEqual(200);
  // The engines give the recipients' empty cells and the names of properties otherwise; what a record says is the same.
  expect(byPlace(reading.messages)).toEqual(byPlace(expected.messages));
  expect(reading.accounts.every(isBalanced)).toBe(true);
  expect(reading.accounts.filter(({ kind }) => kind === 'store-folder').map(({ title, records }) => [title, records])).toEqual(
    expect.arrayContaining(
      expected.accounts.filter(({ kind, records }) => kind === 'store-folder' && records > 0).map(({ title, records }) => [title, records]),
    ),
  );
});

test.each(formats.flatMap((format) => (['none', 'permute', 'cyclic'] as const).map((encoding) => [format, encoding] as const)))(
  'a store (%s, %s) whose header has lost version, cipher and roots is read by its pages',
  (format, encoding) => {
    const { bytes } = builtStore(store(2, encoding, format));
    const damaged = without(bytes, 10, 564);
    const reading = read(damaged);
    expect(salvaged(reading)).toEqual(['recovered']);
    expect(reading.messages.filter(({ parent, observed }) => parent === null && observed.allocation === 'allocated')).toHaveLength(200);
    expect(reading.messages.every(({ claimed }) => claimed.messageClass.startsWith('IPM.'))).toBe(true);
  },
);

test('a store of which one byte of the header is flipped, that of the cipher, gives all its messages', () => {
  const { bytes } = builtStore(store(6));
  const flipped = Uint8Array.from(bytes);
  // bCryptMethod ([MS-PST] 2.2.2.6) is covered by the checksum over the full header only.
  flipped[513] = (flipped[513] ?? 0) ^ 3;
  expect(read(flipped).messages.filter(({ parent }) => parent === null)).toHaveLength(200);
});

test('a store whose map of property names is lost gives all its messages', () => {
  const { bytes } = builtStore(store(4));
  const structure = openStructure(memorySource(bytes));
  const block = structure?.items.reader.find(structure.nodes.find(0x61)?.dataId ?? 0);
  const reading = read(without(bytes, block?.offsetBytes ?? 0, (block?.offsetBytes ?? 0) + (block?.storedBytes ?? 0) + 64));
  expect(salvaged(reading)).toEqual(['recovered']);
  expect(reading.messages.filter(({ parent }) => parent === null)).toHaveLength(200);
  expect(reading.accounts.every(isBalanced)).toBe(true);
});

test.each(formats)('a node B-tree (%s) without its root page gives all its nodes', (format) => {
  const { bytes, truth } = builtStore(store(3, 'permute', format), (path, { nodeTreePages }) => {
    zeroPage(path, nodeTreePages.at(-1) ?? 0);
  });
  expect(truth.nodeTreePages.length).toBeGreaterThan(2);
  const reading = read(bytes);
  expect(salvaged(reading)).toEqual(['recovered']);
  expect(reading.messages.filter(({ parent }) => parent === null)).toHaveLength(200);
  expect(reading.diagnostics.find(({ code }) => code === 'store-salvaged')?.detail).toContain('node B-tree are missing');
  expect(missingParts(reading)).toEqual([1, 1, 1]);
});

test('a store cut in half gives what lies in the half, each loss told', () => {
  const reading = read(exampleStore('enron').slice(0, 6_000_000));
  expect(salvaged(reading)).toEqual(['recovered']);
  expect(reading.messages.length).toBeGreaterThan(20);
  expect(reading.accounts.every(isBalanced)).toBe(true);
  expect(missingParts(reading)).toEqual([1, 1, 1]);
});

test.each(formats)('a store (%s) of which all trees are cut off gives what can be carved out of the blocks that are left', (format) => {
  const { bytes, truth } = builtStore(store(7, 'permute', format), (path, { nodeTreePages, blockTreePages }) => {
    truncateStore(path, Math.floor(Math.min(...nodeTreePages, ...blockTreePages) * 0.7));
  });
  const reading = read(bytes);
  expect(salvaged(reading)).toEqual(['recovered']);
  const own = reading.messages.filter(({ headerBlock }) => headerBlock.length > 0);
  expect(own.length).toBeGreaterThan(100);
  expect(own.every(({ observed }) => observed.allocation === 'carved' && !observed.intact)).toBe(true);
  const stored = new Set(truth.messages.map(({ subject }) => subject));
  expect(own.filter(({ claimed }) => !stored.has(claimed.subject))).toEqual([]);
  expect(missingParts(reading)).toEqual([1, 1, 1]);
  expect(reading.accounts.every(isBalanced)).toBe(true);
});

test('the store of the corpus whose header checksum is wrong is read, with the task that was deleted in it', ({ skip }) => {
  const path = corpusPath('pst/AddingBulkMessagesWithImprovedPerformance.pst');
  if (path === null) return skip('the real evidence is absent');
  const reading = read(readFileSync(path));
  expect(salvaged(reading)).toEqual(['recovered']);
  expect(reading.messages.map(({ claimed, observed }) => [claimed.subject, claimed.messageClass, observed.allocation])).toEqual([
    ['Task with attacment', 'IPM.Task', 'deleted'],
  ]);
  // Only a checksum is wrong: nothing is missing.
  expect(missingParts(reading)).toEqual([undefined, undefined, 0]);
  expect(reading.accounts.filter(({ kind }) => kind === 'store-folder')).toHaveLength(5);
});
