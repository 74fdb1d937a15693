import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { isBalanced } from '#model/index.ts';
import type { IngestRun } from '#pipeline/index.ts';
import {
  accountsOf,
  diagnosticsOf,
  ingestItem,
  lastToken,
  lineWorker,
  makeFolder,
  runIngest,
  subjectsOf,
} from '#test/support/pipeline/run-ingest.ts';

const folders: (() => void)[] = [];
afterEach(() => {
  for (const remove of folders.splice(0)) remove();
});

function folder(files: Parameters<typeof makeFolder>[0]): string {
  const made = makeFolder(files);
  folders.push(made.remove);
  return made.path;
}

const lines = (...items: string[]): string => `LINES\n${items.join('\n')}\n`;
const many = (name: string, count: number): string[] => Array.from({ length: count }, (_, index) => `${name} ${String(index)}`);

/** A folder with everything in it that batches, units and books must cope with. */
function variedFolder(): string {
  const small = Object.fromEntries(
    Array.from({ length: 150 }, (_, index) => [
      `small/${String(index).padStart(3, '0')}.lines`,
      lines(`small ${String(index)}`, 'damage here'),
    ]),
  );
  return folder({
    ...small,
    'a/big.lines': lines(...many('big', 1500)),
    'a/losses.lines': lines('one', 'lost two', 'uncounted three', 'four'),
    'a-b/other.lines': lines(...many('other', 30)),
    'a/b/empty.lines': '',
    'a/b/unknown.bin': 'nobody knows this',
    'a/b/wrong.lines': 'not what the name promises',
    'top.lines': lines('top'),
  });
}

