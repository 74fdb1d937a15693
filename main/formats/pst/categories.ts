import type { Property } from './store-item.ts';
import { valueWords } from './property-words.ts';

/** PidNameKeywords ([MS-OXCMSG] 2.2.1.17) in PS_PUBLIC_STRINGS. */
const publicStrings = '00020329-0000-0000-c000-000000000046';
const keywords = 'Keywords';
/** Values of type PtypMultipleString or PtypMultipleString8. */
const textTypes: ReadonlySet<number> = new Set([0x101e, 0x101f]);

/** It stops an item that is all categories; Outlook allows names of 255 characters. */
const mostCategories = 1000;
const longestCategory = 255;

/**
 * The categories of an item, in order.
 * @param codepage of 8-bit names
 */
export function readCategories(properties: readonly Property[], codepage: number): readonly string[] {
  const property = properties.find(({ name, type }) => name?.guid === publicStrings && name.name === keywords && textTypes.has(type));
  if (property?.bytes == null) return [];
  const names = (valueWords(property.type, property.bytes, codepage) ?? '').split('\n');
  return names
    .slice(0, mostCategories)
    .map((name) => name.slice(0, longestCategory).trim())
    .filter((name) => name !== '');
}
