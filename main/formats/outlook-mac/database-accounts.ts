import type { AccountClaims, ContainerRef, RecordDraft } from '#model/index.ts';
import type { ReadContext, ReaderOutput } from '#formats/reader.ts';
import { readTable, type SqliteDatabase, type SqliteValue } from '#formats/sqlite/index.ts';

/** Gives out the accounts of a table of the database of Outlook for Mac: `AccountsExchange` or `AccountsMail`. */
export function* readAccounts(database: SqliteDatabase, context: ReadContext, table: string): Generator<ReaderOutput, void, undefined> {
  const container: ContainerRef = { kind: 'accounts', locator: [...context.locator, { kind: 'table', at: table }] };
  const columns = {
    address: 't.Account_EmailAddress',
    ...(database.has(table.toLowerCase(), 'account_name') ? { name: 't.Account_Name' } : {}),
    ...(database.has(table.toLowerCase(), 'record_recordid') ? { key: 't.Record_RecordID' } : {}),
  };
  yield* readTable({
    database,
    context,
    container,
    query: { table, columns },
    record: ({ values }, locator): RecordDraft => {
      const address = textOf(values['address'] ?? null);
      const name = textOf(values['name'] ?? null);
      const claimed: AccountClaims = {
        client: 'outlook-mac',
        key: keyOf(values['key'] ?? null),
        name,
        service: table === 'AccountsExchange' ? 'exchange' : 'other',
        server: '',
        port: null,
        userName: '',
        identities: address === '' ? [] : [{ name, address, replyTo: '' }],
        storedAt: '',
        lastUsed: null,
        facts: [],
      };
      const observed = { range: null, sizeBytes: 0, sha256: null, allocation: 'allocated', intact: true } as const;
      return { kind: 'account', locator, parent: null, observed, claimed };
    },
  });
}

/** A text without the space around it; empty for every other value. */
export function textOf(value: SqliteValue): string {
  return typeof value === 'string' ? value.trim() : '';
}

/** A value that names a row, as text; empty where there is none. */
export function keyOf(value: SqliteValue): string {
  return value === null || value instanceof Uint8Array ? '' : String(value);
}
