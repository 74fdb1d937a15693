import { expect, test } from 'vitest';
import { pagesFor, rowAt, wholeList, withPage } from '#renderer/ui/row-window.ts';

test('the pages of a view are those that hold its rows, within the list', () => {
  expect(pagesFor(0, 39, 40, 100)).toEqual([0]);
  expect(pagesFor(39, 41, 40, 100)).toEqual([0, 1]);
  expect(pagesFor(90, 500, 40, 100)).toEqual([2]);
  expect(pagesFor(-5, 3, 40, 100)).toEqual([0]);
  expect(pagesFor(0, 10, 40, 0)).toEqual([]);
  expect(pagesFor(500, 540, 40, 100)).toEqual([]);
});

test('a row is found in its page, and is null while the page is away', () => {
  const rows = { total: 5, pageLength: 2, pages: new Map([[1, ['c', 'd']]]) };
  expect([0, 1, 2, 3, 4].map((index) => rowAt(rows, index))).toEqual([null, null, 'c', 'd', null]);
});

test('pages far from the newest are forgotten first', () => {
  let pages: ReadonlyMap<number, readonly number[]> = new Map();
  for (const page of [0, 1, 2, 10]) pages = withPage(pages, page, [page], 3);
  expect([...pages.keys()]).toEqual([1, 2, 10]);
});

test('a whole list is a window over itself, even when empty', () => {
  expect(rowAt(wholeList(['a', 'b']), 1)).toBe('b');
  expect(rowAt(wholeList([]), 0)).toBeNull();
});
