import type { Property } from 'libpff-wasm';
import type { ContainerRef } from '#model/index.ts';
import { defaultCodepage } from '../mime/codepage.ts';
import type { ReaderOutput } from '../reader.ts';
import { propertyBag } from './property-bag.ts';
import type { StoreCodepage } from './store-codepage.ts';
import type { StoreStructure } from './structure/store-structure.ts';
import { trouble } from './walk-item.ts';

/**
 * Tells what the structure engine finds wrong with a store that libpff opens: libpff passes over pages of the node B-tree
 * that it needs not, and over a file that is shorter than its header says.
 */
export function* tellStructure(structure: StoreStructure | null, container: ContainerRef): Generator<ReaderOutput, void, undefined> {
  if (structure === null) {
    const detail =
      'The structure engine finds no nodes in the store that libpff opens: its items were not counted a second time, and deleted ones were not looked for.';
    yield trouble(container, { code: 'store-damaged', effect: 'noted', stage: 'read', locator: container.locator, detail });
    return;
  }
  if (structure.damage.length > 0) {
    const detail = `libpff opens the store, but its structure is damaged. ${structure.damage.join(' ')}`;
    yield trouble(container, { code: 'store-damaged', effect: 'noted', stage: 'read', locator: container.locator, detail });
  }
  if (structure.isIncomplete) yield* missingParts(container);
}

/** Books what is missing of a store as one loss: nobody can count what lay there, and the store must not pass for whole. */
export function* missingParts(container: ContainerRef): Generator<ReaderOutput, void, undefined> {
  yield { kind: 'expected', container, items: 1 };
  const detail = 'Parts of the store are missing. What lay in them cannot be counted and is booked as one loss.';
  yield trouble(container, { code: 'store-damaged', effect: 'item-lost', stage: 'read', locator: container.locator, detail });
}

/**
 * Tells of a store for which Outlook asks for a password. It is a checksum that programs are free to heed (PidTagPstPassword,
 * [MS-PST] 2.4.3.1, 4.2); nothing is encrypted by it.
 * @param checksum the value of the property; 0 or null where there is no password
 */
export function* tellPassword(checksum: number | null, container: ContainerRef): Generator<ReaderOutput, void, undefined> {
  if (checksum === null || checksum === 0) return;
  const value = (checksum >>> 0).toString(16).padStart(8, '0');
  const detail = `The store asks for a password (PidTagPstPassword 0x${value}, a checksum of it). Nothing in it is encrypted by that; it was read without the password.`;
  yield trouble(container, { code: 'store-password', effect: 'noted', stage: 'read', locator: container.locator, detail });
}

/** Tells of a folder that its program does not show (PidTagAttributeHidden, [MS-OXCFOLD] 2.2.2.2.2.9). */
export function* tellHidden(properties: readonly Property[], container: ContainerRef): Generator<ReaderOutput, void, undefined> {
  if (propertyBag(properties, defaultCodepage).boolean(0x10f4) !== true) return;
  const detail = `The folder "${container.title ?? ''}" is marked as hidden (PidTagAttributeHidden): its program does not show it. It was read as any other.`;
  yield trouble(container, { code: 'folder-hidden', effect: 'noted', stage: 'read', locator: container.locator, detail });
}

/** Tells of a store of 8-bit texts (ANSI) that does not say in which code page they are. */
export function* tellCodepage(
  layout: string,
  { codepage, from }: StoreCodepage,
  container: ContainerRef,
): Generator<ReaderOutput, void, undefined> {
  if (layout !== 'ansi' || from === 'store') return;
  const readAs =
    codepage === null
      ? 'as Windows-1252'
      : `in code page ${String(codepage)}, which its first messages name most often (PidTagMessageCodepage) or have by their locale (PidTagMessageLocaleId)`;
  const detail = `The store holds 8-bit texts and names no usable code page for them (PidTagCodePage). Names of folders and texts of items that name none of their own were read ${readAs}; in another code page other characters were meant.`;
  yield trouble(container, { code: 'codepage-assumed', effect: 'noted', stage: 'read', locator: container.locator, detail });
}
