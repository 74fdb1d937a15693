import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtStore } from '#test/support/built-store.ts';
import { checkStoreReading } from '#test/support/check-store-reading.ts';
import { corpusPath, skipReason } from '#test/support/corpus.ts';
import { withCircularBlocks, withDamagedPages, withFlippedBits, withRelinkedTrees } from '#test/support/damaged-source.ts';
import { generatedStore } from '#test/support/pst-builder/index.ts';
import { seededRandom, type Random } from '#test/support/random.ts';
import { expect, test } from 'vitest';

/** How many mutations are read; `PST_MUTATIONS=2000` for a long run by hand. */
const mutations = Number(process.env['PST_MUTATIONS'] ?? 60);
const seed = Number(process.env['PST_MUTATION_SEED'] ?? 20240301);

type Mutation = (bytes: Uint8Array, random: Random) => Uint8Array;

/** None of them spares the header, so that both engines and the salvage take part. */
const kinds: Readonly<Record<string, Mutation>> = {
  'cut anywhere': (bytes, random) => bytes.slice(0, random.below(bytes.length)),
  'some bits turned over': (bytes, random) => withFlippedBits(bytes, 1 + random.below(20), random),
  'many bits turned over': (bytes, random) => withFlippedBits(bytes, 1 + random.below(2000), random),
  'a bit of the header turned over': (bytes, random) => {
    const damaged = Uint8Array.from(bytes);
    damaged.set(withFlippedBits(bytes.subarray(0, 564), 1 + random.below(4), random));
    return damaged;
  },
  'pages zeroed or overwritten by others': (bytes, random) => withDamagedPages(bytes, 1 + random.below(40), random),
  'trees that lead in circles': (bytes, random) => withRelinkedTrees(bytes, 1 + random.below(8), random),
  'blocks that lead to themselves': (bytes, random) => withCircularBlocks(bytes, 1 + random.below(4), random),
  'several at once': (bytes, random) =>
    withCircularBlocks(withRelinkedTrees(withDamagedPages(bytes, 1 + random.below(4), random), 1 + random.below(4), random), 2, random),
};

const folder = corpusPath('pst');
if (folder === null) console.info(skipReason);
const corpusStores =
  folder === null
    ? []
    : readdirSync(folder)
        .sort()
        .map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
const built = builtStore(generatedStore({ messages: 30, seed, deleted: 9, averageBytes: 6000 }));
const ansi = builtStore(generatedStore({ messages: 30, seed, deleted: 9, averageBytes: 6000, format: 'ansi' }));
// The small ones, so that many can be read.
const stores = [
  { name: 'built', bytes: built.bytes },
  { name: 'built ANSI', bytes: ansi.bytes },
  ...corpusStores.filter(({ bytes }) => bytes.length < 1_000_000),
];

test(
  `${String(mutations)} mutations of stores are read without a throw, and every loss is told`,
  { timeout: 60_000 + mutations * 5000 },
  () => {
    const random = seededRandom(seed);
    const names = Object.keys(kinds);
    let records = 0;
    for (let run = 0; run < mutations; run += 1) {
      const store = stores[run % stores.length] ?? { name: 'built', bytes: built.bytes };
      const kind = names[Math.floor(run / stores.length) % names.length] ?? '';
      const mutated = kinds[kind]?.(store.bytes, random) ?? store.bytes;
      try {
        records += checkStoreReading(mutated).records.length;
      } catch (error) {
        throw new Error(`Run ${String(run)}: ${store.name}, ${kind}`, { cause: error });
      }
    }
    // Were nothing read any more, nothing would be tested.
    expect(records).toBeGreaterThan(mutations);
  },
);
