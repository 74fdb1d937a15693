import { builtDatabase } from '#test/support/sqlite-builder.ts';

/** A page that was visited, in a browser's own unit of time. */
export interface BuiltVisit {
  readonly url: string;
  readonly title: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly transition?: number;
}

/** A file that was downloaded. */
export interface BuiltDownload {
  readonly path: string;
  readonly at: number;
  readonly chain: readonly string[];
  readonly tabUrl: string;
}

const webkit = (milliseconds: number): bigint => BigInt(milliseconds - Date.UTC(1601, 0, 1)) * 1000n;

/** A `History` of Chromium with the tables and columns that its source creates. */
export function chromiumHistoryFile(visits: readonly BuiltVisit[], downloads: readonly BuiltDownload[] = []): Uint8Array {
  return builtDatabase((database) => {
    database.exec(
      'CREATE TABLE urls(id INTEGER PRIMARY KEY AUTOINCREMENT, url LONGVARCHAR, title LONGVARCHAR, visit_count INTEGER DEFAULT 0 NOT NULL, typed_count INTEGER DEFAULT 0 NOT NULL, last_visit_time INTEGER NOT NULL, hidden INTEGER DEFAULT 0 NOT NULL);' +
        'CREATE TABLE visits(id INTEGER PRIMARY KEY AUTOINCREMENT, url INTEGER NOT NULL, visit_time INTEGER NOT NULL, from_visit INTEGER, transition INTEGER DEFAULT 0 NOT NULL, segment_id INTEGER, visit_duration INTEGER DEFAULT 0 NOT NULL);' +
        'CREATE TABLE downloads(id INTEGER PRIMARY KEY, guid VARCHAR NOT NULL, current_path LONGVARCHAR NOT NULL, target_path LONGVARCHAR NOT NULL, start_time INTEGER NOT NULL, received_bytes INTEGER NOT NULL, total_bytes INTEGER NOT NULL, state INTEGER NOT NULL, danger_type INTEGER NOT NULL, end_time INTEGER NOT NULL, opened INTEGER NOT NULL, referrer VARCHAR NOT NULL, tab_url VARCHAR NOT NULL, mime_type VARCHAR(255) NOT NULL);' +
        'CREATE TABLE downloads_url_chains(id INTEGER NOT NULL, chain_index INTEGER NOT NULL, url LONGVARCHAR NOT NULL, PRIMARY KEY (id, chain_index));',
    );
    visits.forEach(({ url, title, at, transition = 0 }, index) => {
      database.run('INSERT INTO urls(id, url, title, last_visit_time) VALUES (?, ?, ?, ?)', [index + 1, url, title, webkit(at)]);
      database.run('INSERT INTO visits(id, url, visit_time, transition) VALUES (?, ?, ?, ?)', [
        index + 1,
        index + 1,
        webkit(at),
        transition,
      ]);
    });
    downloads.forEach(({ path, at, chain, tabUrl }, index) => {
      database.run("INSERT INTO downloads VALUES (?, 'g', ?, ?, ?, 10, 10, 1, 0, ?, 0, '', ?, 'application/pdf')", [
        ...[index + 1, path, path, webkit(at), webkit(at), tabUrl],
      ]);
      chain.forEach((url, place) => database.run('INSERT INTO downloads_url_chains VALUES (?, ?, ?)', [index + 1, place, url]));
    });
  }).bytes;
}

/** A `places.sqlite` of Firefox; a download is found at the address that ends its chain, reached from its tab. */
export function firefoxPlacesFile(visits: readonly BuiltVisit[], downloads: readonly BuiltDownload[] = []): Uint8Array {
  return builtDatabase((database) => {
    database.exec(
      'CREATE TABLE moz_places(id INTEGER PRIMARY KEY, url LONGVARCHAR, title LONGVARCHAR, rev_host LONGVARCHAR, visit_count INTEGER DEFAULT 0, last_visit_date INTEGER);' +
        'CREATE TABLE moz_historyvisits(id INTEGER PRIMARY KEY, from_visit INTEGER, place_id INTEGER, visit_date INTEGER, visit_type INTEGER, session INTEGER);' +
        'CREATE TABLE moz_anno_attributes(id INTEGER PRIMARY KEY, name VARCHAR(32) UNIQUE NOT NULL);' +
        'CREATE TABLE moz_annos(id INTEGER PRIMARY KEY, place_id INTEGER NOT NULL, anno_attribute_id INTEGER, content LONGVARCHAR, flags INTEGER, dateAdded INTEGER, lastModified INTEGER);' +
        "INSERT INTO moz_anno_attributes VALUES (1, 'downloads/destinationFileURI'), (2, 'downloads/metaData');",
    );
    let next = 1;
    const visit = (url: string, title: string, at: number, type: number, from: number): number => {
      const id = next++;
      database.run('INSERT INTO moz_places(id, url, title) VALUES (?, ?, ?)', [id, url, title]);
      database.run('INSERT INTO moz_historyvisits VALUES (?, ?, ?, ?, ?, 0)', [id, from, id, BigInt(at) * 1000n, type]);
      return id;
    };
    for (const { url, title, at, transition = 1 } of visits) visit(url, title, at, transition, 0);
    for (const { path, at, chain, tabUrl } of downloads) {
      const tab = visit(tabUrl, '', at - 1000, 1, 0);
      const file = visit(chain.at(-1) ?? '', '', at, 7, tab);
      database.run('INSERT INTO moz_annos(place_id, anno_attribute_id, content, dateAdded) VALUES (?, 1, ?, ?)', [
        file,
        path,
        BigInt(at) * 1000n,
      ]);
      database.run('INSERT INTO moz_annos(place_id, anno_attribute_id, content, dateAdded) VALUES (?, 2, ?, ?)', [
        ...[file, '{"state":1,"fileSize":10}', BigInt(at) * 1000n],
      ]);
    }
  }).bytes;
}

/** A `History.db` of Safari. */
export function safariHistoryFile(visits: readonly BuiltVisit[]): Uint8Array {
  return builtDatabase((database) => {
    database.exec(
      'CREATE TABLE history_items(id INTEGER PRIMARY KEY AUTOINCREMENT, url TEXT NOT NULL UNIQUE, visit_count INTEGER NOT NULL);' +
        'CREATE TABLE history_visits(id INTEGER PRIMARY KEY AUTOINCREMENT, history_item INTEGER NOT NULL, visit_time REAL NOT NULL, title TEXT NULL, load_successful BOOLEAN NOT NULL DEFAULT 1, origin INTEGER NOT NULL DEFAULT 0);',
    );
    visits.forEach(({ url, title, at }, index) => {
      database.run('INSERT INTO history_items VALUES (?, ?, 1)', [index + 1, url]);
      database.run('INSERT INTO history_visits(id, history_item, visit_time, title) VALUES (?, ?, ?, ?)', [
        ...[index + 1, index + 1, (at - Date.UTC(2001, 0, 1)) / 1000, title],
      ]);
    });
  }).bytes;
}
