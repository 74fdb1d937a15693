import type { Outcome } from 'libpff-wasm';
import { itemStep, type ContainerRef } from '#model/index.ts';
import { defaultCodepage } from '../mime/codepage.ts';
import type { ReadContext, ReaderOutput } from '../reader.ts';
import { propertyBag } from './property-bag.ts';
import type { StoreItem } from './store-item.ts';
import { folderPaths } from './structure/folder-paths.ts';
import { knownNodes, nodeTypes, relatedNode, typeOfNode } from './structure/node-types.ts';
import type { StoreStructure } from './structure/store-structure.ts';
import { openStructureItem, tableAt } from './structure/structure-item.ts';
import type { NodeEntry } from './structure/tree-page.ts';
import { keptOpen, trouble, walkAssociated, walkMessage, type ItemWalk } from './walk-item.ts';

/** The code page of the store's 8-bit texts (PidTagCodePage 0x66C3), or null. */
export function codepageOfStore(structure: StoreStructure): number | null {
  const node = structure.nodes.find(knownNodes.store);
  const store = node === null ? null : openStructureItem(structure.items, node.nodeId, node);
  return store?.ok === true ? propertyBag(store.value.properties, defaultCodepage).integer(0x66c3) : null;
}

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
  const children = childrenByFolder(structure);
  for (const folder of structure.nodes.all()) {
    const type = typeOfNode(folder.nodeId);
    if (type !== nodeTypes.folder && type !== nodeTypes.searchFolder) continue;
    met.add(folder.nodeId);
    const path = paths.pathOf(folder.nodeId);
    const container: ContainerRef = { locator: [...context.locator, itemStep(folder.nodeId)], kind: 'store-folder', title: path.join('/') };
    const tables = [
      // What a search folder lists lies in other folders.
      ...(type === nodeTypes.folder ? [{ table: nodeTypes.contentsTable, container, items: nodeTypes.message }] : []),
      { table: nodeTypes.associatedTable, container: { ...container, kind: 'associated-items' }, items: nodeTypes.associated },
    ];
    for (const { table, container: booked, items } of tables) {
      const listed = rowsOf(structure, relatedNode(folder.nodeId, table));
      const owned = children.get(folder.nodeId)?.filter((nodeId) => typeOfNode(nodeId) === items) ?? [];
      if (listed === null && owned.length > 0) yield tableLost(booked);
      const nodeIds = (listed ?? owned).filter((nodeId) => !met.has(nodeId) && typeOfNode(nodeId) === items);
      if (items === nodeTypes.message || nodeIds.length > 0) yield { kind: 'expected', container: booked, items: new Set(nodeIds).size };
      for (const nodeId of nodeIds) {
        if (met.has(nodeId)) continue;
        met.add(nodeId);
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
        yield* items === nodeTypes.message ? walkMessage(walk, place) : walkAssociated(walk, place);
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

/** The nodes that a table of a folder lists, or null when it cannot be read. */
function rowsOf({ nodes, items }: StoreStructure, tableId: number): readonly number[] | null {
  const node: NodeEntry | null = nodes.find(tableId);
  if (node === null) return null;
  items.reader.beginItem();
  const table = tableAt(items.reader, node);
  return table?.isWhole === true ? table.rowIds : null;
}

function childrenByFolder({ nodes }: StoreStructure): ReadonlyMap<number, number[]> {
  const children = new Map<number, number[]>();
  for (const { nodeId, parentId } of nodes.all()) {
    const type = typeOfNode(nodeId);
    if (type !== nodeTypes.message && type !== nodeTypes.associated) continue;
    const siblings = children.get(parentId);
    if (siblings === undefined) children.set(parentId, [nodeId]);
    else siblings.push(nodeId);
  }
  return children;
}

function tableLost(container: ContainerRef): ReaderOutput {
  const detail = 'The table of the folder could not be read; the items are those that name the folder as their parent.';
  return trouble(container, { code: 'folder-unreadable', effect: 'recovered', stage: 'read', locator: container.locator, detail });
}
