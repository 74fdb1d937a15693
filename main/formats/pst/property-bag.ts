import type { Property } from 'libpff-wasm';
import type { ClaimedTime } from '#model/index.ts';
import { decodeText } from '../mime/charset.ts';
import { charsetOfCodepage, defaultCodepage } from '../mime/codepage.ts';

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
  const byId = new Map<number, Property>();
  for (const property of properties) {
    if (property.name === null && !byId.has(property.id)) byId.set(property.id, property);
  }
  const bytes = (id: number): Uint8Array | null => byId.get(id)?.bytes ?? null;
  return {
    find: (id) => byId.get(id) ?? null,
    bytes,
    text(id) {
      const property = byId.get(id);
      return property?.bytes == null ? null : textOf(property.type, property.bytes, codepage);
    },
    integer(id) {
      const property = byId.get(id);
      return property?.bytes == null ? null : integerOf(property.type, property.bytes);
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

/** The code page of an item's 8-bit texts: its own, the store's, or that of western Windows. */
export function codepageOf(
  item: { readonly properties: readonly Property[]; readonly codepage?: number | null },
  storeCodepage: number | null,
): number {
  return propertyBag(item.properties, defaultCodepage).integer(0x3ffd) ?? item.codepage ?? storeCodepage ?? defaultCodepage;
}

/** Decodes a text value; null when the type is none of text. NUL characters at the end are padding. */
export function textOf(type: number, bytes: Uint8Array, codepage: number): string | null {
  if (type === propertyTypes.string) return utf16Text(bytes).replace(/\0+$/, '');
  if (type === propertyTypes.string8) return decodeText(bytes, charsetOfCodepage(codepage)).text.replace(/\0+$/, '');
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
  const ticks = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true);
  if (ticks === 0n) return null;
  const milliseconds = Number(ticks / 10_000n) - millisecondsFrom1601To1970;
  const isDate = Math.abs(milliseconds) <= greatestDate;
  const instant = isDate ? new Date(milliseconds).toISOString() : null;
  return { raw: `0x${ticks.toString(16).padStart(16, '0')}`, instant, offsetMinutes: null, statedBy };
}

const millisecondsFrom1601To1970 = 11_644_473_600_000;
// 9999-12-31: what lies beyond has no four-digit year.
const greatestDate = 253_402_300_799_999;
