import type { Database } from 'node-sqlite3-wasm';
import { builtDatabase, type BuiltDatabase } from '../sqlite-builder.ts';
import type { Plain } from '../apple-mail/plist-builder.ts';
import { keyedArchive } from './keyed-archive.ts';

/** The layouts that are built: Accounts4.sqlite of macOS 10.13 and later, and Accounts3.sqlite of iOS 7 with fewer columns and other numbers. */
export type AccountsVersion = 'accounts-4' | 'accounts-3';

export interface BuiltAccount {
  readonly key: number;
  /** `IMAP` for `com.apple.account.IMAP`; one with a dot as it stands; null: of a type that is not listed. */
  readonly type: string | null;
  readonly identifier: string;
  readonly parent?: number;
  readonly description?: string;
  readonly userName?: string;
  readonly isActive?: boolean;
  /** Seconds since 2001. */
  readonly date?: number | string;
  readonly rejected?: number;
  readonly enabled?: readonly string[];
  readonly provisioned?: readonly string[];
  readonly properties?: Readonly<Record<string, Plain>>;
  /** Stored as they are given. */
  readonly rawProperties?: Readonly<Record<string, Uint8Array | string | number | null>>;
  readonly classProperties?: Plain;
}

export interface BuiltAccounts {
  readonly accounts: readonly BuiltAccount[];
  /** Data classes that the types of these names support. */
  readonly supported?: Readonly<Record<string, readonly string[]>>;
  /** Properties of accounts that are not there. */
  readonly strays?: readonly { readonly owner: number; readonly key: string; readonly value: Plain }[];
  readonly authorizations?: readonly { readonly type: string; readonly program: string; readonly options: Plain }[];
  readonly credentials?: readonly { readonly account: string; readonly service: string; readonly expires: number }[];
}

const numbers = { 'accounts-4': { account: 2, type: 4, dataClass: 7 }, 'accounts-3': { account: 1, type: 3, dataClass: 6 } } as const;

function schema(version: AccountsVersion): string {
  const { account, type, dataClass } = numbers[version];
  const newer =
    version === 'accounts-4'
      ? 'ZLASTCREDENTIALRENEWALREJECTIONDATE TIMESTAMP, ZMODIFICATIONID VARCHAR, ZCREDENTIALTYPE VARCHAR, ZDATACLASSPROPERTIES BLOB,'
      : '';
  const relation = (table: string, from: string, to: string): string =>
    `CREATE TABLE ${table} ( ${from} INTEGER, ${to} INTEGER, PRIMARY KEY (${from}, ${to}) );`;
  const of = (number: number, words: string): string => `Z_${String(number)}${words}`;
  return `
    CREATE TABLE ZACCOUNT ( Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZACTIVE INTEGER, ZAUTHENTICATED INTEGER,
      ZSUPPORTSAUTHENTICATION INTEGER, ZVISIBLE INTEGER, ZACCOUNTTYPE INTEGER, ZPARENTACCOUNT INTEGER, ZDATE TIMESTAMP, ${newer}
      ZACCOUNTDESCRIPTION VARCHAR, ZAUTHENTICATIONTYPE VARCHAR, ZIDENTIFIER VARCHAR, ZOWNINGBUNDLEID VARCHAR, ZUSERNAME VARCHAR );
    CREATE TABLE ZACCOUNTTYPE ( Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZACCOUNTTYPEDESCRIPTION VARCHAR, ZIDENTIFIER VARCHAR );
    CREATE TABLE ZACCOUNTPROPERTY ( Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZOWNER INTEGER, ZKEY VARCHAR, ZVALUE BLOB );
    CREATE TABLE ZDATACLASS ( Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZNAME BLOB );
    CREATE TABLE ZAUTHORIZATION ( Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZACCOUNTTYPE INTEGER, ZBUNDLEID VARCHAR,
      ZGRANTEDPERMISSIONS VARCHAR, ZOPTIONS BLOB );
    CREATE TABLE ZCREDENTIALITEM ( Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZPERSISTENT INTEGER, ZEXPIRATIONDATE TIMESTAMP,
      ZACCOUNTIDENTIFIER VARCHAR, ZSERVICENAME VARCHAR );
    CREATE TABLE Z_PRIMARYKEY ( Z_ENT INTEGER PRIMARY KEY, Z_NAME VARCHAR, Z_SUPER INTEGER, Z_MAX INTEGER );
    ${relation(of(account, 'ENABLEDDATACLASSES'), of(account, 'ENABLEDACCOUNTS'), of(dataClass, 'ENABLEDDATACLASSES'))}
    ${relation(of(account, 'PROVISIONEDDATACLASSES'), of(account, 'PROVISIONEDACCOUNTS'), of(dataClass, 'PROVISIONEDDATACLASSES'))}
    ${relation(of(type, 'SUPPORTEDDATACLASSES'), of(type, 'SUPPORTEDTYPES'), of(dataClass, 'SUPPORTEDDATACLASSES'))}`;
}

/** The full identifier of a type that is named in short. */
export function typeIdentifier(name: string): string {
  return name.includes('.') ? name : `com.apple.account.${name}`;
}

/** The full name of a data class that is named in short. */
export function classIdentifier(name: string): string {
  return `com.apple.Dataclass.${name}`;
}

