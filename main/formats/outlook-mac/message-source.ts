/**
 * Format `outlook-mac-source`: the source of one message as Outlook for Mac keeps it (`.olk14MsgSource`, `.olk15MsgSource`).
 * The form is not documented. Known from public readers: 16 bytes that begin with D0 0D 00 00, an identifier of 16 bytes, the
 * letters `crSM` and 4 more bytes, then the message as it came, whose lines often end with CR alone.
 *
 * Enters: the bytes of the file. Leaves: the message record and those of the messages attached to it.
 * Lines that end with CR alone are read as if they ended with LF, byte for byte, so that every offset stays; hashes of
 * messages are taken over the bytes as they stand, those of attachments over what was decoded.
 * Not read: the other files of a profile (`.olk15Message`, the body as shown; `.olk15MsgAttachment`; `.olk15Folder`, …).
 */
import type { ByteSource } from '#evidence/byte-source.ts';
import { bytesStep, type ContainerRef } from '#model/index.ts';
import {
  buildMessage,
  hashRange,
  headerFirst,
  lineEndsReplaced,
  messageAttachment,
  messageInTnef,
  withLineFeeds,
  withStoredHashes,
} from '#formats/mime/index.ts';
import type { FormatReader, ProbeResult, ReadContext, ReaderOutput } from '#formats/reader.ts';

export const outlookMacSourceReader: FormatReader = {
  id: 'outlook-mac-source',
  version: '2',
  title: 'Message source of Outlook for Mac',
  extensions: ['.olk14msgsource', '.olk15msgsource'],
  probe,
  read,
  attachment: (source, locator, limits) => messageAttachment(withLineFeeds(source, startOf(source) ?? 0), locator, limits),
  rebuild: (source, locator, limits, mark) => messageInTnef(withLineFeeds(source, startOf(source) ?? 0), locator, limits, mark),
};

const signature = 'd00d0000';
const tag = Buffer.from('crSM', 'latin1');
const tagOffset = 32;
const probedBytes = 32 * 1024;

/** Where the message begins; null where there is none. */
function startOf(source: ByteSource): number | null {
  const beginning = Buffer.from(source.read(0, 64));
  if (beginning.subarray(0, 4).toString('hex') !== signature) return null;
  return beginning.subarray(tagOffset, tagOffset + 4).equals(tag) ? tagOffset + 8 : null;
}

function probe(source: ByteSource): ProbeResult {
  const start = startOf(source);
  if (start === null) return { verdict: 'no', because: 'It does not begin as a message source of Outlook for Mac.' };
  const { verdict } = headerFirst(withLineFeeds(source, start).read(start, probedBytes));
  return verdict === 'no'
    ? { verdict: 'no', because: 'It begins as a message source of Outlook for Mac, but no header of a message follows.' }
    : { verdict: 'yes', because: 'It begins as a message source of Outlook for Mac, and the header of a message follows.' };
}

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const offsetBytes = startOf(source) ?? 0;
  const container: ContainerRef = { kind: 'message-file', locator: context.locator };
  const sizeBytes = source.sizeBytes - offsetBytes;
  const readable = withLineFeeds(source, offsetBytes);
  const bytes = readable.read(offsetBytes, Math.min(sizeBytes, context.limits.messageBytes));
  const locator = [...context.locator, bytesStep(offsetBytes, sizeBytes)];
  const outputs = buildMessage(
    {
      bytes,
      locator,
      parent: null,
      container,
      offsetBytes,
      ...(bytes.length < sizeBytes ? { whole: { sizeBytes, sha256: hashRange(source, offsetBytes, sizeBytes) } } : {}),
      folderPath: context.folderPath,
      flags: [],
      quoting: 'none',
    },
    context,
  );
  yield* withStoredHashes(outputs, source, readable);
  if (readable !== source) yield lineEndsReplaced('message', container, locator);
}
