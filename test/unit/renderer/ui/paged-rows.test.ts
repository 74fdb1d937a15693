import { expect, test } from 'vitest';
import { pagedRows } from '#renderer/ui/paged-rows.svelte.ts';
import { rowAt } from '#renderer/ui/row-window.ts';

/** A loader whose answers come when the test lets them. */
function heldLoader() {
  const waiting: { from: number; to: number; answer: (label: string) => Promise<void> }[] = [];
  const load = (from: number, to: number): Promise<readonly string[]> =>
    new Promise((resolve) => {
      waiting.push({
        from,
        to,
        answer: async (label) => {
          resolve(Array.from({ length: to - from }, (_, index) => `${label}${from + index}`));
          await settled();
        },
      });
    });
  return { waiting, load };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
const noTrouble = (error: unknown): never => {
  throw error;
};

test('each page is asked for once', async () => {
  const { waiting, load } = heldLoader();
  const rows = pagedRows(load, noTrouble);
  rows.renew(100, 'forget');
  rows.look(0, 30);
  rows.look(10, 45);
  expect(waiting.map(({ from, to }) => [from, to])).toEqual([
    [0, 40],
    [40, 80],
  ]);
  await waiting[0]?.answer('a');
  rows.look(0, 30);
  expect(waiting).toHaveLength(2);
  expect(rowAt(rows.shown, 7)).toBe('a7');
});

test('the last page ends with the list', () => {
  const { waiting, load } = heldLoader();
  const rows = pagedRows(load, noTrouble);
  rows.renew(50, 'forget');
  rows.look(40, 60);
  expect(waiting.at(-1)).toMatchObject({ from: 40, to: 50 });
});

test('asked again, the old rows stay until the new ones are there, and late answers to the old question are dropped', async () => {
  const { waiting, load } = heldLoader();
  const rows = pagedRows(load, noTrouble);
  rows.renew(10, 'forget');
  await waiting[0]?.answer('a');
  rows.renew(12, 'keep');
  expect(rowAt(rows.shown, 3)).toBe('a3');
  rows.renew(14, 'keep');
  await waiting[1]?.answer('b');
  expect(rowAt(rows.shown, 3)).toBe('a3');
  await waiting[2]?.answer('c');
  expect(rowAt(rows.shown, 3)).toBe('c3');
});

test('for another question the old rows are gone at once', async () => {
  const { waiting, load } = heldLoader();
  const rows = pagedRows(load, noTrouble);
  rows.renew(10, 'forget');
  await waiting[0]?.answer('a');
  rows.renew(10, 'forget');
  expect(rowAt(rows.shown, 3)).toBeNull();
});

test('a page that could not be loaded is told of and asked for again', async () => {
  const troubles: unknown[] = [];
  let asked = 0;
  const rows = pagedRows(
    async () => {
      asked += 1;
      if (asked === 1) throw new Error('store busy');
      return ['row'];
    },
    (error) => troubles.push(error),
  );
  rows.renew(1, 'forget');
  await settled();
  expect(troubles).toHaveLength(1);
  rows.look(0, 0);
  await settled();
  expect(rowAt(rows.shown, 0)).toBe('row');
});
