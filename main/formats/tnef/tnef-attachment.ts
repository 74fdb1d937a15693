import type { ByteSource } from '#evidence/byte-source.ts';
import type { Limits, Locator } from '#model/index.ts';
import { attachmentPieces } from '#formats/pst/attachments.ts';
import { attachmentWithin } from '#formats/pst/locate.ts';
import { AttachmentUnreadableError } from '#formats/reader.ts';
import { openTnef } from './tnef-item.ts';

/**
 * The bytes of an attachment of a TNEF stream, in pieces.
 * @param locator its steps `attachment` lead from the message of the stream to the attachment
 * @throws AttachmentUnreadableError when they lead nowhere.
 */
export function* tnefAttachment(source: ByteSource, locator: Locator, limits: Limits): Generator<Uint8Array, void, undefined> {
  const steps = locator.filter(({ kind }) => kind === 'attachment');
  if (steps.length === 0 || steps.length > limits.nestingDepth + 1) throw new AttachmentUnreadableError('The locator names no attachment.');
  const opened = attachmentWithin(openTnef(source, limits), steps, locator);
  if (!opened.ok) throw new AttachmentUnreadableError(opened.error.message);
  const error = yield* attachmentPieces(opened.value);
  if (error !== null) throw new AttachmentUnreadableError(error.message);
}
