/**
 * Format `tnef`: what Outlook and Exchange wrap a message in for others of their kind ([MS-OXTNEF]): `winmail.dat`, as a
 * file of its own or as an attachment of an Internet message (`within-message.ts`).
 *
 * Enters: the bytes of the stream. Leaves: a record for the message in it, made by the same code as that of an item of a
 * store, with its attachments, and one for each message attached to it.
 * Invariants: a wrong checksum is told and costs nothing; what follows damage is told with its size.
 */
import type { ByteSource } from '#evidence/byte-source.ts';
import type { ClaimedTime, ContainerRef, ItemProperties, Limits, Locator } from '#model/index.ts';
import { everyProperty } from '#formats/pst/every-property.ts';
import { messageWithin } from '#formats/pst/locate.ts';
import { rebuiltMessage } from '#formats/pst/rebuilt-message.ts';
import type { StoreItem } from '#formats/pst/store-item.ts';
import { keptOpen, walkMessage } from '#formats/pst/walk-item.ts';
import { AttachmentUnreadableError, type FormatReader, type ProbeResult, type ReadContext, type ReaderOutput } from '#formats/reader.ts';
import { isTnef } from './attributes.ts';
import { tnefAttachment } from './tnef-attachment.ts';
import { openTnef } from './tnef-item.ts';

export const tnefReader: FormatReader = {
  id: 'tnef',
  version: '3',
  title: 'Outlook message in TNEF (winmail.dat)',
  isNeverMail: true,
  extensions: ['.tnef'],
  probe,
  read,
  attachment: tnefAttachment,
  properties,
  rebuild,
};

function probe(source: ByteSource): ProbeResult {
  const beginning = source.read(0, 7);
  if (!isTnef(beginning)) return { verdict: 'no', because: 'It does not begin with the signature of TNEF.' };
  // The signature is four bytes; the first attribute is at the message's level.
  if (beginning.length === 7 && beginning[6] !== 1 && beginning[6] !== 2) {
    return { verdict: 'no', because: 'It begins with the signature of TNEF, but no attribute follows.' };
  }
  return { verdict: 'yes', because: 'It begins with the signature of TNEF.' };
}

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const { locator } = context;
  const container: ContainerRef = { locator, kind: 'message-file' };
  yield { kind: 'expected', container, items: 1 };
  const opened = openTnef(source, context.limits);
  if (!opened.ok) {
    const detail = `The TNEF stream could not be read: ${opened.error.message}.`;
    yield { kind: 'diagnostic', container, diagnostic: { code: 'item-unreadable', effect: 'item-lost', stage: 'read', locator, detail } };
    return;
  }
  const item = opened.value;
  const outputs = walkMessage(
    { context, storeCodepage: item.codepage, allocation: 'allocated', openable: keptOpen },
    {
      item: keptOpen(() => opened),
      locator: messageLocator(locator),
      parent: null,
      path: context.folderPath,
      container,
      folderLocator: locator,
      depth: 0,
      otherwise: null,
    },
  );
  for (const output of outputs) {
    const record = output.kind === 'record' ? output.record : null;
    if (record?.kind !== 'message' || record.parent !== null) {
      yield output;
      continue;
    }
    const sent = record.claimed.sent ?? oldTime(item.sentText, 'attDateSent');
    const received = record.claimed.received ?? oldTime(item.receivedText, 'attDateRecd');
    yield { kind: 'record', container, record: { ...record, claimed: { ...record.claimed, sent, received } } };
  }
}

function oldTime(raw: string | null, statedBy: string): ClaimedTime | null {
  return raw === null ? null : { raw, instant: null, offsetMinutes: null, statedBy };
}

function messageLocator(file: Locator): Locator {
  return [...file, { kind: 'tnef', at: 'message' }];
}

function properties(source: ByteSource, locator: Locator, limits: Limits): ItemProperties {
  const { item, storeCodepage } = itemAt(source, locator, limits);
  return everyProperty(item, 'reader of TNEF', storeCodepage, limits);
}

function* rebuild(source: ByteSource, locator: Locator, limits: Limits, mark: string): Generator<Uint8Array, void, undefined> {
  yield* rebuiltMessage(itemAt(source, locator, limits), { locator, limits, mark });
}

function itemAt(source: ByteSource, locator: Locator, limits: Limits): { readonly item: StoreItem; readonly storeCodepage: number | null } {
  const steps = locator.filter(({ kind }) => kind === 'attachment');
  if (steps.length > limits.nestingDepth + 1 || !locator.some(({ kind }) => kind === 'tnef')) {
    throw new AttachmentUnreadableError('The locator names no message of this file.');
  }
  const stream = openTnef(source, limits);
  if (!stream.ok) throw new AttachmentUnreadableError(stream.error.message);
  const opened = messageWithin(stream, steps, locator, limits);
  if (!opened.ok) throw new AttachmentUnreadableError(opened.error.message);
  return { item: opened.value, storeCodepage: stream.value.codepage };
}
