import type { ContainerRef, RuleValue } from '#model/index.ts';
import { countedTime, unixMicroseconds } from '../counted-time.ts';
import type { ReadContext, ReaderOutput } from '../reader.ts';
import { presentColumns, textOfValue } from '../row-event.ts';
import type { DatabaseSchema, SqliteDatabase, SqliteRow } from '../sqlite/index.ts';
import { numberOf, onlyWebmail } from './chromium.ts';
import { downloadEvent, visitEvent } from './visit-event.ts';

/**
 * The history of Firefox and the browsers made of it (`places.sqlite`; mozilla-central/toolkit/components/places/
 * nsPlacesTables.h). Visits and downloads of webmail are events; others are counted.
 */
export const firefoxHistory: DatabaseSchema = {
  id: 'firefox-history',
  title: 'History of Firefox (places.sqlite)',
  recognises: (database) => database.has('moz_places', 'url', 'title') && database.has('moz_historyvisits', 'place_id', 'visit_date'),
  *read(database, context) {
    yield* visits(database, context);
    const hasDownloads =
      database.has('moz_annos', 'place_id', 'anno_attribute_id', 'content') && database.has('moz_anno_attributes', 'name');
    if (hasDownloads) yield* downloads(database, context);
  },
};

const browser = 'Firefox or a browser made of it';

function* visits(database: SqliteDatabase, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const container: ContainerRef = { kind: 'visits', locator: context.locator };
  yield* onlyWebmail(database, context, container, 'moz_historyvisits', 'visits of pages', {
    columns: { ...presentColumns(database, 'moz_historyvisits', ['visit_date', 'visit_type']), address: 'p.url', title: 'p.title' },
    joins: 'LEFT JOIN moz_places p ON p.rowid = t.place_id',
    claimsOf: ({ values }: SqliteRow) =>
      visitEvent({
        address: textOfValue(values['address']),
        title: textOfValue(values['title']),
        time: countedTime(numberOf(values['visit_date']), unixMicroseconds, 'Firefox history, moz_historyvisits.visit_date'),
        precision: 'sub-millisecond',
        source: 'Firefox history, table moz_historyvisits',
        browser,
        facts: typeFacts(numberOf(values['visit_type'])),
      }),
  });
}

// nsINavHistoryService.idl, TRANSITION_…
const visitTypes = [
  '',
  'link',
  'address typed',
  'bookmark',
  'embedded',
  'permanent redirect',
  'temporary redirect',
  'download',
  'frame',
  'reload',
];

function typeFacts(type: number | bigint | null): RuleValue[] {
  return type === null ? [] : [{ name: 'reached by', value: visitTypes[Number(type)] ?? `type ${String(type)}` }];
}

// A download is two annotations of the address of its file: where it was saved, and how it ended (JSON). The page that led to
// it is the visit before the one of the file.
function* downloads(database: SqliteDatabase, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const container: ContainerRef = { kind: 'downloads', locator: context.locator };
  const attribute = (name: string): string => `(SELECT id FROM moz_anno_attributes WHERE name = '${name}')`;
  const referrer =
    'SELECT rp.url FROM moz_historyvisits v JOIN moz_historyvisits r ON r.id = v.from_visit JOIN moz_places rp ON rp.id = r.place_id WHERE v.place_id = t.place_id ORDER BY v.visit_date DESC LIMIT 1';
  const hasOrigin = database.has('moz_historyvisits', 'id', 'from_visit');
  yield* onlyWebmail(database, context, container, 'moz_annos', 'annotations, among them downloads,', {
    columns: {
      ...presentColumns(database, 'moz_annos', ['dateadded', 'content']),
      isTarget: `t.anno_attribute_id = ${attribute('downloads/destinationFileURI')}`,
      metadata: `(SELECT m.content FROM moz_annos m WHERE m.place_id = t.place_id AND m.anno_attribute_id = ${attribute('downloads/metaData')} LIMIT 1)`,
      address: 'p.url',
      referrer: hasOrigin ? `CASE WHEN t.anno_attribute_id = ${attribute('downloads/destinationFileURI')} THEN (${referrer}) END` : 'NULL',
    },
    joins: 'LEFT JOIN moz_places p ON p.rowid = t.place_id',
    claimsOf: ({ values }: SqliteRow) =>
      values['isTarget'] !== 1
        ? null
        : downloadEvent({
            path: textOfValue(values['content']),
            addresses: [textOfValue(values['address']), textOfValue(values['referrer'])].filter((address) => address !== ''),
            time: countedTime(numberOf(values['dateadded']), unixMicroseconds, 'Firefox history, moz_annos.dateAdded'),
            precision: 'sub-millisecond',
            outcome: '',
            source: 'Firefox history, annotation downloads/destinationFileURI',
            browser,
            facts:
              textOfValue(values['metadata']) === ''
                ? []
                : [{ name: 'downloads/metaData', value: textOfValue(values['metadata']).slice(0, 500) }],
          }),
  });
}
