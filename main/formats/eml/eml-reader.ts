import type { ByteSource } from '#evidence/byte-source.ts';
import { bytesStep, type ContainerRef } from '#model/index.ts';
import { inMemoryWhereSmall } from '../bytes-source.ts';
import type { FormatReader, ProbeResult, ReadContext, ReaderOutput } from '../reader.ts';
import {
  buildMessage,
  endsLinesByReturn,
  findInnerSeparator,
  hashRange,
  headerFirst,
  leadingBytes,
  lineEndsReplaced,
  messageAttachment,
  messageInTnef,
  withLineFeeds,
  withStoredHashes,
} from '../mime/index.ts';
import { stateFromFolder } from './folder-state.ts';
import { readMessagePlace } from './maildir-place.ts';

/** Reads files that hold one Internet message: .eml files, and the messages of Maildir and MH folders. */
export const emlReader: FormatReader = {
  id: 'eml',
  version: '4',
  title: 'Single message (RFC 5322)',
  extensions: ['.eml'],
  probe,
  read,
  attachment: (source, locator, limits) => messageAttachment(withLineFeeds(source, 0), locator, limits),
  rebuild: (source, locator, limits, mark) => messageInTnef(withLineFeeds(source, 0), locator, limits, mark),
};

function probe(source: ByteSource): ProbeResult {
  const start = source.read(0, 32 * 1024);
  return headerFirst(endsLinesByReturn(start) ? withLineFeeds(source, 0).read(0, 32 * 1024) : start);
}

function* read(file: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const source = inMemoryWhereSmall(file);
  const container: ContainerRef = { kind: 'message-file', locator: context.locator };
  const start = source.read(0, 4096);
  const offsetBytes = leadingBytes(Buffer.from(start.buffer, start.byteOffset, start.byteLength));
  const sizeBytes = source.sizeBytes - offsetBytes;
  const readable = endsLinesByReturn(start) ? withLineFeeds(source, 0) : source;
  const bytes = readable.read(offsetBytes, Math.min(sizeBytes, context.limits.messageBytes));
  const place = readMessagePlace(context.folderPath, context.fileName);
  const inner = findInnerSeparator(bytes);
  if (inner !== null) {
    const detail =
      'A line in the text looks like the separator of an mbox, but the file does not begin with one; it was read as one message.';
    const locator = [...context.locator, bytesStep(offsetBytes + inner.offsetBytes, inner.line.length)];
    yield { kind: 'diagnostic', container, diagnostic: { code: 'separator-doubtful', effect: 'noted', stage: 'read', locator, detail } };
  }
  const locator = [...context.locator, bytesStep(offsetBytes, sizeBytes)];
  const outputs = buildMessage(
    {
      bytes,
      locator,
      parent: null,
      container,
      offsetBytes,
      ...(bytes.length < sizeBytes ? { whole: { sizeBytes, sha256: hashRange(source, offsetBytes, sizeBytes) } } : {}),
      folderPath: place.folderPath,
      flags: [...place.flags, ...stateFromFolder(context.folderPath, context.fileName, context.surroundings)],
      quoting: 'none',
    },
    context,
  );
  yield* readable === source ? outputs : withStoredHashes(outputs, source, readable);
  if (readable !== source) yield lineEndsReplaced('message', container, locator);
}
