import type { ContentsKind, Folder, Outcome } from 'libpff-wasm';
import { formatLocator, itemStep, type ContainerRef, type Locator } from '#model/index.ts';
import type { ReadContext, ReaderOutput } from '../reader.ts';
import { bookFolderSettings } from './book-facts.ts';
import { defaultCodepage } from '../mime/codepage.ts';
import { sortOut, tellSortedOut, type FolderRows, type ItemTable, type RowFinder } from './folder-rows.ts';
import { propertyBag } from './property-bag.ts';
import { Reopenable, type StoreSession } from './reopenable.ts';
import type { StoreItem } from './store-item.ts';
import { keptOpen, trouble, walkAssociated, walkMessage, type ItemWalk } from './walk-item.ts';

/** What holds for the whole walk. */
interface Walk extends ItemWalk {
  readonly session: StoreSession;
  readonly other: OtherEngine | null;
  /** Node identifiers of items that were met: a damaged table may list one again and again. */
  readonly met: Set<number>;
}

/** The engine that is asked where libpff fails. */
export interface OtherEngine {
  /** Opens an item by its node identifier. */
  open(nodeId: number): Outcome<StoreItem>;
  readonly rowsOf: RowFinder;
}

/** A folder that is being read. */
interface FolderPlace {
  readonly folder: Reopenable<Folder>;
  readonly locator: Locator;
  readonly path: readonly string[];
  readonly depth: number;
}

/**
 * Reads all folders of an open store, from its root.
 * @param met takes the node identifiers of all folders and items that are listed
 */
export function* walkStore(
  session: StoreSession,
  context: ReadContext,
  storeCodepage: number | null,
  met = new Set<number>(),
  other: OtherEngine | null = null,
): Generator<ReaderOutput, void, undefined> {
  const openable: Walk['openable'] = (open) => new Reopenable(session, open);
  const walk: Walk = { session, context, storeCodepage, allocation: 'allocated', openable, met, other };
  const root = new Reopenable(session, () => {
    const store = session.store();
    return store.ok ? store.value.rootFolder() : store;
  });
  const opened = root.get();
  if (!opened.ok) {
    const store: ContainerRef = { locator: context.locator, kind: 'store' };
    yield { kind: 'expected', container: store, items: 1 };
    const detail = `The root folder could not be opened: ${opened.error.message}`;
    yield trouble(store, { code: 'store-unreadable', effect: 'item-lost', stage: 'read', locator: context.locator, detail });
    return;
  }
  const locator = [...context.locator, itemStep(opened.value.nodeId)];
  yield* walkFolder(walk, { folder: root, locator, path: context.folderPath, depth: 0 }, opened.value);
  root.close();
}

function* walkFolder(walk: Walk, place: FolderPlace, folder: Folder): Generator<ReaderOutput, void, undefined> {
  const container = folderContainer(place);
  const associated: ContainerRef = { ...container, kind: 'associated-items' };
  for (const { backtrace } of folder.troubles.filter(({ part }) => part === 'blocks')) {
    const detail = `What the folder lists or says may be wrong: ${backtrace}`;
    yield trouble(container, { code: 'store-damaged', effect: 'noted', stage: 'read', locator: place.locator, detail });
  }
  if (isSearchFolder(folder)) {
    yield* noteSearchFolder(folder, container);
    // libpff takes the table of a search folder's associated items for its messages: they stand one type further on.
    if ((folder.counts.messages ?? 0) > 0) yield* walkItems(walk, place, folder, 'messages', associated);
  } else {
    yield* walkItems(walk, place, folder, 'messages', container);
    if (folder.counts.associated !== 0) yield* walkItems(walk, place, folder, 'associated', associated);
  }
  yield* bookFolderSettings(folder, { ...walk, ...place, folderPath: place.path, limits: walk.context.limits });
  yield* walkFolders(walk, place, folder);
}

function* walkFolders(walk: Walk, place: FolderPlace, folder: Folder): Generator<ReaderOutput, void, undefined> {
  const container = folderContainer(place);
  const count = folder.counts.folders;
  const { limits } = walk.context;
  if (count === null) {
    yield folderUnreadable(container, `The list of folders below ${quoted(place.path)} could not be read: ${reasonOf(folder, 'folders')}`);
    return;
  }
  if (count > 0 && place.depth >= limits.folderDepth) {
    const detail = `Folders below ${quoted(place.path)} lie deeper than ${String(limits.folderDepth)} levels and were not read.`;
    yield trouble(container, { code: 'limit-reached', effect: 'limit-reached', stage: 'read', locator: place.locator, detail });
    return;
  }
  for (let row = 0; row < count; row += 1) {
    const child = new Reopenable(walk.session, () => {
      const parent = place.folder.get();
      return parent.ok ? parent.value.openFolder(row) : parent;
    });
    const opened = child.get();
    if (!opened.ok) {
      yield folderUnreadable(container, `Folder ${String(row)} below ${quoted(place.path)} could not be opened: ${opened.error.message}`);
      continue;
    }
    const name = propertyBag(opened.value.properties, walk.storeCodepage ?? defaultCodepage).text(0x3001) ?? '';
    const locator = [...walk.context.locator, itemStep(opened.value.nodeId)];
    if (walk.met.has(opened.value.nodeId)) {
      yield noteRepeated(container, locator, 'folder');
    } else {
      walk.met.add(opened.value.nodeId);
      yield* walkFolder(walk, { folder: child, locator, path: [...place.path, name], depth: place.depth + 1 }, opened.value);
    }
    child.close();
  }
}

