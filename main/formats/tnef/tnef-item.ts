import type { ByteSource } from '#evidence/byte-source.ts';
import type { Limits } from '#model/index.ts';
import { sourceOfBytes } from '#formats/bytes-source.ts';
import { inlineBytesPerItem, propertiesOf, type InlineAllowance } from '#formats/pst/structure/item-properties.ts';
import { noNames } from '#formats/pst/structure/property-names.ts';
import type { StoredValue } from '#formats/pst/structure/values.ts';
import type { Outcome, Property, StoreAttachment, StoreItem, Trouble } from '#formats/pst/store-item.ts';
import { attributeIds, isTnef, nameOfAttribute, readAttributes, type TnefAttribute } from './attributes.ts';
import { propertiesOfAttribute, readOldDate } from './old-attributes.ts';
import { readPropertyList, readRecipientTable, type ListedProperty } from './property-list.ts';

/** An open TNEF stream: an item like those of a store, and what such have no place for. */
export interface TnefItem extends StoreItem {
  /** The code page of its 8-bit texts; null where it states none. */
  readonly codepage: number | null;
  /** Times of attributes of before MAPI, as they stand; no zone is stated. */
  readonly sentText: string | null;
  readonly receivedText: string | null;
}

type TnefLimits = Pick<Limits, 'messageBytes'>;

const attachmentData = 0x3701;
const attachMethod = 0x3705;
const embeddedMessage = 5;
const messageInterface = '00020307-0000-0000-c000-000000000046';

/** Opens a TNEF stream ([MS-OXTNEF]); fails when the source is none. */
export function openTnef(source: ByteSource, limits: TnefLimits): Outcome<TnefItem> {
  if (!isTnef(source.read(0, 4))) return failed('it does not begin with the signature of TNEF');
  const { attributes, trouble } = readAttributes(source);
  const troubles: Trouble[] = trouble === null ? [] : [{ part: 'unknown', backtrace: trouble }];
  const message = attributes.filter(({ level }) => level === 'message');
  const unsound = message.filter(({ isSound }) => !isSound);
  if (unsound.length > 0) troubles.push({ part: 'blocks', backtrace: wrongSums(unsound) });
  const dataOf = (id: number): Uint8Array | null => {
    const attribute = message.find((one) => one.id === id);
    return attribute === undefined ? null : readWhole(source, attribute, limits, troubles);
  };
  const codepage = dataOf(attributeIds.oemCodepage);
  const own = propertiesFrom(source, message, attributeIds.messageProperties, limits, troubles, 'properties');
  const table = dataOf(attributeIds.recipientTable);
  const recipients = table === null ? null : readRecipientTable(table);
  if (recipients?.trouble != null) troubles.push({ part: 'recipients', backtrace: recipients.trouble });
  const groups = attachmentGroups(attributes);
  const allowance: InlineAllowance = { bytes: inlineBytesPerItem };
  const sent = dataOf(attributeIds.dateSent);
  const received = dataOf(attributeIds.dateReceived);
  const item: TnefItem = {
    nodeId: 0,
    codepage: codepage !== null && codepage.length >= 4 ? new DataView(codepage.buffer, codepage.byteOffset, 4).getUint32(0, true) : null,
    sentText: sent === null ? null : readOldDate(sent),
    receivedText: received === null ? null : readOldDate(received),
    attachmentCount: groups.length,
    properties: namedProperties(own, 0, allowance),
    recipients: (recipients?.rows ?? []).map((row, index) => namedProperties(row, index, allowance)),
    troubles,
    readValue: (property, offset, length) => pieceOf(own[property.index]?.value ?? null, offset, length),
    openAttachment(index) {
      const group = groups[index];
      return group === undefined ? failed('the attachment is not there') : { ok: true, value: attachmentOf(source, group, limits) };
    },
    close: () => undefined,
  };
  return { ok: true, value: item };
}

function wrongSums(attributes: readonly TnefAttribute[]): string {
  const [first] = attributes;
  const named = first === undefined ? '' : nameOfAttribute(first.id);
  return `the checksum of ${named}${attributes.length > 1 ? ` and of ${String(attributes.length - 1)} more attributes` : ''} is wrong`;
}

function namedProperties(listed: readonly ListedProperty[], setIndex: number, allowance: InlineAllowance): Property[] {
  // A list names its properties itself.
  return propertiesOf(listed, noNames, setIndex, allowance).map((property, index) => ({ ...property, name: listed[index]?.name ?? null }));
}

/** The attributes of each attachment. Each begins with its rendering, unless a careless writer has that later. */
function attachmentGroups(attributes: readonly TnefAttribute[]): (readonly TnefAttribute[])[] {
  const groups: TnefAttribute[][] = [];
  for (const attribute of attributes) {
    if (attribute.level !== 'attachment') continue;
    const last = groups.at(-1);
    if (last === undefined || attribute.id === attributeIds.attachRendering) groups.push([attribute]);
    else last.push(attribute);
  }
  return groups;
}

