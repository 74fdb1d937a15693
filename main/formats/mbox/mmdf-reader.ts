import type { ByteSource } from '#evidence/byte-source.ts';
import { bytesStep, type ContainerRef } from '#model/index.ts';
import type { FormatReader, ProbeResult, ReadContext, ReaderOutput } from '../reader.ts';
import { buildMessage, hashRange, headerFirst, messageAttachment, messageInTnef, openWindow, type Window } from '../mime/index.ts';

/**
 * Reads mailboxes in the format of MMDF (mmdf(5)): each message between two lines of four bytes 01, with or without a line
 * `From ` at its beginning.
 */
export const mmdfReader: FormatReader = {
  id: 'mmdf',
  version: '3',
  title: 'Mailbox file (MMDF)',
  isNeverMail: true,
  extensions: [],
  probe,
  read,
  attachment: messageAttachment,
  rebuild: messageInTnef,
};

const mark = '\u0001\u0001\u0001\u0001\n';
const innerMark = Buffer.from(`\n${mark}`, 'latin1');

function probe(source: ByteSource): ProbeResult {
  const start = Buffer.from(source.read(0, 32 * 1024));
  if (start.toString('latin1', 0, mark.length) !== mark) return { verdict: 'no', because: 'It does not begin with the mark of MMDF.' };
  const lineEnd = start.toString('latin1', mark.length, mark.length + 5) === 'From ' ? start.indexOf('\n', mark.length) + 1 : mark.length;
  return headerFirst(start.subarray(lineEnd)).verdict === 'no'
    ? { verdict: 'no', because: 'It begins with the mark of MMDF, but no message follows.' }
    : { verdict: 'yes', because: 'It begins with the mark of MMDF and a message header.' };
}

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const container: ContainerRef = { kind: 'mbox', locator: context.locator };
  const window = openWindow(source);
  for (let at = 0; at < source.sizeBytes;) {
    // Between two messages are the mark that ends one and the mark that begins the next.
    while (at < source.sizeBytes && window.from(at, mark.length).toString('latin1', 0, mark.length) === mark) at += mark.length;
    if (at >= source.sizeBytes) return;
    const found = nextMark(window, Math.max(0, at - 1));
    const endBytes = found ?? source.sizeBytes;
    const first = window.from(at, 1024);
    const lineEnd = first.toString('latin1', 0, 5) === 'From ' ? first.indexOf('\n') : -1;
    const startBytes = lineEnd === -1 ? at : Math.min(at + lineEnd + 1, endBytes);
    const sizeBytes = endBytes - startBytes;
    const isTooLarge = sizeBytes > context.limits.messageBytes;
    yield* buildMessage(
      {
        bytes: source.read(startBytes, Math.min(sizeBytes, context.limits.messageBytes)),
        locator: [...context.locator, bytesStep(startBytes, sizeBytes)],
        parent: null,
        container,
        offsetBytes: startBytes,
        ...(isTooLarge ? { whole: { sizeBytes, sha256: hashRange(source, startBytes, sizeBytes) } } : {}),
        folderPath: [...context.folderPath, context.fileName],
        flags: [],
        ...(lineEnd === -1 ? {} : { envelope: { line: first.toString('latin1', 0, lineEnd).replace(/\r$/, ''), delivered: () => null } }),
        quoting: 'none',
      },
      context,
    );
    at = endBytes;
  }
}

// Where the next mark begins, after a line break at the given place or later; null for none.
function nextMark(window: Window, offsetBytes: number): number | null {
  for (let at = offsetBytes; at < window.sizeBytes;) {
    const bytes = window.from(at, innerMark.length);
    const found = bytes.indexOf(innerMark);
    if (found !== -1) return at + found + 1;
    at += Math.max(1, bytes.length - innerMark.length + 1);
  }
  return null;
}
