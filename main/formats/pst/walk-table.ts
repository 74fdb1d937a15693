import type { Outcome } from 'libpff-wasm';
import { itemStep } from '#model/index.ts';
import type { ReadContext, ReaderOutput } from '../reader.ts';
import { noteRepeated, type ItemTable, type OtherEngine } from './listing.ts';
import { damagedText } from './message-record.ts';
import { Reopenable, type StoreSession } from './reopenable.ts';
import type { StoreItem } from './store-item.ts';
import { keptOpen, trouble, walkAssociated, walkMessage, type ItemWalk } from './walk-item.ts';

/** How the items of a store are read. */
export interface StoreItemWalk extends ItemWalk {
  readonly context: ReadContext;
}

/** How items are read that libpff opens. */
export function itemWalk(session: StoreSession, context: ReadContext, storeCodepage: number | null): StoreItemWalk {
  return { context, storeCodepage, allocation: 'allocated', openable: (open) => new Reopenable(session, open) };
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
