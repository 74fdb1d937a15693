import type { Attachment, Message, Outcome } from 'libpff-wasm';
import { formatLocator, type Limits, type Locator, type LocatorStep } from '#model/index.ts';
import type { StoreSession } from './reopenable.ts';

/**
 * Opens the attachment that a locator of this reader names: an item, then an attachment,
 * and within an attached message an attachment of its own.
 * What is opened on the way stays open as long as the session: an attached message needs its attachment.
 */
export function openAttachmentAt(session: StoreSession, locator: Locator, limits: Pick<Limits, 'nestingDepth'>): Outcome<Attachment> {
  const start = locator.findIndex(({ kind }) => kind === 'item');
  const nodeId = nodeIdOf(locator[start]);
  const steps = locator.slice(start + 1);
  if (nodeId === null || steps.length > limits.nestingDepth + 1) return astray(locator);
  const store = session.store();
  if (!store.ok) return store;
  let message: Outcome<Message> = store.value.message(nodeId);
  for (const [at, step] of steps.entries()) {
    if (!message.ok) return message;
    const index = indexOf(step);
    if (index === null || index >= (message.value.attachmentCount ?? 0)) return astray(locator);
    const attachment = message.value.openAttachment(index);
    if (!attachment.ok) return attachment;
    const isMessage = attachment.value.type === 'message';
    if (at === steps.length - 1) return isMessage ? hasNoBytes(locator) : attachment;
    if (!isMessage) return astray(locator);
    message = attachment.value.openMessage();
  }
  return astray(locator);
}

function nodeIdOf(step: LocatorStep | undefined): number | null {
  const match = step?.kind === 'item' ? /^0x([0-9a-f]{1,8})$/.exec(step.at) : null;
  return match === null ? null : Number.parseInt(match[1] ?? '', 16);
}

function indexOf(step: LocatorStep | undefined): number | null {
  return step?.kind === 'attachment' && /^\d{1,9}$/.test(step.at) ? Number(step.at) : null;
}

function astray(locator: Locator): Outcome<never> {
  return failure(`No attachment of this store lies at ${formatLocator(locator)}.`);
}

function hasNoBytes(locator: Locator): Outcome<never> {
  return failure(`${formatLocator(locator)} is an attached message, which has no bytes of its own in the store.`);
}

function failure(message: string): Outcome<never> {
  return { ok: false, error: { message, backtrace: '', isFatal: false } };
}
