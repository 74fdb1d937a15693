import { fieldsOf } from '#formats/windows-values/fields.ts';
import type { ClaimedTime } from '#model/index.ts';
import { bytesNamed } from '../artifact.ts';
import type { HiveKey } from '../keys.ts';
import { textOfValue } from '../values.ts';

/** The order in which the entries of a key were used, newest first: names of values. */
export interface UseOrder {
  /** Place in the order from 1; null for an entry that the list does not name. */
  placeOf(name: string): number | null;
  /** When an entry was used: that of the newest alone is known, by the time at which the list was written. */
  timeOf(name: string): ClaimedTime | null;
}

const mostEntries = 10_000;

/** Reads `MRUListEx` (numbers of 32 bits, ended by all bits set) or `MRUList` (a letter for each entry). */
export function useOrder(key: HiveKey): UseOrder {
  const numbers = bytesNamed(key, 'MRUListEx');
  const letters = numbers === null ? bytesNamed(key, 'MRUList') : null;
  const names = numbers !== null ? numbered(numbers) : letters === null ? [] : textOfValue(letters).slice(0, 64).split(/(?:)/u);
  const places = new Map<string, number>();
  for (const [index, name] of names.entries()) if (!places.has(name)) places.set(name, index + 1);
  return {
    placeOf: (name) => places.get(name) ?? null,
    timeOf: (name) =>
      places.get(name) === 1 && key.lastWriteTime !== null
        ? { ...key.lastWriteTime, statedBy: 'LastWrite of the key, whose list names this entry as the newest' }
        : null,
  };
}

function numbered(bytes: Uint8Array): string[] {
  const fields = fieldsOf(bytes);
  const names: string[] = [];
  for (let at = 0; at + 4 <= bytes.length && names.length < mostEntries; at += 4) {
    const number = fields.u32(at);
    if (number === 0xffffffff) break;
    names.push(String(number));
  }
  return names;
}

/** What such lists leave open. */
export const orderLeavesOpen =
  'Of the entries the newest alone has a time, that of the last change to the key; the others are older and only in order.';
