import type { Citation, MapiProperty, MessageRecord } from '#model/index.ts';
import { excerptOf } from './excerpt.ts';

/**
 * Cites a MAPI property of a message, e.g. `property PidTagAutoForwarded (0x0005)`. Stores scatter the bytes of an
 * item, so the citation names no range; the locator's item leads to it.
 */
export function citeProperty(record: MessageRecord, property: MapiProperty): Citation {
  return {
    recordId: record.recordId,
    evidenceId: record.evidenceId,
    locator: record.locator,
    field: `property ${property.name} (${formatPropertyId(property.tag)})`,
    excerpt: excerptOf(`${property.name} = ${String(property.value)}`),
    range: null,
    headerIndex: null,
  };
}

/** The property of a message with that identifier (upper 16 bits of the tag), or null. */
export function propertyOf(record: MessageRecord, identifier: number): MapiProperty | null {
  return record.properties.find((property) => property.tag >>> 16 === identifier) ?? null;
}

function formatPropertyId(tag: number): string {
  return `0x${(tag >>> 16).toString(16).toUpperCase().padStart(4, '0')}`;
}
