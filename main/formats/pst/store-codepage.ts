import { ansiCodepageOfLocale, defaultCodepage } from '../mime/codepage.ts';
import { isUsableCodepage } from '../mime/usable-codepage.ts';
import { propertyBag } from './property-bag.ts';
import { knownNodes, nodeTypes, typeOfNode } from './structure/node-types.ts';
import type { StoreStructure } from './structure/store-structure.ts';
import { openStructureItem } from './structure/structure-item.ts';

/** The code page of a store's 8-bit texts that do not name their own: names of folders, and of items that say nothing. */
export interface StoreCodepage {
  /** Null when nothing says which. */
  readonly codepage: number | null;
  /** `store`: the store states it; `items`: the one that its first messages name most often, or have by their locale. */
  readonly from: 'store' | 'items' | 'nothing';
}

/**
 * What the store states (PidTagCodePageId 0x66C3). An ANSI store keeps all its texts in the code page of the machine it was
 * written on: where it states none, or none of 8-bit texts, that is what its items lead to.
 * @param stated what the store states, or null
 * @param structure is asked for only where it is needed
 */
export function storeCodepage(stated: number | null, isAnsi: boolean, structure: () => StoreStructure | null): StoreCodepage {
  if (stated !== null && (!isAnsi || isUsableCodepage(stated))) return { codepage: stated, from: 'store' };
  const opened = isAnsi ? structure() : null;
  const codepage = opened === null ? null : codepageOfItems(opened);
  return { codepage, from: codepage === null ? 'nothing' : 'items' };
}

/** The code page of a store that libpff does not give. */
export function codepageOfStructure(structure: StoreStructure): StoreCodepage {
  return storeCodepage(storeNumber(structure, 0x66c3), structure.layout.name === 'ansi', () => structure);
}

/** A number that the store states of itself, by the identifier of the property; null when it does not. */
export function storeNumber(structure: StoreStructure, id: number): number | null {
  const node = structure.nodes.find(knownNodes.store);
  const store = node === null ? null : openStructureItem(structure.items, node.nodeId, node);
  return store?.ok === true ? propertyBag(store.value.properties, defaultCodepage).integer(id) : null;
}

/** So many say what the others would, and are read at once. */
const mostAsked = 50;

/**
 * The code page that the first messages name most often (PidTagMessageCodepage) or have by their locale (PidTagMessageLocaleId);
 * null when none does.
 */
function codepageOfItems(structure: StoreStructure): number | null {
  const named = new Map<number, number>();
  let asked = 0;
  for (const node of structure.nodes.all()) {
    if (typeOfNode(node.nodeId) !== nodeTypes.message) continue;
    const item = openStructureItem(structure.items, node.nodeId, node);
    if (item.ok) {
      const bag = propertyBag(item.value.properties, defaultCodepage);
      const locale = bag.integer(0x3ff1);
      const codepage = bag.integer(0x3ffd) ?? (locale === null ? null : ansiCodepageOfLocale(locale));
      if (codepage !== null && isUsableCodepage(codepage)) named.set(codepage, (named.get(codepage) ?? 0) + 1);
      item.value.close();
    }
    asked += 1;
    if (asked >= mostAsked) break;
  }
  // Of two that are named as often the one that is named first: the order of a map.
  const [most] = [...named].sort(([, one], [, other]) => other - one);
  return most?.[0] ?? null;
}
