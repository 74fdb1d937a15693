import { inlineBytesPerItem, propertiesOf, type InlineAllowance } from '#formats/pst/structure/item-properties.ts';
import { mostStreamBytes, namesOfStreams, type PropertyNames } from '#formats/pst/structure/property-names.ts';
import type { StoredValue } from '#formats/pst/structure/values.ts';
import type { Outcome, Property, StoreAttachment, StoreItem, Trouble } from '#formats/pst/store-item.ts';
import type { CompoundStorage } from '#formats/compound-file/compound-file.ts';
import { propertyHeaderBytes, propertyStreamName, readProperties, type StoredProperties } from './property-stream.ts';

/** More recipients or attachments than this were never in one item; it stops a directory that is full of them. */
const mostParts = 20_000;
const attachmentData = 0x3701;
/** PidTagAttachMethod ([MS-OXCMSG] 2.2.2.9). */
const attachMethod = 0x3705;
const methods = { references: [2, 3, 4, 7], message: 5 } as const;

/** Opens the message that is the root of a compound file ([MS-OXMSG] 2.1). */
export function openMessageStorage(root: CompoundStorage): StoreItem {
  return itemOf(root, namesOf(root), propertyHeaderBytes.top);
}

/** The names of the item's named properties, which the messages attached to it share ([MS-OXMSG] 2.2.3). */
function namesOf(root: CompoundStorage): PropertyNames {
  const map = root.storages.get('__nameid_version1.0');
  return namesOfStreams((id) => map?.streams.get(propertyStreamName(id, 0x0102))?.read(0, mostStreamBytes) ?? null);
}

function itemOf(storage: CompoundStorage, names: PropertyNames, headerBytes: number): StoreItem {
  const allowance: InlineAllowance = { bytes: inlineBytesPerItem };
  const own = readProperties(storage, headerBytes);
  const recipients = partsOf(storage, '__recip_version1.0_#').map((part) => readProperties(part, propertyHeaderBytes.part));
  const attachments = partsOf(storage, '__attach_version1.0_#');
  const whole = (part: Trouble['part'], sets: readonly StoredProperties[]): Trouble[] =>
    sets.flatMap(({ trouble }) => (trouble === null ? [] : [{ part, backtrace: trouble }])).slice(0, 1);
  return {
    nodeId: 0,
    attachmentCount: attachments.length,
    properties: propertiesOf(own.properties, names, 0, allowance),
    recipients: recipients.map(({ properties }, row) => propertiesOf(properties, names, row, allowance)),
    troubles: [...whole('properties', [own]), ...whole('recipients', recipients), ...beyond(storage)],
    readValue: (property, offset, length) => readPiece(own.properties, property, offset, length),
    openAttachment(index) {
      const part = attachments[index];
      return part === undefined ? failed('the attachment is not there') : { ok: true, value: attachmentOf(part, names) };
    },
    close: () => undefined,
  };
}

/** Storages of recipients or attachments, in the order of their numbers ([MS-OXMSG] 2.2.1, 2.2.2). */
function partsOf(storage: CompoundStorage, prefix: string): CompoundStorage[] {
  const numbered = [...storage.storages.values()].flatMap((part) => {
    const digits = part.name.startsWith(prefix) ? part.name.slice(prefix.length) : '';
    return /^[0-9a-f]{1,8}$/i.test(digits) ? [{ part, number: Number.parseInt(digits, 16) }] : [];
  });
  return numbered
    .sort((one, other) => one.number - other.number)
    .slice(0, mostParts)
    .map(({ part }) => part);
}

function beyond(storage: CompoundStorage): Trouble[] {
  if (storage.storages.size <= mostParts) return [];
  return [{ part: 'unknown', backtrace: `of ${String(storage.storages.size)} storages only ${String(mostParts)} of a kind were read` }];
}

function attachmentOf(storage: CompoundStorage, names: PropertyNames): StoreAttachment {
  const { properties, trouble } = readProperties(storage, propertyHeaderBytes.part);
  const object = storage.storages.get(propertyStreamName(attachmentData, 0x000d)) ?? null;
  const data = properties.find(({ id }) => id === attachmentData)?.value ?? null;
  const isListed = properties.some(({ id }) => id === attachmentData);
  const method = numberOf(properties.find(({ id }) => id === attachMethod)?.value ?? null);
  const type = kindOf(method, object, isListed);
  return {
    type,
    ...(type === 'object' && object !== null ? { storage: object } : {}),
    sizeBytes: type === 'data' ? (data?.sizeBytes ?? null) : null,
    properties: propertiesOf(properties, names, 0, { bytes: inlineBytesPerItem }),
    // Told as blocks are: what was found of the attachment may not be all.
    troubles: trouble === null ? [] : [{ part: 'blocks', backtrace: trouble }],
    readValue: (property, offset, length) => readPiece(properties, property, offset, length),
    read: (offset, length) => pieceOf(data, offset, length),
    openMessage() {
      if (object === null) return failed('the attached message is not there');
      return { ok: true, value: itemOf(object, names, propertyHeaderBytes.embedded) };
    },
    close: () => undefined,
  };
}

function kindOf(method: number | null, object: CompoundStorage | null, hasData: boolean): StoreAttachment['type'] {
  if (object !== null) return method === methods.message ? 'message' : 'object';
  if (hasData) return 'data';
  return method !== null && methods.references.some((reference) => reference === method) ? 'reference' : 'unknown';
}

function numberOf(value: StoredValue | null): number | null {
  const bytes = value?.read(0, 4) ?? null;
  return bytes?.length === 4 ? new DataView(bytes.buffer, bytes.byteOffset, 4).getInt32(0, true) : null;
}

function readPiece(properties: StoredProperties['properties'], property: Property, offset: number, length: number): Outcome<Uint8Array> {
  return pieceOf(properties[property.index]?.value ?? null, offset, length);
}

function pieceOf(value: StoredValue | null, offset: number, length: number): Outcome<Uint8Array> {
  const bytes = value?.read(offset, length) ?? null;
  return bytes === null ? failed('the value is not there, or damaged') : { ok: true, value: bytes };
}

function failed(message: string): { readonly ok: false; readonly error: { message: string; backtrace: string; isFatal: false } } {
  return { ok: false, error: { message, backtrace: '', isFatal: false } };
}
