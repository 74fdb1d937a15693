import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { acquire } from '#evidence/index.ts';
import { containerKey, isBalanced, type ContainerAccount } from '#model/index.ts';
import { exampleStorePath } from '#test/support/example-stores.ts';
import { writeGeneratedMbox } from '#test/support/generated-mbox.ts';
import { generatedStore, writeStore } from '#test/support/pst-builder/index.ts';
import {
  accountsOf,
  diagnosticsOf,
  ingestItem,
  lastToken,
  lineWorker,
  runIngest,
  subjectsOf,
  type IngestResult,
  type RunOptions,
} from '#test/support/pipeline/run-ingest.ts';
import { seededRandom } from '#test/support/random.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const unsplit = Number.MAX_SAFE_INTEGER;

function byKey(batches: IngestResult['batches']): Record<string, ContainerAccount> {
  return Object.fromEntries(accountsOf(batches).map((account) => [containerKey(account), account]));
}

/** Everything of some batches but where it stands, in an order of its own. */
function contentOf(batches: IngestResult['batches']): readonly string[] {
  const all = batches.flatMap(({ records, diagnostics, findings }) => [...records, ...diagnostics, ...findings]);
  return all.map((one) => JSON.stringify(one, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part))).sort();
}

describe('files that are read in parts', () => {
  /** A folder with a mailbox, two stores, and a message that no reader can cut; all above the size of a part. */
  const evidence = temporaryFolder('parts');
  const options: RunOptions = { partBytes: 200_000 };
  let whole: IngestResult;

  beforeAll(async () => {
    writeGeneratedMbox(join(evidence, 'a.mbox'), { messages: 300, seed: 11, forwardedEvery: 10 });
    writeStore(join(evidence, 'b.pst'), generatedStore({ messages: 300, seed: 4, averageBytes: 6000, deleted: 9, forwardedEvery: 9 }));
    writeFileSync(join(evidence, 'c.pst'), readFileSync(exampleStorePath('enron')));
    const noise = Buffer.alloc(300_000, 'text\n').toString('latin1');
    writeFileSync(join(evidence, 'd.eml'), `From: a@example.org\r\nTo: b@example.org\r\nSubject: large\r\n\r\n${noise}`);
    whole = await runIngest(evidence, { ...options, workers: 1 });
  });

  it('give what they give in one go', async () => {
    const other = await ingestItem(whole.item, evidence, (await acquire(evidence)).manifest, { ...options, partBytes: unsplit });
    expect(whole.outcome).toEqual({ state: 'done' });
    expect(contentOf(whole.batches)).toEqual(contentOf(other.batches));
    expect(byKey(whole.batches)).toEqual(byKey(other.batches));
    expect(accountsOf(whole.batches).filter((account) => !isBalanced(account))).toEqual([]);
    expect(whole.batches.flatMap(({ findings }) => findings).length).toBeGreaterThan(30);
    expect(whole.batches.flatMap(({ records }) => records).filter(({ kind }) => kind === 'file')).toHaveLength(4);
    expect(whole.batches.length).toBeGreaterThan(other.batches.length + 5);
  });

  it('give the same batches with any number of workers', async () => {
    for (const workers of [3]) expect((await runIngest(evidence, { ...options, workers })).batches).toEqual(whole.batches);
  });

  it('go on after any batch as if reading had never been interrupted', async () => {
    const { manifest } = await acquire(evidence);
    const random = seededRandom(8);
    for (let run = 0; run < 4; run += 1) {
      const first = whole.batches.slice(0, 1 + random.below(whole.batches.length - 1));
      const rest = await ingestItem(whole.item, evidence, manifest, { ...options, workers: 2, resume: lastToken(first) });
      expect(rest.batches[0]?.sequence).toBe(first.length);
      expect([...first, ...rest.batches]).toEqual(whole.batches);
    }
  });
});

describe('trouble in a file that is read in parts', () => {
  const many = (name: string, count: number): string[] => Array.from({ length: count }, (_, index) => `${name} ${String(index)}`);

  async function ingestLines(items: readonly string[], options: RunOptions = {}): Promise<IngestResult & { readonly path: string }> {
    const path = join(temporaryFolder('part-lines'), 'in');
    mkdirSync(path);
    writeFileSync(join(path, 'a.lines'), `LINES\n${items.join('\n')}\n`);
    writeFileSync(join(path, 'b.lines'), 'LINES\nbehind\n');
    return { path, ...(await runIngest(path, { workerEntry: lineWorker, stallSeconds: 0.5, partBytes: 1000, workers: 3, ...options })) };
  }

  it('costs the items on which the parser hangs or dies, wherever they lie', async () => {
    const items = [...many('one', 300), 'crash a', ...many('two', 300), 'hang b', 'exit c', ...many('three', 300), 'lost d', 'uncounted e'];
    const { batches, outcome, item, path } = await ingestLines(items);
    expect(outcome).toEqual({ state: 'done' });
    expect(subjectsOf(batches)).toEqual([...items.filter((line) => /^(?:one|two|three|uncounted)/.test(line)), 'behind']);
    expect(accountsOf(batches)).toContainEqual(
      expect.objectContaining({ kind: 'lines', expected: 904, records: 901, failed: 4, counted: 904 }),
    );
    // One more than the file says it holds, which is said when all of its parts are read.
    expect(diagnosticsOf(batches).map(({ code }) => code)).toEqual([
      'parser-crashed',
      'item-stalled',
      'parser-crashed',
      'item-unreadable',
      'count-mismatch',
    ]);
    const first = batches.slice(0, Math.floor(batches.length / 2));
    const rest = await ingestItem(item, path, null, {
      workerEntry: lineWorker,
      stallSeconds: 0.5,
      partBytes: 1000,
      resume: lastToken(first),
    });
    expect(subjectsOf([...first, ...rest.batches])).toEqual(subjectsOf(batches));
    expect(byKey([...first, ...rest.batches])).toEqual(byKey(batches));
  });

  it('gives up the part whose parser dies outside any item, and reads the others', async () => {
    const items = [...many('one', 100), 'throw-outside', ...many('two', 100), ...many('three', 100)];
    const { batches, outcome } = await ingestLines(items, { partBytes: 1500 });
    expect(outcome).toEqual({ state: 'done' });
    const subjects = subjectsOf(batches);
    expect(subjects).toContain('one 0');
    expect(subjects).toContain('three 99');
    expect(subjects.at(-1)).toBe('behind');
    expect(accountsOf(batches)).toContainEqual(expect.objectContaining({ kind: 'file-content', expected: 1, failed: 1 }));
    expect(diagnosticsOf(batches).map(({ code }) => code)).toContain('parser-crashed');
  });

  it('ends with a loss when the closing hangs', async () => {
    const items = ['die-closing', ...many('one', 300)];
    const { batches, outcome } = await ingestLines(items);
    expect(outcome).toEqual({ state: 'done' });
    expect(subjectsOf(batches)).toEqual([...items, 'behind']);
    expect(diagnosticsOf(batches).map(({ code, effect }) => [code, effect])).toEqual([['item-stalled', 'item-lost']]);
    expect(accountsOf(batches)).toContainEqual(expect.objectContaining({ kind: 'file-content', expected: 1, failed: 1 }));
    expect(accountsOf(batches).every(isBalanced)).toBe(true);
  });
});
