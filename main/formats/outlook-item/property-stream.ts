import { fixedSizeOf, multipleValue, valueOfBytes, type StoredValue } from '#formats/pst/structure/values.ts';
import type { CompoundStorage, CompoundStream } from '#formats/compound-file/compound-file.ts';

/** A property of a storage: its raw value, or null where that is not there. */
export interface StoredProperty {
  readonly id: number;
  readonly type: number;
  readonly value: StoredValue | null;
}

/** All properties of a storage. */
export interface StoredProperties {
  readonly properties: readonly StoredProperty[];
  /** Why some may be missing, in words; null when none is. */
  readonly trouble: string | null;
}

/** Bytes before the entries of the stream of properties ([MS-OXMSG] 2.4.1). */
export const propertyHeaderBytes = { top: 32, embedded: 24, part: 8 } as const;

const propertiesStream = '__properties_version1.0';
const entryBytes = 16;
/** An identifier has 16 bits and there are some 30 types. */
const mostEntries = 65_536;
const multiple = 0x1000;
const objectType = 0x000d;
/** Values of one property. */
const mostValues = 100_000;

/** The storage or stream of a property: `__substg1.0_0037001F` ([MS-OXMSG] 2.1.2.1). */
export function propertyStreamName(id: number, type: number): string {
  return `__substg1.0_${(id * 0x10000 + type).toString(16).toUpperCase().padStart(8, '0')}`;
}

/** Whether the storage is that of an item: it has a stream of properties. */
export function holdsProperties(storage: Pick<CompoundStorage, 'streams'>): boolean {
  return storage.streams.has(propertiesStream);
}

/**
 * Reads the properties of a storage ([MS-OXMSG] 2.4): those that its stream of properties lists, then those that have a
 * stream and are not listed, which a damaged or carelessly written file may hold.
 */
export function readProperties(storage: CompoundStorage, headerBytes: number): StoredProperties {
  const stream = storage.streams.get(propertiesStream);
  const wanted = Math.max(0, (stream?.sizeBytes ?? 0) - headerBytes);
  const count = Math.min(Math.floor(wanted / entryBytes), mostEntries);
  const entries = stream?.read(headerBytes, count * entryBytes) ?? null;
  const properties: StoredProperty[] = [];
  const known = new Set<string>();
  if (entries !== null) {
    const view = new DataView(entries.buffer, entries.byteOffset, entries.byteLength);
    for (let at = 0; at < entries.length; at += entryBytes) {
      const type = view.getUint16(at, true);
      const id = view.getUint16(at + 2, true);
      const name = propertyStreamName(id, type);
      // Objects are storages, which whoever needs them opens; the tables of a message are listed so, and lie elsewhere.
      if (known.has(name) || (type === objectType && !storage.storages.has(name) && !storage.streams.has(name))) continue;
      known.add(name);
      properties.push({ id, type, value: valueOf(storage, name, type, entries.subarray(at + 8, at + 16)) });
    }
  }
  for (const [name, { sizeBytes }] of storage.streams) {
    const match = /^__substg1\.0_([0-9A-F]{4})([0-9A-F]{4})$/i.exec(name);
    if (match === null || known.has(name.replace(/[0-9A-F]{8}$/i, (digits) => digits.toUpperCase()))) continue;
    const [id, type] = [Number.parseInt(match[1] ?? '', 16), Number.parseInt(match[2] ?? '', 16)];
    properties.push({ id, type, value: valueOf(storage, name, type, new Uint8Array(8), sizeBytes) });
  }
  return { properties, trouble: troubleOf(stream, entries, wanted) };
}

function troubleOf(stream: CompoundStream | undefined, entries: Uint8Array | null, wanted: number): string | null {
  if (stream === undefined) return 'the stream of properties is missing; only properties with a stream of their own were found';
  if (entries === null) return `the stream of properties cannot be read: ${stream.trouble ?? 'it ends early'}`;
  if (wanted > mostEntries * entryBytes) return `more than ${String(mostEntries)} properties are listed`;
  return wanted % entryBytes === 0 ? null : 'the stream of properties ends within an entry';
}

function valueOf(storage: CompoundStorage, name: string, type: number, field: Uint8Array, streamBytes?: number): StoredValue | null {
  const size = type < multiple ? fixedSizeOf(type) : null;
  if (size !== null && streamBytes === undefined) return valueOfBytes(field.subarray(0, size));
  // Unspecified and null have no value.
  if (type <= 1) return valueOfBytes(new Uint8Array(0));
  if (type === objectType && storage.storages.has(name)) return valueOfBytes(new Uint8Array(0));
  const stream = storage.streams.get(name);
  if (stream === undefined) return isEmpty(field, type) ? valueOfBytes(new Uint8Array(0)) : null;
  if (stream.trouble !== null) return null;
  return type >= multiple && fixedSizeOf(type - multiple) === null && type - multiple !== guidType
    ? valuesOf(storage, name, type, stream)
    : stream;
}

const guidType = 0x0048;

// Writers leave out the stream of a text or of bytes that are empty; of a text the size counts its NUL.
function isEmpty(field: Uint8Array, type: number): boolean {
  const size = new DataView(field.buffer, field.byteOffset, field.byteLength).getUint32(0, true);
  return size <= (type === 0x001f ? 2 : type === 0x001e ? 1 : 0);
}

/** Values of any size, each of which has a stream of its own ([MS-OXMSG] 2.1.4.2). */
function valuesOf(storage: CompoundStorage, name: string, type: number, lengths: CompoundStream): StoredValue | null {
  // Of bytes each length has four more bytes beside it that mean nothing.
  const count = Math.min(Math.floor(lengths.sizeBytes / (type === 0x1102 ? 8 : 4)), mostValues);
  const values: Uint8Array[] = [];
  for (let index = 0; index < count; index += 1) {
    const stream = storage.streams.get(`${name}-${index.toString(16).toUpperCase().padStart(8, '0')}`);
    const bytes = stream?.read(0, stream.sizeBytes) ?? null;
    if (bytes === null) return null;
    values.push(bytes);
  }
  return multipleValue(values);
}
