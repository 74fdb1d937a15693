import { held } from './held.svelte.ts';
import { pagesFor, withPage, type RowWindow } from './row-window.ts';

/** A long list of which the visible part is loaded as it is scrolled into view. */
export interface PagedRows<T> {
  readonly shown: RowWindow<T>;
  /** Loads what is missing of the rows `first` to `last`. */
  look(first: number, last: number): void;
  /**
   * Begins a new list of that many rows.
   * @param before `keep` shows the old rows until the new ones are there (the same question, asked again);
   * `forget` shows none of them (another question).
   */
  renew(total: number, before: 'keep' | 'forget'): void;
}

const pageLength = 40;
const pagesKept = 24;

/**
 * Makes a paged list.
 * @param load asks for the rows from `from` to `to` (exclusive).
 * @param onTrouble told when loading fails.
 */
export function pagedRows<T>(load: (from: number, to: number) => Promise<readonly T[]>, onTrouble: (error: unknown) => void): PagedRows<T> {
  const hold = held<RowWindow<T>>({ total: 0, pageLength, pages: new Map() });
  let looked = { first: 0, last: pageLength - 1 };
  // Both belong to the list since its last renewal: answers to earlier questions find that they are outdated.
  let asked = new Set<number>();
  let answered = new Set<number>();

  async function loadPage(page: number): Promise<void> {
    const [askedThen, answeredThen] = [asked, answered];
    askedThen.add(page);
    try {
      const from = page * pageLength;
      const rows = await load(from, Math.min(from + pageLength, hold.shown.total));
      if (askedThen !== asked) return;
      answeredThen.add(page);
      hold.change({ pages: withPage(hold.shown.pages, page, rows, pagesKept) });
    } catch (error) {
      if (askedThen === asked) onTrouble(error);
    } finally {
      askedThen.delete(page);
    }
  }

  function look(first: number, last: number): void {
    looked = { first, last };
    for (const page of pagesFor(first, last, pageLength, hold.shown.total)) {
      const isHere = answered.has(page) && hold.shown.pages.has(page);
      if (!isHere && !asked.has(page)) void loadPage(page);
    }
  }

  return {
    get shown() {
      return hold.shown;
    },
    look,
    renew(total, before) {
      asked = new Set();
      answered = new Set();
      hold.change(before === 'forget' ? { total, pages: new Map() } : { total });
      look(looked.first, looked.last);
    },
  };
}
