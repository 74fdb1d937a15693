import type { ContainerRef, Diagnostic, FactDraft, Locator, Observed, RuleValue } from '#model/index.ts';
import type { ReadContext, ReaderOutput } from '../reader.ts';
import { factsOfRow, presentColumns } from '../row-event.ts';
import { readTable, rowLocator, type DatabaseSchema, type SqliteDatabase } from '../sqlite/index.ts';
import { accountColumns, claimedTime, claimsOfAccount, claimsOfStray } from './account-claims.ts';
import { factsNamed, storedValue } from './stored-value.ts';
import { keyOf, numberOf, readTablesBeside, type TablesBeside } from './tables-beside.ts';

/**
 * The accounts of a user of macOS or iOS (`Library/Accounts/Accounts4.sqlite`, on iOS and older systems `Accounts3.sqlite`), which
 * Mail takes its own from since OS X 10.11 or so. Tables and columns as public schema listings and forensic literature have them
 * (iLEAPP, artifact accountData; macOS forensics knowledge base, Mail Account Information); each is asked for, since versions differ.
 */
export const accountDatabase: DatabaseSchema = {
  id: 'apple-accounts',
  title: 'Accounts of macOS and iOS (Accounts4.sqlite, Accounts3.sqlite)',
  recognises: (database) =>
    database.has('zaccount', 'zaccounttype', 'zidentifier', 'zusername') &&
    (database.has('zaccount', 'zowningbundleid') || database.has('zaccountproperty', 'zowner', 'zkey', 'zvalue')),
  *read(database, context) {
    const refused = new Set<string>();
    const beside = readTablesBeside(database, context.limits, (table) => {
      if (refused.has(table)) return false;
      const isOpen = context.enter([...context.locator, { kind: 'table', at: table }], accountsOf(context));
      if (!isOpen) refused.add(table);
      return isOpen;
    });
    if (refused.size > 0) yield { kind: 'expected', container: accountsOf(context), items: refused.size };
    for (const detail of beside.damaged) yield note(context, 'store-damaged', 'field-lost', detail);
    for (const detail of beside.limited) yield note(context, 'limit-reached', 'limit-reached', detail);
    const unknown = [...(database.tables.get('zaccount') ?? [])].filter((column) => !accountColumns.includes(column));
    if (unknown.length > 0) yield note(context, 'part-unread', 'noted', unknownText(unknown));
    const met = new Set<number>();
    yield* accounts(database, context, beside, met);
    yield* strays(context, beside, met);
    yield* authorizations(database, context, beside);
    yield* credentials(database, context);
  },
};

function accountsOf({ locator }: ReadContext): ContainerRef {
  return { kind: 'accounts', locator };
}

function* accounts(
  database: SqliteDatabase,
  context: ReadContext,
  beside: TablesBeside,
  met: Set<number>,
): Generator<ReaderOutput, void, undefined> {
  yield* readTable({
    database,
    context,
    container: accountsOf(context),
    query: { table: 'ZACCOUNT', columns: presentColumns(database, 'zaccount', accountColumns) },
    record: (row, locator): FactDraft => {
      met.add(keyOf(row));
      const isWhole = beside.properties.get(keyOf(row))?.undecoded.isEmpty ?? true;
      return { kind: 'account', locator, parent: null, observed: observed(isWhole), claimed: claimsOfAccount(row, beside) };
    },
    remarks: (row, locator) => remarksOn(keyOf(row), locator, beside),
  });
}

/* Properties whose account is not there. They may be all that is left of one that was removed, so each such account is told; it is
 * none that the table counts. Where the table itself could not be read to its end its rows are lost, and not removed. */
function* strays(context: ReadContext, beside: TablesBeside, met: ReadonlySet<number>): Generator<ReaderOutput, void, undefined> {
  const container = accountsOf(context);
  for (const [account, rowid] of beside.firstProperty) {
    const properties = beside.properties.get(account);
    if (met.has(account) || beside.family.has(account) || properties === undefined) continue;
    const locator = rowLocator(context.locator, 'ZACCOUNTPROPERTY', rowid);
    if (!context.enter(locator, container)) {
      // Booked as lost, and as the table does not count it, expected nowhere else.
      yield { kind: 'expected', container, items: 1 };
      continue;
    }
    const observedOrphan: Observed = { ...observed(properties.undecoded.isEmpty), allocation: 'orphan' };
    yield {
      kind: 'record',
      container,
      record: { kind: 'account', locator, parent: null, observed: observedOrphan, claimed: claimsOfStray(account, properties, beside) },
    };
    for (const diagnostic of remarksOn(account, locator, beside)) yield { kind: 'diagnostic', container, diagnostic };
  }
}

