import { propertyBag } from '../property-bag.ts';
import { propertiesOf } from './item-properties.ts';
import { knownNodes } from './node-types.ts';
import { readPropertyContext } from './property-context.ts';
import type { StoreStructure } from './store-structure.ts';
import { readSubnodes } from './subnodes.ts';
import type { NodeEntry } from './tree-page.ts';

/** Where folders lie, by the parents that the node B-tree names. */
export interface FolderPaths {
  /** The names from the top to a folder, after those of the file; the root folder has none. */
  pathOf(folderId: number): readonly string[];
  nameOf(folder: NodeEntry): string;
}

/**
 * @param base the folders that the store itself lies in
 * @param deleted folders that are not in the tree any more, by their identifiers
 */
export function folderPaths(
  structure: StoreStructure,
  base: readonly string[],
  codepage: number,
  deleted: ReadonlyMap<number, NodeEntry> = new Map(),
): FolderPaths {
  const names = new Map<number, string>();
  const nameOf = (folder: NodeEntry): string => {
    const kept = names.get(folder.nodeId);
    if (kept !== undefined) return kept;
    const name = readFolderName(structure, folder, codepage);
    names.set(folder.nodeId, name);
    return name;
  };
  return {
    nameOf,
    pathOf(folderId) {
      const path: string[] = [];
      const met = new Set<number>();
      for (let id = folderId; id !== knownNodes.rootFolder && !met.has(id) && met.size < deepest;) {
        const folder = structure.nodes.find(id) ?? deleted.get(id) ?? null;
        if (folder === null) break;
        met.add(id);
        path.unshift(nameOf(folder));
        id = folder.parentId;
      }
      return [...base, ...path];
    },
  };
}

/** More than any limit on the depth of folders: a circle of parents ends before. */
const deepest = 1000;

function readFolderName({ items: { reader, names } }: StoreStructure, folder: NodeEntry, codepage: number): string {
  reader.beginItem();
  const context = readPropertyContext(reader, folder, readSubnodes(reader, folder.subnodesId));
  const name = context?.properties.filter(({ id }) => id === displayName) ?? [];
  return propertyBag(propertiesOf(name, names, 0, { bytes: longestNameBytes }), codepage).text(displayName) ?? '';
}

/** PidTagDisplayName. */
const displayName = 0x3001;
const longestNameBytes = 4096;
