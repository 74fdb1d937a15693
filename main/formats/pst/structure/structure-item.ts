import type { Outcome, Property, Trouble } from 'libpff-wasm';
import type { StoreAttachment, StoreItem } from '../store-item.ts';
import type { BlockReader } from './block-reader.ts';
import { openNodeData } from './data-tree.ts';
import { inlineBytesPerItem, propertiesOf, type InlineAllowance } from './item-properties.ts';
import { viewOf } from './layout.ts';
import { readPropertyContext, type ContextProperty, type PropertyContext } from './property-context.ts';
import type { PropertyNames } from './property-names.ts';
import { readSubnodes, type NodePlace, type Subnodes } from './subnodes.ts';
import { readTableContext, type TableContext } from './table-context.ts';
import type { StoredValue } from './values.ts';

/** What items of a store are read with. */
export interface ItemReading {
  readonly reader: BlockReader;
  readonly names: PropertyNames;
}

/** Nodes of a message that are always called the same ([MS-PST] 2.4.5.3, 2.4.6.1). */
const recipientTable = 0x692;
const attachmentTable = 0x671;

/** Opens a message or other item; fails when its properties cannot be read at all. */
export function openStructureItem(reading: ItemReading, nodeId: number, place: NodePlace): Outcome<StoreItem> {
  reading.reader.beginItem();
  return itemAt(reading, nodeId, place);
}

function itemAt({ reader, names }: ItemReading, nodeId: number, place: NodePlace): Outcome<StoreItem> {
  const before = reader.unsoundBlocks();
  const subnodes = readSubnodes(reader, place.subnodesId);
  const context = readPropertyContext(reader, place, subnodes);
  if (context === null) return failed('its properties are not there, or damaged');
  const allowance: InlineAllowance = { bytes: inlineBytesPerItem };
  const properties = propertiesOf(context.properties, names, 0, allowance);
  const recipients = readRecipients(reader, names, subnodes, allowance);
  const attachments = attachmentPlaces(reader, subnodes);
  const troubles: Trouble[] = [
    ...(context.isWhole ? [] : [troubleOf('properties', 'a part of the list of properties is lost')]),
    ...(recipients.isWhole ? [] : [troubleOf('recipients', 'a part of the table of recipients is lost')]),
    ...(attachments.isWhole ? [] : [troubleOf('attachments', 'a part of the table of attachments is lost')]),
    ...(reader.unsoundBlocks() === before ? [] : [troubleOf('blocks', 'a block of the item has a wrong checksum')]),
  ];
  return {
    ok: true,
    value: {
      nodeId,
      attachmentCount: attachments.places?.length ?? null,
      properties,
      recipients: recipients.sets,
      troubles,
      readValue: (property, offset, length) => readPiece(context.properties, property, offset, length),
      openAttachment(index) {
        reader.beginItem();
        const found = attachments.places?.[index];
        return found?.place == null ? failed('the attachment is not there') : attachmentAt({ reader, names }, found.place);
      },
      close: () => undefined,
    },
  };
}

function readRecipients(
  reader: BlockReader,
  names: PropertyNames,
  subnodes: Subnodes,
  allowance: InlineAllowance,
): { readonly sets: readonly (readonly Property[])[]; readonly isWhole: boolean } {
  const place = subnodes.places.get(recipientTable);
  if (place === undefined) return { sets: [], isWhole: subnodes.isWhole };
  const table = tableAt(reader, place);
  if (table === null) return { sets: [], isWhole: false };
  const rows = table.rowIds.map((_, row) => table.cells(row));
  const sets = rows.flatMap((cells, row) => (cells === null ? [] : [propertiesOf(cells, names, row, allowance)]));
  return { sets, isWhole: table.isWhole && sets.length === rows.length };
}

interface AttachmentPlaces {
  /** Null: nobody can tell how many there are. */
  readonly places: readonly { readonly nodeId: number; readonly place: NodePlace | null }[] | null;
  readonly isWhole: boolean;
}

function attachmentPlaces(reader: BlockReader, subnodes: Subnodes): AttachmentPlaces {
  const tablePlace = subnodes.places.get(attachmentTable);
  const table = tablePlace === undefined ? null : tableAt(reader, tablePlace);
  if (table?.isWhole === true) {
    return { places: table.rowIds.map((nodeId) => ({ nodeId, place: subnodes.places.get(nodeId) ?? null })), isWhole: true };
  }
  if (tablePlace === undefined && !subnodes.isWhole && subnodes.places.size === 0) return { places: null, isWhole: false };
  // Without the table, the sub-nodes of the attachments themselves say which there are.
  const found = [...subnodes.places].filter(([nodeId]) => (nodeId & 0x1f) === attachmentType);
  const places = found.map(([nodeId, place]) => ({ nodeId, place }));
  return { places, isWhole: tablePlace === undefined && subnodes.isWhole };
}

/** Node type of an attachment ([MS-PST] 2.2.2.1). */
const attachmentType = 0x05;

