import type { ByteSource } from '#evidence/byte-source.ts';
import { rangeOfStep, type ByteRange, type Limits, type Locator } from '#model/index.ts';
import { AttachmentUnreadableError } from '../reader.ts';
import { attachmentPieces, leavesOf } from './content.ts';
import { parseMessage, type MimePart } from './structure.ts';
import { collectTroubles } from './troubles.ts';

/**
 * Gives the decoded bytes of an attachment of a message that lies in one run of bytes of the source.
 * @param attachment ends with steps `bytes` (the message), `part` (the attachment, or an attached message that the next
 *   `part` lies in)
 * @throws AttachmentUnreadableError when the locator leads nowhere.
 */
export function* messageAttachment(source: ByteSource, attachment: Locator, limits: Limits): Generator<Uint8Array, void, undefined> {
  const at = attachment.findIndex((step) => step.kind === 'bytes');
  const step = attachment[at];
  const range = step === undefined ? null : rangeOfStep(step);
  const sections = attachment.slice(at + 1);
  if (range === null || sections.length === 0 || sections.some(({ kind }) => kind !== 'part')) {
    throw new AttachmentUnreadableError('The locator names no part of a message.');
  }
  let bytes = source.read(range.offsetBytes, Math.min(range.lengthBytes, limits.messageBytes));
  for (const [depth, { at: section }] of sections.entries()) {
    const part = findPart(bytes, section, depth, limits);
    if (depth === sections.length - 1) yield* attachmentPieces(bytes, part, () => undefined);
    else bytes = Buffer.concat([...attachmentPieces(bytes, part, () => undefined)]);
  }
}

function findPart(bytes: Uint8Array, section: string, depth: number, limits: Limits): MimePart {
  const whole: ByteRange = { offsetBytes: 0, lengthBytes: bytes.length };
  const root = parseMessage(bytes, whole, limits, { partsLeft: limits.mimeParts }, depth, collectTroubles());
  for (const part of leavesOf(root)) if (part.section === section) return part;
  throw new AttachmentUnreadableError(`The message has no part ${section}.`);
}
