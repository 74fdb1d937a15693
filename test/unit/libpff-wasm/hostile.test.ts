import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadInstalledLibpff } from 'libpff-wasm/node';
import { withDamagedPages, withFlippedBits } from '#test/support/damaged-source.ts';
import { exampleStore } from '#test/support/example-stores.ts';
import { survey } from '#test/support/libpff-store.ts';
import { generatedStore, writeStore } from '#test/support/pst-builder/index.ts';
import { seededRandom } from '#test/support/random.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { describe, expect, test } from 'vitest';

const libpff = loadInstalledLibpff();
const builtPath = join(temporaryFolder('libpff-hostile'), 'built.pst');
writeStore(builtPath, generatedStore({ messages: 40, seed: 5, averageBytes: 8000, deleted: 8 }));
const ansiPath = join(temporaryFolder('libpff-hostile'), 'ansi.pst');
writeStore(ansiPath, generatedStore({ messages: 40, seed: 5, averageBytes: 8000, deleted: 8, format: 'ansi' }));

/** More mutations by hand: LIBPFF_MUTATIONS=100. */
const mutations = Number(process.env['LIBPFF_MUTATIONS'] ?? 4);
const stores = [
  { name: 'a built store', bytes: readFileSync(builtPath), count: mutations * 4 },
  { name: 'a built ANSI store', bytes: readFileSync(ansiPath), count: mutations * 2 },
  { name: 'enron', bytes: exampleStore('enron'), count: mutations },
  { name: 'outlook', bytes: exampleStore('outlook'), count: mutations },
];

describe.each(stores)('mutations of $name', ({ bytes, count }) => {
  const sound = survey(libpff, bytes);

  test.each(Array.from({ length: count }, (_, seed) => seed))('with seed %i end in values', (seed) => {
    const random = seededRandom(seed);
    const damaged =
      seed % 2 === 0 ? withFlippedBits(bytes, 20 + random.below(400), random) : withDamagedPages(bytes, 1 + random.below(60), random);
    const { opened, failed, isDead } = survey(libpff, damaged);
    expect(isDead).toBe(false);
    expect(opened + failed).toBeGreaterThan(0);
    // Damage may bring deleted items to light, but not more than there ever were pages for.
    expect(opened).toBeLessThan(20 * (sound.opened + 100));
  });
});
