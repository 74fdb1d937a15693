import { isUtf8 } from 'node:buffer';
import sqlite, { type Database as Connection, type Statement } from 'node-sqlite3-wasm';
import { EvidenceReadError, type ByteSource } from '#evidence/byte-source.ts';
import type { ReadContext } from '../reader.ts';

/** A value of SQLite: integers beyond 2^53 are exact bigints. */
export type SqliteValue = number | bigint | string | Uint8Array | null;

/** One row of a query. */
export interface SqliteRow {
  /** Number of the row in its table, unique there (https://www.sqlite.org/rowidtable.html). */
  readonly rowid: number | bigint;
  /** The value under each name of the query. */
  readonly values: Readonly<Record<string, SqliteValue>>;
  /** Names whose text is not valid in the database's encoding; it was read with replacement characters. */
  readonly malformed: readonly string[];
}

/** What to read of a table. Names and expressions are the program's own, never the evidence's. */
export interface TableQuery {
  /** The table whose rows are told; in expressions it is `t`. */
  readonly table: string;
  /** Name of each value and its SQL expression, e.g. `{ subject: 's.subject' }`. */
  readonly columns: Readonly<Record<string, string>>;
  /** `LEFT JOIN …` of other tables; each may match one row at most, so that every row of the table comes once. */
  readonly joins?: string;
  /** Condition on rows; all of them where absent. */
  readonly where?: string;
}

/** A database opened from a private copy. */
export interface SqliteDatabase {
  /** Columns by table, names in lower case, as the schema states them. */
  readonly tables: ReadonlyMap<string, ReadonlySet<string>>;
  /** Tells whether a table with these columns is there; names in lower case. */
  has(table: string, ...columns: readonly string[]): boolean;
  /** Pages of the write-ahead log that SQLite takes for committed; null where no such log was given. */
  readonly committedPages: number | null;
  /** What a check of its structure by SQLite complains of first, in the words of SQLite; null where it is sound. */
  structureComplaint(): string | null;
  /**
   * Number of rows, counted by SQLite (through an index where the table has one); null where damage hinders it.
   */
  count(query: TableQuery): number | null;
  /**
   * The rows in ascending order of their numbers, one by one.
   * @param range rows with numbers from `from` to `to`
   * @throws SqliteDamage where the database is damaged.
   */
  rows(query: TableQuery, range?: RowRange): Iterable<SqliteRow>;
  /** Row numbers in descending order. @throws SqliteDamage where the database is damaged. */
  rowidsFromEnd(query: TableQuery): Iterable<number | bigint>;
  close(): void;
}

export interface RowRange {
  readonly from: number | bigint;
  /** The last one; none where absent. */
  readonly to?: number | bigint;
}

/** SQLite cannot read on. */
export class SqliteDamage extends Error {
  override readonly name = 'SqliteDamage';
}

/** A log that lies beside a database. */
export interface DatabaseLog {
  readonly ending: '-wal' | '-journal';
  readonly source: ByteSource;
}

/** The write-ahead log (`-wal`) and rollback journal (`-journal`) beside a database, and in sentences why one could not be read. */
export function logsBeside({ fileName, surroundings }: Pick<ReadContext, 'fileName' | 'surroundings'>): {
  readonly logs: readonly DatabaseLog[];
  readonly unread: readonly string[];
} {
  const logs: DatabaseLog[] = [];
  const unread: string[] = [];
  for (const ending of ['-wal', '-journal'] as const) {
    try {
      const source = surroundings.open(fileName + ending);
      if (source !== null && source.sizeBytes > 0) logs.push({ ending, source });
    } catch (error) {
      if (!(error instanceof EvidenceReadError)) throw error;
      unread.push(error.message);
    }
  }
  return { logs, unread };
}

/**
 * Opens a database as its program would: a private copy of it together with its logs. The evidence itself is never opened by
 * SQLite.
 * @param source the bytes of the database
 * @param how `isPastDamage`: also where its end is missing or its schema is damaged, which SQLite refuses otherwise
 * @throws SqliteDamage when SQLite refuses it.
 */
