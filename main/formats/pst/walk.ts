import { damagedBlocksIn, type Folder } from 'libpff-wasm';
import { itemStep, type ContainerRef } from '#model/index.ts';
import type { ReadContext, ReaderOutput } from '../reader.ts';
import { bookFolderSettings } from './book-facts.ts';
import { defaultCodepage } from '../mime/codepage.ts';
import {
  noteRepeated,
  quoted,
  reasonOf,
  told,
  toldAll,
  type FolderPlace,
  type ItemTable,
  type Listing,
  type OtherEngine,
  type WalkStep,
} from './listing.ts';
import { damagedText } from './message-record.ts';
import { propertyBag } from './property-bag.ts';
import { Reopenable, type StoreSession } from './reopenable.ts';
import { tableUnreadable } from './unreadable-table.ts';
import { tellHidden } from './store-notes.ts';
import { trouble } from './walk-item.ts';
import { itemWalk, walkItems } from './walk-table.ts';

/** Reads all folders of an open store, from its root. */
export function* walkStore(
  session: StoreSession,
  context: ReadContext,
  storeCodepage: number | null,
  met = new Set<number>(),
  other: OtherEngine | null = null,
): Generator<ReaderOutput, void, undefined> {
  const enterFolder: Listing['enterFolder'] = (folder, container) => context.enter(folder, container);
  for (const step of listStore({ session, context, storeCodepage, other, met, enterFolder, onKept: null })) {
    if (step.step === 'output') yield step.output;
    else yield* walkItems(itemWalk(session, context, storeCodepage), step.table, step.table.rows.keys(), session, other);
  }
}

/** Lists all folders of an open store, from its root, each with its tables; none of their items is opened. */
export function* listStore(listing: Listing): Generator<WalkStep, void, undefined> {
  const { session, context } = listing;
  const root = new Reopenable(session, () => {
    const store = session.store();
    return store.ok ? store.value.rootFolder() : store;
  });
  const opened = root.get();
  if (!opened.ok) {
    const store: ContainerRef = { locator: context.locator, kind: 'store' };
    yield told({ kind: 'expected', container: store, items: 1 });
    const detail = `The root folder could not be opened: ${opened.error.message}`;
    yield told(trouble(store, { code: 'store-unreadable', effect: 'item-lost', stage: 'read', locator: context.locator, detail }));
    return;
  }
  const locator = [...context.locator, itemStep(opened.value.nodeId)];
  const isKept = yield* listFolder(listing, { folder: root, locator, path: context.folderPath, depth: 0 }, opened.value);
  closeUnless(isKept, root, listing);
}

/** Lists a folder and those within it. @returns whether it must stay open, for its own items or those within it */
function* listFolder(listing: Listing, place: FolderPlace, folder: Folder): Generator<WalkStep, boolean, undefined> {
  const container = folderContainer(place);
  const associated: ContainerRef = { ...container, kind: 'associated-items' };
  yield* tellDamage(container, damagedBlocksIn(folder.troubles) + listing.session.damagedBlocks());
  yield* toldAll(tellHidden(folder.properties, container));
  if (isSearchFolder(folder)) {
    yield* toldAll(noteSearchFolder(folder, container));
    // libpff takes the table of a search folder's associated items for its messages: they stand one type further on.
    if ((folder.counts.messages ?? 0) > 0) yield* listItems(listing, place, folder, 'messages', associated);
  } else {
    yield* listItems(listing, place, folder, 'messages', container);
    if (folder.counts.associated !== 0) yield* listItems(listing, place, folder, 'associated', associated);
  }
  const { limits } = listing.context;
  yield* toldAll(bookFolderSettings(folder, { ...listing, ...place, folderPath: place.path, limits }));
  const isKeptWithin = yield* listFolders(listing, place, folder);
  return isKeptWithin || (folder.counts.messages ?? 0) + (folder.counts.associated ?? 0) >= manyItems;
}

/** A folder of so many items takes long to open; one of fewer is opened again for less than it takes to keep it. */
const manyItems = 200;

function closeUnless(isKept: boolean, folder: Reopenable<Folder>, { onKept }: Listing): void {
  if (isKept && onKept !== null) onKept(folder);
  else folder.close();
}

