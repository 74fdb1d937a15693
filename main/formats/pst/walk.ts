import { damagedBlocksIn, type ContentsKind, type Folder, type Outcome } from 'libpff-wasm';
import { formatLocator, itemStep, type ContainerRef, type Locator } from '#model/index.ts';
import type { ReadContext, ReaderOutput } from '../reader.ts';
import { bookFolderSettings } from './book-facts.ts';
import { defaultCodepage } from '../mime/codepage.ts';
import { sortOut, tellSortedOut, type RowFinder } from './folder-rows.ts';
import { damagedText } from './message-record.ts';
import { propertyBag } from './property-bag.ts';
import { Reopenable, type StoreSession } from './reopenable.ts';
import type { StoreItem } from './store-item.ts';
import { keptOpen, trouble, walkAssociated, walkMessage, type ItemWalk } from './walk-item.ts';

/** What holds for the listing of a store. */
export interface Listing {
  readonly session: StoreSession;
  readonly context: Pick<ReadContext, 'locator' | 'folderPath' | 'limits'>;
  readonly storeCodepage: number | null;
  /** Lists what libpff cannot. */
  readonly other: OtherEngine | null;
  /** Takes the node identifiers of all folders and items that are listed: a damaged table may list one again and again. */
  readonly met: Set<number>;
  /** To be called before a folder is opened, as `ReadContext.enter` before an item is. */
  enterFolder(folder: Locator, container: ContainerRef): boolean;
  /** Given a folder of many items once it is listed, to keep it open or close it. Null: it is closed as all others are. */
  readonly onKept: ((folder: Reopenable<Folder>) => void) | null;
}

/** What a walk over the folders comes to: something to tell, or a table of items to read. */
export type WalkStep = { readonly step: 'output'; readonly output: ReaderOutput } | { readonly step: 'items'; readonly table: ItemTable };

/** A table of items of a folder. */
export interface ItemTable {
  readonly place: FolderPlace;
  readonly kind: Exclude<ContentsKind, 'folders'>;
  readonly container: ContainerRef;
  /** Node identifiers in the order of the table; 0 for a row that has none that can be read. */
  readonly rows: Uint32Array;
  /** For each row, whether nothing listed its item before. */
  readonly isNew: readonly boolean[];
  /** The engine that listed the rows reads their items: libpff opens items by the rows of its table. */
  readonly by: 'libpff' | 'structure';
}

/** The engine that is asked where libpff fails. */
export interface OtherEngine {
  /** Opens an item by its node identifier. */
  open(nodeId: number): Outcome<StoreItem>;
  readonly rowsOf: RowFinder;
}

/** A folder and where it stands. */
export interface FolderPlace {
  readonly folder: Reopenable<Folder>;
  readonly locator: Locator;
  readonly path: readonly string[];
  readonly depth: number;
}

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

/** How the items of a store are read. */
export interface StoreItemWalk extends ItemWalk {
  readonly context: ReadContext;
}

