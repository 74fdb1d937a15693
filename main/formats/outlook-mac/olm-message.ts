import {
  attachmentStep,
  headerFields,
  type AttachmentFact,
  type ClaimedTime,
  type Limits,
  type Locator,
  type MailAddress,
  type MessageBodies,
  type MessageDraft,
} from '#model/index.ts';
import { readDate, headerEnd } from '#formats/mime/index.ts';
import { indexFields, readAddresses, readMessageIds, type FieldIndex } from '#formats/mime/header-values.ts';
import type { Troubles } from '#formats/mime/troubles.ts';
import { childOf, childText, elementsNamed, type XmlElement } from './xml-tree.ts';

/** Where an `<email>` stands, and what is known of it from outside. */
export interface OlmPlace {
  readonly locator: Locator;
  readonly folderPath: readonly string[];
  readonly limits: Limits;
  /** Size and hash of the file in the archive that holds this message alone; null where it holds several. */
  readonly file: { readonly sizeBytes: number; readonly sha256: string } | null;
  /** An attachment by its path in the archive, or in words why it cannot be had. */
  attachment(path: string): OlmAttachment | string;
}

/** What is known of a file of the archive. */
export interface OlmAttachment {
  readonly sizeBytes: number;
  readonly sha256: string;
  /** Its bytes, where it was not asked for before: it then belongs to another message, too. */
  readonly bytes: Uint8Array | null;
}

export interface OlmMessage {
  readonly record: MessageDraft;
  /** Attachments that are messages, with their bytes. */
  readonly messages: readonly { readonly locator: Locator; readonly bytes: Uint8Array }[];
}

/**
 * Makes the record of an `<email>` of an archive of Outlook for Mac. The form is not documented; the names of its elements
 * are as public readers have them (alephdata/ingest-file, PeterWarrington/olm-convert).
 *
 * Times state no zone, so they give no instant; the Date header of the message's source does, where the source is kept.
 */
export function readOlmMessage(email: XmlElement, place: OlmPlace, troubles: Troubles): OlmMessage {
  const source = sourceOf(email, place.limits, troubles);
  const fields = headerFields(source);
  const index = indexFields(fields);
  const { facts, messages } = readAttachments(email, place, troubles);
  const bodies = bodiesOf(email, place.limits, troubles);
  const record: MessageDraft = {
    kind: 'message',
    locator: place.locator,
    parent: null,
    observed: {
      range: null,
      sizeBytes: place.file?.sizeBytes ?? Buffer.byteLength(email.raw),
      sha256: place.file?.sha256 ?? null,
      allocation: 'allocated',
      intact: troubles.intact,
    },
    claimed: {
      folderPath: place.folderPath,
      messageClass: 'IPM.Note',
      messageId: bareId(childText(email, 'OPFMessageCopyMessageID')) ?? bareId(index.first('message-id') ?? ''),
      inReplyTo: bareId(childText(email, 'OPFMessageCopyInReplyTo')) ?? bareId(index.first('in-reply-to') ?? ''),
      references: readMessageIds(childText(email, 'OPFMessageCopyReferences') || (index.first('references') ?? '')),
      subject: childOf(email, 'OPFMessageCopySubject')?.text ?? '',
      ...peopleOf(email, index),
      sent: timeOf(email, 'OPFMessageCopySentTime', index.first('date')),
      received: timeOf(email, 'OPFMessageCopyReceivedTime', null),
      flags: flagsOf(email),
      lastVerb: null,
      lastVerbTime: null,
    },
    headerOrigin: source.length === 0 ? 'none' : 'transport-property',
    headerBlock: source,
    headerOffsetBytes: null,
    headers: fields,
    properties: [],
    attachments: facts,
    bodies,
  };
  return { record, messages };
}

/** OPFMessageCopySource holds the headers, or the whole message; what is kept is its header block in UTF-8. */
function sourceOf(email: XmlElement, limits: Pick<Limits, 'headerBlockBytes'>, troubles: Troubles): Uint8Array {
  const text = (childOf(email, 'OPFMessageCopySource')?.text ?? '').replace(/^\s*\n/, '');
  if (text.trim() === '') return new Uint8Array(0);
  const bytes = Buffer.from(text, 'utf8');
  const block = bytes.subarray(0, headerEnd(bytes, 0, bytes.length)?.headerStop ?? bytes.length);
  if (block.length <= limits.headerBlockBytes) return block;
  troubles.add(
    'header-limit',
    'limit-reached',
    `The headers are longer than ${String(limits.headerBlockBytes)} bytes; the record holds their beginning.`,
  );
  return block.subarray(0, limits.headerBlockBytes);
}

function bareId(text: string): string | null {
  const trimmed = text.trim();
  return trimmed === '' ? null : (readMessageIds(trimmed)[0] ?? trimmed);
}

