import type { AccountClaims, ClaimedTime, RuleValue } from '#model/index.ts';
import { cocoaSeconds, countedTime } from '../counted-time.ts';
import { textOfValue } from '../row-event.ts';
import type { SqliteRow, SqliteValue } from '../sqlite/index.ts';
import { canHoldMailBy, serviceOfType } from './account-types.ts';
import { AccountProperties, type MailSettings, type Stated } from './properties.ts';
import { keyOf, numberOf, textIn, type AccountType, type TablesBeside } from './tables-beside.ts';

/** Columns of ZACCOUNT of which this program knows what they are; a version has more of them or fewer. */
export const accountColumns: readonly string[] = [
  ...['z_pk', 'z_ent', 'z_opt', 'zactive', 'zauthenticated', 'zsupportsauthentication', 'zvisible', 'zwarmingup', 'zaccounttype'],
  ...['zparentaccount', 'zdate', 'zlastcredentialrenewalrejectiondate', 'zaccountdescription', 'zauthenticationtype', 'zcredentialtype'],
  ...['zidentifier', 'zmodificationid', 'zowningbundleid', 'zusername', 'zdataclassproperties'],
];

/** Those that become facts, in words. */
const factColumns: readonly (readonly [column: string, words: string])[] = [
  ['zactive', 'active'],
  ['zauthenticated', 'authenticated'],
  ['zsupportsauthentication', 'supports authentication'],
  ['zvisible', 'visible'],
  ['zwarmingup', 'warming up'],
  ['zauthenticationtype', 'authentication type'],
  ['zcredentialtype', 'credential type'],
  ['zowningbundleid', 'owning bundle identifier'],
  ['zmodificationid', 'modification identifier'],
];

/** What a row of ZACCOUNT states, with what the tables beside say of it. */
export function claimsOfAccount(row: SqliteRow, beside: TablesBeside): AccountClaims {
  const { values } = row;
  const key = keyOf(row);
  const typeKey = numberOf(values['zaccounttype']);
  const type = typeKey === null ? undefined : beside.types.get(typeKey);
  const parentKey = numberOf(values['zparentaccount']);
  const parent = parentKey === null ? undefined : beside.family.get(parentKey);
  const properties = beside.properties.get(key) ?? new AccountProperties();
  const service = serviceOfType(type?.identifier ?? '');
  const [host, port] = serverOf(properties, service, beside.family.get(key)?.mail ?? null, parent?.mail ?? null);
  const enabled = beside.enabled.get(key) ?? [];
  const facts: RuleValue[] = [
    ...typeFacts(typeKey, type, beside),
    ...factColumns.flatMap(([column, words]) => columnFact(column, words, values[column] ?? null)),
    ...listFact('enabled data classes', enabled),
    ...listFact('provisioned data classes', beside.provisioned.get(key) ?? []),
    ...(parentKey !== null && parent === undefined
      ? [{ name: 'part of', value: `row ${String(parentKey)} of ZACCOUNT, ${missing(beside.isFamilyWhole)}` }]
      : []),
    ...(parent === undefined || parent.name === '' ? [] : [{ name: 'name of the account that it is part of', value: parent.name }]),
    ...(parent === undefined || parent.userName === ''
      ? []
      : [{ name: 'user name of the account that it is part of', value: parent.userName }]),
    ...(host === null ? [] : [{ name: 'server stated by', value: host.by }]),
    ...(port === null ? [] : [{ name: 'port stated by', value: port.by }]),
    ...properties.facts,
  ];
  return {
    client: 'apple-accounts',
    key: textIn(values['zidentifier']),
    name: textIn(values['zaccountdescription']),
    service,
    server: host?.value ?? '',
    port: port?.value ?? null,
    userName: textIn(values['zusername']),
    identities: properties.identities(),
    storedAt: '',
    lastUsed: null,
    times: timesOf(values),
    ...(type === undefined ? {} : { type: type.identifier }),
    ...(parent === undefined ? {} : { partOf: parent.identifier }),
    canHoldMail: canHoldMailBy({
      type: type?.identifier ?? '',
      enabled,
      isEnabledWhole: beside.isEnabledWhole,
      supported: typeKey === null ? [] : (beside.supported.get(typeKey) ?? []),
      parts: beside.parts.get(key) ?? [],
    }),
    facts,
  };
}

