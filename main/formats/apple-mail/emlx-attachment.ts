import type { ByteSource } from '#evidence/byte-source.ts';
import { filePathOf, rangeOfStep, type Limits, type Locator } from '#model/index.ts';
import { messageAttachment, withLineFeeds } from '../mime/index.ts';
import { AttachmentUnreadableError, type ReadingRoom } from '../reader.ts';
import { emptiedParts, findStoredPart, isTooLarge, partPieces } from './rejoin.ts';

/**
 * Gives the decoded bytes of an attachment of a message file. A part whose content lies in an `.emlxpart` file is read from
 * there; those in files of their own have the locators of these files and do not come here.
 * @throws AttachmentUnreadableError when the locator leads nowhere; EvidenceReadError when a file cannot be read.
 */
export function* emlxAttachment(
  source: ByteSource,
  attachment: Locator,
  limits: Limits,
  room: ReadingRoom,
): Generator<Uint8Array, void, undefined> {
  const at = attachment.findIndex(({ kind }) => kind === 'bytes');
  const step = attachment[at];
  const range = step === undefined ? null : rangeOfStep(step);
  const [section, ...deeper] = attachment.slice(at + 1);
  const readable = readableEmlx(source, attachment);
  if (range !== null && section?.kind === 'part' && deeper.length === 0) {
    const bytes = readable.read(range.offsetBytes, Math.min(range.lengthBytes, limits.messageBytes));
    const part = emptiedParts(bytes, limits).find((emptied) => emptied.section === section.at);
    const fileName = (filePathOf(attachment) ?? '').split('/').at(-1) ?? '';
    const stored = part === undefined ? null : findStoredPart(part, fileName, attachment, room);
    if (part !== undefined && stored !== null) {
      if (isTooLarge(stored, limits)) throw new AttachmentUnreadableError('The file that the part lies in is larger than the limit.');
      yield* partPieces(stored, part);
      return;
    }
  }
  yield* messageAttachment(readable, attachment, limits);
}

/** A message file as its message is read: see `withLineFeeds`. @param locator leads into the message */
export function readableEmlx(source: ByteSource, locator: Locator): ByteSource {
  const step = locator.find(({ kind }) => kind === 'bytes');
  const range = step === undefined ? null : rangeOfStep(step);
  return range === null ? source : withLineFeeds(source, range.offsetBytes, Math.min(range.lengthBytes, 32 * 1024));
}
