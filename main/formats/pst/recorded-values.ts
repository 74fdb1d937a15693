import type { Property } from 'libpff-wasm';
import type { MapiProperty } from '#model/index.ts';
import { recordedProperties } from './mapi-properties.ts';
import { integerOf, propertyTypes, textOf, type PropertyBag } from './property-bag.ts';

/** The recorded properties (mapi-properties.ts) that an item has, in the order of the table. */
export function recordedValues(bag: PropertyBag, codepage: number): MapiProperty[] {
  return recordedProperties.flatMap(({ id, name }) => {
    const property = bag.find(id);
    if (property?.bytes == null) return [];
    const value = valueOf(property, property.bytes, codepage);
    return value === null ? [] : [{ tag: tagOf(property), name, value }];
  });
}

/** The tag of a property: identifier in the upper and type in the lower 16 bits. */
export function tagOf(property: Property): number {
  return property.id * 0x10000 + property.type;
}

// Bytes as hexadecimal, 64-bit numbers as decimal text (`MapiProperty.value`); null for a value shorter than its type.
function valueOf(property: Property, bytes: Uint8Array, codepage: number): MapiProperty['value'] | null {
  switch (property.type) {
    case propertyTypes.integer16:
    case propertyTypes.integer32:
      return integerOf(property.type, bytes);
    case propertyTypes.boolean:
      return bytes.length === 0 ? null : bytes[0] !== 0;
    case propertyTypes.integer64:
    case propertyTypes.time:
      return bytes.length < 8 ? null : new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true).toString();
    case propertyTypes.string:
    case propertyTypes.string8:
      return textOf(property.type, bytes, codepage);
    default:
      return Buffer.from(bytes).toString('hex');
  }
}