/**
 * Writes a database of accounts.
 * @param thenLog accounts that only the write-ahead log holds
 */
export function buildAccounts(version: AccountsVersion, built: BuiltAccounts, thenLog?: readonly BuiltAccount[]): BuiltDatabase {
  const types = new Map<string, number>();
  const classes = new Map<string, number>();
  const fill = (
    database: Database,
    { accounts, supported = {}, strays = [], authorizations = [], credentials = [] }: BuiltAccounts,
  ): void => {
    const run = (sql: string, ...values: readonly (string | number | Uint8Array | null)[]): void => {
      database.run(sql, [...values]);
    };
    const keyIn = (map: Map<string, number>, name: string, insert: (key: number) => void): number => {
      const known = map.get(name);
      if (known !== undefined) return known;
      const key = map.size + 11;
      map.set(name, key);
      insert(key);
      return key;
    };
    const typeKey = (name: string): number =>
      keyIn(types, name, (key) => {
        run('INSERT INTO ZACCOUNTTYPE VALUES (?, 4, 1, ?, ?)', key, `${name} in words`, typeIdentifier(name));
      });
    const classKey = (name: string): number =>
      keyIn(classes, name, (key) => {
        run('INSERT INTO ZDATACLASS VALUES (?, 7, 1, ?)', key, keyedArchive(classIdentifier(name)));
      });
    const { account: ofAccount, type: ofType } = numbers[version];
    database.exec('BEGIN');
    for (const [type, names] of Object.entries(supported))
      for (const name of names) run(`INSERT INTO Z_${String(ofType)}SUPPORTEDDATACLASSES VALUES (?, ?)`, typeKey(type), classKey(name));
    for (const account of accounts) {
      const columns: readonly (readonly [string, string | number | Uint8Array | null])[] = [
        ['Z_PK', account.key],
        ['Z_ENT', 2],
        ['Z_OPT', 3],
        ['ZACTIVE', account.isActive === false ? 0 : 1],
        ['ZAUTHENTICATED', 1],
        ['ZACCOUNTTYPE', account.type === null ? 999 : typeKey(account.type)],
        ['ZPARENTACCOUNT', account.parent ?? null],
        ['ZDATE', account.date ?? null],
        ['ZACCOUNTDESCRIPTION', account.description ?? null],
        ['ZAUTHENTICATIONTYPE', account.parent === undefined ? null : 'parent'],
        ['ZIDENTIFIER', account.identifier],
        ['ZOWNINGBUNDLEID', 'com.apple.systempreferences'],
        ['ZUSERNAME', account.userName ?? null],
      ];
      const newer: typeof columns =
        version === 'accounts-4'
          ? [
              ['ZLASTCREDENTIALRENEWALREJECTIONDATE', account.rejected ?? null],
              ['ZDATACLASSPROPERTIES', account.classProperties === undefined ? null : keyedArchive(account.classProperties)],
            ]
          : [];
      const all = [...columns, ...newer];
      run(
        `INSERT INTO ZACCOUNT (${all.map(([name]) => name).join(', ')}) VALUES (${all.map(() => '?').join(', ')})`,
        ...all.map(([, value]) => value),
      );
      const property = (key: string, value: Uint8Array | string | number | null): void => {
        run('INSERT INTO ZACCOUNTPROPERTY (Z_ENT, Z_OPT, ZOWNER, ZKEY, ZVALUE) VALUES (3, 1, ?, ?, ?)', account.key, key, value);
      };
      for (const [key, value] of Object.entries(account.properties ?? {})) property(key, keyedArchive(value));
      for (const [key, value] of Object.entries(account.rawProperties ?? {})) property(key, value);
      for (const name of account.enabled ?? [])
        run(`INSERT INTO Z_${String(ofAccount)}ENABLEDDATACLASSES VALUES (?, ?)`, account.key, classKey(name));
      for (const name of account.provisioned ?? [])
        run(`INSERT INTO Z_${String(ofAccount)}PROVISIONEDDATACLASSES VALUES (?, ?)`, account.key, classKey(name));
    }
    for (const { owner, key, value } of strays)
      run('INSERT INTO ZACCOUNTPROPERTY (Z_ENT, Z_OPT, ZOWNER, ZKEY, ZVALUE) VALUES (3, 1, ?, ?, ?)', owner, key, keyedArchive(value));
    for (const { type, program, options } of authorizations)
      run(
        'INSERT INTO ZAUTHORIZATION (ZACCOUNTTYPE, ZBUNDLEID, ZGRANTEDPERMISSIONS, ZOPTIONS) VALUES (?, ?, ?, ?)',
        typeKey(type),
        program,
        'read',
        keyedArchive(options),
      );
    for (const { account, service, expires } of credentials)
      run(
        'INSERT INTO ZCREDENTIALITEM (ZPERSISTENT, ZEXPIRATIONDATE, ZACCOUNTIDENTIFIER, ZSERVICENAME) VALUES (1, ?, ?, ?)',
        expires,
        account,
        service,
      );
    database.exec('COMMIT');
  };
  return builtDatabase(
    (database) => {
      database.exec(schema(version));
      fill(database, built);
    },
    thenLog === undefined
      ? undefined
      : (database) => {
          fill(database, { accounts: thenLog });
        },
  );
}
