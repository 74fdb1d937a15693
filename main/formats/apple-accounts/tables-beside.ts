import type { Limits } from '#model/index.ts';
import { cut, presentColumns, textOfValue } from '../row-event.ts';
import { SqliteDamage, type SqliteDatabase, type SqliteRow, type SqliteValue, type TableQuery } from '../sqlite/index.ts';
import { textOf } from '../plist/index.ts';
import { AccountProperties, PropertyBudget, takeClassProperties, takeProperty, type MailSettings } from './properties.ts';
import { storedValue } from './stored-value.ts';

/** A type of accounts: a row of ZACCOUNTTYPE. */
export interface AccountType {
  readonly identifier: string;
  readonly description: string;
}

/** What other accounts have to know of an account. */
export interface FamilyMember {
  readonly identifier: string;
  readonly name: string;
  readonly userName: string;
  readonly mail: MailSettings | null;
}

/** What the other tables say of accounts, by the number of their row. */
export interface TablesBeside {
  readonly types: ReadonlyMap<number, AccountType>;
  readonly family: ReadonlyMap<number, FamilyMember>;
  /** Whether all rows of ZACCOUNTTYPE and ZACCOUNT could be read for them: of others nobody may say that they are not there. */
  readonly areTypesWhole: boolean;
  readonly isFamilyWhole: boolean;
  /** Types of the accounts that name an account as the one that they are a part of. */
  readonly parts: ReadonlyMap<number, readonly string[]>;
  readonly properties: ReadonlyMap<number, AccountProperties>;
  /** The first row of ZACCOUNTPROPERTY of each account that has properties. */
  readonly firstProperty: ReadonlyMap<number, number | bigint>;
  /** Names of the data classes that are enabled and provisioned for an account, and those that a type supports. */
  readonly enabled: ReadonlyMap<number, readonly string[]>;
  readonly provisioned: ReadonlyMap<number, readonly string[]>;
  readonly supported: ReadonlyMap<number, readonly string[]>;
  /** Whether a class that is not among the enabled ones is not enabled. */
  readonly isEnabledWhole: boolean;
  /** What could not be read to its end, and what a limit kept out, in sentences. */
  readonly damaged: readonly string[];
  readonly limited: readonly string[];
}

/** Most rows of one of these tables that are kept in memory; a user has some hundred. */
const mostRows = 50_000;
/** Most names of data classes, or of types of its parts, of one account. */
const mostNames = 200;
const longestText = 1000;

/** How much is done before the reader shows again that it gets on: a thousand small rows, or a row whose values are large. */
const betweenLooks = 1_000_000;

function costOf({ values }: SqliteRow): number {
  return Object.values(values).reduce<number>((sum, value) => sum + (value instanceof Uint8Array ? value.length : 0), 1000);
}

/**
 * Reads the tables around ZACCOUNT, each once from its beginning to its end, since evidence need not have the indexes that make
 * looking up fast. Names of tables of relations hold numbers that Core Data gives anew with each version of the model
 * (`Z_2ENABLEDDATACLASSES`), so those are found by their shape.
 * @param goOn called before a table and now and then in it; false: leave the rest of it out
 */
