import { hash } from 'node:crypto';
import { EvidenceReadError } from '#evidence/byte-source.ts';
import { formatLocator, type AttachmentFact, type MapiProperty, type MessageBodies } from '#model/index.ts';
import type {
  ByteRange,
  ClaimedMessage,
  ClaimedTime,
  ContainerRef,
  Diagnostic,
  Limits,
  Locator,
  MessageDraft,
  Observed,
} from '#model/index.ts';
import type { ReaderOutput } from '../reader.ts';
import { leavesOf, readContent, type AttachedMessage, type Content } from './content.ts';
import { readDate } from './date.ts';
import type { FromQuoting } from './from-quoting.ts';
import { decodeWords, longestValue, readAddresses, readMessageIds, type FieldIndex } from './header-values.ts';
import { readLabels } from './labels.ts';
import { readStateFlags } from './state-flags.ts';
import { parseMessage, type Budget, type MimePart } from './structure.ts';
import { readTnefWithin, walkTnefMessage, type TnefMessage } from '../tnef/within-message.ts';
import { collectTroubles, type Troubles } from './troubles.ts';

/** A message to be read, and what its surroundings say of it. */
export interface MessageSource {
  /** The message from its first header field; only its beginning where it is larger than the limit. */
  readonly bytes: Uint8Array;
  readonly locator: Locator;
  readonly parent: Locator | null;
  /** Where the message is booked. */
  readonly container: ContainerRef;
  /** Where the bytes begin in the evidence file; null where they have no run of their own there. */
  readonly offsetBytes: number | null;
  /** Size and hash of the whole message where `bytes` is only its beginning. */
  readonly whole?: { readonly sizeBytes: number; readonly sha256: string };
  readonly folderPath: readonly string[];
  /** State words that the surroundings give, e.g. the name of a Maildir file. */
  readonly flags: readonly string[];
  /** The `From ` line before the message in an mbox. */
  readonly envelope?: { readonly line: string; readonly delivered: () => ClaimedTime | null };
  readonly quoting: FromQuoting;
}

/** What a reader hands on beside the message. */
export interface MessageContext {
  readonly limits: Limits;
  enter(item: Locator, container: ContainerRef): boolean;
}

/**
 * Reads an Internet message (RFC 5322, MIME) into a record, its diagnostics, and the records of the messages attached to
 * it, each with its parent. Attached messages are booked in the container kind `attached-messages`.
 *
 * A message that its client marked as expunged but that is still there is no expected item: it is recovered.
 */
export function* buildMessage(source: MessageSource, context: MessageContext): Generator<ReaderOutput, void, undefined> {
  yield* build(source, context, { partsLeft: context.limits.mimeParts }, 0);
}

function* build(source: MessageSource, context: MessageContext, budget: Budget, depth: number): Generator<ReaderOutput, void, undefined> {
  const { container, locator } = source;
  const expected = { kind: 'expected', container, items: 1 } as const;
  if (!context.enter(locator, container)) {
    yield expected;
    return;
  }
  let read: ReadMessage;
  try {
    read = readMessage(source, context.limits, budget, depth);
  } catch (error) {
    if (error instanceof EvidenceReadError) throw error;
    yield expected;
    const detail = `The message could not be read: ${error instanceof Error ? error.message : String(error)}.`;
    const diagnostic: Diagnostic = { code: 'item-unreadable', effect: 'item-lost', stage: 'read', locator, detail };
    yield { kind: 'diagnostic', container, diagnostic };
    return;
  }
  if (read.record.observed.allocation === 'allocated') yield expected;
  yield { kind: 'record', container, record: read.record };
  for (const diagnostic of read.diagnostics) yield { kind: 'diagnostic', container, diagnostic };
  for (const attached of read.messages) yield* build(sourceOf(attached, source), context, budget, depth + read.depth);
  for (const attached of read.tnefMessages) yield* walkTnefMessage(attached, { ...source, depth }, context);
}

function sourceOf(attached: AttachedMessage, outer: MessageSource): MessageSource {
  return {
    bytes: attached.bytes,
    locator: attached.locator,
    parent: outer.locator,
    container: { kind: 'attached-messages', locator: outer.container.locator },
    offsetBytes: outer.offsetBytes === null || attached.offsetBytes === null ? null : outer.offsetBytes + attached.offsetBytes,
    folderPath: outer.folderPath,
    flags: [],
    quoting: outer.quoting,
  };
}

