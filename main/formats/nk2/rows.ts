import type { ByteRange } from '#model/index.ts';
import { blobCursor, type BlobCursor } from '#formats/pst/rules/blob-cursor.ts';
import { fixedSizeOf, multipleValue, valueOfBytes, type StoredValue } from '#formats/pst/structure/values.ts';

/** One completed address: a row of properties of a recipient. */
export interface Row {
  readonly range: ByteRange;
  readonly properties: readonly RowProperty[];
}

export interface RowProperty {
  readonly id: number;
  readonly type: number;
  readonly value: StoredValue;
}

export interface AutocompleteStream {
  /** Null where the stream ends before it. */
  readonly statedRows: number | null;
  readonly rows: readonly Row[];
  /** FILETIME of eight bytes behind the rows; null where the stream ends before it. */
  readonly modified: Uint8Array | null;
  /** Bytes behind the end of the stream, which nothing accounts for: the number of rows may state fewer than there are. */
  readonly restBytes: number;
  /** Why not all could be read, in words; null when all was. */
  readonly trouble: string | null;
}

/** Numbers that mean something to Outlook alone, the first of which is always the same, and its version. */
export const streamHeaderBytes = 12;
export const streamSignature = 0xbaadf00d;

const mostProperties = 10_000;
/** The number of properties and one of them. */
const shortestRow = 20;
const mostValues = 10_000;
const multiple = 0x1000;
const types = { error: 0x000a, object: 0x000d, string8: 0x001e, string: 0x001f, guid: 0x0048, binary: 0x0102 } as const;

/**
 * Reads the stream that Outlook keeps the completed addresses in: nickname files (.nk2) up to 2007, `Stream_Autocomplete_*.dat`
 * from 2010 on, and a property of a hidden item. The form is public: "Autocomplete stream" of the Outlook MAPI reference.
 */
export function readAutocompleteStream(bytes: Uint8Array): AutocompleteStream {
  const cursor = blobCursor(bytes);
  cursor.bytes(streamHeaderBytes, 'the header');
  const stated = cursor.u32('the number of rows');
  if (!cursor.isSound()) return { statedRows: null, rows: [], modified: null, restBytes: 0, trouble: cursor.trouble };
  const rows: Row[] = [];
  while (rows.length < stated && cursor.isSound()) {
    const offsetBytes = cursor.at;
    const properties = rowAt(cursor);
    if (properties !== null) rows.push({ range: { offsetBytes, lengthBytes: cursor.at - offsetBytes }, properties });
  }
  if (!cursor.isSound()) return { statedRows: stated, rows, modified: null, restBytes: 0, trouble: cursor.trouble };
  const endOfRows = cursor.at;
  const extra = cursor.u32('the size of what follows the rows');
  cursor.bytes(extra, 'what follows the rows');
  const modified = cursor.bytes(8, 'the time of the last change');
  const isWhole = cursor.isSound();
  // Without a sound end everything behind the rows is the rest, whatever it is.
  const rest = isWhole ? bytes.length - cursor.at : bytes.length - endOfRows;
  return { statedRows: stated, rows, modified: isWhole ? modified : null, restBytes: rest > shortestRow ? rest : 0, trouble: null };
}

/** The properties of a row; null when it is cut off. */
function rowAt(cursor: BlobCursor): RowProperty[] | null {
  const count = cursor.count(4, 16, 'the number of properties');
  if (count === 0) cursor.fail(`the row at byte ${String(cursor.at - 4)} has no properties`);
  if (count > mostProperties) cursor.fail(`a row of ${String(count)} properties is no recipient`);
  const properties: RowProperty[] = [];
  while (properties.length < count && cursor.isSound()) {
    const property = propertyAt(cursor);
    if (property !== null) properties.push(property);
  }
  return cursor.isSound() ? properties : null;
}

/** Tag, four bytes of no meaning, the value or what stands for it in eight bytes; then the value where it has any size. */
function propertyAt(cursor: BlobCursor): RowProperty | null {
  const type = cursor.u16('the type of a property');
  const id = cursor.u16('the identifier of a property');
  cursor.bytes(4, 'a property');
  const field = cursor.bytes(8, 'a value');
  const value = valueAt(cursor, type, field);
  return cursor.isSound() && value !== null ? { id, type, value } : null;
}

function valueAt(cursor: BlobCursor, type: number, field: Uint8Array): StoredValue | null {
  const size = fixedSizeOf(type);
  if (size !== null) return valueOfBytes(field.subarray(0, size));
  if (type <= 1) return valueOfBytes(new Uint8Array(0));
  const single = type & ~multiple;
  if (single === types.guid && single === type) return valueOfBytes(cursor.bytes(16, 'a value'));
  if (single !== types.string8 && single !== types.string && single !== types.binary && single !== types.object) {
    cursor.fail(`a property is of the type 0x${type.toString(16).padStart(4, '0')}, which this form does not have`);
    return null;
  }
  if (single === type) return valueOfBytes(cursor.bytes(cursor.u32('the length of a value'), 'a value'));
  const count = cursor.count(4, 4, 'the number of values');
  if (count > mostValues) cursor.fail(`${String(count)} values are more than a property has`);
  const values: Uint8Array[] = [];
  while (values.length < count && cursor.isSound()) values.push(cursor.bytes(cursor.u32('the length of a value'), 'a value'));
  return multipleValue(values);
}