describe('ingest', () => {
  it('delivers every item, books every container and says which books do not add up', async () => {
    const { batches, outcome } = await runIngest(variedFolder(), { workerEntry: lineWorker });
    expect(outcome).toEqual({ state: 'done' });
    expect(batches.map((batch) => batch.sequence)).toEqual(batches.map((_, index) => index));
    expect(subjectsOf(batches)).toHaveLength(150 * 2 + 1500 + 3 + 30 + 1);
    const unbalanced = accountsOf(batches).filter((account) => !isBalanced(account));
    expect(unbalanced).toMatchObject([{ kind: 'lines', expected: 3, records: 3, failed: 1 }]);
    expect(diagnosticsOf(batches).filter(({ code }) => code === 'count-mismatch')).toHaveLength(1);
    const directories = accountsOf(batches).filter(({ kind }) => kind === 'directory');
    expect(directories.map(({ locator, expected, records }) => [locator[0]?.at, expected, records])).toEqual([
      ['a-b', 1, 1],
      ['a/b', 3, 3],
      ['a', 2, 2],
      ['small', 150, 150],
      ['.', 1, 1],
    ]);
    const codes = diagnosticsOf(batches).map(({ code }) => code);
    expect(codes.filter((code) => code === 'file-empty')).toHaveLength(1);
    expect(codes.filter((code) => code === 'format-unknown')).toHaveLength(2);
    expect(codes.filter((code) => code === 'format-mislabelled')).toHaveLength(1);
  });

  it('delivers the same batches with one worker and with several', async () => {
    const path = variedFolder();
    const one = await runIngest(path, { workerEntry: lineWorker, workers: 1 });
    const four = await ingestItem(one.item, path, null, { workerEntry: lineWorker, workers: 4 });
    const again = await ingestItem(one.item, path, null, { workerEntry: lineWorker, workers: 1 });
    expect(four.batches).toEqual(again.batches);
  });

  it('goes on after any batch as if it had never been interrupted', async () => {
    const path = variedFolder();
    const whole = await runIngest(path, { workerEntry: lineWorker });
    expect(whole.batches.length).toBeGreaterThan(8);
    for (const cut of [1, 2, 3, 5, 8, whole.batches.length - 1]) {
      const first = whole.batches.slice(0, cut);
      const rest = await ingestItem(whole.item, path, null, { workerEntry: lineWorker, workers: 2, resume: lastToken(first) });
      expect(withoutHashes([...first, ...rest.batches])).toEqual(withoutHashes(whole.batches));
    }
    const nothing = await ingestItem(whole.item, path, null, { workerEntry: lineWorker, resume: lastToken(whole.batches) });
    expect(nothing).toMatchObject({ outcome: { state: 'done' }, batches: [] });
  });

  it('refuses to go on when the evidence lists other files', async () => {
    const path = folder({ 'one.lines': lines(...many('one', 500)) });
    const whole = await runIngest(path, { workerEntry: lineWorker });
    const other = folder({ 'one.lines': lines(...many('one', 501)) });
    const { outcome, batches } = await ingestItem(whole.item, other, null, {
      workerEntry: lineWorker,
      resume: lastToken(whole.batches.slice(0, 1)),
    });
    expect(outcome.state).toBe('failed');
    expect(batches).toEqual([]);
  });

  it('notes when the evidence no longer has the size it had at acquisition', async () => {
    const path = folder({ 'one.lines': lines('one') });
    const { item } = await runIngest(path, { workerEntry: lineWorker });
    const { batches } = await ingestItem({ ...item, sizeBytes: item.sizeBytes + 1 }, path, null, { workerEntry: lineWorker });
    expect(diagnosticsOf(batches)).toMatchObject([{ code: 'evidence-changed', effect: 'noted' }]);
  });

  it('never delivers more batches than were granted', async () => {
    const path = folder({ 'one.lines': lines(...many('one', 1000)) });
    let granted = 2;
    let delivered = 0;
    let run: IngestRun | null = null;
    const held: boolean[] = [];
    const { outcome, batches } = await runIngest(path, {
      workerEntry: lineWorker,
      credit: 0,
      withRun: (started) => {
        run = started;
        started.grant(2);
      },
      onBatch: async () => {
        delivered += 1;
        if (delivered < granted) return;
        // All that was granted is out; nothing may follow until the next grant.
        void setTimeout(20).then(() => {
          held.push(delivered === granted);
          granted += 1;
          run?.grant(1);
        });
      },
    });
    expect(outcome).toEqual({ state: 'done' });
    expect(batches.length).toBeGreaterThan(4);
    expect(held.every(Boolean)).toBe(true);
    // The grant after the last batch may come before or after the run has ended.
    expect(held.length).toBeGreaterThanOrEqual(batches.length - 2);
  });

  it('delivers nothing while paused and goes on after', async () => {
    const path = folder({ 'one.lines': lines(...many('one', 2000)) });
    let run: IngestRun | null = null;
    let delivered = 0;
    const whilePaused: number[] = [];
    const { outcome } = await runIngest(path, {
      workerEntry: lineWorker,
      withRun: (started) => (run = started),
      onBatch: () => {
        delivered += 1;
        if (delivered !== 3) return;
        run?.pause();
        void setTimeout(50).then(() => {
          whilePaused.push(delivered);
          whilePaused.push(run?.progress().phase === 'paused' ? 1 : 0);
          run?.continue();
        });
      },
    });
    expect(outcome).toEqual({ state: 'done' });
    expect(whilePaused).toEqual([3, 1]);
  });

  it('is cancelled in the middle of a file, and what was delivered can be resumed', async () => {
    const path = folder({ 'one.lines': lines(...many('one', 3000)), 'two.lines': lines('two') });
    const whole = await runIngest(path, { workerEntry: lineWorker });
    let run: IngestRun | null = null;
    let delivered = 0;
    const first = await ingestItem(whole.item, path, null, {
      workerEntry: lineWorker,
      withRun: (started) => (run = started),
      onBatch: () => {
        delivered += 1;
        if (delivered === 4) run?.cancel();
      },
    });
    expect(first.outcome).toEqual({ state: 'cancelled' });
    expect(first.batches).toHaveLength(4);
    const rest = await ingestItem(whole.item, path, null, { workerEntry: lineWorker, resume: lastToken(first.batches) });
    expect(withoutHashes([...first.batches, ...rest.batches])).toEqual(withoutHashes(whole.batches));
  });
});

function withoutHashes(batches: Awaited<ReturnType<typeof runIngest>>['batches']): unknown {
  return JSON.parse(JSON.stringify(batches, (key, value: unknown) => (key === 'sha256' ? null : value)));
}
