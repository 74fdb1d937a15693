import type { ContentsKind, Folder } from 'libpff-wasm';
import type { ContainerRef } from '#model/index.ts';
import { defaultCodepage } from '../mime/codepage.ts';
import { sortOut, tellSortedOut } from './folder-rows.ts';
import { quoted, reasonOf, told, toldAll, type FolderPlace, type Listing, type WalkStep } from './listing.ts';
import { propertyBag } from './property-bag.ts';
import { trouble } from './walk-item.ts';

/**
 * Tells of a table of items that libpff cannot list: the other engine's rows where something confirms them, else as many losses
 * as the folder says that it has items.
 */
export function* tableUnreadable(
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