function* listFolders(listing: Listing, place: FolderPlace, folder: Folder): Generator<WalkStep, boolean, undefined> {
  const container = folderContainer(place);
  const count = folder.counts.folders;
  const { limits } = listing.context;
  let isKeptWithin = false;
  if (count === null) {
    yield told(
      folderUnreadable(container, `The list of folders below ${quoted(place.path)} could not be read: ${reasonOf(folder, 'folders')}`),
    );
    return false;
  }
  if (count > 0 && place.depth >= limits.folderDepth) {
    const detail = `Folders below ${quoted(place.path)} lie deeper than ${String(limits.folderDepth)} levels and were not read.`;
    yield told(trouble(container, { code: 'limit-reached', effect: 'limit-reached', stage: 'read', locator: place.locator, detail }));
    return false;
  }
  for (let row = 0; row < count; row += 1) {
    // Its node is not known before it is open, so it is named by its place.
    if (!listing.enterFolder([...place.locator, { kind: 'folder', at: String(row) }], container)) {
      yield told({ kind: 'expected', container, items: 1 });
      continue;
    }
    const child = new Reopenable(listing.session, () => {
      const parent = place.folder.get();
      return parent.ok ? parent.value.openFolder(row) : parent;
    });
    const opened = child.get();
    if (!opened.ok) {
      const detail = `Folder ${String(row)} below ${quoted(place.path)} could not be opened: ${opened.error.message}`;
      yield told(folderUnreadable(container, detail));
      continue;
    }
    const name = propertyBag(opened.value.properties, listing.storeCodepage ?? defaultCodepage).text(0x3001) ?? '';
    const locator = [...listing.context.locator, itemStep(opened.value.nodeId)];
    let isKept = false;
    if (listing.met.has(opened.value.nodeId)) {
      yield told(noteRepeated(container, locator, 'folder'));
    } else {
      listing.met.add(opened.value.nodeId);
      const within = { folder: child, locator, path: [...place.path, name], depth: place.depth + 1 };
      isKept = yield* listFolder(listing, within, opened.value);
    }
    closeUnless(isKept, child, listing);
    isKeptWithin ||= isKept;
  }
  return isKeptWithin;
}

function* tellDamage(container: ContainerRef, blocks: number): Generator<WalkStep, void, undefined> {
  if (blocks === 0) return;
  const detail = `What the folder says of itself, or lists, may be wrong: ${damagedText(blocks)}`;
  yield told(trouble(container, { code: 'store-damaged', effect: 'noted', stage: 'read', locator: container.locator, detail }));
}

function folderContainer({ locator, path }: FolderPlace): ContainerRef {
  return { locator, kind: 'store-folder', title: path.join('/') };
}

/** Lists the items of one table of a folder. */
function* listItems(
  listing: Listing,
  place: FolderPlace,
  folder: Folder,
  kind: ItemTable['kind'],
  container: ContainerRef,
): Generator<WalkStep, void, undefined> {
  // What the folder says of itself was read when it was opened; its table is asked for anew, as libpff may have died since.
  const current = place.folder.get();
  const contents = current.ok ? current.value.contents(kind) : current;
  if (folder.counts[kind] === null || !contents.ok) {
    yield* tableUnreadable(listing, place, folder, kind, container);
    return;
  }
  // The damage of a table must not pass for that of the item which is read next.
  yield* tellDamage(container, listing.session.damagedBlocks());
  const rows = contents.value;
  const isNew = Array.from(rows, (nodeId) => {
    if (nodeId !== 0 && listing.met.has(nodeId)) return false;
    listing.met.add(nodeId);
    return true;
  });
  yield told({ kind: 'expected', container, items: isNew.filter(Boolean).length });
  if (rows.length > 0) yield { step: 'items', table: { place, kind, container, rows, isNew, by: 'libpff' } };
}

/** Node type of a search folder ([MS-PST] 2.2.2.1). */
function isSearchFolder(folder: Folder): boolean {
  return (folder.nodeId & 0x1f) === 0x03;
}

// The results of a search folder are rows that stand for messages of other folders ([MS-PST] 2.4.8.6.2). libpff takes
// their table for the one of associated items.
function* noteSearchFolder(folder: Folder, container: ContainerRef): Generator<ReaderOutput, void, undefined> {
  yield { kind: 'expected', container, items: 0 };
  const results = folder.counts.associated ?? 0;
  if (results === 0) return;
  const detail = `The search folder lists ${String(results)} messages that lie in other folders; they are read there.`;
  yield trouble(container, { code: 'search-folder', effect: 'noted', stage: 'read', locator: container.locator, detail });
}

// What lies below an unreadable folder cannot be counted, so no container can book it.
function folderUnreadable(container: ContainerRef, detail: string): ReaderOutput {
  return trouble(container, { code: 'folder-unreadable', effect: 'field-lost', stage: 'read', locator: container.locator, detail });
}
