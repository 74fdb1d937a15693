import type { Outcome } from 'libpff-wasm';
import type { ByteSource } from '#evidence/byte-source.ts';
import { formatLocator, type Limits, type Locator, type LocatorStep } from '#model/index.ts';
import { newAllowance, openContent } from './attached-content.ts';
import { codepageIn } from './every-property.ts';
import type { StoreSession } from './reopenable.ts';
import { openNode } from './salvage.ts';
import { codepageOfStructure, storeCodepage } from './store-codepage.ts';
import type { StoreAttachment, StoreItem } from './store-item.ts';
import { openStructure } from './structure/store-structure.ts';
import { openStructureItem } from './structure/structure-item.ts';

/** The blocks that hold the properties and the sub-nodes of an item, for one that the node B-tree does not list. */
export interface ItemState {
  readonly dataId: number;
  readonly subnodesId: number;
}

/** The step of a locator that names the state of an item: `blocks:0x1a4+0x1a6`. */
export function stateStep({ dataId, subnodesId }: ItemState): LocatorStep {
  return { kind: 'blocks', at: `0x${dataId.toString(16)}+0x${subnodesId.toString(16)}` };
}

/**
 * Opens the attachment that a locator of this reader names: an item, then an attachment,
 * and within an attached message an attachment of its own. Items that libpff does not give are opened by the engine of
 * `structure/`.
 * What is opened on the way stays open as long as the session: an attached message needs its attachment.
 */
export function openAttachmentAt(
  session: StoreSession,
  source: ByteSource,
  locator: Locator,
  limits: WithinLimits,
): Outcome<StoreAttachment> {
  const steps = locator.filter(({ kind }) => kind === 'attachment');
  if (steps.length === 0 || steps.length > limits.nestingDepth + 1) return astray(locator);
  const state = stateOf(locator.find(({ kind }) => kind === 'blocks'));
  const nodeId = nodeIdOf(locator.find(({ kind }) => kind === 'item'));
  if (state !== null) return attachmentWithin(openState(source, nodeId ?? 0, state), steps, locator, limits);
  if (nodeId === null) return astray(locator);
  const store = session.store();
  const first = store.ok ? attachmentWithin(store.value.message(nodeId), steps, locator, limits) : store;
  return first.ok ? first : orOther(first, attachmentWithin(openByNode(source, nodeId), steps, locator, limits));
}

type WithinLimits = Pick<Limits, 'nestingDepth' | 'messageBytes' | 'mimeParts'>;

/** Opens the attachment that steps lead to from an open item, through the messages and TNEF containers attached on the way. */
export function attachmentWithin(
  item: Outcome<StoreItem>,
  steps: readonly LocatorStep[],
  locator: Locator,
  limits: WithinLimits,
): Outcome<StoreAttachment> {
  let message = item;
  for (const [at, step] of steps.entries()) {
    if (!message.ok) return message;
    const index = indexOf(step);
    if (index === null || index >= (message.value.attachmentCount ?? 0)) return astray(locator);
    const attachment = message.value.openAttachment(index);
    if (!attachment.ok) return attachment;
    if (at === steps.length - 1) return attachment.value.type === 'message' ? hasNoBytes(locator) : attachment;
    message = itemWithin(attachment.value, limits, locator);
  }
  return astray(locator);
}

/** The item that an attachment is, or that it holds in TNEF. */
function itemWithin(attachment: StoreAttachment, limits: WithinLimits, locator: Locator): Outcome<StoreItem> {
  if (attachment.type === 'message') return attachment.openMessage();
  const content = openContent(attachment, limits, newAllowance(limits));
  if (!content.ok) return content;
  return content.value?.kind === 'tnef' ? { ok: true, value: content.value.item } : astray(locator);
}

/** An item that was opened by its locator, and by which engine. */
export interface LocatedItem {
  readonly item: StoreItem;
  readonly readBy: 'libpff' | 'structure engine';
  /** The code page of the store's 8-bit texts, or null. */
  readonly storeCodepage: number | null;
}

/**
 * Opens the item that a locator of this reader names: an item of the store, or one that is attached within it. What is
 * opened on the way stays open as long as the session.
 */
