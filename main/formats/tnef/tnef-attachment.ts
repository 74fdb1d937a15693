import type { ByteSource } from '#evidence/byte-source.ts';
import type { Limits, Locator } from '#model/index.ts';
import { attachmentWithin, messageWithin } from '#formats/pst/locate.ts';
import { locatedBytes } from '#formats/pst/located-bytes.ts';
import { rebuiltMessage, type Rebuilding } from '#formats/pst/rebuilt-message.ts';
import { AttachmentUnreadableError } from '#formats/reader.ts';
import { openTnef } from './tnef-item.ts';

export type { Rebuilding };

/**
 * The bytes of an attachment of a TNEF stream, in pieces.
 * @param locator its steps `attachment` lead from the message of the stream to the attachment
 * @throws AttachmentUnreadableError when they lead nowhere.
 */
export function* tnefAttachment(source: ByteSource, locator: Locator, limits: Limits): Generator<Uint8Array, void, undefined> {
  const steps = locator.filter(({ kind }) => kind === 'attachment');
  if (steps.length === 0 || steps.length > limits.nestingDepth + 1) throw new AttachmentUnreadableError('The locator names no attachment.');
  yield* locatedBytes(attachmentWithin(openTnef(source, limits), steps, locator, limits), locator, limits);
}

/**
 * A message attached within a TNEF stream as Internet mail, rebuilt, in pieces.
 * @param steps lead from the message of the stream to the attachment that it is
 * @throws AttachmentUnreadableError when they lead nowhere.
 */
export function* tnefMessage(source: ByteSource, steps: Locator, rebuilding: Rebuilding): Generator<Uint8Array, void, undefined> {
  const { locator, limits } = rebuilding;
  if (steps.length > limits.nestingDepth + 1 || steps.some(({ kind }) => kind !== 'attachment')) {
    throw new AttachmentUnreadableError('The locator names no message.');
  }
  const opened = messageWithin(openTnef(source, limits), steps, locator, limits);
  if (!opened.ok) throw new AttachmentUnreadableError(opened.error.message);
  yield* rebuiltMessage({ item: opened.value, storeCodepage: null }, rebuilding);
}
