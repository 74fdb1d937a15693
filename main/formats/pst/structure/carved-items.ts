import type { Outcome } from 'libpff-wasm';
import type { StoreItem } from '../store-item.ts';
import { propertyBag } from '../property-bag.ts';
import { defaultCodepage } from '#formats/mime/codepage.ts';
import type { StoreStructure } from './store-structure.ts';
import { openStructureItem } from './structure-item.ts';
import type { BlockEntry } from './tree-page.ts';

/** A block to which nothing leads and which begins properties, be they of a message or of something else. */
export interface CarvedItem {
  readonly entry: BlockEntry;
  /** The block itself, or that which lists it and more of the properties. */
  readonly dataId: number;
  open(): Outcome<StoreItem>;
}

/**
 * The blocks that begin properties and to which nothing leads, in the order of their place. None is opened: who opens one
 * says so first.
 * @param used blocks that belong to items which are known otherwise
 */
export function* carvedItems(structure: StoreStructure, used: ReadonlySet<number>): Generator<CarvedItem, void, undefined> {
  const { contexts, treesByFirstBlock } = structure.scan();
  for (const entry of contexts) {
    if (used.has(entry.blockId)) continue;
    // Properties of more than one block have a block that lists these; it, too, was found by itself.
    const dataId = treesByFirstBlock.get(entry.blockId) ?? entry.blockId;
    const open = (): Outcome<StoreItem> => openStructureItem(structure.items, 0, { dataId, subnodesId: 0 });
    yield { entry, dataId, open };
  }
}

/** Whether properties are those of a message or item: PidTagMessageClass begins the same for all; folders and attachments have none. */
export function isMessage({ properties }: StoreItem): boolean {
  return /^(IPM|REPORT)\b/i.test(propertyBag(properties, defaultCodepage).text(0x001a) ?? '');
}