export function readTablesBeside(
  database: SqliteDatabase,
  limits: Pick<Limits, 'nestingDepth' | 'ruleBytes'>,
  goOn: (table: string) => boolean,
): TablesBeside {
  const damaged: string[] = [];
  const limited: string[] = [];
  const eachRow = (query: TableQuery, take: (row: SqliteRow) => void): boolean => {
    let rows = 0;
    let workLeft = 0;
    try {
      for (const row of database.rows(query)) {
        if (workLeft <= 0) {
          if (!goOn(query.table)) return false;
          workLeft = betweenLooks;
        }
        workLeft -= costOf(row);
        rows += 1;
        if (rows > mostRows) {
          limited.push(`The table ${query.table} has more rows than the ${String(mostRows)} that are taken of it.`);
          return false;
        }
        take(row);
      }
      return true;
    } catch (error) {
      if (!(error instanceof SqliteDamage)) throw error;
      damaged.push(`The table ${query.table} is damaged: ${error.message}. Of its rows the first ${String(rows)} were read.`);
      return false;
    }
  };
  const budget = new PropertyBudget();
  const types = new Map<number, AccountType>();
  let areTypesWhole = true;
  if (database.has('zaccounttype'))
    areTypesWhole = eachRow(
      { table: 'ZACCOUNTTYPE', columns: presentColumns(database, 'zaccounttype', ['z_pk', 'zidentifier', 'zaccounttypedescription']) },
      (row) => {
        const { zidentifier, zaccounttypedescription } = row.values;
        types.set(keyOf(row), { identifier: textIn(zidentifier), description: textIn(zaccounttypedescription) });
      },
    );
  const properties = new Map<number, AccountProperties>();
  const propertiesOf = (account: number): AccountProperties => {
    const known = properties.get(account) ?? new AccountProperties();
    properties.set(account, known);
    return known;
  };
  const firstProperty = new Map<number, number | bigint>();
  if (database.has('zaccountproperty', 'zowner', 'zkey', 'zvalue'))
    eachRow(
      { table: 'ZACCOUNTPROPERTY', columns: presentColumns(database, 'zaccountproperty', ['zowner', 'zkey', 'zvalue']) },
      ({ rowid, values }) => {
        const owner = numberOf(values['zowner']);
        if (owner === null) return;
        if (!firstProperty.has(owner)) firstProperty.set(owner, rowid);
        const key = textOfValue(values['zkey']);
        takeProperty(propertiesOf(owner), key, values['zvalue'] ?? null, `ZACCOUNTPROPERTY row ${String(rowid)}`, limits, budget);
      },
    );
  // Tables of which a row was left out, since there are so many of one account.
  const full = new Set<string>();
  const family = new Map<number, FamilyMember>();
  const parts = new Map<number, string[]>();
  const ofFamily = ['z_pk', 'zaccounttype', 'zparentaccount', 'zidentifier', 'zaccountdescription', 'zusername', 'zdataclassproperties'];
  const isFamilyWhole = eachRow({ table: 'ZACCOUNT', columns: presentColumns(database, 'zaccount', ofFamily) }, (row) => {
    const { values, rowid } = row;
    const key = keyOf(row);
    const classes = values['zdataclassproperties'] ?? null;
    const place = `ZACCOUNT row ${String(rowid)}`;
    const mail = classes === null ? null : takeClassProperties(propertiesOf(key), classes, place, limits, budget);
    const [identifier, name, userName] = [values['zidentifier'], values['zaccountdescription'], values['zusername']].map(textIn);
    family.set(key, { identifier: identifier ?? '', name: name ?? '', userName: userName ?? '', mail });
    const parent = numberOf(values['zparentaccount']);
    const type = types.get(numberOf(values['zaccounttype']) ?? NaN);
    if (parent !== null && type !== undefined && !add(parts, parent, type.identifier)) full.add('ZACCOUNT');
  });
  const classNames = new Map<number, string>();
  let areClassesWhole = true;
  if (database.has('zdataclass', 'zname'))
    areClassesWhole = eachRow({ table: 'ZDATACLASS', columns: presentColumns(database, 'zdataclass', ['z_pk', 'zname']) }, (row) => {
      const { value } = storedValue(row.values['zname'] ?? null, limits);
      classNames.set(keyOf(row), cut(textOf(value) ?? '', longestText));
    });
  const unlisted = areClassesWhole ? 'which is not listed' : 'which is not listed or could not be read';
  const relation = (table: RegExp, from: RegExp): Relation => {
    const classes = new Map<number, string[]>();
    const shape = shapeOf(database, table, from);
    if (shape === null) return { classes, isWhole: false };
    const isRead = eachRow({ table: shape.table, columns: { from: `t."${shape.from}"`, to: `t."${shape.to}"` } }, ({ values }) => {
      const [key, to] = [numberOf(values['from']), numberOf(values['to'])];
      if (key === null || to === null) return;
      if (!add(classes, key, classNames.get(to) ?? `data class ${String(to)}, ${unlisted}`)) full.add(shape.table);
    });
    return { classes, isWhole: isRead && areClassesWhole && !full.has(shape.table) };
  };
  const enabled = relation(/^z_\d{1,3}enableddataclasses$/, /^z_\d{1,3}enabledaccounts\d?$/);
  const provisioned = relation(/^z_\d{1,3}provisioneddataclasses$/, /^z_\d{1,3}provisionedaccounts\d?$/).classes;
  const supported = relation(/^z_\d{1,3}supporteddataclasses$/, /^z_\d{1,3}supportedtypes\d?$/).classes;
  for (const table of full)
    limited.push(`The table ${table} names more for one account or type than the ${String(mostNames)} that are taken of one.`);
  return {
    types,
    areTypesWhole,
    family,
    isFamilyWhole,
    parts,
    properties,
    firstProperty,
    enabled: enabled.classes,
    isEnabledWhole: enabled.isWhole,
    provisioned,
    supported,
    damaged,
    limited,
  };
}

// The table of a relation and its two columns; all of its name is letters, digits and lines, so it may stand in a query.
function shapeOf(database: SqliteDatabase, table: RegExp, from: RegExp): { table: string; from: string; to: string } | null {
  for (const [name, columns] of database.tables) {
    if (!table.test(name)) continue;
    const own = [...columns].find((column) => from.test(column));
    const other = [...columns].find((column) => column !== own && /^z_\d{1,3}[a-z]{1,40}dataclasses\d?$/.test(column));
    if (own !== undefined && other !== undefined) return { table: name, from: own, to: other };
  }
  return null;
}

/** Data classes by the number of an account or type, and whether those are all. */
interface Relation {
  readonly classes: ReadonlyMap<number, readonly string[]>;
  readonly isWhole: boolean;
}

// Tells whether it is there now.
function add(map: Map<number, string[]>, key: number, text: string): boolean {
  const known = map.get(key);
  if (known === undefined) map.set(key, [text]);
  else if (!known.includes(text)) {
    if (known.length >= mostNames) return false;
    known.push(text);
  }
  return true;
}

/** The number by which other rows name a row: its primary key, which is the number of the row in what Core Data writes. */
export function keyOf({ rowid, values }: SqliteRow): number {
  return numberOf(values['z_pk']) ?? Number(rowid);
}

/** A number of a column; null for every other value. */
export function numberOf(value: SqliteValue | undefined): number | null {
  return typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : null;
}

/** Text of a column, of the length that names have; empty for values that are none. */
export function textIn(value: SqliteValue | undefined): string {
  return typeof value === 'string' ? cut(value, longestText) : '';
}
