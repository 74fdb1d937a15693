import type { AttachmentFact, ContainerRef, Limits, Locator, MapiProperty, MessageBodies } from '#model/index.ts';
import { attachmentStep } from '#model/index.ts';
import { sourceOfBytes } from '#formats/bytes-source.ts';
import { readAttachments, type Attachments } from '#formats/pst/attachments.ts';
import { readBodies } from '#formats/pst/bodies.ts';
import { reportUnreadable } from '#formats/pst/message-record.ts';
import { codepageOf } from '#formats/pst/item-codepage.ts';
import { propertyBag, type PropertyBag } from '#formats/pst/property-bag.ts';
import { recordedValues } from '#formats/pst/recorded-values.ts';
import { keptOpen, walkMessage } from '#formats/pst/walk-item.ts';
import type { ReadContext, ReaderOutput } from '../reader.ts';
import type { Troubles } from '../mime/troubles.ts';
import { isTnef } from './attributes.ts';
import { openTnef, type TnefItem } from './tnef-item.ts';

/** A part of an Internet message that is a TNEF stream, decoded. */
export interface TnefPart {
  readonly locator: Locator;
  readonly bytes: Uint8Array;
}

/** What a TNEF stream adds to the message that it is attached to. */
export interface TnefContent {
  readonly attachments: readonly AttachmentFact[];
  readonly properties: readonly MapiProperty[];
  readonly bodies: MessageBodies;
  readonly lastVerb: number | null;
  readonly lastVerbTime: ReturnType<PropertyBag['time']>;
  /** The attachments that are messages. */
  readonly messages: readonly TnefMessage[];
}

/** A message attached within a TNEF stream. */
export interface TnefMessage {
  readonly locator: Locator;
  readonly item: TnefItem;
  readonly index: number;
}

/**
 * Reads a TNEF stream within a message: its attachments, the properties that records carry, and its bodies where the
 * message has none of its own.
 * @param bodies those of the message
 * @returns null when the part is no TNEF stream
 */
export function readTnefWithin(part: TnefPart, bodies: MessageBodies, limits: Limits, troubles: Troubles): TnefContent | null {
  const opened = isTnef(part.bytes) ? openTnef(sourceOfBytes(part.bytes), limits) : null;
  if (opened?.ok !== true) {
    troubles.add('attachment-unreadable', 'noted', 'An attachment is called TNEF (winmail.dat), but does not begin with its signature.');
    return null;
  }
  const item = opened.value;
  const codepage = codepageOf(item, null);
  const bag = propertyBag(item.properties, codepage);
  reportUnreadable(item, troubles);
  const attachments = readAttachments(item, part.locator, codepage, limits, troubles);
  return {
    attachments: attachments.ok ? attachments.value.facts : [],
    properties: recordedValues(bag, codepage),
    bodies: bodiesBeside(item, bag, codepage, bodies, limits, troubles),
    lastVerb: bag.integer(0x1081),
    lastVerbTime: bag.time(0x1082, 'PidTagLastVerbExecutionTime'),
    messages: attachments.ok ? [...messagesIn(item, attachments.value, part.locator)] : [],
  };
}

/** The messages attached to a stream, and to streams that are attached to it. */
function* messagesIn(
  item: TnefItem,
  { messageIndexes, containers }: Attachments,
  locator: Locator,
): Generator<TnefMessage, void, undefined> {
  for (const index of messageIndexes) yield { locator: [...locator, attachmentStep(index)], item, index };
  for (const inner of containers) yield* messagesIn(inner.item, inner.attachments, [...locator, attachmentStep(inner.index)]);
}

const htmlBody = 0x1013;

// Text of the message and HTML of the stream are two forms of one body. RTF is taken only where there is nothing else.
function bodiesBeside(
  item: TnefItem,
  bag: PropertyBag,
  codepage: number,
  bodies: MessageBodies,
  limits: Limits,
  troubles: Troubles,
): MessageBodies {
  if (bodies.html !== null || (bodies.text !== null && bodies.text.trim() !== '' && bag.find(htmlBody) === null)) return bodies;
  const own = readBodies(item, bag, codepage, limits, troubles);
  return { text: bodies.text === null || bodies.text.trim() === '' ? (own.text ?? bodies.text) : bodies.text, html: own.html };
}

/** Where the message stands that the stream is attached to. */
export interface OuterMessage {
  readonly locator: Locator;
  readonly folderPath: readonly string[];
  readonly container: ContainerRef;
  /** How many messages it is attached within. */
  readonly depth: number;
}

/** Reads a message attached within a TNEF stream, and those attached to it. */
export function* walkTnefMessage(
  { locator, item, index }: TnefMessage,
  outer: OuterMessage,
  context: Pick<ReadContext, 'enter' | 'limits'>,
): Generator<ReaderOutput, void, undefined> {
  const container: ContainerRef = { kind: 'attached-messages', locator: outer.container.locator };
  yield { kind: 'expected', container, items: 1 };
  const open = keptOpen(() => {
    const attachment = item.openAttachment(index);
    return attachment.ok ? attachment.value.openMessage() : attachment;
  });
  yield* walkMessage(
    { context, storeCodepage: item.codepage, allocation: 'allocated', openable: keptOpen },
    {
      item: open,
      locator,
      parent: outer.locator,
      path: outer.folderPath,
      container,
      folderLocator: outer.container.locator,
      // The streams on the way count as well: a locator leads through them.
      depth: outer.depth + locator.filter(({ kind }) => kind === 'attachment').length,
      otherwise: null,
    },
  );
}
