import type { ByteSource } from '#evidence/byte-source.ts';
import { bytesStep, type ContainerRef } from '#model/index.ts';
import type { FormatReader, ProbeResult, ReadContext, ReaderOutput } from '../reader.ts';
import { buildMessage, findInnerSeparator, hashRange, headerFirst, leadingBytes, messageAttachment, messageInTnef } from '../mime/index.ts';
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
  attachment: messageAttachment,
  rebuild: messageInTnef,
};

function probe(source: ByteSource): ProbeResult {
  return headerFirst(source.read(0, 32 * 1024));
}

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const container: ContainerRef = { kind: 'message-file', locator: context.locator };
  const start = source.read(0, 4096);
  const offsetBytes = leadingBytes(Buffer.from(start.buffer, start.byteOffset, start.byteLength));
  const sizeBytes = source.sizeBytes - offsetBytes;
  const bytes = source.read(offsetBytes, Math.min(sizeBytes, context.limits.messageBytes));
  const place = readMessagePlace(context.folderPath, context.fileName);
  const inner = findInnerSeparator(bytes);
  if (inner !== null) {
    const detail =
      'A line in the text looks like the separator of an mbox, but the file does not begin with one; it was read as one message.';
    const locator = [...context.locator, bytesStep(offsetBytes + inner.offsetBytes, inner.line.length)];
    yield { kind: 'diagnostic', container, diagnostic: { code: 'separator-doubtful', effect: 'noted', stage: 'read', locator, detail } };
  }
  yield* buildMessage(
    {
      bytes,
      locator: [...context.locator, bytesStep(offsetBytes, sizeBytes)],
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
}
