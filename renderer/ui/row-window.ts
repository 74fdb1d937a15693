/** Rows of a list of which only parts are loaded, in pages of equal length. */
export interface RowWindow<T> {
  readonly total: number;
  readonly pageLength: number;
  readonly pages: ReadonlyMap<number, readonly T[]>;
}

/** The row at an index, or null while its page is not loaded. */
export function rowAt<T>(rows: RowWindow<T>, index: number): T | null {
  return rows.pages.get(Math.floor(index / rows.pageLength))?.[index % rows.pageLength] ?? null;
}

/** The pages that hold the rows `first` to `last` (inclusive), in order, within the list. */
export function pagesFor(first: number, last: number, pageLength: number, total: number): number[] {
  if (total === 0) return [];
  const from = Math.max(0, Math.floor(first / pageLength));
  const to = Math.floor(Math.min(last, total - 1) / pageLength);
  const pages: number[] = [];
  for (let page = from; page <= to; page += 1) pages.push(page);
  return pages;
}

/** Adds a page and forgets those farthest from it, so that at most `keep` stay. */
export function withPage<T>(
  pages: ReadonlyMap<number, readonly T[]>,
  page: number,
  rows: readonly T[],
  keep: number,
): ReadonlyMap<number, readonly T[]> {
  const next = new Map(pages).set(page, rows);
  while (next.size > keep) {
    let farthest = page;
    for (const candidate of next.keys()) {
      if (Math.abs(candidate - page) > Math.abs(farthest - page)) farthest = candidate;
    }
    next.delete(farthest);
  }
  return next;
}

/** A list that is loaded whole, as a window over itself. */
export function wholeList<T>(rows: readonly T[]): RowWindow<T> {
  return { total: rows.length, pageLength: Math.max(1, rows.length), pages: new Map([[0, rows]]) };
}