/** Opens a table and its own sub-nodes. */
export function tableAt(reader: BlockReader, place: NodePlace): TableContext | null {
  return readTableContext(reader, place, readSubnodes(reader, place.subnodesId));
}

/** PidTagAttachMethod ([MS-OXCMSG] 2.2.2.9). */
const attachMethod = 0x3705;
const attachmentData = 0x3701;
const embeddedMessage = 5;
const objectType = 0x000d;

function attachmentAt(reading: ItemReading, place: NodePlace): Outcome<StoreAttachment> {
  const { reader, names } = reading;
  const before = reader.unsoundBlocks();
  const subnodes = readSubnodes(reader, place.subnodesId);
  const context = readPropertyContext(reader, place, subnodes);
  if (context === null) return failed('its properties are not there, or damaged');
  const method = numberOf(context.properties.find(({ id }) => id === attachMethod)?.value ?? null);
  const data = context.properties.find(({ id }) => id === attachmentData) ?? null;
  const type = attachmentKind(method, data);
  const object = data?.type === objectType ? objectPlace(data.value, subnodes) : null;
  const content = type === 'data' ? contentOf(reader, data, object) : null;
  readThrough(content);
  const isSound = reader.unsoundBlocks() === before;
  return {
    ok: true,
    value: {
      type,
      sizeBytes: content?.sizeBytes ?? null,
      properties: attachmentProperties(context, names, type, content),
      troubles: isSound ? [] : [troubleOf('blocks', 'a block of the attachment has a wrong checksum')],
      readValue(property, offset, length) {
        reader.beginItem();
        const values = property.id === attachmentData && type === 'data' ? [{ ...property, value: content }] : context.properties;
        return readPiece(values, values === context.properties ? property : { ...property, index: 0 }, offset, length);
      },
      read(offset, length) {
        reader.beginItem();
        const bytes = content?.read(offset, length) ?? null;
        return bytes === null ? failed('its data are not there, or damaged') : { ok: true, value: bytes };
      },
      openMessage() {
        reader.beginItem();
        return object === null ? failed('the attached message is not there') : itemAt(reading, object.nodeId, object.place);
      },
      close: () => undefined,
    },
  };
}

// Whether all blocks are sound shows only when they are read.
function readThrough(content: StoredValue | null): void {
  const pieceBytes = 1024 * 1024;
  for (let offset = 0; content !== null && offset < content.sizeBytes; offset += pieceBytes) {
    if (content.read(offset, pieceBytes) === null) return;
  }
}

function attachmentKind(method: number | null, data: ContextProperty | null): StoreAttachment['type'] {
  if (method === embeddedMessage && data?.type === objectType) return 'message';
  if (data !== null) return 'data';
  return method !== null && [2, 3, 4, 7].includes(method) ? 'reference' : 'unknown';
}

interface ObjectPlace {
  readonly nodeId: number;
  readonly place: NodePlace;
}

/** Where the object of a PtypObject value lies: its node identifier and size ([MS-PST] 2.3.3.5). */
function objectPlace(value: StoredValue | null, subnodes: Subnodes): ObjectPlace | null {
  const bytes = value?.read(0, 8) ?? null;
  if (bytes === null || bytes.length < 4) return null;
  const nodeId = viewOf(bytes).getUint32(0, true);
  const place = subnodes.places.get(nodeId);
  return place === undefined ? null : { nodeId, place };
}

function contentOf(reader: BlockReader, data: ContextProperty | null, object: ObjectPlace | null): StoredValue | null {
  if (data?.type !== objectType) return data?.value ?? null;
  const content = object === null ? null : openNodeData(reader, object.place.dataId);
  return content?.isWhole === true ? content : null;
}

// The value of the data is what it leads to, as libpff has it: that it cannot be read must be seen in it.
function attachmentProperties(
  context: PropertyContext,
  names: PropertyNames,
  type: StoreAttachment['type'],
  content: StoredValue | null,
): Property[] {
  const values = context.properties.map((property) =>
    property.id === attachmentData && type === 'data' ? { ...property, value: content } : property,
  );
  return propertiesOf(values, names, 0, { bytes: inlineBytesPerItem });
}

function numberOf(value: StoredValue | null): number | null {
  const bytes = value?.read(0, 4) ?? null;
  return bytes?.length === 4 ? viewOf(bytes).getInt32(0, true) : null;
}

function readPiece(properties: readonly ContextProperty[], property: Property, offset: number, length: number): Outcome<Uint8Array> {
  const bytes = properties[property.index]?.value?.read(offset, length) ?? null;
  return bytes === null ? failed('the value is not there, or damaged') : { ok: true, value: bytes };
}

function troubleOf(part: Trouble['part'], backtrace: string): Trouble {
  return { part, backtrace };
}

function failed(message: string): { readonly ok: false; readonly error: { message: string; backtrace: string; isFatal: false } } {
  return { ok: false, error: { message, backtrace: '', isFatal: false } };
}
