import { createHash } from 'node:crypto';
import { putBytes } from './data-tree.ts';
import type { AttachmentDescription, MessageDescription } from './description.ts';
import { messageProperties, recipientProperties } from './message-properties.ts';
import type { NameMap } from './named-properties.ts';
import type { BlockId, NodeDatabase } from './node-database.ts';
import { putPropertyContext, sortedById, valueNodeType, type StoredProperty } from './property-context.ts';
import { binary, integer32, text, types, type Property } from './property-values.ts';
import { startSubnodes, type Subnodes } from './subnodes.ts';
import { tableColumns } from './table-columns.ts';
import { startTable, type TableColumn } from './table-context.ts';
import { textForm, type TextForm } from './text-form.ts';
import type { AttachmentTruth, MessageTruth, StoredAttachment, StoredMessage } from './truth.ts';

/** What messages are written to. */
export interface MessageTarget {
  readonly database: NodeDatabase;
  readonly names: NameMap;
  readonly texts: TextForm;
}

/** Properties as they are stored: with the identifiers of the store, and texts in its form. */
export function storedProperties({ names, texts }: MessageTarget, properties: readonly Property[]): StoredProperty[] {
  return names.store(properties.map((property) => texts.property(property)));
}

/** Where a message belongs and what is true of it beside itself. */
export type MessagePlace = Pick<MessageTruth, 'nodeId' | 'kind' | 'folderPath' | 'folderNodeId' | 'state'>;

/** A message whose blocks are written; its node is not. */
export interface WrittenMessage extends StoredMessage {
  readonly content: BlockId;
  readonly subnodes: BlockId;
}

/** Writes the blocks of a message object ([MS-PST] 2.4.5) with its recipients and attachments. */
export function writeMessage(store: MessageTarget, message: MessageDescription, place: MessagePlace): WrittenMessage {
  const { database } = store;
  const { codePage } = message;
  const texts = codePage === undefined ? store.texts : textForm(database.layout.format, codePage);
  const target = { ...store, texts };
  const subnodes = startSubnodes(database);
  const attachments = (message.attachments ?? []).map((attachment) => writeAttachment(target, attachment, subnodes, place));
  if (attachments.length > 0) writeAttachmentTable(target, attachments, subnodes);
  const recipients = (message.recipients ?? []).map((recipient) =>
    sortedById(storedProperties(target, recipientProperties(recipient, texts))),
  );
  // A message has a recipient table, be it empty; an associated item has none.
  if (recipients.length > 0 || place.kind !== 'associated') writeRecipientTable(target, recipients, subnodes);
  const described = storedProperties(target, [...messageProperties(message, place.kind, texts), ...(message.properties ?? [])]);
  const sizeBytes = [...described, ...attachments.flatMap(({ stored }) => stored.properties)].reduce(
    (sum, { bytes }) => sum + bytes.length,
    0,
  );
  const properties = sortedById([...storedProperties(target, [integer32(0x0e08, sizeBytes)]), ...described]);
  const content = putPropertyContext(database, properties, subnodes);
  return {
    content,
    subnodes: subnodes.finish(),
    truth: {
      ...place,
      messageClass: message.messageClass ?? 'IPM.Note',
      subject: texts.readBack(message.subject ?? ''),
      sender: message.sender?.address ?? null,
      recipients: (message.recipients ?? []).map(({ kind, name, address }) => ({ kind, name: texts.readBack(name), address })),
      headerSha256: message.headers === undefined ? null : sha256(headerBytes(message.headers, texts)),
      attachments: attachments.map(({ truth }) => truth),
    },
    properties,
    recipients,
    attachments: attachments.map(({ stored }) => stored),
  };
}

// Of a Unicode store readers make UTF-8; 8-bit texts they take as they are.
function headerBytes(headers: string, { codePage, encode }: TextForm): Buffer {
  return codePage === null ? Buffer.from(headers) : encode(headers);
}

interface WrittenAttachment {
  readonly nodeId: number;
  readonly truth: AttachmentTruth;
  readonly stored: StoredAttachment;
}

const attachmentNodeType = 0x05;
const messageNodeType = 0x04;