function readWhole(source: ByteSource, attribute: TnefAttribute, limits: TnefLimits, troubles: Trouble[]): Uint8Array | null {
  if (attribute.lengthBytes > limits.messageBytes) {
    const detail = `${nameOfAttribute(attribute.id)} is longer than ${String(limits.messageBytes)} bytes and was not read`;
    troubles.push({ part: 'unknown', backtrace: detail });
    return null;
  }
  return source.read(attribute.offsetBytes, attribute.lengthBytes);
}

/** The properties of a list, then what attributes of before MAPI say beside it. */
function propertiesFrom(
  source: ByteSource,
  attributes: readonly TnefAttribute[],
  listId: number,
  limits: TnefLimits,
  troubles: Trouble[],
  part: Trouble['part'],
): ListedProperty[] {
  const properties: ListedProperty[] = [];
  for (const attribute of attributes.filter(({ id }) => id === listId)) {
    const data = readWhole(source, attribute, limits, troubles);
    if (data === null) continue;
    const list = readPropertyList(data);
    properties.push(...list.properties);
    if (list.trouble !== null) troubles.push({ part, backtrace: list.trouble });
  }
  const known = new Set(properties.flatMap(({ id, name }) => (name === null ? [id] : [])));
  for (const attribute of attributes) {
    if (attribute.id === listId || !isSmall(attribute)) continue;
    const data = source.read(attribute.offsetBytes, attribute.lengthBytes);
    for (const property of propertiesOfAttribute(attribute.id, data)) if (!known.has(property.id)) properties.push(property);
  }
  return properties;
}

/** Texts of before MAPI have 64 KiB at most; a body has more. */
function isSmall({ id, lengthBytes }: TnefAttribute): boolean {
  return lengthBytes <= (id === attributeIds.body ? 64 * 1024 * 1024 : 64 * 1024);
}

function attachmentOf(source: ByteSource, group: readonly TnefAttribute[], limits: TnefLimits): StoreAttachment {
  const troubles: Trouble[] = [];
  const unsound = group.filter(({ isSound }) => !isSound);
  if (unsound.length > 0) troubles.push({ part: 'blocks', backtrace: wrongSums(unsound) });
  const properties = propertiesFrom(source, group, attributeIds.attachProperties, limits, troubles, 'blocks');
  const object = properties.find(({ id, objectInterface }) => id === attachmentData && objectInterface !== null) ?? null;
  const isMessage = object !== null && (object.objectInterface === messageInterface || methodOf(properties) === embeddedMessage);
  const data = dataOf(source, group) ?? properties.find(({ id }) => id === attachmentData)?.value ?? null;
  return {
    type: isMessage ? 'message' : data === null ? (isReference(properties) ? 'reference' : 'unknown') : 'data',
    sizeBytes: isMessage ? null : (data?.sizeBytes ?? null),
    properties: namedProperties(properties, 0, { bytes: inlineBytesPerItem }),
    troubles: troubles.map(({ backtrace }) => ({ part: 'blocks', backtrace })),
    readValue: (property, offset, length) => pieceOf(properties[property.index]?.value ?? null, offset, length),
    read: (offset, length) => pieceOf(data, offset, length),
    openMessage() {
      const bytes = isMessage ? object.value.read(0, object.value.sizeBytes) : null;
      return bytes === null ? failed('the attached message is not there') : openTnef(sourceOfBytes(bytes), limits);
    },
    close: () => undefined,
  };
}

/** The data of an attachment as they lie in the stream. */
function dataOf(source: ByteSource, group: readonly TnefAttribute[]): StoredValue | null {
  const attribute = group.find(({ id }) => id === attributeIds.attachData);
  if (attribute === undefined) return null;
  const { offsetBytes, lengthBytes } = attribute;
  return {
    sizeBytes: lengthBytes,
    read: (offset, length) => source.read(offsetBytes + offset, Math.max(0, Math.min(length, lengthBytes - offset))),
  };
}

function methodOf(properties: readonly ListedProperty[]): number | null {
  return properties.find(({ id }) => id === attachMethod)?.value.read(0, 4)?.[0] ?? null;
}

function isReference(properties: readonly ListedProperty[]): boolean {
  return [2, 3, 4, 7].includes(methodOf(properties) ?? 0);
}

function pieceOf(value: StoredValue | null, offset: number, length: number): Outcome<Uint8Array> {
  const bytes = value?.read(offset, length) ?? null;
  return bytes === null ? failed('the value is not there, or damaged') : { ok: true, value: bytes };
}

function failed(message: string): { readonly ok: false; readonly error: { message: string; backtrace: string; isFatal: false } } {
  return { ok: false, error: { message, backtrace: '', isFatal: false } };
}