export function openDatabase(
  source: ByteSource,
  context: Pick<ReadContext, 'privateCopy'>,
  how: { readonly logs: readonly DatabaseLog[]; readonly isPastDamage: boolean },
): SqliteDatabase {
  const files = how.logs.map(({ ending, source: log }) => ({ name: `database${ending}`, source: log }));
  const copy = context.privateCopy([{ name: 'database', source }, ...files]);
  let connection: Connection | null = null;
  const close = (): void => {
    connection?.close();
    connection = null;
    copy.remove();
  };
  try {
    const opened = new sqlite.Database(`${copy.directory}/database`);
    connection = opened;
    // Shared memory, which a write-ahead log needs otherwise, does not exist here; an exclusive lock does without.
    opened.exec('PRAGMA locking_mode = exclusive; PRAGMA trusted_schema = off; PRAGMA cell_size_check = on;');
    // So SQLite takes a file shorter than its header says, and of a damaged schema what it can read.
    if (how.isPastDamage) opened.exec('PRAGMA writable_schema = on');
    const tables = how.isPastDamage ? leftTablesOf(opened) : tablesOf(opened, new Map());
    const decode = decoderOf(opened);
    const hasLog = how.logs.some(({ ending }) => ending === '-wal');
    return {
      tables,
      has: (table, ...columns) => columns.every((column) => tables.get(table)?.has(column) === true) && tables.has(table),
      committedPages: hasLog ? committedPagesOf(opened) : null,
      structureComplaint: () => complaintOf(opened),
      count: (query) => countOf(opened, query),
      rows: (query, range) => rowsOf(opened, query, range, decode),
      rowidsFromEnd: function* (query) {
        for (const row of iterate(opened, `SELECT t.rowid AS n FROM ${quoted(query.table)} t ORDER BY t.rowid DESC`))
          yield rowidOf(row['n']);
      },
      close,
    };
  } catch (error) {
    close();
    throw damageOf(error);
  }
}

// Copying what is committed into the private copy is the one way in which SQLite says how much that is.
function committedPagesOf(connection: Connection): number {
  for (const { log } of iterate(connection, 'PRAGMA wal_checkpoint')) return Math.max(0, Number(log));
  return 0;
}

// What a table made by a module thinks of its content is no matter of structure: the module may not be there. Nor is a value that
// a table does not allow, which whoever writes may store all the same.
function complaintOf(connection: Connection): string | null {
  try {
    for (const row of iterate(connection, 'PRAGMA quick_check(20)')) {
      const [text] = Object.values(row);
      if (typeof text === 'string' && text !== 'ok' && !noStructure.some((pattern) => pattern.test(text)))
        return text.replaceAll(/\s+/g, ' ').slice(0, 200);
    }
    return null;
  } catch (error) {
    if (!(error instanceof SqliteDamage)) throw error;
    return error.message;
  }
}

const noStructure = [
  /module|virtual|tokenizer|inverted index|fts/i,
  /^CHECK constraint failed in |^(?:NULL|NUMERIC|TEXT|non-\w+) value in /,
];

// The first question meets the damage of the schema; the next is answered by what of it is known then.
function leftTablesOf(connection: Connection): Map<string, Set<string>> {
  const tables = new Map<string, Set<string>>();
  let damage: unknown = null;
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      return tablesOf(connection, tables);
    } catch (error) {
      if (!(error instanceof SqliteDamage)) throw error;
      damage = error;
    }
  }
  if (tables.size === 0) throw damage;
  return tables;
}

function tablesOf(connection: Connection, tables: Map<string, Set<string>>): Map<string, Set<string>> {
  for (const { name } of iterate(connection, "SELECT name FROM sqlite_master WHERE type = 'table'")) {
    if (typeof name !== 'string') continue;
    const columns = new Set<string>();
    // A virtual table whose module is not compiled in (full-text search of another program) has no columns to be told.
    try {
      for (const column of iterate(connection, `SELECT name FROM pragma_table_info(${quoted(name, "'")})`))
        if (typeof column['name'] === 'string') columns.add(column['name'].toLowerCase());
    } catch (error) {
      if (!(error instanceof SqliteDamage)) throw error;
    }
    tables.set(name.toLowerCase(), columns);
  }
  return tables;
}