interface ReadMessage {
  readonly record: MessageDraft;
  readonly diagnostics: readonly Diagnostic[];
  readonly messages: readonly AttachedMessage[];
  /** The messages attached within its TNEF containers. */
  readonly tnefMessages: readonly TnefMessage[];
  /** How many levels of nesting its deepest attached message lies below it. */
  readonly depth: number;
}

function readMessage(source: MessageSource, limits: Limits, budget: Budget, depth: number): ReadMessage {
  const { bytes, locator, parent, offsetBytes } = source;
  const troubles = collectTroubles();
  if (source.whole !== undefined) {
    const detail = `The message has ${String(source.whole.sizeBytes)} bytes; only the first ${String(bytes.length)} were read.`;
    troubles.add('limit-reached', 'limit-reached', detail);
  }
  const root = parseMessage(bytes, { offsetBytes: 0, lengthBytes: bytes.length }, limits, budget, depth, troubles);
  const content = readContent(bytes, root, locator, source.quoting, limits, troubles);
  const messages = withinDepth(content.messages, depth, limits, troubles);
  const tnef = readTnefParts(content, limits, troubles);
  const tnefMessages = withinDepth(tnef.messages, depth, limits, troubles);
  const state = readStateFlags(root.index);
  if (state.isMailboxData) troubles.add('mailbox-data', 'noted', mailboxData);
  const claimed = readClaims(source, root.index, state.flags, troubles);
  const observed: Observed = {
    range: rangeIn(source),
    sizeBytes: source.whole?.sizeBytes ?? bytes.length,
    sha256: source.whole?.sha256 ?? hash('sha256', bytes),
    allocation: state.isExpunged || source.flags.includes('expunged') ? 'deleted' : 'allocated',
    intact: troubles.intact,
  };
  const lost = new Set([
    ...content.messages.filter((message) => !messages.includes(message)).map((message) => formatLocator(message.locator)),
    ...tnef.messages.filter((message) => !tnefMessages.includes(message)).map((message) => formatLocator(message.locator)),
  ]);
  // Of a message whose end was not read, the part at the end is cut: its size and hash would be those of no attachment.
  const cutSection = source.whole === undefined ? null : sectionAtEnd(root, bytes.length);
  const attachments = [...content.attachments, ...tnef.attachments]
    .map((fact) => (lost.size > 0 && lost.has(formatLocator(fact.locator)) ? { ...fact, isMessage: false } : fact))
    .map((fact) => (cutSection !== null && fact.locator.at(-1)?.at === cutSection ? { ...fact, sizeBytes: null, sha256: null } : fact));
  const record: MessageDraft = {
    kind: 'message',
    locator,
    parent,
    observed,
    claimed: content.tnefParts.length === 0 ? claimed : { ...claimed, ...tnef.claimed },
    headerOrigin: 'message',
    // A copy: the record outlives the buffer that the message was read from.
    headerBlock: new Uint8Array(bytes.subarray(root.header.offsetBytes, root.header.offsetBytes + root.header.lengthBytes)),
    headerOffsetBytes: offsetBytes === null ? null : offsetBytes + root.header.offsetBytes,
    headers: root.fields,
    properties: tnef.properties,
    attachments,
    bodies: tnef.bodies,
    // Last, as what follows a spread is defined by a slow path of the engine.
    ...(source.envelope === undefined ? {} : { envelopeLine: source.envelope.line }),
  };
  return { record, diagnostics: troubles.diagnostics(locator), messages, tnefMessages, depth: 1 + deepestOf(root) };
}

const mailboxData =
  'It is no mail: a mail program or IMAP server keeps the identifiers and keywords of the mailbox in it. It counts as a message as in other programs.';

/** What the TNEF containers of a message add to it. Of several with the same property the first counts. */
interface TnefParts {
  readonly attachments: readonly AttachmentFact[];
  readonly properties: readonly MapiProperty[];
  readonly bodies: MessageBodies;
  readonly messages: readonly TnefMessage[];
  readonly claimed: Partial<Pick<ClaimedMessage, 'lastVerb' | 'lastVerbTime'>>;
}

