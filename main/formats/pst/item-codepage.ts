import { defaultCodepage } from '../mime/codepage.ts';
import type { Troubles } from '../mime/troubles.ts';
import { isUsableCodepage } from '../mime/usable-codepage.ts';
import { integerOf, propertyTypes } from './property-bag.ts';
import type { StoreItem } from './store-item.ts';

type WithProperties = Pick<StoreItem, 'properties'> & { readonly codepage?: number | null };

/** The code page of an item's 8-bit texts: the first that can be decoded of its own, its container's, and that of western Windows. */
export function codepageOf(item: WithProperties, storeCodepage: number | null): number {
  return statedOf(item, storeCodepage).find(isUsableCodepage) ?? defaultCodepage;
}

/**
 * Tells of an item that holds 8-bit texts beyond ASCII and whose own code page cannot be decoded, or for which none is stated.
 * @param text its text body, where that is an 8-bit text
 */
export function tellCodepageOf(
  item: WithProperties & Pick<StoreItem, 'recipients'>,
  storeCodepage: number | null,
  text: string | null,
  troubles: Troubles,
): void {
  const own = ownCodepage(item);
  const isStated = own === null ? statedOf(item, storeCodepage).some(isUsableCodepage) : isUsableCodepage(own);
  if (isStated || !holdsMoreThanAscii(item, text)) return;
  const said =
    own === null
      ? 'Nothing states a usable code page for its 8-bit texts'
      : `It states ${String(own)} as the code page of its 8-bit texts (PidTagMessageCodepage), which cannot be decoded`;
  const read = String(codepageOf(item, storeCodepage));
  troubles.add('codepage-assumed', 'noted', `${said}; they were read in code page ${read}. In another one other characters were meant.`);
}

function statedOf(item: WithProperties, storeCodepage: number | null): readonly number[] {
  return [ownCodepage(item), item.codepage ?? null, storeCodepage].filter((codepage) => codepage !== null);
}

/** PidTagMessageCodepage. */
function ownCodepage({ properties }: WithProperties): number | null {
  const stated = properties.find(({ id, name }) => id === 0x3ffd && name === null);
  const value = stated?.bytes ?? null;
  return stated === undefined || value === null ? null : integerOf(stated.type, value);
}

function holdsMoreThanAscii({ properties, recipients }: Pick<StoreItem, 'properties' | 'recipients'>, text: string | null): boolean {
  if (text !== null && /[^\0-\x7f]/.test(text)) return true;
  if (properties.some(isBeyondAscii)) return true;
  for (const ofOne of recipients) if (ofOne.some(isBeyondAscii)) return true;
  return false;
}

function isBeyondAscii({ type, bytes }: StoreItem['properties'][number]): boolean {
  return type === propertyTypes.string8 && bytes?.some((byte) => byte >= 0x80) === true;
}
