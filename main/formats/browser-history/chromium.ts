import type { ContainerRef, RuleValue } from '#model/index.ts';
import { countedTime, webkitMicroseconds } from '../counted-time.ts';
import type { ReadContext, ReaderOutput } from '../reader.ts';
import { factsOfRow, presentColumns, rowEvent, textOfValue } from '../row-event.ts';
import { readTable, type DatabaseSchema, type SqliteDatabase, type SqliteRow, type SqliteValue } from '../sqlite/index.ts';
import { downloadEvent, othersNote, visitEvent } from './visit-event.ts';

/**
 * The history of Chromium and the browsers made of it (`History`; chromium/src/components/history/core/browser/
 * visit_database.cc, url_database.cc, download_database.cc). Visits and downloads of webmail are events; others are counted.
 */
export const chromiumHistory: DatabaseSchema = {
  id: 'chromium-history',
  title: 'History of Chromium, Chrome, Edge and others',
  recognises: (database) => database.has('visits', 'url', 'visit_time') && database.has('urls', 'url', 'title'),
  *read(database, context) {
    yield* visits(database, context);
    if (database.has('downloads', 'start_time')) yield* downloads(database, context);
  },
};

const browser = 'Chromium or a browser made of it';

function* visits(database: SqliteDatabase, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const container: ContainerRef = { kind: 'visits', locator: context.locator };
  const claimsOf = ({ values }: SqliteRow) =>
    visitEvent({
      address: textOfValue(values['address']),
      title: textOfValue(values['title']),
      time: countedTime(numberOf(values['visit_time']), webkitMicroseconds, 'Chromium history, visits.visit_time'),
      precision: 'sub-millisecond',
      source: 'Chromium history, table visits',
      browser,
      facts: [...transitionFacts(numberOf(values['transition'])), ...durationFacts(numberOf(values['visit_duration']))],
    });
  yield* onlyWebmail(database, context, container, 'visits', 'visits of pages', {
    columns: {
      ...presentColumns(database, 'visits', ['visit_time', 'transition', 'visit_duration']),
      address: 'u.url',
      title: 'u.title',
    },
    joins: 'LEFT JOIN urls u ON u.rowid = t.url',
    claimsOf,
  });
}

function* downloads(database: SqliteDatabase, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const container: ContainerRef = { kind: 'downloads', locator: context.locator };
  const own = presentColumns(database, 'downloads', [
    ...['target_path', 'current_path', 'start_time', 'end_time', 'received_bytes', 'total_bytes', 'state', 'danger_type', 'opened'],
    ...['last_access_time', 'referrer', 'site_url', 'tab_url', 'tab_referrer_url', 'mime_type', 'guid', 'by_ext_id'],
  ]);
  const chain = database.has('downloads_url_chains', 'id', 'url')
    ? {
        chain:
          "(SELECT group_concat(c.url, ' ') FROM (SELECT url FROM downloads_url_chains WHERE id = t.id ORDER BY chain_index LIMIT 20) c)",
      }
    : {};
  const claimsOf = (row: SqliteRow) => {
    const { values } = row;
    const named = ['referrer', 'tab_url', 'tab_referrer_url', 'site_url'].map((name) => textOfValue(values[name]));
    const state = numberOf(values['state']);
    return downloadEvent({
      path: textOfValue(values['target_path']) || textOfValue(values['current_path']),
      addresses: [...textOfValue(values['chain']).split(' '), ...named].filter((address) => address !== ''),
      time: countedTime(numberOf(values['start_time']), webkitMicroseconds, 'Chromium history, downloads.start_time'),
      precision: 'sub-millisecond',
      outcome: state === null ? '' : (downloadStates[Number(state)] ?? `state ${String(state)}`),
      source: 'Chromium history, table downloads',
      browser,
      facts: factsOfRow(row, ['target_path', 'start_time', 'state', 'chain', 'referrer', 'tab_url', 'tab_referrer_url', 'site_url']),
    });
  };
  yield* onlyWebmail(database, context, container, 'downloads', 'downloads', { columns: { ...own, ...chain }, joins: '', claimsOf });
}

// history::DownloadState, components/history/core/browser/download_types.h
const downloadStates = ['in progress', 'complete', 'cancelled', 'interrupted (bug 140687)', 'interrupted'];

/** What is asked of a table whose rows are events where they concern webmail. */
interface WebmailRows {
  readonly columns: Readonly<Record<string, string>>;
  readonly joins: string;
  readonly claimsOf: (row: SqliteRow) => ReturnType<typeof visitEvent>;
}

/** Reads a table of visits or downloads: rows that concern webmail become events, the others are counted and told as a number. */
export function* onlyWebmail(
  database: SqliteDatabase,
  context: ReadContext,
  container: ContainerRef,
  table: string,
  what: string,
  { columns, joins, claimsOf }: WebmailRows,
): Generator<ReaderOutput, void, undefined> {
  let others = 0;
  let claimed: ReturnType<typeof visitEvent> = null;
  yield* readTable({
    database,
    context,
    container,
    query: { table, columns, joins },
    isItem(row) {
      claimed = claimsOf(row);
      if (claimed === null) others += 1;
      return claimed !== null;
    },
    record(row, locator) {
      const claims = claimed ?? claimsOf(row);
      if (claims === null) throw new Error('A row that is no item has no record.');
      return rowEvent(locator, claims);
    },
  });
  yield* othersNote(container, context.locator, others, what);
}

/** A number of a column, or null. */
export function numberOf(value: SqliteValue | undefined): number | bigint | null {
  return typeof value === 'number' || typeof value === 'bigint' ? value : null;
}

// ui/base/page_transition_types.h: the lowest eight bits are the kind.
const transitions = [
  ...['link', 'address typed', 'bookmark', 'frame loaded by itself', 'frame', 'suggestion', 'start page', 'form', 'reload'],
  ...['keyword', 'keyword generated'],
];

function transitionFacts(transition: number | bigint | null): RuleValue[] {
  if (transition === null) return [];
  const kind = Number(BigInt.asUintN(8, BigInt(Math.trunc(Number(transition)))));
  return [{ name: 'reached by', value: transitions[kind] ?? `transition ${String(kind)}` }];
}

function durationFacts(microseconds: number | bigint | null): RuleValue[] {
  return microseconds === null || Number(microseconds) === 0
    ? []
    : [{ name: 'seconds on the page', value: Number(microseconds) / 1_000_000 }];
}