function readTnefParts(content: Content, limits: Limits, troubles: Troubles): TnefParts {
  let parts: TnefParts = { attachments: [], properties: [], bodies: content.bodies, messages: [], claimed: {} };
  for (const part of content.tnefParts) {
    const read = readTnefWithin(part, parts.bodies, limits, troubles);
    if (read === null) continue;
    const { lastVerb, lastVerbTime } = read;
    parts = {
      attachments: [...parts.attachments, ...read.attachments],
      properties: parts.properties.length > 0 ? parts.properties : read.properties,
      bodies: read.bodies,
      messages: [...parts.messages, ...read.messages],
      claimed: lastVerb === null || 'lastVerb' in parts.claimed ? parts.claimed : { lastVerb, lastVerbTime },
    };
  }
  return parts;
}

function withinDepth<T>(messages: readonly T[], depth: number, limits: Limits, troubles: Troubles): readonly T[] {
  if (messages.length === 0 || depth + 1 < limits.nestingDepth) return messages;
  troubles.add(
    'mime-limit',
    'limit-reached',
    `Messages are nested deeper than ${String(limits.nestingDepth)}; the deeper ones are kept as attachments.`,
  );
  return [];
}

function sectionAtEnd(root: MimePart, endBytes: number): string | null {
  return [...leavesOf(root)].find(({ body }) => body.offsetBytes + body.lengthBytes === endBytes)?.section ?? null;
}

function deepestOf(part: MimePart): number {
  return part.children.reduce((deepest, child) => Math.max(deepest, 1 + deepestOf(child)), 0);
}

function rangeIn({ offsetBytes, bytes, whole }: MessageSource): ByteRange | null {
  return offsetBytes === null ? null : { offsetBytes, lengthBytes: whole?.sizeBytes ?? bytes.length };
}

function readClaims(source: MessageSource, index: FieldIndex, stateFlags: readonly string[], troubles: Troubles): ClaimedMessage {
  if (singleFields.some((name) => (index.first(name)?.length ?? 0) > longestValue)) {
    troubles.add(
      'header-limit',
      'limit-reached',
      `A header field is longer than ${String(longestValue)} characters; only its beginning was taken apart.`,
    );
  }
  const [received] = index.all('received');
  const labels = readLabels(index.first('x-gmail-labels'));
  const topReceived = received === undefined ? null : dateAfterSemicolon(received, troubles);
  return {
    folderPath: source.folderPath,
    messageClass: 'IPM.Note',
    messageId: messageIdOf(index.first('message-id')),
    inReplyTo: readMessageIds(index.first('in-reply-to') ?? '')[0] ?? null,
    references: index.all('references').flatMap(readMessageIds),
    subject: decodeWords(index.first('subject') ?? ''),
    from: readAddresses(index.all('from')),
    sender: readAddresses(index.all('sender')),
    to: readAddresses(index.all('to')),
    cc: readAddresses(index.all('cc')),
    bcc: readAddresses(index.all('bcc')),
    sent: dateOf(index.first('date'), 'header Date', troubles),
    received: topReceived ?? source.envelope?.delivered() ?? null,
    flags: [...new Set([...source.flags, ...stateFlags, ...labels.flags])].sort(),
    lastVerb: null,
    lastVerbTime: null,
    ...(labels.names.length === 0 ? {} : { labels: labels.names }),
  };
}

// A malformed identifier still tells one message from another, so it is kept as it is.
function messageIdOf(value: string | null): string | null {
  if (value === null || value === '') return null;
  return readMessageIds(value)[0] ?? value.slice(0, longestValue);
}

const singleFields = ['from', 'to', 'cc', 'bcc', 'sender', 'subject', 'references', 'message-id', 'in-reply-to', 'content-type'];

// RFC 5321 4.4: the time of a Received field follows its last semicolon. A field without one claims no time.
function dateAfterSemicolon(received: string, troubles: Troubles): ClaimedTime | null {
  const semicolon = received.lastIndexOf(';');
  return semicolon === -1 ? null : dateOf(received.slice(semicolon + 1).trim(), 'header Received', troubles);
}

function dateOf(raw: string | null, statedBy: string, troubles: Troubles): ClaimedTime | null {
  if (raw === null || raw === '') return null;
  const { time, problem } = readDate(raw, statedBy);
  if (problem !== null) troubles.add('date-malformed', 'noted', `${statedBy}: ${problem}`);
  return time;
}