/** What is known of an account whose properties are there and whose row is not. */
export function claimsOfStray(account: number, properties: AccountProperties, { isFamilyWhole }: TablesBeside): AccountClaims {
  return {
    client: 'apple-accounts',
    key: '',
    name: '',
    service: 'other',
    server: properties.host?.value ?? '',
    port: properties.port?.value ?? null,
    userName: '',
    identities: properties.identities(),
    storedAt: '',
    lastUsed: null,
    canHoldMail: { answer: 'perhaps', because: 'Its type is not stated.' },
    facts: [
      {
        name: 'state',
        value: `properties of row ${String(account)} of ZACCOUNT, ${missing(isFamilyWhole)}${isFamilyWhole ? ': the account may have been removed' : ''}`,
      },
      ...properties.facts,
    ],
  };
}

/* Its own server, else the one that its own settings of mail or those of the account that it is part of name. Whatever sends mail
 * takes the outgoing one; accounts that have nothing to do with mail take neither. */
function serverOf(
  { host, port }: AccountProperties,
  service: AccountClaims['service'],
  own: MailSettings | null,
  ofParent: MailSettings | null,
): readonly [host: Stated<string> | null, port: Stated<number> | null] {
  const settings = own ?? (service === 'imap' || service === 'smtp' ? ofParent : null);
  const side = service === 'smtp' ? settings?.outgoing : settings?.incoming;
  return [host ?? side?.host ?? null, port ?? (host === null ? (side?.port ?? null) : null)];
}

function typeFacts(key: number | null, type: AccountType | undefined, { areTypesWhole }: TablesBeside): RuleValue[] {
  if (type === undefined)
    return key === null ? [] : [{ name: 'type', value: `row ${String(key)} of ZACCOUNTTYPE, ${missing(areTypesWhole)}` }];
  return type.description === '' ? [] : [{ name: 'type in words', value: type.description }];
}

function missing(isTableWhole: boolean): string {
  return isTableWhole ? 'which is not there' : 'which is not there or could not be read';
}

function columnFact(column: string, words: string, value: SqliteValue): RuleValue[] {
  if (value === null || value === '') return [];
  const name = `${words} (${column.toUpperCase()})`;
  return [{ name, value: value === 0 || value === 1 ? value === 1 : typeof value === 'number' ? value : textIn(textOfValue(value)) }];
}

function listFact(name: string, values: readonly string[]): RuleValue[] {
  return values.length === 0 ? [] : [{ name, value: values.toSorted() }];
}

/* Seconds since 2001 in UTC, as Core Data keeps times. What the first of them is of, Apple does not document: literature has it as
 * the time when the account was added, and as that of its last change. */
const timeColumns = [
  ['zdate', 'ZACCOUNT.ZDATE, when the account was added or changed'],
  [
    'zlastcredentialrenewalrejectiondate',
    'ZACCOUNT.ZLASTCREDENTIALRENEWALREJECTIONDATE, when a renewal of its credentials was last rejected',
  ],
] as const;

function timesOf(values: SqliteRow['values']): readonly ClaimedTime[] {
  return timeColumns.flatMap(([column, statedBy]) => claimedTime(values[column] ?? null, statedBy) ?? []);
}

/** A time of a column; null where it has none. What is no number is kept as it stands. */
export function claimedTime(value: SqliteValue, statedBy: string): ClaimedTime | null {
  if (value === null || value === '') return null;
  if (typeof value === 'number' || typeof value === 'bigint') return countedTime(value, cocoaSeconds, statedBy);
  return { raw: textOfValue(value).slice(0, 200), instant: null, offsetMinutes: null, statedBy };
}
