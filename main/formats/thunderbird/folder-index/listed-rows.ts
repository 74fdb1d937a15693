import type { MorkRow, MorkStore, MorkTable } from '../mork/index.ts';

/** The scope of the rows of messages (mailnews/db/msgdb of comm-central). */
export const messageScope = 'ns:msg:db:row:scope:msgs:all';
const messageKind = 'ns:msg:db:table:kind:msgs';

/** The table of messages of a folder index; null where it has none. */
export function messageTable({ tables }: MorkStore): MorkTable | null {
  return tables.find(({ kind, scope }) => kind === messageKind && scope === messageScope) ?? null;
}

/** The rows of the table of messages; of a file whose table is lost all rows of messages that have cells. */
export function listedRows(store: MorkStore): ReadonlySet<MorkRow> {
  const table = messageTable(store);
  const isLost = table === null || (table.rows.size === 0 && table.cut.size === 0 && store.damage.count > 0);
  const rows = isLost ? [...(store.rows.get(messageScope)?.values() ?? [])] : [...table.rows];
  return new Set(rows.filter(({ scope, columns }) => scope === messageScope && columns.length > 0));
}