/** How items are read that libpff opens. */
export function itemWalk(session: StoreSession, context: ReadContext, storeCodepage: number | null): StoreItemWalk {
  return { context, storeCodepage, allocation: 'allocated', openable: (open) => new Reopenable(session, open) };
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

function told(output: ReaderOutput): WalkStep {
  return { step: 'output', output };
}

function* toldAll(outputs: Iterable<ReaderOutput>): Generator<WalkStep, void, undefined> {
  for (const output of outputs) yield told(output);
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

/** Reads items of one table of a folder. @param wanted the rows to read, counted from 0 */
export function* walkItems(
  walk: StoreItemWalk,
  table: ItemTable,
  wanted: Iterable<number>,
  session: StoreSession,
  other: OtherEngine | null,
): Generator<ReaderOutput, void, undefined> {
  const { place, kind, container, rows, isNew } = table;
  if (table.by === 'structure') {
    yield* walkOtherRows(walk, table, wanted, other);
    return;
  }
  let generation: number | null = null;
  for (const row of wanted) {
    place.folder.get();
    // What opening it, maybe not for the first time, met of damage was told when it was listed.
    if (session.generation !== generation) session.damagedBlocks();
    ({ generation } = session);
    const nodeId = rows[row] ?? 0;
    // A row whose identifier cannot be read is named by its place.
    const locator = nodeId === 0 ? [...place.locator, { kind: 'row', at: String(row) }] : [...walk.context.locator, itemStep(nodeId)];
    if (isNew[row] !== true) {
      yield noteRepeated(container, locator, 'item');
      continue;
    }
    const item = walk.openable<StoreItem>(() => {
      const parent = place.folder.get();
      if (!parent.ok) return parent;
      return kind === 'messages' ? parent.value.openMessage(row) : parent.value.openAssociated(row);
    });
    const otherwise = other === null || nodeId === 0 ? null : (): Outcome<StoreItem> => other.open(nodeId);
    const itemPlace = { item, locator, parent: null, path: place.path, container, folderLocator: place.locator, depth: 0, otherwise };
    yield* container.kind === 'associated-items' ? walkAssociated(walk, itemPlace) : walkMessage(walk, itemPlace);
    item.close();
    const blocks = session.damagedBlocks();
    if (blocks === 0) continue;
    const detail = `What lies within or beside the item may be wrong: ${damagedText(blocks)}`;
    yield trouble(container, { code: 'store-damaged', effect: 'noted', stage: 'read', locator, detail });
  }
}

// The items of a table that the other engine listed are read by it.
function* walkOtherRows(
  walk: StoreItemWalk,
  { place, container, rows }: ItemTable,
  wanted: Iterable<number>,
  other: OtherEngine | null,
): Generator<ReaderOutput, void, undefined> {
  if (other === null) return;
  const read = { ...walk, openable: keptOpen };
  for (const row of wanted) {
    const nodeId = rows[row] ?? 0;
    const item = keptOpen(() => other.open(nodeId));
    const locator = [...walk.context.locator, itemStep(nodeId)];
    const itemPlace = { item, locator, parent: null, path: place.path, container, folderLocator: place.locator, depth: 0, otherwise: null };
    yield* container.kind === 'associated-items' ? walkAssociated(read, itemPlace) : walkMessage(read, itemPlace);
    item.close();
  }
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

function* tableUnreadable(
  listing: Listing,
  place: FolderPlace,
  folder: Folder,
  kind: Exclude<ContentsKind, 'folders'>,
  container: ContainerRef,
): Generator<WalkStep, void, undefined> {
  const reason = reasonOf(folder, kind);
  // The folder itself says how many items it has (PidTagContentCount, PidTagAssociatedContentCount).
  const claimed = propertyBag(folder.properties, listing.storeCodepage ?? defaultCodepage).integer(kind === 'messages' ? 0x3602 : 0x3617);
  // libpff's tables of a search folder stand one type further on.
  const table = container.kind === 'associated-items' ? 'associated' : 'messages';
  const found = listing.other?.rowsOf(folder.nodeId, table) ?? null;
  if (found === null) {
    yield told({ kind: 'expected', container, items: Math.max(1, claimed ?? 0) });
    const detail = `The items of ${quoted(place.path)} could not be listed: ${reason}`;
    yield told(trouble(container, { code: 'folder-unreadable', effect: 'item-lost', stage: 'read', locator: place.locator, detail }));
    return;
  }
  const from =
    found.from === 'table'
      ? 'those of the table as the structure engine reads it'
      : 'those that name the folder as their parent in the node B-tree';
  const detail = `libpff could not list the items of ${quoted(place.path)} (${reason}); they are ${from}.`;
  yield told(trouble(container, { code: 'folder-unreadable', effect: 'recovered', stage: 'read', locator: place.locator, detail }));
  const sorted = sortOut(found, table, listing.met);
  yield told({ kind: 'expected', container, items: sorted.nodeIds.length });
  yield* toldAll(tellSortedOut(sorted, container));
  const rows = Uint32Array.from(sorted.nodeIds);
  const isNew = sorted.nodeIds.map(() => true);
  if (rows.length > 0) yield { step: 'items', table: { place, kind, container, rows, isNew, by: 'structure' } };
  if ((claimed ?? 0) > found.nodeIds.length) yield* fewerThanClaimed(container, claimed ?? 0, found.nodeIds.length);
}

// Nobody can name the items that are missing; as one loss they keep the folder from passing for whole.
function* fewerThanClaimed(container: ContainerRef, claimed: number, found: number): Generator<WalkStep, void, undefined> {
  yield told({ kind: 'expected', container, items: 1 });
  const detail = `The folder says that it has ${String(claimed)} items; ${String(found)} were found. The others are booked as one loss.`;
  yield told(trouble(container, { code: 'folder-unreadable', effect: 'item-lost', stage: 'read', locator: container.locator, detail }));
}

function reasonOf(folder: Folder, part: ContentsKind): string {
  return folder.troubles.find((met) => met.part === part)?.backtrace.split('\n')[0] ?? 'the table is damaged';
}

// What lies below an unreadable folder cannot be counted, so no container can book it.
function folderUnreadable(container: ContainerRef, detail: string): ReaderOutput {
  return trouble(container, { code: 'folder-unreadable', effect: 'field-lost', stage: 'read', locator: container.locator, detail });
}

function noteRepeated(container: ContainerRef, locator: Locator, what: string): ReaderOutput {
  const detail = `The ${what} ${formatLocator(locator.slice(-1))} is listed more than once; it was read once.`;
  return trouble(container, { code: 'store-damaged', effect: 'noted', stage: 'read', locator, detail });
}

function quoted(path: readonly string[]): string {
  return path.length === 0 ? 'the root folder' : `the folder ${JSON.stringify(path.join('/'))}`;
}
