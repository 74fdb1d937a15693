/**
 * `formats/thunderbird`: what a Thunderbird profile knows beside its messages.
 *
 * Enters: the files of a profile, each by itself, and what lies around it. Leaves: index entries and messages that only an
 * index knows, rules, accounts, correspondents, access events, settings, each with the bytes or the key that state it.
 * Invariants: no file is known by its name alone; damage costs the entry that it is in.
 */
import type { FormatReader } from '../reader.ts';
import type { DatabaseSchema } from '../sqlite/index.ts';
import { addressBookReader } from './address-book/address-book-reader.ts';
import { addressDatabase } from './databases/address-database.ts';
import { globalDatabase } from './databases/global-database.ts';
import { panoramaDatabase } from './databases/panorama-database.ts';
import { filterLogReader } from './filters/filter-log-reader.ts';
import { filtersReader } from './filters/filters-reader.ts';
import { folderIndexReader } from './folder-index/folder-index-reader.ts';
import { panaceaReader } from './folder-cache/panacea-reader.ts';
import { extensionsKind } from './json/extensions.ts';
import { jsonReader } from './json/json-reader.ts';
import { folderCacheKind, handlersKind, loginsKind, timesKind } from './json/profile-kinds.ts';
import { sessionKind } from './json/session.ts';
import { morkReader } from './mork-reader.ts';
import { preferencesReader } from './preferences/preferences-reader.ts';
import { profilesReader, searchFoldersReader } from './profile/ini-reader.ts';

/** The readers of a profile's files, in the order in which they are to be asked. */
export const thunderbirdReaders: readonly FormatReader[] = [
  folderIndexReader,
  addressBookReader,
  panaceaReader,
  morkReader,
  filtersReader,
  filterLogReader,
  preferencesReader,
  ...[folderCacheKind, sessionKind, extensionsKind, timesKind, handlersKind, loginsKind].map(jsonReader),
  profilesReader,
  searchFoldersReader,
];

/** The databases of a profile, for the SQLite reader. */
export const thunderbirdDatabases: readonly DatabaseSchema[] = [globalDatabase, addressDatabase, panoramaDatabase];