function* rowsOf(
  connection: Connection,
  query: TableQuery,
  range: RowRange | undefined,
  decode: Decoder,
): Generator<SqliteRow, void, undefined> {
  const names = Object.keys(query.columns);
  // Text is taken as bytes: the binding would end it at a NUL and spoil what is not valid.
  const selected = names.map((name, index) => {
    const expression = query.columns[name] ?? 'NULL';
    return `typeof(${expression}) AS k${String(index)}, CASE typeof(${expression}) WHEN 'text' THEN CAST(${expression} AS BLOB) ELSE ${expression} END AS v${String(index)}`;
  });
  const conditions = [
    query.where ?? '1',
    ...(range === undefined ? [] : [`t.rowid >= ${String(range.from)}`]),
    ...(range?.to === undefined ? [] : [`t.rowid <= ${String(range.to)}`]),
  ];
  const sql = `SELECT t.rowid AS n${selected.map((text) => `, ${text}`).join('')} FROM ${quoted(query.table)} t ${query.joins ?? ''} WHERE ${conditions.join(' AND ')} ORDER BY t.rowid`;
  for (const row of iterate(connection, sql)) {
    const values: Record<string, SqliteValue> = {};
    const malformed: string[] = [];
    names.forEach((name, index) => {
      const value = row[`v${String(index)}`] ?? null;
      if (row[`k${String(index)}`] !== 'text' || !(value instanceof Uint8Array)) values[name] = value;
      else {
        const decoded = decode(value);
        values[name] = decoded.text;
        if (!decoded.isValid) malformed.push(name);
      }
    });
    yield { rowid: rowidOf(row['n']), values, malformed };
  }
}

function countOf(connection: Connection, { table, where }: TableQuery): number | null {
  try {
    for (const row of iterate(connection, `SELECT count(*) AS n FROM ${quoted(table)} t WHERE ${where ?? '1'}`)) return Number(row['n']);
  } catch (error) {
    if (!(error instanceof SqliteDamage)) throw error;
  }
  return null;
}

function* iterate(connection: Connection, sql: string): Generator<Record<string, SqliteValue>, void, undefined> {
  let statement: Statement | null = null;
  try {
    statement = connection.prepare(sql);
    yield* statement.iterate() as Iterable<Record<string, SqliteValue>>;
  } catch (error) {
    throw damageOf(error);
  } finally {
    if (statement !== null) release(statement);
  }
}

// SQLite answers the release of a statement with the error that its last step had, which was told already.
function release(statement: Statement): void {
  try {
    if (!statement.isFinalized) statement.finalize();
  } catch (error) {
    if (!(error instanceof sqlite.SQLite3Error)) throw error;
  }
}

type Decoder = (bytes: Uint8Array) => { readonly text: string; readonly isValid: boolean };

function decoderOf(connection: Connection): Decoder {
  const encoding = connection.get('PRAGMA encoding')?.['encoding'];
  if (encoding === 'UTF-16le' || encoding === 'UTF-16be') {
    const decoder = new TextDecoder(encoding.toLowerCase());
    return (bytes) => {
      const text = decoder.decode(bytes);
      return { text, isValid: !text.includes('\ufffd') };
    };
  }
  return (bytes) => ({ text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'), isValid: isUtf8(bytes) });
}

function rowidOf(value: SqliteValue | undefined): number | bigint {
  return typeof value === 'number' || typeof value === 'bigint' ? value : 0;
}

function quoted(name: string, mark: '"' | "'" = '"'): string {
  return mark + name.replaceAll(mark, mark + mark) + mark;
}

function damageOf(error: unknown): unknown {
  return error instanceof sqlite.SQLite3Error ? new SqliteDamage(error.message, { cause: error }) : error;
}
