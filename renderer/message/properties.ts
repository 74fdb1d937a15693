import { formatInZone, type MapiProperty } from '#model/index.ts';

/** Writes a property tag as [MS-OXPROPS] does, identifier and type apart: `0x0005 000B`. */
export function propertyTag(tag: number): string {
  const digits = (tag >>> 0).toString(16).toUpperCase().padStart(8, '0');
  return `0x${digits.slice(0, 4)} ${digits.slice(4)}`;
}

/** The properties whose tag, name or value holds the text, without case. */
export function propertiesMatching(properties: readonly MapiProperty[], text: string): readonly MapiProperty[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return properties;
  return properties.filter(({ tag, name, value }) => `${propertyTag(tag)} ${name} ${String(value)}`.toLowerCase().includes(wanted));
}

/**
 * A time property as an instant in UTC, to stand beside its value: `2001-10-30 06:16:28 UTC`. The value counts 100
 * nanoseconds since 1601-01-01 UTC ([MS-OXCDATA] 2.11.1, PtypTime; [MS-DTYP] 2.3.3).
 * @returns null for other properties, and for values that no calendar date stands for.
 */
export function propertyInstant({ tag, value }: MapiProperty): string | null {
  if ((tag & 0xffff) !== timeType || !/^\d{1,20}$/.test(String(value)) || String(value) === '0') return null;
  const milliseconds = Number(BigInt(String(value)) / 10_000n) - millisecondsFrom1601To1970;
  return milliseconds > latestInstant ? null : `${formatInZone(milliseconds, 'UTC')} UTC`;
}

const timeType = 0x0040;
const millisecondsFrom1601To1970 = 11_644_473_600_000;
/** The last second of the year 9999; later ones have no date of four digits. */
const latestInstant = Date.UTC(10_000, 0) - 1;
