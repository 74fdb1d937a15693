import type { HeaderField, MessageRecord } from '#model/index.ts';

/** A header field with its place among the record's fields, counted from 0. */
export interface PlacedField {
  readonly field: HeaderField;
  readonly index: number;
}

/** The header fields of one message by name in lower case, each in the order of the header block. */
export type HeaderLookup = ReadonlyMap<string, readonly PlacedField[]>;

/**
 * Gives the header fields of a message by name. Computed once a record, since every detector asks.
 */
export function headerLookupOf(record: MessageRecord): HeaderLookup {
  const known = lookups.get(record);
  if (known !== undefined) return known;
  const made = new Map<string, PlacedField[]>();
  for (const [index, field] of record.headers.entries()) {
    const name = field.name.toLowerCase();
    const placed = made.get(name);
    if (placed === undefined) made.set(name, [{ field, index }]);
    else placed.push({ field, index });
  }
  lookups.set(record, made);
  return made;
}

/** The value of the topmost field of that name (given in lower case), or null. */
export function firstValue(lookup: HeaderLookup, name: string): string | null {
  return lookup.get(name)?.[0]?.field.value ?? null;
}

const lookups = new WeakMap<MessageRecord, HeaderLookup>();
