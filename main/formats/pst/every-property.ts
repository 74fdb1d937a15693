import type { Property } from 'libpff-wasm';
import type { ItemProperties, Limits, PropertySet, PropertySetKind, ReadProperty } from '#model/index.ts';
import { defaultCodepage } from '../mime/codepage.ts';
import { canonicalName } from './canonical-names.ts';
import { codepageOf } from './item-codepage.ts';
import { propertyBag } from './property-bag.ts';
import { typeName, valueWords } from './property-words.ts';
import { tagOf } from './recorded-values.ts';
import { setName } from './rules/named-properties.ts';
import type { StoreItem } from './store-item.ts';
import type { ValueReader } from './whole-value.ts';

type ShownLimits = Pick<Limits, 'shownProperties' | 'shownValueBytes' | 'shownBytes'>;

/**
 * All properties of an open item, of its recipients and of its attachments, each with its beginning in words and as bytes.
 * @param readBy what opened the item
 * @param storeCodepage the code page that the store names for its 8-bit texts, or null
 */
export function everyProperty(item: StoreItem, readBy: string, storeCodepage: number | null, limits: ShownLimits): ItemProperties {
  const codepage = codepageOf(item, storeCodepage);
  const room: Room = { properties: limits.shownProperties, bytes: limits.shownBytes, leftOut: 0, shortened: 0 };
  const setOf = (kind: PropertySetKind, index: number, properties: readonly Property[], reader: ValueReader | null): PropertySet => {
    const bag = propertyBag(properties, codepage);
    return {
      kind,
      index,
      title: titleIds[kind].map((id) => bag.text(id) ?? '').find((text) => text !== '') ?? '',
      properties: shown(properties, reader, codepage, limits, room),
      troubles: [],
    };
  };
  const sets = [
    {
      ...setOf('item', 0, item.properties, item),
      troubles: item.troubles.map(({ part, backtrace }) => `${part}: ${firstLine(backtrace)}`),
    },
    ...Array.from(item.recipients, (properties, index) => setOf('recipient', index, properties, null)),
  ];
  for (let index = 0; index < (item.attachmentCount ?? 0) && room.properties > 0; index += 1) {
    const opened = item.openAttachment(index);
    if (!opened.ok) {
      sets.push({ kind: 'attachment', index, title: '', properties: [], troubles: [`It could not be opened: ${opened.error.message}`] });
      if (opened.error.isFatal) break;
      continue;
    }
    const set = setOf('attachment', index, opened.value.properties, opened.value);
    sets.push({ ...set, troubles: opened.value.troubles.map(({ part, backtrace }) => `${part}: ${firstLine(backtrace)}`) });
    opened.value.close();
  }
  return { readBy, sets, cuts: cutsOf(room, limits, item.attachmentCount) };
}

/** Subject, display name; of an attachment its names. */
const titleIds: Readonly<Record<PropertySetKind, readonly number[]>> = {
  item: [],
  recipient: [0x3001, 0x39fe, 0x3003],
  attachment: [0x3707, 0x3704, 0x3001],
};

/** How much may still be shown, and what was not. */
interface Room {
  properties: number;
  bytes: number;
  leftOut: number;
  shortened: number;
}

function shown(
  properties: readonly Property[],
  reader: ValueReader | null,
  codepage: number,
  limits: ShownLimits,
  room: Room,
): ReadProperty[] {
  const taken = properties.slice(0, room.properties);
  room.properties -= taken.length;
  room.leftOut += properties.length - taken.length;
  // libpff gives cells of a recipient that do not exist as values without bytes and type; nothing is there to show.
  return taken.filter(({ id, type }) => id !== 0 || type !== 0).map((property) => readProperty(property, reader, codepage, limits, room));
}

function readProperty(property: Property, reader: ValueReader | null, codepage: number, limits: ShownLimits, room: Room): ReadProperty {
  const { id, type, name, sizeBytes } = property;
  const most = Math.min(limits.shownValueBytes, room.bytes);
  const { bytes, trouble } = beginningOf(property, reader, most);
  room.bytes -= bytes.length;
  const isWhole = trouble === null && bytes.length >= sizeBytes;
  if (trouble === null && !isWhole) room.shortened += 1;
  return {
    tag: tagOf(property),
    type: typeName(type),
    name: name === null ? canonicalName(id, type) : null,
    named: name === null ? null : { guid: name.guid, set: setName(name.guid), name: name.name },
    value: trouble === null ? valueWords(type, bytes, codepage) : null,
    isValueWhole: isWhole,
    sizeBytes,
    hex: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex'),
    isHexWhole: isWhole,
    trouble,
  };
}

function beginningOf(
  property: Property,
  reader: ValueReader | null,
  most: number,
): { readonly bytes: Uint8Array; readonly trouble: string | null } {
  const none = new Uint8Array(0);
  if (!property.isReadable) return { bytes: none, trouble: 'The value could not be read.' };
  if (property.bytes !== null) return { bytes: property.bytes.subarray(0, most), trouble: null };
  if (reader === null) return { bytes: none, trouble: 'The value is too long to come with its row.' };
  const read = reader.readValue(property, 0, Math.min(property.sizeBytes, most));
  return read.ok ? { bytes: read.value, trouble: null } : { bytes: none, trouble: `The value could not be read: ${read.error.message}.` };
}

function cutsOf(room: Room, limits: ShownLimits, attachments: number | null): string[] {
  return [
    ...(room.leftOut > 0 ? [`${String(room.leftOut)} properties beyond ${String(limits.shownProperties)} are not shown.`] : []),
    ...(room.properties <= 0 && (attachments ?? 0) > 0 ? ['Attachments beyond that were not opened.'] : []),
    ...(room.shortened > 0
      ? [
          `Of ${String(room.shortened)} values the beginning is shown, up to ${String(limits.shownValueBytes)} bytes; their size is that of the whole.`,
        ]
      : []),
  ];
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}

/** The code page that a store says its 8-bit texts are in (PidTagCodePageId), from its own properties; null when it says none. */
export function codepageIn(properties: readonly Property[]): number | null {
  return propertyBag(properties, defaultCodepage).integer(0x66c3);
}
