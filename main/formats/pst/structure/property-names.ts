import type { PropertyName } from 'libpff-wasm';
import type { BlockReader } from './block-reader.ts';
import { viewOf } from './layout.ts';
import { readPropertyContext } from './property-context.ts';
import { readSubnodes, type NodePlace } from './subnodes.ts';

/** The names of a store's named properties ([MS-PST] 2.4.7). */
export interface PropertyNames {
  /** The name of a property of identifier 0x8000 and above, or null. */
  nameOf(id: number): PropertyName | null;
}

/** A store without names, or whose map of names is lost: its properties keep their identifiers. */
export const noNames: PropertyNames = { nameOf: () => null };

/** Reads the name-to-id map; one that is damaged gives the names that are left. */
export function readPropertyNames(reader: BlockReader, place: NodePlace): PropertyNames {
  const context = readPropertyContext(reader, place, readSubnodes(reader, place.subnodesId));
  if (context === null) return noNames;
  return namesOfStreams((id) => context.properties.find((property) => property.id === id)?.value?.read(0, mostStreamBytes) ?? null);
}

/**
 * Reads the names out of the streams of a name-to-id map, which a store and a saved item have alike ([MS-OXMSG] 2.2.3).
 * @param streamOf gives the stream of property sets (0x0002), entries (0x0003) or texts (0x0004), or null
 */
export function namesOfStreams(streamOf: (id: number) => Uint8Array | null): PropertyNames {
  const stream = (id: number): Uint8Array => streamOf(id) ?? new Uint8Array(0);
  const guids = stream(0x0002);
  const entries = stream(0x0003);
  const texts = stream(0x0004);
  const names = new Map<number, PropertyName>();
  const view = viewOf(entries);
  for (let at = 0; at + 8 <= entries.length; at += 8) {
    // NAMEID ([MS-PST] 2.4.7.1): number or offset of the text; kind and index of the property set; index of the identifier.
    const kindAndSet = view.getUint16(at + 4, true);
    const guid = guidAt(guids, kindAndSet >>> 1);
    const reference = view.getUint32(at, true);
    const name = (kindAndSet & 1) === 0 ? reference : textAt(texts, reference);
    if (guid !== null && name !== null) names.set(0x8000 + view.getUint16(at + 6, true), { guid, name });
  }
  return { nameOf: (id) => (id < 0x8000 ? null : (names.get(id) ?? null)) };
}

/** 32,767 names of a few hundred bytes each. */
export const mostStreamBytes = 16 * 1024 * 1024;

/** The first property sets have no entry in the stream of GUIDs ([MS-PST] 2.4.7.1). */
const wellKnown = [
  '00000000-0000-0000-0000-000000000000',
  '00020328-0000-0000-c000-000000000046',
  '00020329-0000-0000-c000-000000000046',
] as const;

function guidAt(guids: Uint8Array, index: number): string | null {
  const known = wellKnown[index];
  if (known !== undefined) return known;
  const at = (index - 3) * 16;
  if (at + 16 > guids.length) return null;
  const bytes = guids.subarray(at, at + 16);
  // The first three fields of a GUID are little-endian ([MS-DTYP] 2.3.4.2).
  const hex = (places: readonly number[]): string => places.map((place) => (bytes[place] ?? 0).toString(16).padStart(2, '0')).join('');
  return [hex([3, 2, 1, 0]), hex([5, 4]), hex([7, 6]), hex([8, 9]), hex([10, 11, 12, 13, 14, 15])].join('-');
}

function textAt(texts: Uint8Array, at: number): string | null {
  if (at + 4 > texts.length) return null;
  const length = viewOf(texts).getUint32(at, true);
  if (at + 4 + length > texts.length) return null;
  return Buffer.from(texts.buffer, texts.byteOffset + at + 4, length - (length % 2)).toString('utf16le');
}