function folderContainer({ locator, path }: FolderPlace): ContainerRef {
  return { locator, kind: 'store-folder', title: path.join('/') };
}

/** Reads the items of one table of a folder, in its order. */
function* walkItems(
  walk: Walk,
  place: FolderPlace,
  folder: Folder,
  kind: Exclude<ContentsKind, 'folders'>,
  container: ContainerRef,
): Generator<ReaderOutput, void, undefined> {
  // What the folder says of itself was read when it was opened; its table is asked for anew, as libpff may have died since.
  const current = place.folder.get();
  const contents = current.ok ? current.value.contents(kind) : current;
  if (folder.counts[kind] === null || !contents.ok) {
    yield* tableUnreadable(walk, place, folder, kind, container);
    return;
  }
  const rows = contents.value;
  const isNew = Array.from(rows, (nodeId) => {
    if (nodeId !== 0 && walk.met.has(nodeId)) return false;
    walk.met.add(nodeId);
    return true;
  });
  yield { kind: 'expected', container, items: isNew.filter(Boolean).length };
  for (const [row, nodeId] of rows.entries()) {
    // A row whose identifier cannot be read is named by its place.
    const locator = nodeId === 0 ? [...place.locator, { kind: 'row', at: String(row) }] : [...walk.context.locator, itemStep(nodeId)];
    if (isNew[row] !== true) {
      yield noteRepeated(container, locator, 'item');
      continue;
    }
    const item = new Reopenable(walk.session, () => {
      const parent = place.folder.get();
      if (!parent.ok) return parent;
      return kind === 'messages' ? parent.value.openMessage(row) : parent.value.openAssociated(row);
    });
    const { other } = walk;
    const otherwise = other === null || nodeId === 0 ? null : (): Outcome<StoreItem> => other.open(nodeId);
    const itemPlace = { item, locator, parent: null, path: place.path, container, folderLocator: place.locator, depth: 0, otherwise };
    yield* container.kind === 'associated-items' ? walkAssociated(walk, itemPlace) : walkMessage(walk, itemPlace);
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
  walk: Walk,
  place: FolderPlace,
  folder: Folder,
  kind: Exclude<ContentsKind, 'folders'>,
  container: ContainerRef,
): Generator<ReaderOutput, void, undefined> {
  const reason = reasonOf(folder, kind);
  // The folder itself says how many items it has (PidTagContentCount, PidTagAssociatedContentCount).
  const claimed = propertyBag(folder.properties, walk.storeCodepage ?? defaultCodepage).integer(kind === 'messages' ? 0x3602 : 0x3617);
  // libpff's tables of a search folder stand one type further on.
  const table = container.kind === 'associated-items' ? 'associated' : 'messages';
  const rows = walk.other?.rowsOf(folder.nodeId, table) ?? null;
  if (rows === null) {
    yield { kind: 'expected', container, items: Math.max(1, claimed ?? 0) };
    const detail = `The items of ${quoted(place.path)} could not be listed: ${reason}`;
    yield trouble(container, { code: 'folder-unreadable', effect: 'item-lost', stage: 'read', locator: place.locator, detail });
    return;
  }
  const from =
    rows.from === 'table'
      ? 'those of the table as the structure engine reads it'
      : 'those that name the folder as their parent in the node B-tree';
  const detail = `libpff could not list the items of ${quoted(place.path)} (${reason}); they are ${from}.`;
  yield trouble(container, { code: 'folder-unreadable', effect: 'recovered', stage: 'read', locator: place.locator, detail });
  yield* walkOtherRows(walk, place, rows, container, table);
  if ((claimed ?? 0) > rows.nodeIds.length) yield* fewerThanClaimed(container, claimed ?? 0, rows.nodeIds.length);
}

// The items are read by the engine that listed them: libpff opens items by the rows of the table that it cannot read.
function* walkOtherRows(
  walk: Walk,
  place: FolderPlace,
  rows: FolderRows,
  container: ContainerRef,
  table: ItemTable,
): Generator<ReaderOutput, void, undefined> {
  const { other } = walk;
  if (other === null) return;
  const sorted = sortOut(rows, table, walk.met);
  yield { kind: 'expected', container, items: sorted.nodeIds.length };
  yield* tellSortedOut(sorted, container);
  for (const nodeId of sorted.nodeIds) {
    const item = keptOpen(() => other.open(nodeId));
    const locator = [...walk.context.locator, itemStep(nodeId)];
    const itemPlace = { item, locator, parent: null, path: place.path, container, folderLocator: place.locator, depth: 0, otherwise: null };
    const read = { ...walk, openable: keptOpen };
    yield* table === 'associated' ? walkAssociated(read, itemPlace) : walkMessage(read, itemPlace);
    item.close();
  }
}

// Nobody can name the items that are missing; as one loss they keep the folder from passing for whole.
function* fewerThanClaimed(container: ContainerRef, claimed: number, found: number): Generator<ReaderOutput, void, undefined> {
  yield { kind: 'expected', container, items: 1 };
  const detail = `The folder says that it has ${String(claimed)} items; ${String(found)} were found. The others are booked as one loss.`;
  yield trouble(container, { code: 'folder-unreadable', effect: 'item-lost', stage: 'read', locator: container.locator, detail });
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
