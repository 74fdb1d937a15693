import type { LibpffError, Outcome } from 'libpff-wasm';
import { attachmentStep, type Allocation, type ContainerRef, type Diagnostic, type Locator } from '#model/index.ts';
import type { ReadContext, ReaderOutput } from '../reader.ts';
import { associatedRecord, settingWithin } from './associated-record.ts';
import type { Attachments } from './attachments.ts';
import { bookBeside, bookFacts } from './book-facts.ts';
import { readMessage, type MessagePlace } from './message-record.ts';
import type { Openable, StoreItem } from './store-item.ts';

/** What holds for all items of a walk, whichever engine opens them. */
export interface ItemWalk {
  readonly context: Pick<ReadContext, 'enter' | 'limits'>;
  readonly storeCodepage: number | null;
  readonly allocation: Allocation;
  /** Keeps something that is opened, and opens it again where the engine needs that. */
  openable<T extends { close(): void }>(open: () => Outcome<T>): Openable<T>;
}

/** A message that is about to be read. */
export interface ItemPlace {
  readonly item: Openable<StoreItem>;
  readonly locator: Locator;
  readonly parent: Locator | null;
  readonly path: readonly string[];
  /** Where it is booked. */
  readonly container: ContainerRef;
  readonly folderLocator: Locator;
  /** How many messages it is attached within. */
  readonly depth: number;
  /** Opens the item by the other engine, should this one fail; null where there is no other. */
  readonly otherwise: (() => Outcome<StoreItem>) | null;
}

/** Reads a message and those that are attached to it. */
export function* walkMessage(walk: ItemWalk, place: ItemPlace): Generator<ReaderOutput, void, undefined> {
  if (!(yield* entered(walk, place))) return;
  const opened = place.item.get();
  const read = opened.ok ? readMessage(opened.value, messagePlace(walk, place)) : opened;
  if (!read.ok) {
    const other = otherEngine(place);
    if (other === null) {
      yield* lost(walk, place, read.error);
      return;
    }
    yield* walkMessage({ ...walk, openable: keptOpen }, other);
    yield overcome(place, read.error);
    return;
  }
  yield { kind: 'record', container: place.container, record: read.value.record };
  for (const diagnostic of read.value.diagnostics) yield trouble(place.container, diagnostic);
  const setting = opened.ok ? settingWithin(opened.value, read.value.record.claimed.messageClass, messagePlace(walk, place)) : null;
  if (setting !== null) yield* bookBeside(setting, place.locator);
  yield* walkAttachedMessages(walk, place, place.locator, read.value.attachments);
}

// Whether the item may be read. What is left out is booked as lost, so it must be expected, too.
function* entered(walk: ItemWalk, place: ItemPlace): Generator<ReaderOutput, boolean, undefined> {
  if (walk.context.enter(place.locator, place.container)) return true;
  if (walk.allocation !== 'allocated') yield { kind: 'expected', container: place.container, items: 1 };
  return false;
}

/** The item as the other engine opens it, or null when that cannot either. */
function otherEngine(place: ItemPlace): ItemPlace | null {
  const { otherwise } = place;
  const opened = otherwise?.() ?? null;
  if (otherwise === null || opened?.ok !== true) return null;
  return { ...place, item: keptOpen(otherwise), otherwise: null };
}

function overcome(place: ItemPlace, error: LibpffError): ReaderOutput {
  const detail = `libpff could not read the item (${error.message}); the structure engine read it.`;
  return trouble(place.container, { code: 'item-recovered', effect: 'recovered', stage: 'read', locator: place.locator, detail });
}

/** Opens what cannot die, so that it need not be opened again. */
export function keptOpen<T extends { close(): void }>(open: () => Outcome<T>): Openable<T> {
  let opened: Outcome<T> | null = null;
  return {
    get: () => (opened ??= open()),
    close() {
      if (opened?.ok === true) opened.value.close();
      opened = null;
    },
  };
}

/** Reads the messages attached to a message, and to the TNEF containers that are attached to it. */
function* walkAttachedMessages(
  walk: ItemWalk,
  place: ItemPlace,
  parent: Locator,
  { messageIndexes, containers }: Attachments,
): Generator<ReaderOutput, void, undefined> {
  const container: ContainerRef = { locator: place.folderLocator, kind: 'attached-messages' };
  const { limits } = walk.context;
  if (messageIndexes.length > 0 && place.depth >= limits.nestingDepth) {
    const detail = `Messages attached within more than ${String(limits.nestingDepth)} messages were not read.`;
    yield trouble(container, { code: 'limit-reached', effect: 'limit-reached', stage: 'read', locator: place.locator, detail });
    return;
  }
  // What comes out of a recovered message was never expected.
  if (walk.allocation === 'allocated' && messageIndexes.length > 0) yield { kind: 'expected', container, items: messageIndexes.length };
  for (const index of messageIndexes) {
    const attachment = walk.openable(() => {
      const message = place.item.get();
      return message.ok ? message.value.openAttachment(index) : message;
    });
    const item = walk.openable(() => {
      const opened = attachment.get();
      return opened.ok ? opened.value.openMessage() : opened;
    });
    // An attachment holds one message at most, so the two share their place.
    const locator = [...place.locator, attachmentStep(index)];
    yield* walkMessage(walk, { ...place, item, locator, parent, container, depth: place.depth + 1, otherwise: null });
    item.close();
    attachment.close();
  }
  for (const { index, item, attachments } of containers) {
    const within = {
      ...place,
      item: keptOpen<StoreItem>(() => ({ ok: true, value: item })),
      locator: [...place.locator, attachmentStep(index)],
      depth: place.depth + 1,
    };
    // Its bytes lie in memory, so that no engine can die on them.
    yield* walkAttachedMessages({ ...walk, storeCodepage: item.codepage, openable: keptOpen }, within, parent, attachments);
  }
}

/** Reads a folder-associated item. */
export function* walkAssociated(walk: ItemWalk, place: ItemPlace): Generator<ReaderOutput, void, undefined> {
  if (!(yield* entered(walk, place))) return;
  let opened = place.item.get();
  const { otherwise } = place;
  if (!opened.ok && otherwise !== null) {
    const { error } = opened;
    const other = otherwise();
    if (other.ok) yield overcome(place, error);
    opened = other.ok ? other : opened;
  }
  if (opened.ok) yield* bookFacts(associatedRecord(opened.value, messagePlace(walk, place)), place.container);
  else yield* lost(walk, place, opened.error);
}

function messagePlace(walk: ItemWalk, place: ItemPlace): MessagePlace {
  return {
    locator: place.locator,
    parent: place.parent,
    folderPath: place.path,
    storeCodepage: walk.storeCodepage,
    limits: walk.context.limits,
    allocation: walk.allocation,
  };
}

/** The loss of an item. */
function* lost(walk: ItemWalk, place: ItemPlace, error: LibpffError): Generator<ReaderOutput, void, undefined> {
  if (walk.allocation !== 'allocated') yield { kind: 'expected', container: place.container, items: 1 };
  const code = error.isFatal ? 'parser-crashed' : 'item-unreadable';
  yield trouble(place.container, {
    code,
    effect: 'item-lost',
    stage: 'read',
    locator: place.locator,
    detail: `The item could not be read: ${error.message}`,
  });
}

/** An output for a diagnostic of a container. */
export function trouble(container: ContainerRef, diagnostic: Diagnostic): ReaderOutput {
  return { kind: 'diagnostic', container, diagnostic };
}