function* remarksOn(account: number, locator: Locator, { properties }: TablesBeside): Generator<Diagnostic, void, undefined> {
  const own = properties.get(account);
  if (own === undefined) return;
  for (const detail of own.undecoded.told()) yield { code: 'plist-damaged', effect: 'field-lost', stage: 'read', locator, detail };
  for (const detail of own.limited.told()) yield { code: 'plist-damaged', effect: 'limit-reached', stage: 'read', locator, detail };
}

/** Which programs may use accounts of which type. */
function* authorizations(database: SqliteDatabase, context: ReadContext, beside: TablesBeside): Generator<ReaderOutput, void, undefined> {
  if (!database.has('zauthorization', 'zaccounttype', 'zbundleid')) return;
  const columns = presentColumns(database, 'zauthorization', ['zaccounttype', 'zbundleid', 'zgrantedpermissions', 'zoptions']);
  yield* readTable({
    database,
    context,
    container: { kind: 'preferences', locator: context.locator },
    query: { table: 'ZAUTHORIZATION', columns },
    record: (row, locator) => {
      const type = beside.types.get(numberOf(row.values['zaccounttype']) ?? NaN);
      const { value, troubles } = storedValue(row.values['zoptions'] ?? null, context.limits);
      const options = value.kind === 'null' ? [] : factsNamed('ZOPTIONS', value, `ZAUTHORIZATION row ${String(row.rowid)}`).facts;
      const values = [
        ...(type === undefined ? [] : [{ name: 'type', value: type.identifier }]),
        ...factsOfRow(row, ['zoptions']),
        ...options,
        ...troubles.map((sentence) => ({ name: 'ZOPTIONS', value: `not decoded: ${sentence}` })),
      ];
      return settingDraft(locator, 'authorization of a program for accounts', values, troubles.length === 0);
    },
  });
}

/** When stored credentials expire; the credentials themselves lie in the keychain. */
function* credentials(database: SqliteDatabase, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  if (!database.has('zcredentialitem', 'zaccountidentifier', 'zservicename')) return;
  const names = ['zaccountidentifier', 'zservicename', 'zexpirationdate', 'zpersistent'];
  yield* readTable({
    database,
    context,
    container: { kind: 'preferences', locator: context.locator },
    query: { table: 'ZCREDENTIALITEM', columns: presentColumns(database, 'zcredentialitem', names) },
    record: (row, locator) => {
      const expires = claimedTime(row.values['zexpirationdate'] ?? null, 'ZCREDENTIALITEM.ZEXPIRATIONDATE');
      const instant = expires?.instant == null ? [] : [{ name: 'expires, in UTC', value: expires.instant }];
      return settingDraft(locator, 'expiry of a stored credential', [...factsOfRow(row), ...instant], true);
    },
  });
}

function settingDraft(locator: Locator, name: string, values: readonly RuleValue[], isWhole: boolean): FactDraft {
  return {
    kind: 'setting',
    locator,
    parent: null,
    observed: observed(isWhole),
    claimed: { setting: 'client-setting', client: 'apple-accounts', name, folderPath: [], modified: null, values },
  };
}

function observed(isWhole: boolean): Observed {
  return { range: null, sizeBytes: 0, sha256: null, allocation: 'allocated', intact: isWhole };
}

function unknownText(columns: readonly string[]): string {
  const names = columns
    .slice(0, 20)
    .map((column) => column.slice(0, 100))
    .join(', ');
  return `The table ZACCOUNT has columns that this program does not know and did not read: ${names}${columns.length > 20 ? ' and more' : ''}.`;
}

function note(context: ReadContext, code: Diagnostic['code'], effect: Diagnostic['effect'], detail: string): ReaderOutput {
  return {
    kind: 'diagnostic',
    container: accountsOf(context),
    diagnostic: { code, effect, stage: 'read', locator: context.locator, detail },
  };
}
