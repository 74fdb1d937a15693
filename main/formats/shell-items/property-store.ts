import { fieldsOf } from '#formats/windows-values/fields.ts';
import { fileTimeText } from '#formats/windows-values/file-time.ts';
import { ansiUntil0, guid, utf16Until0 } from '#formats/windows-values/text.ts';

/** A property of a serialized store. */
export interface StoredProperty {
  /** The set that it belongs to: a GUID in lower case. */
  readonly set: string;
  /** Its number in the set, or its name in the set of named properties. */
  readonly id: number | string;
  /** Its value in words; bytes that are no text, number or time are left out. */
  readonly value: string | number | null;
}

const signature = 0x53505331;
const namedSet = 'd5cdd505-2e9c-101b-9397-08002b2cf9ae';
const mostProperties = 1000;

/** Sets and numbers of properties that bear on what is opened (propkey.h of the Windows SDK). */
const names = new Map([
  ['b725f130-47ef-101a-a5f1-02608c9eebac/10', 'System.ItemNameDisplay'],
  ['b725f130-47ef-101a-a5f1-02608c9eebac/4', 'System.ItemTypeText'],
  ['b725f130-47ef-101a-a5f1-02608c9eebac/12', 'System.Size'],
  ['b725f130-47ef-101a-a5f1-02608c9eebac/14', 'System.DateModified'],
  ['b725f130-47ef-101a-a5f1-02608c9eebac/15', 'System.DateCreated'],
  ['28636aa6-953d-11d2-b5d6-00c04fd918d0/30', 'System.ParsingPath'],
  ['46588ae2-4cbc-4338-bbfc-139326986dce/4', 'System.User.SID'],
  ['9f4c2855-9f79-4b39-a8d0-e1d42de1d5f3/5', 'System.AppUserModel.ID'],
  ['f29f85e0-4ff9-1068-ab91-08002b27b3d9/2', 'System.Title'],
  ['49691c90-7e17-101a-a91c-08002b2ecda9/9', 'System.FilePlaceholderStatus'],
]);

/** What the Windows SDK calls a property; of others set and number. */
export function propertyName({ set, id }: StoredProperty): string {
  return names.get(`${set}/${String(id)}`) ?? `{${set}}/${String(id)}`;
}

/** Reads a serialized property store ([MS-PROPSTORE] 2.2), as far as it goes. */
export function readPropertyStore(bytes: Uint8Array): readonly StoredProperty[] {
  const fields = fieldsOf(bytes);
  const properties: StoredProperty[] = [];
  for (let at = 0; fields.has(at, 24) && properties.length < mostProperties;) {
    const size = fields.u32(at);
    if (size < 24 || fields.u32(at + 4) !== signature) break;
    const storage = fieldsOf(fields.slice(at, size));
    const set = guid(storage.slice(8, 16));
    for (let place = 24; storage.has(place, 9) && properties.length < mostProperties;) {
      const length = storage.u32(place);
      if (length < 9) break;
      const idOrLength = storage.u32(place + 4);
      const isNamed = set === namedSet;
      const id = isNamed ? utf16Until0(storage.slice(place + 9, idOrLength)) : idOrLength;
      const start = place + 9 + (isNamed ? idOrLength : 0);
      properties.push({ set, id, value: typedValue(storage.slice(start, place + length - start)) });
      place += length;
    }
    at += size;
  }
  return properties;
}

/** A value with its type before it ([MS-OLEPS] 2.15). */
function typedValue(bytes: Uint8Array): string | number | null {
  const fields = fieldsOf(bytes);
  const type = fields.u16(0);
  if (type === 0x1f) return utf16Until0(fields.slice(8, 2 * fields.u32(4)));
  if (type === 0x1e) return ansiUntil0(fields.slice(8, fields.u32(4)));
  if (type === 0x08) return utf16Until0(fields.slice(8, fields.u32(4)));
  if (type === 0x0b) return fields.u16(4) === 0 ? 'false' : 'true';
  if (type === 0x02 || type === 0x12) return fields.u16(4);
  if (type === 0x03) return fields.i32(4);
  if (type === 0x13) return fields.u32(4);
  if (type === 0x14 || type === 0x15) return String(fields.u64(4));
  if (type === 0x40) return fileTimeText(fields.u64(4));
  return type === 0x48 ? `{${guid(fields.slice(4, 16))}}` : null;
}

/** Where a property store begins within bytes of another form; null when there is none. */
export function propertyStoreWithin(bytes: Uint8Array): Uint8Array | null {
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf('1SPS', 4, 'latin1');
  return at < 4 ? null : bytes.subarray(at - 4);
}
