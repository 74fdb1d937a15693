import { setTimeout } from 'node:timers/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isBalanced } from '#model/index.ts';
import {
  accountsOf,
  diagnosticsOf,
  ingestItem,
  lastToken,
  lineWorker,
  makeFolder,
  runIngest,
  subjectsOf,
  type IngestResult,
  type RunOptions,
} from '#test/support/pipeline/run-ingest.ts';

const folders: (() => void)[] = [];
afterEach(() => {
  for (const remove of folders.splice(0)) remove();
});

/** Ingests a folder with one file of these lines and another file behind it. */
async function ingestLines(items: readonly string[], options: RunOptions = {}): Promise<IngestResult & { readonly path: string }> {
  const made = makeFolder({ 'a.lines': `LINES\n${items.join('\n')}\n`, 'b.lines': 'LINES\nbehind\n' });
  folders.push(made.remove);
  return { path: made.path, ...(await runIngest(made.path, { workerEntry: lineWorker, stallSeconds: 0.5, ...options })) };
}

const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `line ${String(index)}`);

describe('watchdog', () => {
  it.each([
    ['hang', 'item-stalled'],
    ['crash', 'parser-crashed'],
    ['exit', 'parser-crashed'],
    ['fault', 'parser-crashed'],
  ])('books an item on which the parser meets "%s" as lost and goes on after it', async (word, code) => {
    const { batches, outcome } = await ingestLines(['first', `${word} here`, 'last']);
    expect(outcome).toEqual({ state: 'done' });
    expect(subjectsOf(batches)).toEqual(['first', 'last', 'behind']);
    expect(diagnosticsOf(batches)).toMatchObject([{ code, effect: 'item-lost', locator: [{ at: 'a.lines' }, { kind: 'bytes' }] }]);
    expect(accountsOf(batches)).toContainEqual(expect.objectContaining({ kind: 'lines', expected: 3, records: 2, failed: 1 }));
    expect(accountsOf(batches).every(isBalanced)).toBe(true);
  });

  it('loses only the bad ones of many items, in batches before, between and after them', async () => {
    const items = [...many(450), 'crash one', ...many(450), 'hang two', ...many(450), 'exit three', 'crash four', ...many(10)];
    const { batches, item, path } = await ingestLines(items);
    expect(subjectsOf(batches)).toEqual([...items.filter((line) => line.startsWith('line')), 'behind']);
    expect(accountsOf(batches).every(isBalanced)).toBe(true);
    expect(diagnosticsOf(batches)).toHaveLength(4);
    const resumed = await ingestItem(item, path, null, {
      workerEntry: lineWorker,
      stallSeconds: 0.5,
      resume: lastToken(batches.slice(0, 5)),
    });
    expect(subjectsOf([...batches.slice(0, 5), ...resumed.batches])).toEqual(subjectsOf(batches));
    expect(resumed.batches.map((batch) => batch.accounts)).toEqual(batches.slice(5).map((batch) => batch.accounts));
  });

  it('gives up the rest of a file whose parser dies outside any item', async () => {
    const { batches, outcome } = await ingestLines(['first', 'second', 'throw-outside', 'never read']);
    expect(outcome).toEqual({ state: 'done' });
    // The parser was taken to be at the second item still, so that was left out first; as it died all the same, the item was
    // read again, and what lies behind it given up.
    expect(subjectsOf(batches)).toEqual(['first', 'second', 'behind']);
    expect(diagnosticsOf(batches)).toMatchObject([
      {
        code: 'parser-crashed',
        effect: 'item-lost',
        locator: [{ kind: 'file', at: 'a.lines' }],
      },
    ]);
    expect(diagnosticsOf(batches)[0]?.detail).toContain('What the file holds beyond was not read.');
    expect(accountsOf(batches)).toContainEqual(expect.objectContaining({ kind: 'file-content', expected: 1, failed: 1 }));
    expect(accountsOf(batches)).toContainEqual(expect.objectContaining({ kind: 'lines', expected: 2, records: 2, failed: 0 }));
    expect(accountsOf(batches).every(isBalanced)).toBe(true);
  });

  it.each([
    ['hang-at-end', 'item-stalled'],
    ['crash-at-end', 'parser-crashed'],
  ])('does not blame the last item where the parser meets "%s" behind it', async (word, code) => {
    const { batches, outcome } = await ingestLines([word, 'middle', 'last']);
    expect(outcome).toEqual({ state: 'done' });
    expect(subjectsOf(batches)).toEqual([word, 'middle', 'last', 'behind']);
    expect(diagnosticsOf(batches)).toMatchObject([{ code, effect: 'item-lost', locator: [{ kind: 'file', at: 'a.lines' }] }]);
    expect(accountsOf(batches)).toContainEqual(expect.objectContaining({ kind: 'lines', expected: 3, records: 3, failed: 0 }));
    expect(accountsOf(batches)).toContainEqual(expect.objectContaining({ kind: 'file-content', expected: 1, failed: 1 }));
    expect(accountsOf(batches).every(isBalanced)).toBe(true);
  });

  it('blames both where the last item is bad and the end of the file is, too', async () => {
    const { batches } = await ingestLines(['crash-at-end', 'middle', 'crash here']);
    expect(subjectsOf(batches)).toEqual(['crash-at-end', 'middle', 'behind']);
    expect(accountsOf(batches)).toContainEqual(expect.objectContaining({ kind: 'file-content', expected: 1, failed: 1 }));
    expect(diagnosticsOf(batches).map(({ effect }) => effect)).toContain('item-lost');
  });

  it('blames the end alone where a batch was delivered before it', async () => {
    const { batches } = await ingestLines(['crash-at-end', ...many(430)]);
    expect(subjectsOf(batches)).toEqual(['crash-at-end', ...many(430), 'behind']);
    expect(diagnosticsOf(batches)).toMatchObject([{ code: 'parser-crashed', locator: [{ kind: 'file', at: 'a.lines' }] }]);
    expect(accountsOf(batches).every(isBalanced)).toBe(true);
  });

  it('fails with a reason when no worker can be started', async () => {
    const made = makeFolder({ 'a.lines': 'LINES\none\n' });
    folders.push(made.remove);
    const missing = new URL('./there-is-no-such-worker.ts', import.meta.url);
    await expect(runIngest(made.path, { workerEntry: missing })).rejects.toThrow(/cannot be started/);
  });

  it('fails with a reason when there is no place for the file that a worker shares', async () => {
    const made = makeFolder({ 'a.lines': 'LINES\none\n' });
    folders.push(made.remove);
    vi.stubEnv('TMPDIR', join(made.path, 'gone'));
    await expect(runIngest(made.path, { workerEntry: lineWorker })).rejects.toThrow(/cannot be started.*gone/);
    vi.unstubAllEnvs();
  });

  it('is cancelled at once while a parser hangs', async () => {
    const { outcome } = await ingestLines(['hang for ever'], {
      stallSeconds: 3600,
      withRun: (run) => void setTimeout(300).then(() => run.cancel()),
    });
    expect(outcome).toEqual({ state: 'cancelled' });
  });
});
