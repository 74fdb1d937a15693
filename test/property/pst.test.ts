import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { pstReader } from '#formats/pst/index.ts';
import { checkStoreReading } from '#test/support/check-store-reading.ts';
import { corpusPath } from '#test/support/corpus.ts';
import { withDamagedPages, withFlippedBits } from '#test/support/damaged-source.ts';
import { exampleStore, exampleStorePath } from '#test/support/example-stores.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { seededRandom } from '#test/support/random.ts';
import { readAll } from '#test/support/reading.ts';
import { describe, expect, test } from 'vitest';

const seed = 20180714;

/** Stores small enough to be read often; the larger ones where no others are. */
const stores = ['testPST_variousBodyTypes', 'dist-list', 'passworded', 'contacts97-2002', 'alpha-beta-gamma-delta'].flatMap((name) => {
  const path = corpusPath(`pst/${name}.pst`);
  return path === null ? [] : [{ name, bytes: readFileSync(path), runs: 24 }];
});
const all = [...stores, { name: 'outlookPdf', bytes: exampleStore('outlookPdf'), runs: 6 }];

describe.each(all)('$name', ({ bytes, runs }) => {
  test('cut anywhere: is read without a throw, and every loss is told', () => {
    const random = seededRandom(seed);
    for (let run = 0; run < runs; run += 1) checkStoreReading(bytes.subarray(0, random.below(bytes.length)));
  });

  test('with bits turned over', () => {
    const random = seededRandom(seed);
    for (let run = 0; run < runs; run += 1) {
      const damaged = withFlippedBits(bytes, 1 + random.below(200), random);
      // Without the header nothing opens, and nothing would be tested.
      damaged.set(bytes.subarray(0, 1024));
      checkStoreReading(damaged);
    }
  });

  test('with pages zeroed or overwritten by others', () => {
    const random = seededRandom(seed);
    for (let run = 0; run < runs; run += 1) {
      const damaged = withDamagedPages(bytes, 1 + random.below(12), random);
      damaged.set(bytes.subarray(0, 1024));
      checkStoreReading(damaged);
    }
  });
});

test('bytes that only begin like a store', () => {
  const random = seededRandom(seed);
  const header = exampleStore('enron').subarray(0, 1024);
  for (let run = 0; run < 20; run += 1) {
    const bytes = Uint8Array.from({ length: 4096 + random.below(100_000) }, () => random.below(256));
    bytes.set(header.subarray(0, random.below(header.length)));
    expect(checkStoreReading(bytes).records).toEqual([]);
  }
});

test('what is read is left as it was', () => {
  const path = exampleStorePath('enron');
  const before = { hash: createHash('sha256').update(readFileSync(path)).digest('hex'), modified: statSync(path).mtimeMs };
  const bytes = exampleStore('enron');
  readAll(pstReader, memorySource(bytes));
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(before.hash);
  expect(statSync(path).mtimeMs).toBe(before.modified);
});
