import type { LibpffError, Outcome } from 'libpff-wasm';
import { attachmentStep, type AttachmentFact, type Limits, type Locator } from '#model/index.ts';
import type { TnefItem } from '#formats/tnef/tnef-item.ts';
import { PieceHash } from '../mime/piece-hash.ts';
import type { Troubles } from '../mime/troubles.ts';
import { newAllowance, openContent, type AttachedContent, type ContentAllowance } from './attached-content.ts';
import { objectParts, type ObjectPart } from './ole-object.ts';
import { codepageOf } from './item-codepage.ts';
import { propertyBag, type PropertyBag } from './property-bag.ts';
import type { StoreAttachment, StoreItem } from './store-item.ts';

/** What a message's attachments are, and which of them are messages. */
export interface Attachments {
  /** One for each attachment, in order; after them those of what lies within attachments. */
  readonly facts: readonly AttachmentFact[];
  /** Places of the attached messages among the attachments. */
  readonly messageIndexes: readonly number[];
  /** The attachments that are messages in TNEF. */
  readonly containers: readonly AttachedContainer[];
}

/** An attachment that is a message in TNEF (winmail.dat): no message of its own, but another form of the one it is attached to. */
export interface AttachedContainer {
  /** Its place among the attachments. */
  readonly index: number;
  readonly name: string;
  readonly item: TnefItem;
  readonly attachments: Attachments;
}

/**
 * Reads the facts of all attachments of a message, and of what lies within those that are messages in TNEF or OLE objects;
 * their bytes are hashed piece by piece.
 * @returns the facts, or the error on which libpff died
 */
export function readAttachments(
  message: StoreItem,
  locator: Locator,
  codepage: number,
  limits: ContentLimits,
  troubles: Troubles,
): Outcome<Attachments> {
  // Messages and containers count alike: a locator leads through both.
  const depth = locator.filter(({ kind }) => kind === 'attachment').length;
  return readAll(message, { locator, codepage, limits, troubles, allowance: newAllowance(limits), depth });
}

type ContentLimits = Pick<Limits, 'attachmentBytes' | 'messageBytes' | 'mimeParts' | 'nestingDepth'>;

/** What attachments are read with. */
interface Reading {
  readonly locator: Locator;
  readonly codepage: number;
  readonly limits: ContentLimits;
  readonly troubles: Troubles;
  readonly allowance: ContentAllowance;
  /** How many messages and containers they lie in, besides the outermost message. */
  readonly depth: number;
}

function readAll(message: StoreItem, reading: Reading): Outcome<Attachments> {
  const { locator, codepage, limits, troubles } = reading;
  const facts: AttachmentFact[] = [];
  const factsWithin: AttachmentFact[] = [];
  const messageIndexes: number[] = [];
  const containers: AttachedContainer[] = [];
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
    const within = fact.ok ? readWithin(opened.value, fact.value, reading) : fact;
    opened.value.close();
    if (!fact.ok) return fact;
    if (!within.ok) return within;
    facts.push(fact.value);
    if (fact.value.isMessage) messageIndexes.push(index);
    if (within.value?.container !== undefined) containers.push({ ...within.value.container, index });
    factsWithin.push(...(within.value?.facts ?? []));
  }
  return { ok: true, value: { facts: [...facts, ...factsWithin], messageIndexes, containers } };
}

interface Within {
  readonly facts: readonly AttachmentFact[];
  readonly container?: Omit<AttachedContainer, 'index'>;
}

/** Reads what lies within an attachment. */
function readWithin(attachment: StoreAttachment, { locator, name }: AttachmentFact, reading: Reading): Outcome<Within | null> {
  const { limits, troubles, allowance, depth } = reading;
  const opened = openContent(attachment, limits, allowance);
  if (!opened.ok) return opened;
  const content = opened.value;
  if (content === null) return { ok: true, value: null };
  const quoted = JSON.stringify(name);
  if (content.kind === 'closed') {
    const detail = `What the attachment ${quoted} holds within it could not be read: ${content.because}.`;
    if (content.isLimit) troubles.add('limit-reached', 'limit-reached', detail);
    else troubles.add('attachment-unreadable', 'noted', `${detail} Its bytes are kept as they are.`);
    return { ok: true, value: null };
  }
  if (content.kind === 'object') return { ok: true, value: { facts: objectFacts(content, locator, quoted, reading) } };
  if (depth >= limits.nestingDepth) {
    troubles.add(
      'mime-limit',
      'limit-reached',
      `TNEF streams and messages lie within each other more than ${String(limits.nestingDepth)} deep.`,
    );
    return { ok: true, value: null };
  }
  const { item } = content;
  const attachments = readAll(item, { ...reading, locator, codepage: codepageOf(item, null), depth: depth + 1 });
  if (!attachments.ok) return attachments;
  return { ok: true, value: { facts: attachments.value.facts, container: { name, item, attachments: attachments.value } } };
}