function peopleOf(email: XmlElement, index: FieldIndex): Pick<MessageDraft['claimed'], 'from' | 'sender' | 'to' | 'cc' | 'bcc'> {
  const listed = (element: string, header: string): MailAddress[] => {
    const holder = childOf(email, element);
    const people = holder === null ? [] : [...elementsNamed(holder, 'emailAddress')].map(addressOf).filter(isSomebody);
    return people.length > 0 ? people : readAddresses(index.all(header));
  };
  return {
    from: listed('OPFMessageCopyFromAddresses', 'from'),
    sender: listed('OPFMessageCopySenderAddress', 'sender'),
    to: listed('OPFMessageCopyToAddresses', 'to'),
    cc: listed('OPFMessageCopyCCAddresses', 'cc'),
    bcc: listed('OPFMessageCopyBCCAddresses', 'bcc'),
  };
}

/** Name and address stand in attributes, or in elements of the same names. */
export function addressOf(element: XmlElement): MailAddress {
  const value = (name: string): string => (element.attributes.get(name) ?? childText(element, name)).trim();
  return { name: value('OPFContactEmailAddressName'), address: value('OPFContactEmailAddressAddress') };
}

function isSomebody({ name, address }: MailAddress): boolean {
  return name !== '' || address !== '';
}

function timeOf(email: XmlElement, element: string, header: string | null): ClaimedTime | null {
  const dated = header === null ? null : readDate(header, 'header Date').time;
  if (dated !== null) return dated;
  const raw = childText(email, element);
  if (raw === '') return null;
  const isUtc = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(raw) && !Number.isNaN(Date.parse(raw));
  return { raw, instant: isUtc ? new Date(raw).toISOString() : null, offsetMinutes: isUtc ? 0 : null, statedBy: element };
}

/** Numbers are written as `1E0`. */
function isSet(email: XmlElement, ...names: readonly string[]): boolean {
  return names.some((name) => {
    const text = childText(email, name).toLowerCase();
    return text === 'true' || (text !== '' && Number(text) > 0);
  });
}

function flagsOf(email: XmlElement): string[] {
  const isSent = isSet(email, 'OPFMessageGetWasSent');
  return [
    ...(isSet(email, 'OPFMessageIsOutgoing') && !isSent && childOf(email, 'OPFMessageGetWasSent') !== null ? ['draft'] : []),
    ...(isSet(email, 'OPFMessageCopyGetFlagStatus', 'OPFMessageCopyFlagStatus') ? ['flagged'] : []),
    ...(isSet(email, 'OPFMessageGetIsRead') ? ['read'] : []),
  ];
}

function bodiesOf(email: XmlElement, limits: Pick<Limits, 'bodyBytes'>, troubles: Troubles): MessageBodies {
  const body = bodyText(childOf(email, 'OPFMessageCopyBody'), limits, troubles);
  const html = bodyText(childOf(email, 'OPFMessageCopyHTMLBody'), limits, troubles);
  if (html !== null) return { text: body, html };
  // Then the one body is HTML where another element says so.
  return isSet(email, 'OPFMessageGetHasHTML') ? { text: null, html: body } : { text: body, html: null };
}

function bodyText(element: XmlElement | null, limits: Pick<Limits, 'bodyBytes'>, troubles: Troubles): string | null {
  if (element === null) return null;
  const text = element.children.length > 0 ? element.raw : element.text;
  if (text === '') return null;
  if (text.length <= limits.bodyBytes) return text;
  troubles.add(
    'body-truncated',
    'limit-reached',
    `A body is longer than ${String(limits.bodyBytes)} characters; the case holds its beginning.`,
  );
  return text.slice(0, limits.bodyBytes);
}

function readAttachments(
  email: XmlElement,
  place: OlmPlace,
  troubles: Troubles,
): { facts: AttachmentFact[]; messages: OlmMessage['messages'] } {
  const messages: { locator: Locator; bytes: Uint8Array }[] = [];
  const facts = attachmentElements(email).map((element, index): AttachmentFact => {
    const locator = [...place.locator, attachmentStep(index)];
    const name = element.attributes.get('OPFAttachmentName') ?? '';
    const mediaType = (element.attributes.get('OPFAttachmentContentType') ?? '').trim().toLowerCase();
    const path = element.attributes.get('OPFAttachmentURL') ?? '';
    const found = path === '' ? 'the message names no place for it' : place.attachment(path);
    const isInline = (element.attributes.get('OPFAttachmentContentID') ?? '') !== '';
    if (typeof found === 'string') {
      troubles.add('attachment-unreadable', 'field-lost', `The attachment ${JSON.stringify(name)} could not be read: ${found}.`);
      return { locator, name, mediaType, sizeBytes: null, sha256: null, isMessage: false, isInline };
    }
    const isMessage = mediaType === 'message/rfc822' && found.bytes !== null;
    if (isMessage) messages.push({ locator, bytes: found.bytes });
    return { locator, name, mediaType, sizeBytes: found.sizeBytes, sha256: found.sha256, isMessage, isInline };
  });
  return { facts, messages };
}

/** The attachments that a message lists, in order. */
export function attachmentElements(email: XmlElement): XmlElement[] {
  const list = childOf(email, 'OPFMessageCopyAttachmentList');
  return list === null ? [] : [...elementsNamed(list, 'messageAttachment')];
}
