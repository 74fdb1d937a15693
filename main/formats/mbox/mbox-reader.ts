import type { ByteSource } from '#evidence/byte-source.ts';
import { bytesStep, type ContainerRef, type Diagnostic } from '#model/index.ts';
import type { FormatReader, PartedReading, ProbeResult, ReadContext, ReaderOutput } from '../reader.ts';
import {
  buildMessage,
  deliveryTime,
  endsLinesByReturn,
  hashRange,
  headerFirst,
  leadingBytes,
  lineEndsReplaced,
  messageAttachment,
  messageInTnef,
  openWindow,
  withLineFeeds,
  withStoredHashes,
  type MessageSource,
} from '../mime/index.ts';
import { findFirst, splitMbox, type Doubt, type MboxEntry } from './split-mbox.ts';

/**
 * Reads mbox files (RFC 4155 and the dialects mboxo, mboxrd, mboxcl, mboxcl2).
 *
 * The record of a message is its bytes without the `From ` line before it, which the record keeps as `envelopeLine`.
 */
export const mboxReader: FormatReader = {
  id: 'mbox',
  version: '4',
  title: 'Mailbox file (mbox)',
  extensions: ['.mbox', '.mbx'],
  probe,
  read,
  parts,
  attachment: (source, locator, limits) => messageAttachment(withLineFeeds(source, 0), locator, limits),
  rebuild: (source, locator, limits, mark) => messageInTnef(withLineFeeds(source, 0), locator, limits, mark),
};

const probedBytes = 64 * 1024;

function probe(source: ByteSource): ProbeResult {
  const stored = source.read(0, probedBytes);
  const start = endsLinesByReturn(stored.subarray(0, 32 * 1024)) ? withLineFeeds(source, 0).read(0, probedBytes) : stored;
  const first = !Buffer.from(start.buffer, start.byteOffset, start.byteLength).includes('From ')
    ? null
    : findFirst(openWindow({ sizeBytes: start.length, read: (offset, length) => start.slice(offset, offset + length) }));
  if (first === null) return { verdict: 'no', because: 'it has no line "From " with a message header after it' };
  const leading = leadingBytes(Buffer.from(start.buffer, start.byteOffset, start.byteLength));
  const shown = JSON.stringify(first.line.slice(0, 60));
  if (first.offsetBytes === leading) return { verdict: 'yes', because: `it begins with the mbox separator ${shown} and a message header` };
  if (headerFirst(start).verdict !== 'no') return { verdict: 'no', because: 'it begins with a message header, not with a line "From "' };
  return { verdict: 'perhaps', because: `an mbox separator ${shown} with a message header follows other text` };
}

function read(source: ByteSource, context: ReadContext): Iterable<ReaderOutput> {
  return parts(source).part(0, 1, context);
}

/**
 * Where a message begins can only be told from where the one before it began: its Content-Length may say that a line which
 * looks like a separator is its text. So whoever reads a part splits all that comes before it, too, which takes a
 * sixth of the time that reading takes, and reads the messages whose separators lie in the part.
 */
function parts(source: ByteSource): PartedReading {
  const readable = withLineFeeds(source, 0);
  const entries = splitMbox(readable);
  let next = entries.next();
  return {
    *part(index, count, context) {
      const container: ContainerRef = { kind: 'mbox', locator: context.locator };
      const border = (part: number): number => Math.floor((source.sizeBytes * part) / count);
      if (index === 0 && next.done !== true) yield* reportLeading(source, next.value.separator.offsetBytes, context, container);
      if (index === 0 && readable !== source) yield lineEndsReplaced('messages', container, context.locator);
      for (; next.done !== true; next = entries.next()) {
        const entry = next.value;
        if (entry.separator.offsetBytes >= border(index + 1)) return;
        if (entry.separator.offsetBytes < border(index)) continue;
        for (const doubt of entry.doubts) yield { kind: 'diagnostic', container, diagnostic: diagnosticOf(doubt, context) };
        const outputs = buildMessage(messageOf(readable, entry, context, container), context);
        yield* readable === source ? outputs : withStoredHashes(outputs, source, readable);
      }
    },
    handOn: () => new Uint8Array(0),
    closing: () => [],
    close() {
      entries.return();
    },
  };
}

function messageOf(source: ByteSource, entry: MboxEntry, context: ReadContext, container: ContainerRef): MessageSource {
  const { startBytes, endBytes, separator } = entry;
  const sizeBytes = endBytes - startBytes;
  const isTooLarge = sizeBytes > context.limits.messageBytes;
  return {
    bytes: isTooLarge ? source.read(startBytes, context.limits.messageBytes) : (entry.bytes() ?? source.read(startBytes, sizeBytes)),
    locator: [...context.locator, bytesStep(startBytes, sizeBytes)],
    parent: null,
    container,
    offsetBytes: startBytes,
    ...(isTooLarge ? { whole: { sizeBytes, sha256: hashRange(source, startBytes, sizeBytes) } } : {}),
    folderPath: [...context.folderPath, context.fileName],
    flags: [],
    envelope: { line: separator.line, delivered: () => deliveryTime(separator.judged) },
    quoting: entry.quoting,
  };
}

function* reportLeading(
  source: ByteSource,
  firstBytes: number,
  context: ReadContext,
  container: ContainerRef,
): Generator<ReaderOutput, void, undefined> {
  const start = source.read(0, firstBytes);
  if (firstBytes === leadingBytes(Buffer.from(start.buffer, start.byteOffset, start.byteLength))) return;
  const detail = `The first ${String(firstBytes)} bytes, before the first separator, belong to no message.`;
  yield {
    kind: 'diagnostic',
    container,
    diagnostic: diagnosticOf({ code: 'separator-doubtful', offsetBytes: 0, lengthBytes: firstBytes, detail }, context),
  };
}

function diagnosticOf({ code, offsetBytes, lengthBytes, detail }: Doubt, context: ReadContext): Diagnostic {
  return { code, effect: 'noted', stage: 'read', locator: [...context.locator, bytesStep(offsetBytes, lengthBytes)], detail };
}
