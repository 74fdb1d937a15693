import type { Outcome } from 'libpff-wasm';
import { itemStep, type ContainerRef } from '#model/index.ts';
import { defaultCodepage } from '../mime/codepage.ts';
import type { ReadContext, ReaderOutput } from '../reader.ts';
import { rowFinder, sortOut, tellSortedOut } from './folder-rows.ts';
import type { StoreItem } from './store-item.ts';
import { tellHidden } from './store-notes.ts';
import { folderPaths } from './structure/folder-paths.ts';
import { nodeTypes, typeOfNode } from './structure/node-types.ts';
import type { StoreStructure } from './structure/store-structure.ts';
import { openStructureItem } from './structure/structure-item.ts';
import { keptOpen, trouble, walkAssociated, walkMessage, type ItemWalk } from './walk-item.ts';

/**
 * Reads all folders of a store that libpff refuses, in the order of their node identifiers: each with the items that its
 * tables list or, where those are lost, with those that name it as their parent.
 * @param met takes the node identifiers of all folders and items that were met
 */
export function* walkSalvaged(
  structure: StoreStructure,
  context: ReadContext,
  storeCodepage: number | null,
  met: Set<number>,
): Generator<ReaderOutput, void, undefined> {
  const paths = folderPaths(structure, context.folderPath, storeCodepage ?? defaultCodepage);
  const walk: ItemWalk = { context, storeCodepage, allocation: 'allocated', openable: keptOpen };
  const rowsOf = rowFinder(structure);
  for (const folder of structure.nodes.all()) {
    const type = typeOfNode(folder.nodeId);
    if (type !== nodeTypes.folder && type !== nodeTypes.searchFolder) continue;
    met.add(folder.nodeId);
    const path = paths.pathOf(folder.nodeId);
    const container: ContainerRef = { locator: [...context.locator, itemStep(folder.nodeId)], kind: 'store-folder', title: path.join('/') };
    const opened = openNode(structure, folder.nodeId);
    if (opened.ok) yield* tellHidden(opened.value.properties, container);
    const tables = [
      // What a search folder lists lies in other folders.
      ...(type === nodeTypes.folder ? [{ table: 'messages', container } as const] : []),
      { table: 'associated', container: { ...container, kind: 'associated-items' } } as const,
    ];
    for (const { table, container: booked } of tables) {
      const rows = rowsOf(folder.nodeId, table);
      if (rows?.from === 'parents') yield tableLost(booked);
      const sorted = sortOut(rows ?? { nodeIds: [], from: 'table' }, table, met);
      if (table === 'messages' || sorted.nodeIds.length > 0) yield { kind: 'expected', container: booked, items: sorted.nodeIds.length };
      yield* tellSortedOut(sorted, booked);
      for (const nodeId of sorted.nodeIds) {
        const place = {
          item: keptOpen(() => openNode(structure, nodeId)),
          locator: [...context.locator, itemStep(nodeId)],
          parent: null,
          path,
          container: booked,
          folderLocator: container.locator,
          depth: 0,
          otherwise: null,
        };
        yield* table === 'messages' ? walkMessage(walk, place) : walkAssociated(walk, place);
      }
    }
  }
}

/** Opens an item by its node identifier. */
export function openNode(structure: StoreStructure, nodeId: number): Outcome<StoreItem> {
  const node = structure.nodes.find(nodeId);
  if (node !== null) return openStructureItem(structure.items, nodeId, node);
  return { ok: false, error: { message: 'the node B-tree does not list it', backtrace: '', isFatal: false } };
}

function tableLost(container: ContainerRef): ReaderOutput {
  const detail = 'The table of the folder could not be read; the items are those that name the folder as their parent.';
  return trouble(container, { code: 'folder-unreadable', effect: 'recovered', stage: 'read', locator: container.locator, detail });
}
