import { storeCrc } from './checksums.ts';
import { guidBytes, types, type NamedId, type Property } from './property-values.ts';
import type { StoredProperty } from './property-context.ts';

/** The name-to-identifier map of a store ([MS-PST] 2.4.7), filled as names are met. */
export interface NameMap {
  /** The identifier of a name: 0x8000 for the first, and so on. */
  identify(name: NamedId): number;
  /** Gives properties the identifiers of this store. */
  store(properties: readonly Property[]): StoredProperty[];
  /** The properties of the map's own node. */
  properties(): StoredProperty[];
}

export function startNameMap(): NameMap {
  const identifiers = new Map<string, number>();
  const guids: string[] = [];
  const entries: { readonly name: number | string; readonly guidIndex: number; readonly stringAt: number }[] = [];
  const strings: Buffer[] = [];
  let stringBytes = 0;

  const identify = (id: NamedId): number => {
    const guid = id.guid.toLowerCase();
    const key = `${guid} ${typeof id.name} ${id.name}`;
    const known = identifiers.get(key);
    if (known !== undefined) return known;
    const stringAt = stringBytes;
    if (typeof id.name === 'string') {
      const name = Buffer.from(id.name, 'utf16le');
      const entry = Buffer.alloc(4 + Math.ceil(name.length / 4) * 4);
      entry.writeUInt32LE(name.length);
      entry.set(name, 4);
      strings.push(entry);
      stringBytes += entry.length;
    }
    entries.push({ name: id.name, guidIndex: guidIndex(guids, guid), stringAt });
    const identifier = 0x8000 + entries.length - 1;
    if (identifier > 0xfffe) throw new RangeError('too many names');
    identifiers.set(key, identifier);
    return identifier;
  };
  return {
    identify,
    store: (properties) => properties.map(({ id, type, bytes }) => ({ id: typeof id === 'number' ? id : identify(id), type, bytes })),
    properties() {
      const stream = entries.map(({ name, guidIndex, stringAt }, index) =>
        nameEntry(typeof name === 'string' ? stringAt : name, typeof name, guidIndex, index),
      );
      const buckets = new Map<number, Buffer[]>();
      for (const [index, { name, guidIndex }] of entries.entries()) {
        const hash = typeof name === 'string' ? storeCrc(Buffer.from(name, 'utf16le')) : name;
        const entry = nameEntry(hash, typeof name, guidIndex, index);
        const bucket = ((hash ^ entry.readUInt16LE(4)) >>> 0) % bucketCount;
        buckets.set(bucket, [...(buckets.get(bucket) ?? []), entry]);
      }
      const bucketCountBytes = Buffer.alloc(4);
      bucketCountBytes.writeUInt32LE(bucketCount);
      return [
        { id: 0x0001, type: types.integer32, bytes: bucketCountBytes },
        { id: 0x0002, type: types.binary, bytes: Buffer.concat(guids.map(guidBytes)) },
        { id: 0x0003, type: types.binary, bytes: Buffer.concat(stream) },
        { id: 0x0004, type: types.binary, bytes: Buffer.concat(strings) },
        ...[...buckets].map(([bucket, bytes]) => ({ id: 0x1000 + bucket, type: types.binary, bytes: Buffer.concat(bytes) })),
      ];
    },
  };
}

const bucketCount = 251;

/** Property sets that the map need not spell out, and their indexes. */
const wellKnownSets = new Map([
  ['00020328-0000-0000-c000-000000000046', 1], // PS_MAPI
  ['00020329-0000-0000-c000-000000000046', 2], // PS_PUBLIC_STRINGS
]);

function guidIndex(guids: string[], guid: string): number {
  const wellKnown = wellKnownSets.get(guid);
  if (wellKnown !== undefined) return wellKnown;
  const at = guids.indexOf(guid);
  return 3 + (at === -1 ? guids.push(guid) - 1 : at);
}

// NAMEID ([MS-PST] 2.4.7.1).
function nameEntry(identifierOrPlace: number, kind: string, guidIndex: number, index: number): Buffer {
  const entry = Buffer.alloc(8);
  entry.writeUInt32LE(identifierOrPlace >>> 0, 0);
  entry.writeUInt16LE(guidIndex * 2 + (kind === 'string' ? 1 : 0), 4);
  entry.writeUInt16LE(index, 6);
  return entry;
}
