import type { ByteRange } from '#model/index.ts';
import type { Damage } from './scanner.ts';

/** What a Mork file holds, as far as it was understood. */
export interface MorkStore {
  /** Rows of every scope, by the scope's name and the row's number, in the order in which they are first met. */
  readonly rows: ReadonlyMap<string, ReadonlyMap<number, MorkRow>>;
  /** In the order in which they are first met. */
  readonly tables: readonly MorkTable[];
  /** Rows as they were before all their cells were taken away: remains of what the program deleted. */
  readonly former: readonly MorkRow[];
  /** Rows that only transactions hold which were aborted or never finished, and which the program ignores. */
  readonly unfinished: readonly MorkRow[];
  /** The bytes of those transactions. */
  readonly unfinishedRanges: readonly Damage[];
  readonly damage: { readonly places: readonly Damage[]; readonly count: number };
  /** The limit that stopped the reading, in words; null when none did. */
  readonly stopped: string | null;
}

/** A row: cells in the order in which they are first met. */
export interface MorkRow {
  /** Name of its scope, e.g. `ns:msg:db:row:scope:msgs:all`. */
  readonly scope: string;
  readonly id: number;
  readonly columns: readonly string[];
  /** Of each cell its bytes, each as one character. */
  readonly values: readonly string[];
  /** Of each cell its place in the file: offset and length, one after the other. */
  readonly places: readonly number[];
  /** The text of the row that gave most of its cells; later texts may have changed some of them. */
  readonly range: ByteRange;
}

/** A table: rows of one scope or more. */
export interface MorkTable {
  /** Scope of its rows where they name none. */
  readonly scope: string;
  readonly id: number;
  /** Its kind, e.g. `ns:msg:db:table:kind:msgs`; empty where it states none. */
  readonly kind: string;
  /** Rows that are in it, in the order in which they came; positions that the file gives are not applied. */
  readonly rows: ReadonlySet<MorkRow>;
  /** Rows that were taken out of it and not put back. */
  readonly cut: ReadonlySet<MorkRow>;
}

/** The value of a cell: its bytes, each as one character; null where the row has no such cell. */
export function cellOf(row: MorkRow, column: string): string | null {
  const index = row.columns.indexOf(column);
  return index === -1 ? null : (row.values[index] ?? null);
}

/** Where a cell stands in the file; null where the row has no such cell. */
export function placeOfCell(row: MorkRow, column: string): ByteRange | null {
  const index = row.columns.indexOf(column);
  if (index === -1) return null;
  return { offsetBytes: row.places[2 * index] ?? 0, lengthBytes: row.places[2 * index + 1] ?? 0 };
}
