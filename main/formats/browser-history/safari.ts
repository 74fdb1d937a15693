import type { ContainerRef } from '#model/index.ts';
import { cocoaSeconds, countedTime } from '../counted-time.ts';
import { factsOfRow, presentColumns, textOfValue } from '../row-event.ts';
import type { DatabaseSchema, SqliteRow } from '../sqlite/index.ts';
import { numberOf, onlyWebmail } from './chromium.ts';
import { visitEvent } from './visit-event.ts';

/**
 * The history of Safari (`History.db`; WebKit's tables as mac_apt and plaso describe them). Visits of webmail are events;
 * others are counted. Safari keeps its downloads in a property list of their own (`Downloads.plist`).
 */
export const safariHistory: DatabaseSchema = {
  id: 'safari-history',
  title: 'History of Safari (History.db)',
  recognises: (database) => database.has('history_items', 'url') && database.has('history_visits', 'history_item', 'visit_time'),
  *read(database, context) {
    const container: ContainerRef = { kind: 'visits', locator: context.locator };
    yield* onlyWebmail(database, context, container, 'history_visits', 'visits of pages', {
      columns: {
        ...presentColumns(database, 'history_visits', ['visit_time', 'title', 'load_successful', 'http_non_get', 'synthesized', 'origin']),
        address: 'i.url',
      },
      joins: 'LEFT JOIN history_items i ON i.rowid = t.history_item',
      claimsOf: (row: SqliteRow) =>
        visitEvent({
          address: textOfValue(row.values['address']),
          title: textOfValue(row.values['title']),
          time: countedTime(numberOf(row.values['visit_time']), cocoaSeconds, 'Safari history, history_visits.visit_time'),
          precision: 'sub-millisecond',
          source: 'Safari history, table history_visits',
          browser: 'Safari',
          facts: factsOfRow(row, ['visit_time', 'title', 'address']),
        }),
    });
  },
};
