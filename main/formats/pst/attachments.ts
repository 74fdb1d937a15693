import { createHash } from 'node:crypto';
import type { LibpffError, Outcome } from 'libpff-wasm';
import { attachmentStep, type AttachmentFact, type Limits, type Locator } from '#model/index.ts';
import type { Troubles } from '../mime/troubles.ts';
import { propertyBag, type PropertyBag } from './property-bag.ts';
import type { StoreAttachment, StoreItem } from './store-item.ts';

/** What a message's attachments are, and which of them are messages. */
export interface Attachments {
  readonly facts: readonly AttachmentFact[];
  /** Places of the attached messages among the attachments. */
  readonly messageIndexes: readonly number[];
}

/**
 * Reads the facts of all attachments of a message; their bytes are hashed piece by piece.
 * @returns the facts, or the error on which libpff died
 */
export function readAttachments(
  message: StoreItem,
  locator: Locator,
  codepage: number,
  limits: Pick<Limits, 'attachmentBytes'>,
  troubles: Troubles,
): Outcome<Attachments> {
  const facts: AttachmentFact[] = [];
  const messageIndexes: number[] = [];
  if (message.attachmentCount === null) {
    troubles.add('attachment-unreadable', 'field-lost', 'The table of attachments could not be read.');
  }
  for (let index = 0; index < (message.attachmentCount ?? 0); index += 1) {
    const at = [...locator, attachmentStep(index)];
    const opened = message.openAttachment(index);
    if (!opened.ok) {
      if (opened.error.isFatal) return opened;
      troubles.add('attachment-unreadable', 'field-lost', `Attachment ${String(index)} could not be opened: ${opened.error.message}.`);
      facts.push({ locator: at, name: '', mediaType: '', sizeBytes: null, sha256: null, isMessage: false, isInline: false });
      continue;
    }
    const fact = readAttachment(opened.value, at, codepage, limits, troubles);
    opened.value.close();
    if (!fact.ok) return fact;
    facts.push(fact.value);
    if (fact.value.isMessage) messageIndexes.push(index);
  }
  return { ok: true, value: { facts, messageIndexes } };
}

/** The data of an attachment, in pieces. Stops at an error, which it returns. */
export function* attachmentPieces(attachment: StoreAttachment): Generator<Uint8Array, LibpffError | null, undefined> {
  if (!hasReadableData(attachment)) return { message: noData, backtrace: '', isFatal: false };
  for (let offsetBytes = 0; ;) {
    const piece = attachment.read(offsetBytes, pieceBytes);
    if (!piece.ok) return piece.error;
    if (piece.value.length === 0) return null;
    offsetBytes += piece.value.length;
    yield piece.value;
  }
}

const pieceBytes = 1024 * 1024;

/** PidTagAttachDataBinary and PidTagAttachDataObject, which share their identifier ([MS-OXCMSG] 2.2.2.7). */
const attachmentData = 0x3701;
const noData = 'it has no data that libpff can read';

// libpff reads data that it cannot find or decompress as if they were empty.
function hasReadableData({ properties }: StoreAttachment): boolean {
  return properties.every(({ id, isReadable }) => id !== attachmentData || isReadable);
}

/** PidTagAttachFlags ([MS-OXCMSG] 2.2.2.18): the HTML body refers to the attachment. */
const renderedInBody = 0x4;

function readAttachment(
  attachment: StoreAttachment,
  locator: Locator,
  codepage: number,
  limits: Pick<Limits, 'attachmentBytes'>,
  troubles: Troubles,
): Outcome<AttachmentFact> {
  const bag = propertyBag(attachment.properties, codepage);
  const name = attachmentName(bag);
  for (const { backtrace } of attachment.troubles.filter(({ part }) => part === 'blocks')) {
    troubles.add('store-damaged', 'field-lost', `Data of the attachment ${JSON.stringify(name)} may be wrong: ${backtrace}`);
  }
  const content = contentOf(attachment, name, limits, troubles);
  if (!content.ok) return content;
  const isInline = ((bag.integer(0x3714) ?? 0) & renderedInBody) !== 0 || (bag.boolean(0x7ffe) === true && (bag.text(0x3712) ?? '') !== '');
  const fact = {
    locator,
    name,
    mediaType: (bag.text(0x370e) ?? '').trim().toLowerCase(),
    isMessage: attachment.type === 'message',
    isInline,
  };
  return { ok: true, value: { ...fact, ...content.value } };
}

function contentOf(
  attachment: StoreAttachment,
  name: string,
  limits: Pick<Limits, 'attachmentBytes'>,
  troubles: Troubles,
): Outcome<Pick<AttachmentFact, 'sizeBytes' | 'sha256'>> {
  const unknown = { ok: true, value: { sizeBytes: null, sha256: null } } as const;
  const quoted = JSON.stringify(name);
  if (attachment.type === 'message') return unknown;
  if (attachment.type === 'reference') {
    troubles.add(
      'attachment-unreadable',
      'noted',
      `The attachment ${quoted} is a reference to a file elsewhere; its bytes are not in the store.`,
    );
    return unknown;
  }
  if (attachment.type === 'unknown') {
    troubles.add('attachment-unreadable', 'field-lost', `The attachment ${quoted} has no data that libpff can read.`);
    return unknown;
  }
  if (attachment.sizeBytes !== null && attachment.sizeBytes > limits.attachmentBytes) {
    troubles.add(
      'limit-reached',
      'limit-reached',
      `The attachment ${quoted} is larger than ${String(limits.attachmentBytes)} bytes and was not hashed.`,
    );
    return { ok: true, value: { sizeBytes: attachment.sizeBytes, sha256: null } };
  }
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const pieces = attachmentPieces(attachment);
  let next = pieces.next();
  for (; next.done !== true; next = pieces.next()) {
    sizeBytes += next.value.length;
    hash.update(next.value);
  }
  if (next.value === null) return { ok: true, value: { sizeBytes, sha256: hash.digest('hex') } };
  if (next.value.isFatal) return { ok: false, error: next.value };
  troubles.add('attachment-unreadable', 'field-lost', `The attachment ${quoted} could not be read: ${next.value.message}.`);
  return unknown;
}

/** What an attachment is called: its long name, else that of 8.3 form, else what Outlook shows. */
export function attachmentName(bag: PropertyBag): string {
  for (const id of [0x3707, 0x3704, 0x3001]) {
    const text = bag.text(id);
    if (text !== null && text !== '') return text;
  }
  return '';
}