// Attachment object ([MS-PST] 2.4.6.2): a node within the message.
function writeAttachment(
  target: MessageTarget,
  attachment: AttachmentDescription,
  message: Subnodes,
  place: MessagePlace,
): WrittenAttachment {
  const { database, texts } = target;
  const subnodes = startSubnodes(database);
  const nodeId = message.nextNodeId(attachmentNodeType);
  const name = attachmentName(attachment);
  const properties: Property[] = [integer32(0x3705, attachmentMethods[attachment.kind]), integer32(0x370b, 0xffffffff), text(0x3001, name)];
  let attached: WrittenMessage | null = null;
  let sizeBytes: number | null = null;
  switch (attachment.kind) {
    case 'data':
      sizeBytes = attachment.content.length;
      properties.push(binary(0x3701, attachment.content), ...fileName(name));
      if (attachment.contentType !== undefined) properties.push(text(0x370e, attachment.contentType));
      break;
    case 'ole': {
      sizeBytes = attachment.content.length;
      const object = subnodes.nextNodeId(valueNodeType);
      subnodes.add(object, putBytes(database, attachment.content), 0);
      properties.push(objectProperty(object, sizeBytes), ...fileName(name));
      break;
    }
    case 'message': {
      const object = subnodes.nextNodeId(messageNodeType);
      attached = writeMessage(target, attachment.message, { ...place, nodeId: object, kind: 'attached' });
      subnodes.add(object, attached.content, attached.subnodes);
      properties.push(
        objectProperty(
          object,
          attached.properties.reduce((sum, { bytes }) => sum + bytes.length, 0),
        ),
      );
      break;
    }
    case 'reference':
      properties.push(text(0x370d, attachment.path), text(0x3708, attachment.path), ...fileName(name));
      break;
  }
  properties.push(integer32(0x0e20, sizeBytes ?? 0), ...(attachment.properties ?? []));
  const stored = sortedById(storedProperties(target, properties));
  const content = putPropertyContext(database, stored, subnodes);
  message.add(nodeId, content, subnodes.finish());
  const bytes = 'content' in attachment ? attachment.content : null;
  return {
    nodeId,
    truth: {
      kind: attachment.kind,
      name: texts.readBack(name),
      sizeBytes,
      sha256: bytes && sha256(bytes),
      message: attached?.truth ?? null,
    },
    stored: { properties: stored, message: attached },
  };
}

// PidTagAttachMethod ([MS-OXCMSG] 2.2.2.9).
const attachmentMethods = { data: 1, reference: 2, message: 5, ole: 6 } as const;

function attachmentName(attachment: AttachmentDescription): string {
  return attachment.name ?? (attachment.kind === 'message' ? (attachment.message.subject ?? '') : '');
}

// PidTagAttachFilename, PidTagAttachLongFilename, PidTagAttachExtension.
function fileName(name: string): Property[] {
  const extension = /\.[^.]+$/.exec(name)?.[0];
  return [text(0x3704, name), text(0x3707, name), ...(extension === undefined ? [] : [text(0x3703, extension)])];
}

// PidTagAttachDataObject ([MS-PST] 2.3.3.5): the node and the size of what it holds.
function objectProperty(nodeId: number, sizeBytes: number): Property {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(nodeId, 0);
  bytes.writeUInt32LE(sizeBytes, 4);
  return { id: 0x3701, type: types.object, bytes };
}

function writeAttachmentTable({ database }: MessageTarget, attachments: readonly WrittenAttachment[], message: Subnodes): void {
  const table = startTable(database, tableColumns.attachments);
  for (const { nodeId, stored } of attachments) table.addRow(nodeId, stored.properties);
  const { content, subnodes } = table.finish();
  message.add(attachmentTableId, content, subnodes);
}

function writeRecipientTable({ database }: MessageTarget, recipients: readonly (readonly StoredProperty[])[], message: Subnodes): void {
  const more = new Map<number, TableColumn>();
  for (const { id, type } of recipients.flat()) if (!tableColumns.recipients.some((column) => column.id === id)) more.set(id, { id, type });
  const table = startTable(database, more.size === 0 ? tableColumns.recipients : [...tableColumns.recipients, ...more.values()]);
  for (const [row, properties] of recipients.entries()) table.addRow(row, properties);
  const { content, subnodes } = table.finish();
  message.add(recipientTableId, content, subnodes);
}

// NID_ATTACHMENT_TABLE, NID_RECIPIENT_TABLE ([MS-PST] 2.4.1).
const attachmentTableId = 0x671;
const recipientTableId = 0x692;

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