function objectFacts(
  { storage, damage }: Extract<AttachedContent, { kind: 'object' }>,
  locator: Locator,
  quoted: string,
  { codepage, limits, troubles, allowance }: Reading,
): AttachmentFact[] {
  const facts: AttachmentFact[] = [];
  for (const detail of damage) troubles.add('store-damaged', 'noted', `Of the OLE object ${quoted}: ${detail}`);
  const tellDeep = (): void => {
    const detail = `The OLE object ${quoted} has storages that lie deeper within each other than is read; what lies in them was not listed.`;
    troubles.add('limit-reached', 'limit-reached', detail);
  };
  for (const part of objectParts(storage, codepage, tellDeep)) {
    if (allowance.parts <= 0) {
      const detail = `The OLE objects of the message have more than ${String(limits.mimeParts)} streams; those beyond were not listed.`;
      troubles.add('limit-reached', 'limit-reached', detail);
      break;
    }
    allowance.parts -= 1;
    const read = hashedPieces(partPieces(part), part.sizeBytes, limits);
    if (read.kind === 'too-large') tellTooLarge(`${quoted}, ${part.name}`, limits, troubles);
    if (read.kind === 'unreadable') {
      const detail = `Of the OLE object ${quoted} the stream ${JSON.stringify(part.name)} could not be read: ${read.error.message}.`;
      troubles.add('attachment-unreadable', 'field-lost', detail);
    }
    const { sizeBytes, sha256 } = read;
    const at = [...locator, ...part.steps];
    facts.push({ locator: at, name: part.name, mediaType: '', sizeBytes, sha256, isMessage: false, isInline: false });
  }
  return facts;
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
    // Asking for what comes after the end costs as much again.
    if (offsetBytes === attachment.sizeBytes) return null;
  }
}

/** The bytes of a part of an OLE object, in pieces. Stops at an error, which it returns. */
export function* partPieces(part: ObjectPart): Generator<Uint8Array, LibpffError | null, undefined> {
  for (let offsetBytes = 0; offsetBytes < part.sizeBytes; offsetBytes += pieceBytes) {
    const piece = part.read(offsetBytes, pieceBytes);
    if (piece === null) return { message: part.trouble ?? 'its bytes are not there', backtrace: '', isFatal: false };
    yield piece;
  }
  return null;
}

const pieceBytes = 1024 * 1024;

/** PidTagAttachDataBinary and PidTagAttachDataObject, which share their identifier ([MS-OXCMSG] 2.2.2.7). */
const attachmentData = 0x3701;
const noData = 'it has no data that can be read';

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
  if (attachment.type === 'object') {
    troubles.add(
      'attachment-unreadable',
      'noted',
      `The attachment ${quoted} is an OLE object that is kept as a storage, not as a run of bytes; its streams have hashes, it has none.`,
    );
    return unknown;
  }
  if (attachment.type === 'unknown') {
    troubles.add('attachment-unreadable', 'field-lost', `The attachment ${quoted} has no data that can be read.`);
    return unknown;
  }
  const read = hashedPieces(attachmentPieces(attachment), attachment.sizeBytes, limits);
  if (read.kind === 'too-large') tellTooLarge(quoted, limits, troubles);
  if (read.kind === 'unreadable') {
    if (read.error.isFatal) return { ok: false, error: read.error };
    troubles.add('attachment-unreadable', 'field-lost', `The attachment ${quoted} could not be read: ${read.error.message}.`);
  }
  const { sizeBytes, sha256 } = read;
  return { ok: true, value: { sizeBytes, sha256 } };
}

function tellTooLarge(quoted: string, limits: Pick<Limits, 'attachmentBytes'>, troubles: Troubles): void {
  const detail = `The attachment ${quoted} is larger than ${String(limits.attachmentBytes)} bytes and was not hashed.`;
  troubles.add('limit-reached', 'limit-reached', detail);
}

type Hashed = Pick<AttachmentFact, 'sizeBytes' | 'sha256'> &
  ({ readonly kind: 'read' | 'too-large' } | { readonly kind: 'unreadable'; readonly error: LibpffError });

function hashedPieces(
  pieces: Generator<Uint8Array, LibpffError | null, undefined>,
  statedBytes: number | null,
  limits: Pick<Limits, 'attachmentBytes'>,
): Hashed {
  if (statedBytes !== null && statedBytes > limits.attachmentBytes) return { kind: 'too-large', sizeBytes: statedBytes, sha256: null };
  const hash = new PieceHash();
  let sizeBytes = 0;
  let next = pieces.next();
  for (; next.done !== true; next = pieces.next()) {
    sizeBytes += next.value.length;
    hash.update(next.value);
  }
  if (next.value !== null) return { kind: 'unreadable', sizeBytes: null, sha256: null, error: next.value };
  return { kind: 'read', sizeBytes, sha256: hash.digest() };
}

/** What an attachment is called: its long name, else that of 8.3 form, else what Outlook shows. */
export function attachmentName(bag: PropertyBag): string {
  for (const id of [0x3707, 0x3704, 0x3001]) {
    const text = bag.text(id);
    if (text !== null && text !== '') return text;
  }
  return '';
}
