/**
 * Format `outlook-item`: single items that Outlook saves as files (.msg) and templates (.oft), which are compound files
 * ([MS-CFB], [MS-OXMSG]).
 *
 * Enters: the bytes of the file. Leaves: a record for the item, whatever its message class, made by the same code as that
 * of an item in a store, and one for each message attached to it.
 * Invariants: damage of the compound file is told and costs the values that lie in it; no sector is read for two streams.
 * Own code reads it: the libraries there are take the whole file into memory, refuse damaged ones or give decoded values
 * only.
 */
import type { ByteSource } from '#evidence/byte-source.ts';
import type { ContainerRef, ItemProperties, Limits, Locator } from '#model/index.ts';
import { everyProperty } from '#formats/pst/every-property.ts';
import { attachmentWithin, messageWithin } from '#formats/pst/locate.ts';
import { locatedBytes } from '#formats/pst/located-bytes.ts';
import { rebuiltMessage } from '#formats/pst/rebuilt-message.ts';
import type { StoreItem } from '#formats/pst/store-item.ts';
import { keptOpen, walkMessage } from '#formats/pst/walk-item.ts';
import { AttachmentUnreadableError, type FormatReader, type ReadContext, type ReaderOutput } from '#formats/reader.ts';
import { openCompoundFile } from '#formats/compound-file/compound-file.ts';
import { openMessageStorage } from './message-storage.ts';
import { probeItem } from './probe.ts';

export const outlookItemReader: FormatReader = {
  id: 'outlook-item',
  version: '3',
  title: 'Outlook item (MSG, OFT)',
  isNeverMail: true,
  extensions: ['.msg', '.oft'],
  probe: probeItem,
  read,
  attachment,
  properties,
  rebuild,
};

/** PidTagInternetCodepage, which an item names its code page by where it has no PidTagMessageCodepage. */
const internetCodepage = 0x3fde;

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const { locator } = context;
  const container: ContainerRef = { locator, kind: 'message-file' };
  yield { kind: 'expected', container, items: 1 };
  const file = openCompoundFile(source);
  if (typeof file === 'string') {
    yield {
      kind: 'diagnostic',
      container,
      diagnostic: { code: 'store-unreadable', effect: 'item-lost', stage: 'read', locator, detail: file },
    };
    return;
  }
  const item = openMessageStorage(file.root);
  yield* walkMessage(
    { context, storeCodepage: codepageOf(item), allocation: 'allocated', openable: keptOpen },
    {
      item: keptOpen(() => ({ ok: true, value: item })),
      locator: itemLocator(locator),
      parent: null,
      path: context.folderPath,
      container,
      folderLocator: locator,
      depth: 0,
      otherwise: null,
    },
  );
  for (const detail of file.damage) {
    // What it costs is told with the values that could not be read.
    yield { kind: 'diagnostic', container, diagnostic: { code: 'store-damaged', effect: 'noted', stage: 'read', locator, detail } };
  }
}

/** The item within its file. */
function itemLocator(file: Locator): Locator {
  return [...file, { kind: 'storage', at: '/' }];
}

function codepageOf({ properties }: StoreItem): number | null {
  const bytes = properties.find(({ id, name }) => id === internetCodepage && name === null)?.bytes;
  return bytes?.length === 4 ? new DataView(bytes.buffer, bytes.byteOffset, 4).getInt32(0, true) : null;
}

function* attachment(source: ByteSource, locator: Locator, limits: Limits): Generator<Uint8Array, void, undefined> {
  const steps = locator.filter(({ kind }) => kind === 'attachment');
  if (steps.length === 0 || steps.length > limits.nestingDepth + 1) throw new AttachmentUnreadableError('The locator names no attachment.');
  const file = openCompoundFile(source);
  if (typeof file === 'string') throw new AttachmentUnreadableError(file);
  const opened = attachmentWithin({ ok: true, value: openMessageStorage(file.root) }, steps, locator, limits);
  yield* locatedBytes(opened, locator, limits);
}

function properties(source: ByteSource, locator: Locator, limits: Limits): ItemProperties {
  const { item, storeCodepage } = itemAt(source, locator, limits);
  return everyProperty(item, 'reader of saved items', storeCodepage, limits);
}

function* rebuild(source: ByteSource, locator: Locator, limits: Limits, mark: string): Generator<Uint8Array, void, undefined> {
  yield* rebuiltMessage(itemAt(source, locator, limits), { locator, limits, mark });
}

function itemAt(source: ByteSource, locator: Locator, limits: Limits): { readonly item: StoreItem; readonly storeCodepage: number | null } {
  const steps = locator.filter(({ kind }) => kind === 'attachment');
  if (steps.length > limits.nestingDepth + 1 || !locator.some(({ kind }) => kind === 'storage')) {
    throw new AttachmentUnreadableError('The locator names no item of this file.');
  }
  const file = openCompoundFile(source);
  if (typeof file === 'string') throw new AttachmentUnreadableError(file);
  const item = openMessageStorage(file.root);
  const opened = messageWithin({ ok: true, value: item }, steps, locator, limits);
  if (!opened.ok) throw new AttachmentUnreadableError(opened.error.message);
  return { item: opened.value, storeCodepage: codepageOf(item) };
}
