import type { MorkRow, MorkStore, MorkTable } from '../mork/index.ts';

/** The scope of the rows of messages (mailnews/db/msgdb of comm-central). */
const messageScope = 'ns:msg:db:row:scope:msgs:all';
const messageKind = 'ns:msg:db:table:kind:msgs';

/**
 * What the beginning of a folder index names. Its dictionary may be damaged, so the names of its other parts tell it, too; no
 * other Mork file has them.
 */
export const indexNames: readonly string[] = [messageScope, messageKind, 'ns:msg:db:row:scope:dbfolderinfo:all'];

/**
 * The scope of the rows of messages, by its name, or where that is damaged the one whose rows have identifiers of messages.
 */
export function scopeOfMessages({ rows }: MorkStore): string {
  if (rows.has(messageScope)) return messageScope;
  for (const [scope, ofScope] of rows) if ([...ofScope.values()].some(({ columns }) => columns.includes('message-id'))) return scope;
  return messageScope;
}

/** The table of messages of a folder index; null where it has none. */
export function messageTable(store: MorkStore): MorkTable | null {
  const own = scopeOfMessages(store);
  // Each thread has a table of the same scope: only where the name of the kind is damaged, too, nothing tells them apart.
  return store.tables.find(({ kind, scope }) => kind === messageKind && scope === own) ?? null;
}

/** The rows of the table of messages; of a file whose table is lost all rows of messages that have cells. */
export function listedRows(store: MorkStore): ReadonlySet<MorkRow> {
  const table = messageTable(store);
  const isLost = table === null || (table.rows.size === 0 && table.cut.size === 0 && store.damage.count > 0);
  const own = scopeOfMessages(store);
  const rows = isLost ? [...(store.rows.get(own)?.values() ?? [])] : [...table.rows];
  return new Set(rows.filter(({ scope, columns }) => scope === own && columns.length > 0));
}
