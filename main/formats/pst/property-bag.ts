import type { Property } from 'libpff-wasm';
import type { ClaimedTime } from '#model/index.ts';
import { decodeText } from '../mime/charset.ts';
import { charsetOfCodepage } from '../mime/codepage.ts';
import { withoutPadding } from '../padded-text.ts';

/** Property types of [MS-OXCDATA] 2.11.1 that are read here. */
export const propertyTypes = {
  integer16: 0x0002,
  integer32: 0x0003,
  boolean: 0x000b,
  integer64: 0x0014,
  string8: 0x001e,
  string: 0x001f,
  time: 0x0040,
  binary: 0x0102,
} as const;

/** The properties of one item, for looking up by identifier. */
export interface PropertyBag {
  /** The property, named ones excluded; null when the item has none of that identifier. */
  find(id: number): Property | null;
  /** The bytes of a value that came inline; null when there is none, it is too long or unreadable. */
  bytes(id: number): Uint8Array | null;
  /** A text value, decoded; null when there is none. */
  text(id: number): string | null;
  /** An integer of 16 or 32 bits, signed. */
  integer(id: number): number | null;
  boolean(id: number): boolean | null;
  /** A FILETIME; null when there is none or it is zero, which means "not set". */
  time(id: number, statedBy: string): ClaimedTime | null;
}

/**
 * Indexes properties. Of several with the same identifier the first counts.
 * @param codepage the code page of 8-bit texts
 */
export function propertyBag(properties: readonly Property[], codepage: number): PropertyBag {
  const find = properties.length > fewProperties ? finderOf(properties) : (id: number) => firstOf(properties, id);
  const bytes = (id: number): Uint8Array | null => find(id)?.bytes ?? null;
  return {
    find,
    bytes,
    text(id) {
      const property = find(id);
      const value = property?.bytes ?? null;
      return property === null || value === null ? null : textOf(property.type, value, codepage);
    },
    integer(id) {
      const property = find(id);
      const value = property?.bytes ?? null;
      return property === null || value === null ? null : integerOf(property.type, value);
    },
    boolean(id) {
      const value = bytes(id);
      return value === null || value.length === 0 ? null : value[0] !== 0;
    },
    time(id, statedBy) {
      const value = bytes(id);
      return value === null ? null : claimedTimeOf(value, statedBy);
    },
  };
}

/** Up to so many properties going through them is quicker than making an index. */
const fewProperties = 24;

function firstOf(properties: readonly Property[], id: number): Property | null {
  for (const property of properties) if (property.id === id && property.name === null) return property;
  return null;
}

function finderOf(properties: readonly Property[]): (id: number) => Property | null {
  const byId = new Map<number, Property>();
  for (const property of properties) {
    if (property.name === null && !byId.has(property.id)) byId.set(property.id, property);
  }
  return (id) => byId.get(id) ?? null;
}

/** Decodes a text value; null when the type is none of text. NUL characters at the end are padding. */
export function textOf(type: number, bytes: Uint8Array, codepage: number): string | null {
  if (type === propertyTypes.string) return withoutPadding(utf16Text(bytes));
  if (type === propertyTypes.string8) return withoutPadding(decodeText(bytes, charsetOfCodepage(codepage)).text);
  return null;
}

/** Decodes UTF-16LE. The library's own decoder, since a lone surrogate must stay what it is. */
export function utf16Text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength - (bytes.byteLength % 2)).toString('utf16le');
}

/** Decodes an integer of 16 or 32 bits, signed; null when the value is none. */
export function integerOf(type: number, bytes: Uint8Array): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (type === propertyTypes.integer16 && bytes.length >= 2) return view.getInt16(0, true);
  if (type === propertyTypes.integer32 && bytes.length >= 4) return view.getInt32(0, true);
  return null;
}

/** Decodes a FILETIME ([MS-DTYP] 2.3.3): 100 ns since 1601 in UTC. Null for zero, or when the value is too short. */
export function claimedTimeOf(bytes: Uint8Array, statedBy: string): ClaimedTime | null {
  if (bytes.length < 8) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const low = view.getUint32(0, true);
  const high = view.getUint32(4, true);
  if (low === 0 && high === 0) return null;
  // 2^32 is 429,496 times 10,000 and 7,296: with the high half taken apart so, no step leaves the integers that are exact.
  const milliseconds = high * 429_496 + Math.floor((high * 7296 + low) / 10_000) - millisecondsFrom1601To1970;
  const isDate = Math.abs(milliseconds) <= greatestDate;
  const instant = isDate ? new Date(milliseconds).toISOString() : null;
  return { raw: `0x${hexWord(high)}${hexWord(low)}`, instant, offsetMinutes: null, statedBy };
}

function hexWord(word: number): string {
  return word.toString(16).padStart(8, '0');
}

const millisecondsFrom1601To1970 = 11_644_473_600_000;
// 9999-12-31: what lies beyond has no four-digit year.
const greatestDate = 253_402_300_799_999;
