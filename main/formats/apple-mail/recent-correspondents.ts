import type { CorrespondentClaims, FactDraft, RuleTarget, RuleValue } from '#model/index.ts';
import { appleInstant, unixInstant } from '../plist/index.ts';
import { readTable, type DatabaseSchema, type SqliteDatabase, type SqliteRow } from '../sqlite/index.ts';
import { factOf } from './envelope-row.ts';
import { numberIn, textIn } from './index-tables.ts';

/** The previous recipients of Apple Mail until OS X 10.10 (`MailRecents-v4.abcdmr`, a store of Core Data). */
export const previousRecipients: DatabaseSchema = {
  id: 'apple-mail-previous-recipients',
  title: 'Apple Mail previous recipients',
  recognises: (database) => database.has('zabcdmailrecent', 'zemail') || database.has('zabcdmailrecent', 'zemailnormalized'),
  *read(database, context) {
    const columns = columnsOf(database, 'zabcdmailrecent', [
      ...['zemail', 'zemailnormalized', 'zfirstname', 'zlastname', 'zpersonuniqueid', 'zlastemaildate', 'zcreationdate', 'zuid'],
    ]);
    yield* readTable({
      database,
      context,
      container: { kind: 'correspondents', locator: context.locator },
      query: { table: 'ZABCDMAILRECENT', columns },
      record: ({ values }, locator) => {
        const name = [values['zfirstname'], values['zlastname']].map(textIn).filter((part) => part !== '');
        const times = ['zlastemaildate', 'zcreationdate'].flatMap((column) => instantFact(column, numberIn(values[column]), appleInstant));
        const address = textIn(values['zemail']) || textIn(values['zemailnormalized']);
        return correspondent(locator, 'previous recipients of Apple Mail', name.join(' '), address, values, times);
      },
    });
  },
};

/** The recent correspondents that Apple's programs share (`Recents`): who was written to, with which program, and when. */
export const recentCorrespondents: DatabaseSchema = {
  id: 'apple-recents',
  title: 'Recent correspondents of Apple programs',
  recognises: (database) => database.has('recents', 'bundle_identifier') && database.has('contacts', 'recent_id', 'address'),
  *read(database, context) {
    const own = columnsOf(database, 'contacts', ['address', 'display_name', 'kind']);
    const names = ['sending_address', 'original_source', 'bundle_identifier', 'dates', 'last_date', 'weight', 'count', 'group_kind'];
    const recent = Object.fromEntries(names.filter((name) => database.has('recents', name)).map((name) => [name, `r."${name}"`]));
    yield* readTable({
      database,
      context,
      container: { kind: 'correspondents', locator: context.locator },
      query: { table: 'contacts', columns: { ...own, ...recent }, joins: 'LEFT JOIN recents r ON r.rowid = t.recent_id' },
      record: ({ values }, locator) => {
        // Milliseconds since 1970.
        const time = instantFact('last_date', numberIn(values['last_date']), (milliseconds) => unixInstant(milliseconds / 1000));
        return correspondent(locator, 'recent correspondents', textIn(values['display_name']), textIn(values['address']), values, time);
      },
    });
  },
};

function columnsOf(database: SqliteDatabase, table: string, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.filter((name) => database.has(table, name)).map((name) => [name, `t."${name}"`]));
}

function instantFact(column: string, value: number | null, instantOf: (value: number) => string | null): RuleValue[] {
  const instant = value === null ? null : instantOf(value);
  return instant === null ? [] : [{ name: `${column} in UTC`, value: instant }];
}

function correspondent(
  locator: FactDraft['locator'],
  source: string,
  name: string,
  address: string,
  values: SqliteRow['values'],
  times: readonly RuleValue[],
): FactDraft {
  const target: RuleTarget = {
    kind: 'address',
    name: '',
    smtpAddress: address.includes('@') ? address : null,
    x500Address: null,
    addressType: address.includes('@') ? 'SMTP' : '',
    // A telephone number, where the correspondent was called or sent a text.
    otherAddress: address.includes('@') ? '' : address,
    entryId: null,
  };
  const stored = Object.entries(values).flatMap(([column, value]) => (value === null ? [] : [{ name: column, value: factOf(value) }]));
  const claimed: CorrespondentClaims = { client: 'apple-mail', source, name, addresses: [target], facts: [...stored, ...times] };
  const observed = { range: null, sizeBytes: 0, sha256: null, allocation: 'allocated', intact: true } as const;
  return { kind: 'correspondent', locator, parent: null, observed, claimed };
}
