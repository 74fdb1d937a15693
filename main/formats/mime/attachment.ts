import type { ByteSource } from '#evidence/byte-source.ts';
import { rangeOfStep, type ByteRange, type Limits, type Locator } from '#model/index.ts';
import { AttachmentUnreadableError } from '../reader.ts';
import { sourceOfBytes } from '../bytes-source.ts';
import { tnefAttachment } from '../tnef/tnef-attachment.ts';
import { attachmentPieces, decodedPart, leavesOf } from './content.ts';
import { parseMessage, type MimePart } from './structure.ts';
import { collectTroubles } from './troubles.ts';

/**
 * Gives the decoded bytes of an attachment of a message that lies in one run of bytes of the source.
 * @param attachment ends with steps `bytes` (the message), `part` (the attachment, or an attached message that the next
 *   `part` lies in), and within a TNEF container `attachment`
 * @throws AttachmentUnreadableError when the locator leads nowhere.
 */
export function* messageAttachment(source: ByteSource, attachment: Locator, limits: Limits): Generator<Uint8Array, void, undefined> {
  const at = attachment.findIndex((step) => step.kind === 'bytes');
  const step = attachment[at];
  const range = step === undefined ? null : rangeOfStep(step);
  const below = attachment.slice(at + 1);
  const inTnef = below.findIndex(({ kind }) => kind === 'attachment');
  const sections = inTnef === -1 ? below : below.slice(0, inTnef);
  if (range === null || sections.length === 0 || sections.some(({ kind }) => kind !== 'part')) {
    throw new AttachmentUnreadableError('The locator names no part of a message.');
  }
  let bytes = source.read(range.offsetBytes, Math.min(range.lengthBytes, limits.messageBytes));
  for (const [depth, { at: section }] of sections.entries()) {
    const part = findPart(bytes, section, depth, limits);
    if (depth < sections.length - 1) bytes = decodedPart(bytes, part);
    else if (inTnef === -1) yield* attachmentPieces(bytes, part, () => undefined);
    else yield* tnefAttachment(sourceOfBytes(decodedPart(bytes, part)), below.slice(inTnef), limits);
  }
}

function findPart(bytes: Uint8Array, section: string, depth: number, limits: Limits): MimePart {
  const whole: ByteRange = { offsetBytes: 0, lengthBytes: bytes.length };
  const root = parseMessage(bytes, whole, limits, { partsLeft: limits.mimeParts }, depth, collectTroubles());
  for (const part of leavesOf(root)) if (part.section === section) return part;
  throw new AttachmentUnreadableError(`The message has no part ${section}.`);
}
