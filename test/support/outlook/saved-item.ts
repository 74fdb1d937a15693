import { compoundFile, type StorageContent } from './compound-file.ts';
import { guidBytes, type BuiltProperty } from './properties.ts';

/** An item as Outlook saves it to a file ([MS-OXMSG]). */
export interface SavedItem {
  readonly properties: readonly BuiltProperty[];
  readonly recipients?: readonly (readonly BuiltProperty[])[];
  readonly attachments?: readonly SavedAttachment[];
}

export interface SavedAttachment {
  readonly properties: readonly BuiltProperty[];
  /** An attached message. */
  readonly message?: SavedItem;
  /** An OLE object: the storage that it is. */
  readonly object?: StorageContent;
}

const fixed = new Map([
  [0x0002, 2],
  [0x0003, 4],
  [0x000b, 2],
  [0x0014, 8],
  [0x0040, 8],
]);

/** Writes an item into a compound file. */
export function savedItem(item: SavedItem): Uint8Array {
  return compoundFile(savedItemStorages(item));
}

/** The storages and streams of an item, for tests that leave some out. */
export function savedItemStorages(item: SavedItem): StorageContent {
  const names = namesIn(item);
  return { ...storageOf(item, 32, names), '__nameid_version1.0': nameMap(names) };
}

type Name = NonNullable<BuiltProperty['name']>;

function storageOf(item: SavedItem, headerBytes: number, names: readonly Name[]): StorageContent {
  const recipients = (item.recipients ?? []).map((properties, index): [string, StorageContent] => [
    `__recip_version1.0_#${hex8(index)}`,
    propertyStreams(properties, 8, names),
  ]);
  const attachments = (item.attachments ?? []).map(({ properties, message, object }, index): [string, StorageContent] => {
    const content = message === undefined ? object : storageOf(message, 24, names);
    const own = propertyStreams(properties, 8, names, content === undefined ? [] : [[0x3701, 0x000d]]);
    return [`__attach_version1.0_#${hex8(index)}`, content === undefined ? own : { ...own, '__substg1.0_3701000D': content }];
  });
  return { ...propertyStreams(item.properties, headerBytes, names), ...Object.fromEntries(recipients), ...Object.fromEntries(attachments) };
}

function propertyStreams(
  properties: readonly BuiltProperty[],
  headerBytes: number,
  names: readonly Name[],
  objects: readonly (readonly [id: number, type: number])[] = [],
): StorageContent {
  const streams: Record<string, Uint8Array> = {};
  const entries = properties.map((property) => {
    const id = property.name === undefined ? property.id : 0x8000 + names.indexOf(property.name);
    const entry = Buffer.alloc(16);
    entry.writeUInt16LE(property.type, 0);
    entry.writeUInt16LE(id, 2);
    entry.writeUInt32LE(6, 4);
    if (fixed.has(property.type)) {
      entry.set(property.value, 8);
      return entry;
    }
    const stream = `__substg1.0_${hex8(id * 0x10000 + property.type)}`;
    if (property.values !== undefined) {
      const width = property.type === 0x1102 ? 8 : 4;
      const lengths = Buffer.alloc(width * property.values.length);
      property.values.forEach((value, index) => {
        lengths.writeUInt32LE(value.length, width * index);
        streams[`${stream}-${hex8(index)}`] = value;
      });
      streams[stream] = lengths;
      entry.writeUInt32LE(lengths.length, 8);
      return entry;
    }
    streams[stream] = property.value;
    entry.writeUInt32LE(property.value.length + (property.type === 0x001f ? 2 : property.type === 0x001e ? 1 : 0), 8);
    return entry;
  });
  const objectEntries = objects.map(([id, type]) => {
    const entry = Buffer.alloc(16);
    entry.writeUInt16LE(type, 0);
    entry.writeUInt16LE(id, 2);
    entry.writeUInt32LE(0xffffffff, 8);
    return entry;
  });
  return { '__properties_version1.0': Buffer.concat([Buffer.alloc(headerBytes), ...entries, ...objectEntries]), ...streams };
}

function namesIn(item: SavedItem): Name[] {
  const own = [...item.properties, ...(item.recipients ?? []).flat(), ...(item.attachments ?? []).flatMap(({ properties }) => properties)];
  const inner = (item.attachments ?? []).flatMap(({ message }) => (message === undefined ? [] : namesIn(message)));
  return [...own.flatMap(({ name }) => (name === undefined ? [] : [name])), ...inner];
}

/** The map of names ([MS-OXMSG] 2.2.3): property sets, entries, texts. */
function nameMap(names: readonly Name[]): StorageContent {
  const guids = [...new Set(names.map(({ guid }) => guid))];
  const texts: Uint8Array[] = [];
  const entries = names.map(({ guid, name }, index) => {
    const entry = Buffer.alloc(8);
    entry.writeUInt16LE(((guids.indexOf(guid) + 3) << 1) | (typeof name === 'string' ? 1 : 0), 4);
    entry.writeUInt16LE(index, 6);
    if (typeof name === 'number') entry.writeUInt32LE(name, 0);
    else {
      entry.writeUInt32LE(
        texts.reduce((sum, { length }) => sum + length, 0),
        0,
      );
      const text = Buffer.from(name, 'utf16le');
      const length = Buffer.alloc(4);
      length.writeUInt32LE(text.length);
      texts.push(Buffer.concat([length, text, Buffer.alloc((4 - (text.length % 4)) % 4)]));
    }
    return entry;
  });
  return {
    '__substg1.0_00020102': Buffer.concat(guids.map(guidBytes)),
    '__substg1.0_00030102': Buffer.concat(entries),
    '__substg1.0_00040102': Buffer.concat(texts),
  };
}

function hex8(value: number): string {
  return value.toString(16).toUpperCase().padStart(8, '0');
}
