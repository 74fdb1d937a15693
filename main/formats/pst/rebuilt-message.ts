import { hash } from 'node:crypto';
import type { LibpffError } from 'libpff-wasm';
import type { CompoundStorage } from '#formats/compound-file/compound-file.ts';
import { attachmentStep, formatLocator, type ClaimedMessage, type Limits, type Locator } from '#model/index.ts';
import { addressField, base64Lines, headerField, withParameter } from '../mime/compose.ts';
import { indexFields } from '../mime/header-values.ts';
import { collectTroubles, type Troubles } from '../mime/troubles.ts';
import { attachmentName, attachmentPieces, partPieces } from './attachments.ts';
import { readBodies } from './bodies.ts';
import { readTransportHeaders, type TransportHeaders } from './header-block.ts';
import type { LocatedItem } from './locate.ts';
import { claimedMessage, recipientBags } from './message-record.ts';
import { objectParts } from './ole-object.ts';
import { codepageOf } from './item-codepage.ts';
import { propertyBag } from './property-bag.ts';
import type { StoreAttachment, StoreItem } from './store-item.ts';

/** What a message is rebuilt with. */
export interface Rebuilding {
  readonly locator: Locator;
  readonly limits: Limits;
  /** The value of the first header field. */
  readonly mark: string;
}

/**
 * Writes a message of a store as Internet mail (RFC 5322, RFC 2045), in pieces.
 *
 * The store keeps no such form, so this is one of many that hold the same. Transport headers are kept byte for byte, but for
 * those that describe the form of the body, which go on under another name; without them the fields are made from the
 * properties. Bodies are UTF-8. What could not be read is told in a part of its own.
 */
export function* rebuiltMessage(
  { item, storeCodepage }: Pick<LocatedItem, 'item' | 'storeCodepage'>,
  rebuilding: Rebuilding,
): Generator<Uint8Array, void, undefined> {
  yield* messagePieces(item, storeCodepage, rebuilding, 0);
}

/** Longest body that is written, in bytes of its stored form. */
const bodyBytes = 64 * 1024 * 1024;

function* messagePieces(
  item: StoreItem,
  storeCodepage: number | null,
  { locator, limits, mark }: Rebuilding,
  depth: number,
): Generator<Uint8Array, void, undefined> {
  const troubles = collectTroubles();
  const codepage = codepageOf(item, storeCodepage);
  const bag = propertyBag(item.properties, codepage);
  const headers = readTransportHeaders(item, bag, limits, troubles);
  const bodies = readBodies(item, bag, codepage, { bodyBytes }, troubles);
  const claimed = claimedMessage(bag, recipientBags(item, codepage), indexFields(headers.fields), []);
  const origin =
    headers.origin === 'none'
      ? 'fields made from properties'
      : 'fields byte for byte as in PidTagTransportMessageHeaders, but for those of the body';
  yield bytesOf(headerField('X-Mail-Triage-Rebuilt', `${mark}; ${origin}`));
  if (claimed.messageClass !== 'IPM.Note') yield bytesOf(headerField('X-Mail-Triage-Message-Class', claimed.messageClass));
  if (headers.origin === 'none') yield bytesOf(fieldsOf(claimed));
  else yield* keptFields(headers);
  yield bytesOf('MIME-Version: 1.0\r\n');
  const boundary = boundaryOf('parts', mark, locator);
  if (item.attachmentCount === null) troubles.add('attachment-unreadable', 'field-lost', 'The table of attachments could not be read.');
  const attachments = item.attachmentCount ?? 0;
  if (attachments === 0 && troubles.diagnostics(locator).length === 0) {
    yield* bodyParts(bodies, boundaryOf('body', mark, locator));
    return;
  }
  yield bytesOf(`Content-Type: multipart/mixed;\r\n boundary="${boundary}"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n`);
  if (bodies.text !== null || bodies.html !== null) {
    yield bytesOf(`--${boundary}\r\n`);
    yield* bodyParts(bodies, boundaryOf('body', mark, locator));
  }
  for (let index = 0; index < attachments; index += 1) {
    yield bytesOf(`--${boundary}\r\n`);
    const inner = { locator: [...locator, attachmentStep(index)], limits, mark };
    yield* attachmentPart(item, index, { codepage, storeCodepage, rebuilding: inner, depth, troubles, boundary });
  }
  const notes = troubles.diagnostics(locator).map(({ detail }) => `${detail}\n`);
  if (notes.length > 0) yield* notesPart(notes.join(''), boundary);
  yield bytesOf(`--${boundary}--\r\n`);
}

