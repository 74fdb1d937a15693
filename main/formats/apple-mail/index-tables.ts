import type { SqliteDatabase, SqliteRow, SqliteValue, TableQuery } from '../sqlite/index.ts';

/** What the tables beside `messages` say of a message, by its row number. */
export interface MessageTables {
  recipientsOf(message: number): readonly IndexRecipient[];
  attachmentsOf(message: number): readonly string[];
  serverStateOf(message: number): ServerState;
}

export interface IndexRecipient {
  /** 0 to, 1 cc, 2 bcc; null where the table has no type. */
  readonly type: number | null;
  readonly address: string;
  readonly name: string;
}

/** What the server said of a message when it was last asked. */
export interface ServerState {
  readonly words: readonly string[];
  /** Rows that say so: one for each mailbox of the server that the message lies in. */
  readonly rows: readonly string[];
}

const stateColumns = ['read', 'deleted', 'replied', 'flagged', 'draft', 'forwarded', 'redirected'] as const;
const rowsBetween = 10_000;

const noState: ServerState = { words: [], rows: [] };

/**
 * Reads the tables that a row of `messages` has several rows of. Each is read once from its beginning to its end, since
 * evidence need not have the indexes that make looking up fast.
 * @param goOn called again and again while a table is read; false: leave the rest of it out
 * @throws SqliteDamage where the database is damaged.
 */
export function readMessageTables(database: SqliteDatabase, goOn: (table: string) => boolean): MessageTables {
  const rowsOf = function* (query: TableQuery): Generator<SqliteRow, void, undefined> {
    let rows = 0;
    for (const row of database.rows(query)) {
      if (rows % rowsBetween === 0 && !goOn(query.table)) return;
      rows += 1;
      yield row;
    }
  };
  const recipients = readRecipients(database, rowsOf);
  const attachments = new Map<number, string[]>();
  const ofMessage = database.has('attachments', 'message') ? 'message' : 'message_id';
  if (database.has('attachments', ofMessage, 'name')) {
    for (const { values } of rowsOf({ table: 'attachments', columns: { message: `t.${ofMessage}`, name: 't.name' } })) {
      put(attachments, values['message'], textIn(values['name']));
    }
  }
  const states = new Map<number, { bits: number; rows: string[] }>();
  if (database.has('server_messages', 'message')) {
    const present = stateColumns.filter((column) => database.has('server_messages', column));
    const columns = Object.fromEntries(present.map((column) => [column, `t."${column}"`]));
    for (const { rowid, values } of rowsOf({ table: 'server_messages', columns: { message: 't.message', ...columns } })) {
      const message = numberIn(values['message']);
      if (message === null) continue;
      const state = states.get(message) ?? { bits: 0, rows: [] };
      stateColumns.forEach((column, bit) => {
        if ((numberIn(values[column]) ?? 0) !== 0) state.bits |= 1 << bit;
      });
      state.rows.push(String(rowid));
      states.set(message, state);
    }
  }
  return {
    recipientsOf: (message) => recipients(message),
    attachmentsOf: (message) => attachments.get(message) ?? [],
    serverStateOf(message) {
      const state = states.get(message);
      return state === undefined ? noState : { words: stateColumns.filter((_, bit) => (state.bits & (1 << bit)) !== 0), rows: state.rows };
    },
  };
}

type Rows = (query: TableQuery) => Iterable<SqliteRow>;

function readRecipients(database: SqliteDatabase, rowsOf: Rows): MessageTables['recipientsOf'] {
  // Newer programs name the columns message and address, older ones message_id and address_id.
  const message = database.has('recipients', 'message') ? 'message' : 'message_id';
  const address = database.has('recipients', 'address') ? 'address' : 'address_id';
  if (!database.has('recipients', message, address)) return () => [];
  const addresses = new Map<number, { readonly address: string; readonly name: string }>();
  const name = database.has('addresses', 'comment') ? 't.comment' : "''";
  for (const { rowid, values } of rowsOf({ table: 'addresses', columns: { address: 't.address', name } })) {
    addresses.set(Number(rowid), { address: textIn(values['address']), name: textIn(values['name']) });
  }
  const position = database.has('recipients', 'position') ? 't.position' : 't.rowid';
  const type = database.has('recipients', 'type') ? 't.type' : 'NULL';
  const columns = { message: `t.${message}`, address: `t.${address}`, type, position };
  const byMessage = new Map<number, { readonly address: number; readonly type: number | null; readonly position: number }[]>();
  for (const { values } of rowsOf({ table: 'recipients', columns })) {
    const at = numberIn(values['address']);
    if (at !== null)
      put(byMessage, values['message'], { address: at, type: numberIn(values['type']), position: numberIn(values['position']) ?? 0 });
  }
  return (of) =>
    (byMessage.get(of) ?? [])
      .toSorted((one, other) => one.position - other.position)
      .map(({ address: at, type: kind }) => ({
        type: kind,
        ...(addresses.get(at) ?? { address: '', name: `address ${String(at)} is missing` }),
      }));
}

function put<T>(map: Map<number, T[]>, key: SqliteValue | undefined, value: T): void {
  const number = numberIn(key);
  if (number === null) return;
  const known = map.get(number);
  if (known === undefined) map.set(number, [value]);
  else known.push(value);
}

/** A number of a database that is one; null for others. */
export function numberIn(value: SqliteValue | undefined): number | null {
  return typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : null;
}

/** Text of a database; empty for other values. */
export function textIn(value: SqliteValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