export function openItemAt(session: StoreSession, source: ByteSource, locator: Locator, limits: WithinLimits): Outcome<LocatedItem> {
  const steps = locator.filter(({ kind }) => kind === 'attachment');
  const nodeId = nodeIdOf(locator.find(({ kind }) => kind === 'item'));
  const state = stateOf(locator.find(({ kind }) => kind === 'blocks'));
  if (steps.length > limits.nestingDepth + 1 || locator.some(({ kind }) => kind === 'row')) return notItem(locator);
  if (state === null && nodeId === null) return notItem(locator);
  const store = state === null && nodeId !== null ? session.store() : notItem(locator);
  if (store.ok && nodeId !== null) {
    const found = messageWithin(store.value.message(nodeId), steps, locator, limits);
    const properties = store.value.properties();
    const stated = properties.ok ? codepageIn(properties.value) : null;
    if (found.ok) {
      const { codepage } = storeCodepage(stated, store.value.facts.layout === 'ansi', () => openStructure(source));
      return { ok: true, value: { item: found.value, readBy: 'libpff', storeCodepage: codepage } };
    }
  }
  const structure = openStructure(source);
  if (structure === null) return failure('No structure of a store could be found.');
  // The blocks of a state may be freed ones, which only a scan finds.
  if (state !== null) structure.scan();
  const opened = state === null ? openNode(structure, nodeId ?? 0) : openStructureItem(structure.items, nodeId ?? 0, state);
  const found = messageWithin(opened, steps, locator, limits);
  if (!found.ok) return found;
  return { ok: true, value: { item: found.value, readBy: 'structure engine', storeCodepage: codepageOfStructure(structure).codepage } };
}

/**
 * Opens the item that steps `attachment` lead to from an open item: the item itself, or one attached within it. A TNEF
 * container on the way is no item of its own.
 */
export function messageWithin(
  item: Outcome<StoreItem>,
  steps: readonly LocatorStep[],
  locator: Locator,
  limits: WithinLimits,
): Outcome<StoreItem> {
  let message = item;
  for (const [at, step] of steps.entries()) {
    if (!message.ok) return message;
    const index = indexOf(step);
    if (index === null || index >= (message.value.attachmentCount ?? 0)) return notItem(locator);
    const attachment = message.value.openAttachment(index);
    if (!attachment.ok) return attachment;
    if (at === steps.length - 1 && attachment.value.type !== 'message') return notItem(locator);
    message = itemWithin(attachment.value, limits, locator);
  }
  return message;
}

function openState(source: ByteSource, nodeId: number, state: ItemState): Outcome<StoreItem> {
  const structure = openStructure(source);
  if (structure === null) return failure('No structure of a store could be found.');
  // Its blocks may be freed ones, which only a scan finds.
  structure.scan();
  return openStructureItem(structure.items, nodeId, state);
}

function openByNode(source: ByteSource, nodeId: number): Outcome<StoreItem> {
  const structure = openStructure(source);
  const node = structure?.nodes.find(nodeId) ?? null;
  if (structure === null || node === null) return failure('No node of the store has this identifier.');
  return openStructureItem(structure.items, nodeId, node);
}

// Where the other engine gives nothing either, the reason of the first stands.
function orOther(first: Outcome<StoreAttachment>, second: Outcome<StoreAttachment>): Outcome<StoreAttachment> {
  return second.ok ? second : first;
}

function stateOf(step: LocatorStep | undefined): ItemState | null {
  const match = /^0x([0-9a-f]{1,14})\+0x([0-9a-f]{1,14})$/.exec(step?.at ?? '');
  return match === null ? null : { dataId: Number.parseInt(match[1] ?? '', 16), subnodesId: Number.parseInt(match[2] ?? '', 16) };
}

function nodeIdOf(step: LocatorStep | undefined): number | null {
  const match = /^0x([0-9a-f]{1,8})$/.exec(step?.at ?? '');
  return match === null ? null : Number.parseInt(match[1] ?? '', 16);
}

function indexOf(step: LocatorStep): number | null {
  return /^\d{1,9}$/.test(step.at) ? Number(step.at) : null;
}

function astray(locator: Locator): Outcome<never> {
  return failure(`No attachment of this store lies at ${formatLocator(locator)}.`);
}

function notItem(locator: Locator): Outcome<never> {
  return failure(`No item of this store lies at ${formatLocator(locator)}.`);
}

function hasNoBytes(locator: Locator): Outcome<never> {
  return failure(`${formatLocator(locator)} is an attached message, which has no bytes of its own in the store.`);
}

function failure(message: string): Outcome<never> {
  return { ok: false, error: { message, backtrace: '', isFatal: false } };
}
