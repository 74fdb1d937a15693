import type { MapiProperty } from '#model/index.ts';

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