// It must not occur in what is kept as it is. The mark names the record, whose identifier nobody knows who writes the evidence.
function boundaryOf(what: 'parts' | 'body', mark: string, locator: Locator): string {
  return `=_${hash('sha256', `${what} ${mark} ${formatLocator(locator)}`).slice(0, 40)}`;
}

/** Fields that describe the form of a body, which is another here. */
const formFields = /^(?:content-|mime-version$)/i;

function* keptFields({ block, fields }: TransportHeaders): Generator<Uint8Array, void, undefined> {
  for (const [index, { name, range }] of fields.entries()) {
    const end = fields[index + 1]?.range.offsetBytes ?? block.length;
    if (name === '') yield bytesOf('X-Mail-Triage-No-Field: ');
    else if (formFields.test(name)) yield bytesOf('X-Mail-Triage-Original-');
    const bytes = block.subarray(range.offsetBytes, end);
    yield bytes;
    if (bytes.at(-1) !== 0x0a) yield bytesOf('\r\n');
  }
}

function fieldsOf(claimed: ClaimedMessage): string {
  const instant = claimed.sent?.instant ?? null;
  return [
    instant === null ? '' : headerField('Date', new Date(instant).toUTCString().replace('GMT', '+0000')),
    addressField('From', claimed.from),
    addressField('Sender', claimed.sender),
    addressField('To', claimed.to),
    addressField('Cc', claimed.cc),
    addressField('Bcc', claimed.bcc),
    headerField('Subject', claimed.subject),
    claimed.messageId === null ? '' : headerField('Message-ID', claimed.messageId),
    claimed.inReplyTo === null ? '' : headerField('In-Reply-To', claimed.inReplyTo),
    claimed.references.length === 0 ? '' : headerField('References', claimed.references.join(' ')),
  ].join('');
}

function* bodyParts(
  { text, html }: { readonly text: string | null; readonly html: string | null },
  boundary: string,
): Generator<Uint8Array> {
  if (html === null) yield* textPart('text/plain', text ?? '');
  else if (text === null) yield* textPart('text/html', html);
  else {
    yield bytesOf(`Content-Type: multipart/alternative;\r\n boundary="${boundary}"\r\n\r\n--${boundary}\r\n`);
    yield* textPart('text/plain', text);
    yield bytesOf(`--${boundary}\r\n`);
    yield* textPart('text/html', html);
    yield bytesOf(`--${boundary}--\r\n`);
  }
}

function* textPart(mediaType: string, text: string): Generator<Uint8Array> {
  yield bytesOf(`Content-Type: ${mediaType}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n`);
  yield* base64Lines([Buffer.from(text, 'utf8')]);
}

function* notesPart(text: string, boundary: string): Generator<Uint8Array> {
  yield bytesOf(`--${boundary}\r\nContent-Disposition: attachment; filename="mail-triage-notes.txt"\r\n`);
  yield* textPart('text/plain', `What could not be rebuilt of this message:\n${text}`);
}

interface AttachmentPlace {
  readonly codepage: number;
  readonly storeCodepage: number | null;
  readonly rebuilding: Rebuilding;
  readonly depth: number;
  readonly troubles: Troubles;
  /** Between the parts of the message. */
  readonly boundary: string;
}

function* attachmentPart(item: StoreItem, index: number, place: AttachmentPlace): Generator<Uint8Array, void, undefined> {
  const { troubles, codepage } = place;
  const opened = item.openAttachment(index);
  if (!opened.ok) {
    troubles.add('attachment-unreadable', 'field-lost', `Attachment ${String(index)} could not be opened: ${opened.error.message}.`);
    yield bytesOf('Content-Type: application/octet-stream\r\nX-Mail-Triage-Unreadable: yes\r\nContent-Disposition: attachment\r\n\r\n');
    return;
  }
  const attachment = opened.value;
  const bag = propertyBag(attachment.properties, codepage);
  const name = attachmentName(bag);
  const claimedType = (bag.text(0x370e) ?? '').trim().toLowerCase();
  const disposition = bytesOf(`Content-Disposition: ${withParameter('attachment', 'filename', name)}\r\n`);
  if (attachment.type === 'message') {
    yield disposition;
    yield* attachedMessage(attachment, index, place);
  } else {
    yield bytesOf(`Content-Type: ${withParameter(isLeafType(claimedType) ? claimedType : 'application/octet-stream', 'name', name)}\r\n`);
    if (claimedType !== '' && !isLeafType(claimedType)) yield bytesOf(headerField('X-Mail-Triage-Claimed-Type', claimedType));
    const contentId = (bag.text(0x3712) ?? '').replace(/[<>\s]/g, '');
    if (contentId !== '') yield bytesOf(headerField('Content-ID', `<${contentId}>`));
    yield disposition;
    yield bytesOf('Content-Transfer-Encoding: base64\r\n\r\n');
    yield* base64Lines(dataOf(attachment, index, name, troubles));
    if (attachment.storage !== undefined) yield* objectPartsOf(attachment.storage, index, name, place);
  }
  attachment.close();
}

