import type { Outcome, Property } from 'libpff-wasm';
import type { Allocation, ClaimedMessage, Diagnostic, Limits, Locator, MessageDraft } from '#model/index.ts';
import { indexFields, readMessageIds, type FieldIndex } from '../mime/header-values.ts';
import { collectTroubles, type Troubles } from '../mime/troubles.ts';
import { readAttachments, type Attachments } from './attachments.ts';
import { readCategories } from './categories.ts';
import { addFromContainers } from './container-claims.ts';
import { readBodies } from './bodies.ts';
import { readConversationIndex } from './conversation-index.ts';
import { readTransportHeaders } from './header-block.ts';
import { nameOfProperty } from './mapi-properties.ts';
import { readPeople } from './people.ts';
import { codepageOf, tellCodepageOf } from './item-codepage.ts';
import { propertyBag, propertyTypes, type PropertyBag } from './property-bag.ts';
import { recordedValues } from './recorded-values.ts';
import type { StoreItem } from './store-item.ts';

/** Where a message stands, and what applies to its reading. */
export interface MessagePlace {
  readonly locator: Locator;
  readonly parent: Locator | null;
  readonly folderPath: readonly string[];
  /** The code page that the store names for its 8-bit texts, or null. */
  readonly storeCodepage: number | null;
  readonly limits: Limits;
  /** How it was found; `allocated` for what the store's own tables list. */
  readonly allocation: Allocation;
}

/** A message and what was wrong with it. */
export interface ReadMessage {
  readonly record: MessageDraft;
  readonly diagnostics: readonly Diagnostic[];
  readonly attachments: Attachments;
}

/**
 * Makes the record of an open message or other item of a folder.
 * @returns the record, or the error on which libpff died
 */
export function readMessage(message: StoreItem, place: MessagePlace): Outcome<ReadMessage> {
  const troubles = collectTroubles();
  const codepage = codepageOf(message, place.storeCodepage);
  const bag = propertyBag(message.properties, codepage);
  reportUnreadable(message, troubles);
  const headers = readTransportHeaders(message, bag, place.limits, troubles);
  const bodies = readBodies(message, bag, codepage, place.limits, troubles);
  tellCodepageOf(message, place.storeCodepage, bag.find(0x1000)?.type === propertyTypes.string8 ? bodies.text : null, troubles);
  const attachments = readAttachments(message, place.locator, codepage, place.limits, troubles);
  if (!attachments.ok) return attachments;
  reportDamaged(message.damagedBlocks?.() ?? 0, troubles);
  const categories = readCategories(message.properties, codepage);
  const own = { properties: recordedValues(bag, codepage), bodies };
  const told = addFromContainers(own, attachments.value.containers, place.limits, troubles);
  const record: MessageDraft = {
    kind: 'message',
    locator: place.locator,
    parent: place.parent,
    observed: { range: null, sizeBytes: sizeOf(message, bag), sha256: null, allocation: place.allocation, intact: troubles.intact },
    claimed: {
      ...claimedMessage(bag, recipientBags(message, codepage), indexFields(headers.fields), place.folderPath),
      ...(categories.length === 0 ? {} : { categories }),
    },
    headerOrigin: headers.origin,
    headerBlock: headers.block,
    // The property lies in pieces all over the file, so no offset leads to it.
    headerOffsetBytes: null,
    headers: headers.fields,
    properties: told.properties,
    attachments: attachments.value.facts,
    bodies: told.bodies,
  };
  return { ok: true, value: { record, diagnostics: troubles.diagnostics(place.locator), attachments: attachments.value } };
}

/** The subject without the two characters before it that say how long its prefix is ([MS-PST] 2.5.3.1.1.1). */
export function subjectOf(bag: PropertyBag): string {
  const subject = bag.text(0x0037) ?? '';
  return subject.startsWith('\u0001') ? subject.slice(2) : subject;
}

/** PidTagMessageSize, or what the values add up to where it is missing. */
export function sizeOf(message: StoreItem, bag: PropertyBag): number {
  const claimed = bag.integer(0x0e08);
  if (claimed !== null && claimed > 0) return claimed;
  return message.properties.reduce((total, property) => total + property.sizeBytes, 0);
}

/** The properties of each recipient, one after the other. */
export function* recipientBags({ recipients }: Pick<StoreItem, 'recipients'>, codepage: number): Generator<PropertyBag, void, undefined> {
  for (const properties of recipients) yield propertyBag(properties, codepage);
}

