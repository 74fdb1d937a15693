import type { ByteSource } from '#evidence/byte-source.ts';
import { bytesStep, type ContainerRef, type Diagnostic, type MessageDraft } from '#model/index.ts';
import { inMemoryWhereSmall } from '../bytes-source.ts';
import {
  buildMessage,
  endsLinesByReturn,
  hashRange,
  headerFirst,
  lineEndsReplaced,
  messageInTnef,
  withLineFeeds,
  withStoredHashes,
} from '../mime/index.ts';
import type { FormatReader, ProbeResult, ReadContext, ReaderOutput } from '../reader.ts';
import { emlxAttachment, readableEmlx } from './emlx-attachment.ts';
import { emlxLayout, readCountLine } from './emlx-layout.ts';
import { propertyOutputs, readTrailer } from './emlx-properties.ts';
import { mailboxPath } from './mailbox-path.ts';
import { isStoredInParts, rejoin } from './rejoin.ts';

/**
 * Reads the message files of Apple Mail (`.emlx`, `.partial.emlx`): a line with a byte count, the message, a property list
 * with its state. Messages whose attachments lie in files beside them are put together again.
 */
export const emlxReader: FormatReader = {
  id: 'emlx',
  version: '3',
  title: 'Apple Mail message (EMLX)',
  isNeverMail: true,
  extensions: ['.emlx'],
  probe,
  read,
  attachment: emlxAttachment,
  rebuild: (source, locator, limits, mark) => messageInTnef(readableEmlx(source, locator), locator, limits, mark),
};

function probe(source: ByteSource): ProbeResult {
  const start = source.read(0, 32 * 1024);
  const line = readCountLine(start);
  if (line === null) return { verdict: 'no', because: 'it does not begin with a line that holds a byte count' };
  const shown = `it begins with a byte count (${String(line.declaredBytes)})`;
  const header = headerFirst(start.subarray(line.endBytes));
  if (header.verdict === 'yes') return { verdict: 'yes', because: `${shown} and the header of a message` };
  if (line.endBytes + line.declaredBytes > source.sizeBytes) {
    return { verdict: 'no', because: `${shown}, but neither a message header nor so many bytes follow` };
  }
  const { trailer, doubt } = emlxLayout(source, line);
  if (trailer !== null && doubt === null) return { verdict: 'yes', because: `${shown} that leads to a property list` };
  if (header.verdict === 'perhaps') return { verdict: 'perhaps', because: `${shown} and fields that messages also have` };
  return { verdict: 'no', because: `${shown}, but neither a message header nor a property list follows` };
}

function* read(file: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const source = inMemoryWhereSmall(file);
  const { limits, locator, fileName } = context;
  const line = readCountLine(source.read(0, 64));
  if (line === null) return;
  const container: ContainerRef = { kind: 'message-file', locator };
  const { message, trailer, doubt } = emlxLayout(source, line);
  const { offsetBytes, lengthBytes: sizeBytes } = message;
  const stored = source.read(offsetBytes, Math.min(sizeBytes, limits.messageBytes));
  const readable = endsLinesByReturn(stored.subarray(0, 32 * 1024))
    ? withLineFeeds(source, offsetBytes, Math.min(sizeBytes, 32 * 1024))
    : source;
  const bytes = readable === source ? stored : readable.read(offsetBytes, stored.length);
  const folderPath = mailboxPath(context.folderPath);
  const messageLocator = [...locator, bytesStep(offsetBytes, sizeBytes)];
  const properties = trailer === null ? null : readTrailer(source, trailer, context);
  const parts = isStoredInParts(bytes) ? rejoin(bytes, messageLocator, context) : null;
  const troubles: Diagnostic[] = [
    ...(doubt === null ? [] : [{ ...doubt, stage: 'read', locator } as const]),
    ...(parts?.diagnostics ?? []),
  ];
  const outputs = buildMessage(
    {
      bytes,
      locator: messageLocator,
      parent: null,
      container,
      offsetBytes,
      ...(bytes.length < sizeBytes ? { whole: { sizeBytes, sha256: hashRange(source, offsetBytes, sizeBytes) } } : {}),
      folderPath,
      flags: properties?.flags.words ?? [],
      quoting: 'none',
    },
    context,
  );
  let own: MessageDraft | null = null;
  for (const output of withStoredHashes(outputs, source, readable)) {
    if (own !== null || output.kind !== 'record' || output.record.kind !== 'message') {
      yield output;
      continue;
    }
    own = completed(parts === null ? output.record : parts.complete(output.record));
    yield { ...output, record: own };
    for (const diagnostic of troubles) yield { kind: 'diagnostic', container, diagnostic };
  }
  if (readable !== source) yield lineEndsReplaced('message', container, messageLocator);
  yield* propertyOutputs(properties, { message: own, messageLocator, folderPath, fileName, context });

  function completed(record: MessageDraft): MessageDraft {
    const isCut = doubt?.effect === 'field-lost';
    return {
      ...record,
      observed: isCut ? { ...record.observed, intact: false } : record.observed,
      claimed: { ...record.claimed, received: record.claimed.received ?? properties?.received ?? null },
    };
  }
}
