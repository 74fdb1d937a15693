import type { ByteSource } from '#evidence/byte-source.ts';
import { rangeOfStep, type ByteRange, type Limits, type Locator } from '#model/index.ts';
import { AttachmentUnreadableError, hasNoMail } from '../reader.ts';
import { sourceOfBytes } from '../bytes-source.ts';
import { tnefAttachment, tnefMessage, type Rebuilding } from '../tnef/tnef-attachment.ts';
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
  const { bytes, part, stepsInTnef } = partAt(source, attachment, limits);
  if (stepsInTnef.length === 0) yield* attachmentPieces(bytes, part, () => undefined);
  else yield* tnefAttachment(sourceOfBytes(decodedPart(bytes, part)), stepsInTnef, limits);
}

/**
 * Gives a message attached within a TNEF container of an Internet message as Internet mail, rebuilt: all other messages have
 * that form already.
 * @param message as the locator of `messageAttachment`, with steps `attachment` at its end
 * @throws AttachmentUnreadableError when the locator leads nowhere.
 */
export function messageInTnef(source: ByteSource, message: Locator, limits: Limits, mark: string): Generator<Uint8Array, void, undefined> {
  return messageInTnefAt(source, message, { locator: message, limits, mark });
}

/** The same of a message whose locator in the evidence is another: what it lies in was unpacked. */
export function* messageInTnefAt(source: ByteSource, message: Locator, rebuilding: Rebuilding): Generator<Uint8Array, void, undefined> {
  if (message.at(-1)?.kind !== 'attachment') throw new AttachmentUnreadableError(hasNoMail);
  const { bytes, part, stepsInTnef } = partAt(source, message, rebuilding.limits);
  yield* tnefMessage(sourceOfBytes(decodedPart(bytes, part)), stepsInTnef, rebuilding);
}

/** The part that a locator leads to, in the message that it lies in, and the steps beyond it. */
function partAt(
  source: ByteSource,
  locator: Locator,
  limits: Limits,
): { readonly bytes: Uint8Array; readonly part: MimePart; readonly stepsInTnef: Locator } {
  const at = locator.findIndex((step) => step.kind === 'bytes');
  const step = locator[at];
  const range = step === undefined ? null : rangeOfStep(step);
  const below = locator.slice(at + 1);
  const inTnef = below.findIndex(({ kind }) => kind === 'attachment');
  const sections = inTnef === -1 ? below : below.slice(0, inTnef);
  const last = sections.at(-1);
  if (range === null || last === undefined || sections.some(({ kind }) => kind !== 'part')) {
    throw new AttachmentUnreadableError('The locator names no part of a message.');
  }
  let bytes = source.read(range.offsetBytes, Math.min(range.lengthBytes, limits.messageBytes));
  for (const [depth, { at: section }] of sections.slice(0, -1).entries())
    bytes = decodedPart(bytes, findPart(bytes, section, depth, limits));
  const part = findPart(bytes, last.at, sections.length - 1, limits);
  return { bytes, part, stepsInTnef: inTnef === -1 ? [] : below.slice(inTnef) };
}

function findPart(bytes: Uint8Array, section: string, depth: number, limits: Limits): MimePart {
  const whole: ByteRange = { offsetBytes: 0, lengthBytes: bytes.length };
  const root = parseMessage(bytes, whole, limits, { partsLeft: limits.mimeParts }, depth, collectTroubles());
  for (const part of leavesOf(root)) if (part.section === section) return part;
  throw new AttachmentUnreadableError(`The message has no part ${section}.`);
}
