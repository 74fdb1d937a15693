import type { ContainerRef, Diagnostic, Locator, RecordDraft } from '#model/index.ts';
import type { ReadContext, ReaderOutput } from '../reader.ts';
import { SqliteDamage, type SqliteDatabase, type SqliteRow, type TableQuery } from './open-database.ts';

/** A table whose every row becomes one record. */
export interface TableReading {
  readonly database: SqliteDatabase;
  readonly query: TableQuery;
  /** Where the rows are booked. */
  readonly container: ContainerRef;
  readonly context: Pick<ReadContext, 'locator' | 'enter'>;
  /**
   * Tells whether a row is an item; all of them are where it is absent. A row that is none is booked nowhere: whoever asks counts
   * it and says so. It is asked once of every row that could be read.
   */
  readonly isItem?: (row: SqliteRow) => boolean;
  /** The record of a row. */
  readonly record: (row: SqliteRow, locator: Locator) => RecordDraft;
  /** What there is to tell of a row beside its record. */
  readonly remarks?: (row: SqliteRow, locator: Locator) => Iterable<Diagnostic>;
}

/** The locator of a row: `…|table:messages|row:42`. */
export function rowLocator(file: Locator, table: string, rowid: number | bigint): Locator {
  return [...file, { kind: 'table', at: table }, { kind: 'row', at: String(rowid) }];
}

/**
 * Gives out a record for each row of a table, and books them: what SQLite counts is expected, and rows that damage keeps
 * from being read are lost, with a diagnostic. What lies beyond the damage is read from the end of the table. A row is not
 * lost where only what other tables hold of it is.
 */
export function* readTable(reading: TableReading): Generator<ReaderOutput, void, undefined> {
  const { database, query, container, context } = reading;
  const counted = database.count(query);
  let told = 0;
  let others = 0;
  let last: number | bigint | null = null;
  let damage: SqliteDamage | null = null;
  const tell = function* (rows: Iterable<SqliteRow>): Generator<ReaderOutput, void, undefined> {
    for (const row of rows) {
      // Where zeros or foreign bytes are taken for rows their numbers do not ascend.
      if (last !== null && row.rowid <= last) throw new SqliteDamage('rows are out of order');
      last = row.rowid;
      if (reading.isItem?.(row) === false) {
        others += 1;
        continue;
      }
      told += 1;
      yield* tellRow(reading, row);
    }
  };
  try {
    yield* tell(database.rows(query));
  } catch (error) {
    if (!(error instanceof SqliteDamage)) throw error;
    damage = error;
  }
  if (damage === null) {
    yield { kind: 'expected', container, items: counted === null ? told : counted - others };
    return;
  }
  const left = leftRows(database, query);
  try {
    if (query.joins !== undefined) yield* tell(left.from(last));
  } catch (error) {
    if (!(error instanceof SqliteDamage)) throw error;
  }
  const beyond = firstBeyond(database, query, last);
  try {
    if (beyond !== null) yield* tell(left.from(beforeOf(beyond)));
  } catch (error) {
    if (!(error instanceof SqliteDamage)) throw error;
  }
  // How many rows the damage hides is known only where SQLite could count them by an index.
  const lost = counted === null ? 1 : Math.max(counted - told - others, 0);
  yield { kind: 'expected', container, items: told + lost };
  const many = counted === null ? 'How many rows are lost is not known; they are booked as one.' : `${String(lost)} rows are lost.`;
  const unasked =
    left.unasked === 0
      ? ''
      : ` For ${String(left.unasked)} of them the other tables were not asked any more, as ${String(mostFailures)} failed.`;
  const bare = left.bare === 0 ? '' : ` Of ${String(left.bare)} rows only what stands in this table could be read.${unasked}`;
  const detail = `The table ${query.table} or one that it refers to is damaged: ${damage.message}. ${String(told + others)} rows were read, before the damage and from the end of the table back to it. ${many}${bare}`;
  const locator = [...context.locator, { kind: 'table', at: query.table }];
  yield {
    kind: 'diagnostic',
    container,
    diagnostic: { code: 'store-damaged', effect: left.bare > 0 ? 'field-lost' : 'noted', stage: 'read', locator, detail },
  };
  for (let row = 0; row < lost; row++) {
    const text = `A row of the table ${query.table} could not be read: ${damage.message}.`;
    yield {
      kind: 'diagnostic',
      container,
      diagnostic: { code: 'item-unreadable', effect: 'item-lost', stage: 'read', locator, detail: text },
    };
  }
}