/** An OLE object that is kept as a storage has no bytes as one run: its streams follow as parts of their own. */
function* objectPartsOf(
  storage: CompoundStorage,
  index: number,
  name: string,
  { codepage, troubles, boundary, rebuilding }: AttachmentPlace,
): Generator<Uint8Array, void, undefined> {
  let partsLeft = rebuilding.limits.mimeParts;
  const tellDeep = (): void => {
    const detail = `Attachment ${String(index)} has storages that lie deeper within each other than is read; their streams are left out.`;
    troubles.add('limit-reached', 'limit-reached', detail);
  };
  for (const part of objectParts(storage, codepage, tellDeep)) {
    partsLeft -= 1;
    if (partsLeft < 0) {
      const detail = `Attachment ${String(index)} has more than ${String(rebuilding.limits.mimeParts)} streams; the others are left out.`;
      troubles.add('limit-reached', 'limit-reached', detail);
      return;
    }
    yield bytesOf(`--${boundary}\r\nContent-Type: application/octet-stream\r\n`);
    yield bytesOf(headerField('X-Mail-Triage-Stream-Of', `attachment ${String(index)} ${name}`));
    yield bytesOf(
      `Content-Disposition: ${withParameter('attachment', 'filename', part.name)}\r\nContent-Transfer-Encoding: base64\r\n\r\n`,
    );
    yield* base64Lines(readableBytes(partPieces(part), `The stream ${JSON.stringify(part.name)} of attachment ${String(index)}`, troubles));
  }
}

// Types of several parts, and of messages, must not be base64 (RFC 2045 6.4); what is no type at all is none here.
function isLeafType(mediaType: string): boolean {
  return /^[a-z0-9!#$&^_.+-]{1,60}\/[a-z0-9!#$&^_.+-]{1,80}$/.test(mediaType) && !/^(?:multipart|message)\//.test(mediaType);
}

function* dataOf(attachment: StoreAttachment, index: number, name: string, troubles: Troubles): Generator<Uint8Array> {
  const label = `Attachment ${String(index)} (${JSON.stringify(name)})`;
  if (attachment.type === 'reference') {
    troubles.add('attachment-unreadable', 'noted', `${label} is a reference to a file elsewhere; its bytes are not in the store.`);
    return;
  }
  if (attachment.type === 'object') {
    troubles.add('attachment-unreadable', 'noted', `${label} is an OLE object that is kept as a storage; its streams follow it.`);
    return;
  }
  yield* readableBytes(attachmentPieces(attachment), label, troubles);
}

function* readableBytes(
  pieces: Generator<Uint8Array, LibpffError | null, undefined>,
  label: string,
  troubles: Troubles,
): Generator<Uint8Array, void, undefined> {
  const error = yield* pieces;
  if (error !== null) troubles.add('attachment-unreadable', 'field-lost', `${label} could not be read whole: ${error.message}.`);
}

function* attachedMessage(attachment: StoreAttachment, index: number, place: AttachmentPlace): Generator<Uint8Array, void, undefined> {
  const { rebuilding, depth, troubles, storeCodepage } = place;
  const isTooDeep = depth >= rebuilding.limits.nestingDepth;
  const message = isTooDeep ? null : attachment.openMessage();
  if (message?.ok !== true) {
    const reason = message === null ? 'it lies too deep' : message.error.message;
    troubles.add('attachment-unreadable', 'field-lost', `The message attached as ${String(index)} could not be read: ${reason}.`);
    yield bytesOf('Content-Type: application/octet-stream\r\nX-Mail-Triage-Unreadable: yes\r\n\r\n');
    return;
  }
  yield bytesOf('Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n\r\n');
  yield* messagePieces(
    message.value,
    storeCodepage,
    { ...rebuilding, mark: `${rebuilding.mark}; attached: ${formatLocator(rebuilding.locator.slice(-1))}` },
    depth + 1,
  );
  message.value.close();
}

function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}
