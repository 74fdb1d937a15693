import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { breakHeaderChecksums, generatedStore, truncateStore, writeStore, zeroPage } from '#test/support/pst-builder/index.ts';
import { readBack } from '#test/support/pst-builder-readback.ts';
import { checkStructure } from '#test/support/pst-structure.ts';
import { exampleDescription } from '#test/support/stored-example.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const folder = temporaryFolder('pst-damage');
const sound = join(folder, 'sound.pst');
const truth = writeStore(sound, exampleDescription());

function copy(name: string): string {
  const path = join(folder, name);
  copyFileSync(sound, path);
  return path;
}

test('the checksums of the header can be made wrong, and nothing else', () => {
  const path = copy('checksums.pst');
  breakHeaderChecksums(path);
  expect(checkStructure(readFileSync(path)).faults).toEqual(['partial checksum of the header', 'full checksum of the header']);
  expect(() => readBack(path)).toThrow();
});

test('so can the one checksum of an ANSI header', () => {
  const path = join(folder, 'ansi.pst');
  writeStore(path, { ...exampleDescription(), format: 'ansi' });
  const before = readFileSync(path);
  breakHeaderChecksums(path);
  expect(checkStructure(readFileSync(path)).faults).toEqual(['partial checksum of the header']);
  expect(readFileSync(path).subarray(8).equals(before.subarray(8))).toBe(true);
  expect(() => readBack(path)).toThrow();
});

test('a store can be cut off anywhere', () => {
  const path = copy('cut.pst');
  truncateStore(path, 30_001);
  expect(statSync(path).size).toBe(30_001);
  expect(readFileSync(path).equals(readFileSync(sound).subarray(0, 30_001))).toBe(true);
});

test('a page of a tree can be filled with zeros', () => {
  const path = copy('zeros.pst');
  const [leaf = 0] = truth.nodeTreePages;
  zeroPage(path, leaf);
  const before = readFileSync(sound);
  const after = readFileSync(path);
  expect(before.readUInt8(leaf + 496)).toBe(0x81);
  before.fill(0, leaf, leaf + 512);
  expect(after.equals(before)).toBe(true);
});

test('the pages that the truth names are those of the trees', () => {
  const structure = checkStructure(readFileSync(sound));
  const inOrder = (offsets: readonly number[]): number[] => offsets.toSorted((left, right) => left - right);
  expect(inOrder(truth.nodeTreePages)).toEqual(inOrder(structure.nodePages.map(({ offset }) => offset)));
  expect(inOrder(truth.blockTreePages)).toEqual(inOrder(structure.blockPages.map(({ offset }) => offset)));
  expect(truth.sizeBytes).toBe(statSync(sound).size);
});

test('the same description gives the same bytes', () => {
  const hash = (name: string, seed: number): string => {
    const path = join(folder, name);
    writeStore(path, generatedStore({ messages: 50, deleted: 5, forwardedEvery: 10, seed }));
    return createHash('sha256').update(readFileSync(path)).digest('hex');
  };
  expect(hash('a.pst', 1)).toBe(hash('b.pst', 1));
  expect(hash('c.pst', 2)).not.toBe(hash('d.pst', 3));
});

test('nothing is written over a file that is there', () => {
  expect(() => writeStore(sound, {})).toThrow(/EEXIST/);
});