function* tellRow({ query, container, context, record, remarks }: TableReading, row: SqliteRow): Generator<ReaderOutput, void, undefined> {
  const locator = rowLocator(context.locator, query.table, row.rowid);
  if (!context.enter(locator, container)) return;
  yield { kind: 'record', container, record: record(row, locator) };
  for (const diagnostic of remarks?.(row, locator) ?? []) yield { kind: 'diagnostic', container, diagnostic };
  if (row.malformed.length === 0) return;
  const detail = `Text that is not valid in the encoding of the database, in: ${row.malformed.join(', ')}. It was read with replacement characters.`;
  yield { kind: 'diagnostic', container, diagnostic: { code: 'charset-mismatch', effect: 'field-lost', stage: 'read', locator, detail } };
}

/** So many rows may fail for damage of other tables; each may cost going through all of such a table. */
const mostFailures = 10_000;

/* The rows after a number where a table is damaged: each with what other tables hold of it, or without where those are damaged. */
function leftRows(
  database: SqliteDatabase,
  query: TableQuery,
): { readonly bare: number; readonly unasked: number; from(after: number | bigint | null): Generator<SqliteRow, void, undefined> } {
  let bare = 0;
  let unasked = 0;
  let failures = 0;
  const own: TableQuery = {
    table: query.table,
    columns: Object.fromEntries(Object.entries(query.columns).filter(([, expression]) => /^t\.\w+$|^t\."\w+"$/.test(expression))),
    ...(query.where === undefined ? {} : { where: query.where }),
  };
  return {
    get bare() {
      return bare;
    },
    get unasked() {
      return unasked;
    },
    *from(after) {
      const range = after === null ? undefined : { from: afterOf(after) };
      if (query.joins === undefined) {
        yield* database.rows(query, range);
        return;
      }
      let joined: Iterator<SqliteRow> | null = null;
      try {
        for (const row of database.rows(own, range)) {
          if (failures >= mostFailures) {
            bare += 1;
            unasked += 1;
            yield row;
            continue;
          }
          // One question for all rows up to the next damage: what is asked for each row may go through all of another table.
          joined ??= database.rows(query, { from: row.rowid })[Symbol.iterator]();
          let whole = nextAt(joined, row.rowid);
          if (whole === null) {
            failures += 1;
            joined = null;
            whole = wholeRow(database, query, row.rowid);
          }
          if (whole === null) bare += 1;
          yield whole ?? row;
        }
      } finally {
        joined?.return?.();
      }
    },
  };
}

// The row of a number among rows in order; null where damage comes before it, or it is not among them.
function nextAt(rows: Iterator<SqliteRow>, rowid: number | bigint): SqliteRow | null {
  try {
    for (let next = rows.next(); next.done !== true; next = rows.next()) {
      if (next.value.rowid === rowid) return next.value;
      if (next.value.rowid > rowid) break;
    }
  } catch (error) {
    if (!(error instanceof SqliteDamage)) throw error;
  }
  rows.return?.();
  return null;
}

function wholeRow(database: SqliteDatabase, query: TableQuery, rowid: number | bigint): SqliteRow | null {
  try {
    for (const row of database.rows(query, { from: rowid, to: rowid })) return row;
  } catch (error) {
    if (!(error instanceof SqliteDamage)) throw error;
  }
  return null;
}

function afterOf(rowid: number | bigint): number | bigint {
  return typeof rowid === 'bigint' ? rowid + 1n : Number.isSafeInteger(rowid + 1) ? rowid + 1 : BigInt(rowid) + 1n;
}

function beforeOf(rowid: number | bigint): number | bigint {
  return typeof rowid === 'bigint' ? rowid - 1n : Number.isSafeInteger(rowid - 1) ? rowid - 1 : BigInt(rowid) - 1n;
}

// The lowest row number that can be reached from the end of the table, above what was read; null when none can.
function firstBeyond(database: SqliteDatabase, query: TableQuery, last: number | bigint | null): number | bigint | null {
  let lowest: number | bigint | null = null;
  try {
    for (const rowid of database.rowidsFromEnd(query)) {
      if (last !== null && rowid <= last) break;
      lowest = rowid;
    }
  } catch (error) {
    if (!(error instanceof SqliteDamage)) throw error;
  }
  return lowest;
}
