import type { Folder } from 'libpff-wasm';
import type { ContainerRef, Limits, Locator } from '#model/index.ts';
import type { ReaderOutput } from '../reader.ts';
import { recordsOf, storedItem, type ReadFacts } from './associated-record.ts';
import { defaultCodepage } from '../mime/codepage.ts';
import { propertyBag } from './property-bag.ts';
import { factsOfHomePage, homePageId } from './rules/item-facts.ts';

/**
 * Gives out the record of a rule or setting and the records within it.
 *
 * What lies beside or within an item has an account of its own, as attached messages have: a folder's count stays what its
 * tables say. The kind of that container is `settings` for what a message or folder says beside its items, `rules` for the
 * rules of a rules stream.
 * @param container where the item is booked
 */
export function* bookFacts(read: ReadFacts, container: ContainerRef): Generator<ReaderOutput, void, undefined> {
  const { record, diagnostics, inner, lostInner } = read;
  yield { kind: 'record', container, record };
  for (const diagnostic of diagnostics) yield { kind: 'diagnostic', container, diagnostic };
  if (inner.length === 0 && lostInner === null) return;
  const within: ContainerRef = { locator: record.locator, kind: 'rules' };
  // Rules that could not be told apart are one loss: how many they were is only what a damaged stream says.
  yield { kind: 'expected', container: within, items: expectedOf(read, inner.length) + (lostInner === null ? 0 : 1) };
  for (const rule of inner) yield { kind: 'record', container: within, record: rule };
  if (lostInner !== null) yield { kind: 'diagnostic', container: within, diagnostic: lostInner };
}

/** Gives out a record that lies beside a message or folder, in an account of its own. */
export function* bookBeside(read: ReadFacts, locator: Locator): Generator<ReaderOutput, void, undefined> {
  const container: ContainerRef = { locator, kind: 'settings' };
  yield { kind: 'expected', container, items: expectedOf(read, 1) };
  yield* bookFacts(read, container);
}

// What comes out of a recovered item was never expected.
function expectedOf({ record }: ReadFacts, items: number): number {
  return record.observed.allocation === 'allocated' ? items : 0;
}

/** Where a folder stands, and what applies to its reading. */
export interface FolderSettingsPlace {
  readonly locator: Locator;
  readonly folderPath: readonly string[];
  readonly storeCodepage: number | null;
  readonly limits: Limits;
}

/** Gives out what the properties of a folder set: its home page, where it has one. */
export function* bookFolderSettings(folder: Folder, place: FolderSettingsPlace): Generator<ReaderOutput, void, undefined> {
  const bag = propertyBag(folder.properties, place.storeCodepage ?? defaultCodepage);
  const item = storedItem(folder, bag, place);
  const stored = item.value(homePageId);
  if (stored === null || (stored.sizeBytes === 0 && stored.trouble === null)) return;
  const locator: Locator = [...place.locator, { kind: 'setting', at: 'home-page' }];
  // A folder is no record, so that of its home page has no parent.
  const facts = { locator, parent: null, sizeBytes: stored.sizeBytes, allocation: 'allocated', message: null } as const;
  yield* bookBeside(recordsOf(factsOfHomePage(item, stored), facts), place.locator);
}
