import { blobCursor, guidOf, utf16Of, type BlobCursor } from '#formats/pst/rules/blob-cursor.ts';
import { fixedSizeOf, multipleValue, valueOfBytes, type StoredValue } from '#formats/pst/structure/values.ts';
import type { Property } from '#formats/pst/store-item.ts';
import { withoutPadding } from '../padded-text.ts';

/** A property as a TNEF stream lists it. */
export interface ListedProperty {
  readonly id: number;
  readonly type: number;
  readonly name: Property['name'];
  readonly value: StoredValue;
  /** The interface that an object is of; null for all other values. Its bytes follow it and are the value. */
  readonly objectInterface: string | null;
}

export interface PropertyList {
  readonly properties: readonly ListedProperty[];
  /** Why the list could not be read to its end; null when it could. */
  readonly trouble: string | null;
}

const mostProperties = 500_000;
const mostRows = 100_000;
const mostValues = 100_000;
const multiple = 0x1000;
const objectType = 0x000d;
const types = { string8: 0x001e, string: 0x001f, guid: 0x0048, binary: 0x0102 } as const;
/** Types whose values state their length. */
const sizedTypes: ReadonlySet<number> = new Set([objectType, types.string8, types.string, types.binary]);

/** Reads a list of MAPI properties ([MS-OXTNEF] 2.1.3.4). */
export function readPropertyList(bytes: Uint8Array): PropertyList {
  const cursor = blobCursor(bytes);
  return { properties: propertiesAt(cursor, { left: mostProperties }), trouble: cursor.trouble };
}

/** Reads a table of recipients: a list of properties for each ([MS-OXTNEF] 2.1.3.5). */
export function readRecipientTable(bytes: Uint8Array): {
  readonly rows: readonly (readonly ListedProperty[])[];
  readonly trouble: string | null;
} {
  const cursor = blobCursor(bytes);
  const count = cursor.count(4, 4, 'the number of recipients');
  const rows: ListedProperty[][] = [];
  const budget = { left: mostProperties };
  while (rows.length < Math.min(count, mostRows) && cursor.isSound()) rows.push(propertiesAt(cursor, budget));
  if (count > mostRows) cursor.fail(`${String(count)} recipients are more than the ${String(mostRows)} that are read`);
  return { rows, trouble: cursor.trouble };
}

/** What a list may spend: hostile ones are full of empty values, each of which takes more memory than it has bytes. */
interface Budget {
  left: number;
}

function propertiesAt(cursor: BlobCursor, budget: Budget): ListedProperty[] {
  const count = cursor.count(4, 8, 'the number of properties');
  const properties: ListedProperty[] = [];
  while (properties.length < count && cursor.isSound()) {
    budget.left -= 1;
    if (budget.left < 0) cursor.fail(`more than ${String(mostProperties)} properties are listed`);
    const property = propertyAt(cursor);
    if (cursor.isSound() && property !== null) properties.push(property);
  }
  return properties;
}

function propertyAt(cursor: BlobCursor): ListedProperty | null {
  const type = cursor.u16('the type of a property');
  const id = cursor.u16('the identifier of a property');
  const name = id >= 0x8000 ? nameAt(cursor) : null;
  const read = valueAt(cursor, type);
  return read === null ? null : { id, type, name, ...read };
}

function nameAt(cursor: BlobCursor): Property['name'] {
  const guid = guidOf(cursor.bytes(16, 'a property set'));
  const isText = cursor.u32('the kind of a name') === 1;
  if (!isText) return { guid, name: cursor.u32('a name') };
  return { guid, name: withoutPadding(utf16Of(paddedAt(cursor, 'a name'))) };
}

function valueAt(cursor: BlobCursor, type: number): Pick<ListedProperty, 'value' | 'objectInterface'> | null {
  const single = type & ~multiple;
  const isMultiple = (type & multiple) !== 0;
  if (sizedTypes.has(single)) {
    // Single values of these types have a number before them, too, which is 1.
    const count = cursor.count(4, 4, 'the number of values');
    if (count > mostValues) cursor.fail(`${String(count)} values are more than the ${String(mostValues)} that are read`);
    const values: Uint8Array[] = [];
    while (values.length < count && cursor.isSound()) values.push(paddedAt(cursor, 'a value'));
    const [first] = values;
    if (isMultiple) return { value: multipleValue(values), objectInterface: null };
    if (single !== objectType || first === undefined) return { value: valueOfBytes(first ?? new Uint8Array(0)), objectInterface: null };
    return { value: valueOfBytes(first.subarray(16)), objectInterface: guidOf(first.subarray(0, 16)) };
  }
  const size = single <= 1 ? 0 : single === types.guid ? 16 : fixedSizeOf(single);
  if (size === null) {
    cursor.fail(`a property is of the unknown type 0x${type.toString(16).padStart(4, '0')}`);
    return null;
  }
  // Values are filled up to four bytes each.
  const stride = Math.max(4, size);
  const count = isMultiple ? cursor.count(4, stride, 'the number of values') : 1;
  if (size === 0) return { value: valueOfBytes(new Uint8Array(0)), objectInterface: null };
  const filled = cursor.bytes(count * stride, 'a value');
  const bytes = size === stride ? filled : filled.filter((_, at) => at % stride < size);
  return { value: valueOfBytes(bytes), objectInterface: null };
}

/** Bytes after their length, filled up to a multiple of four; at the end of a stream the filling may be left out. */
function paddedAt(cursor: BlobCursor, what: string): Uint8Array {
  const length = cursor.u32(`the length of ${what}`);
  const bytes = cursor.bytes(length, what);
  cursor.bytes(Math.min((4 - (length % 4)) % 4, cursor.remaining), `the end of ${what}`);
  return bytes;
}