/** What a message claims of itself. @param headers its transport headers, which may have none */
export function claimedMessage(
  bag: PropertyBag,
  recipients: Iterable<PropertyBag>,
  headers: FieldIndex,
  folderPath: readonly string[],
): ClaimedMessage {
  const lastVerb = bag.integer(0x1081);
  const conversation = readConversationIndex(bag.bytes(0x0071) ?? new Uint8Array(0));
  return {
    folderPath,
    messageClass: bag.text(0x001a) ?? '',
    messageId: present(bag.text(0x1035)) ?? present(headers.first('message-id')),
    inReplyTo: present(bag.text(0x1042)) ?? present(headers.first('in-reply-to')),
    references: readMessageIds(present(bag.text(0x1039)) ?? headers.first('references') ?? ''),
    subject: subjectOf(bag),
    ...readPeople(bag, recipients, headers),
    sent: bag.time(0x0039, 'PidTagClientSubmitTime'),
    received: bag.time(0x0e06, 'PidTagMessageDeliveryTime'),
    flags: flagsOf(bag, lastVerb),
    lastVerb,
    lastVerbTime: bag.time(0x1082, 'PidTagLastVerbExecutionTime'),
    ...(conversation === null ? {} : { conversation }),
  };
}

const messageFlags = { read: 0x1, unsent: 0x8 } as const;

/* PidTagLastVerbExecuted holds the verb ([MS-OXOMSG] 2.2.2.4) or, as some documentation has it, the icon of it; and the
 * icon index alone says the same where a client noted no verb. */
const repliedVerbs = new Set([102, 103, 0x105]);
const forwardedVerbs = new Set([104, 0x106]);

function flagsOf(bag: PropertyBag, lastVerb: number | null): string[] {
  const bits = bag.integer(0x0e07) ?? 0;
  const icon = bag.integer(0x1080);
  const verbs = [lastVerb, icon === 0x105 || icon === 0x106 ? icon : null].filter((verb) => verb !== null);
  return [
    ...((bits & messageFlags.unsent) === 0 ? [] : ['draft']),
    ...(bag.integer(0x1090) === 2 ? ['flagged'] : []),
    ...(verbs.some((verb) => forwardedVerbs.has(verb)) ? ['forwarded'] : []),
    ...((bits & messageFlags.read) === 0 ? [] : ['read']),
    ...(verbs.some((verb) => repliedVerbs.has(verb)) ? ['replied'] : []),
  ];
}

/** Tells of every property and table of an item that could not be read. */
export function reportUnreadable(message: StoreItem, troubles: Troubles): void {
  for (const { id, type, name, isReadable } of message.properties) {
    if (isReadable || name !== null) continue;
    const label = nameOfProperty(id) ?? `0x${(id * 0x10000 + type).toString(16).padStart(8, '0')}`;
    troubles.add('property-unreadable', 'field-lost', `The property ${label} could not be read.`);
  }
  let damaged = 0;
  for (const properties of message.recipients) if (properties.some(isWithoutValue)) damaged += 1;
  if (damaged > 0) troubles.add('property-unreadable', 'field-lost', `Values of ${String(damaged)} recipients could not be read.`);
  for (const { part, backtrace } of message.troubles) {
    // The table of attachments is told with the attachments.
    if (part === 'attachments') continue;
    if (part === 'blocks') {
      troubles.add('store-damaged', 'field-lost', `Data of the item may be wrong: ${backtrace}`);
      continue;
    }
    const reason = backtrace.split('\n')[0] ?? '';
    const what = part === 'unknown' ? 'A part of the item' : `The ${part}`;
    troubles.add('property-unreadable', 'field-lost', `${what} could not be read: ${reason}`);
  }
}

function isWithoutValue({ isReadable, bytes, sizeBytes }: Property): boolean {
  return !isReadable || (bytes === null && sizeBytes > 0);
}

/** Tells of blocks of an item's values that do not match their checksum. */
export function reportDamaged(blocks: number, troubles: Troubles): void {
  if (blocks > 0) troubles.add('store-damaged', 'field-lost', `Data of the item may be wrong: ${damagedText(blocks)}`);
}

/** Says of blocks what is wrong with them. */
export function damagedText(blocks: number): string {
  return `${String(blocks)} blocks do not match their checksum.`;
}

function present(text: string | null): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}
