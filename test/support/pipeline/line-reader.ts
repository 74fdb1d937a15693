import type { ByteSource } from '#evidence/byte-source.ts';
import type { FormatReader, PartedReading, ReadContext, ReaderOutput } from '#formats/reader.ts';
import { bytesStep, type ContainerRef, type MessageDraft } from '#model/index.ts';

/**
 * A reader for tests of the pipeline: a file that begins with `LINES` holds one item a line. The words of a line say
 * how reading the item goes:
 * `hang` never ends, `crash` throws, `exit` ends the process, `fault` ends it as a native fault does, `lost` is a loss of its own, `damage` is read but diagnosed,
 * `uncounted` is not among the expected items, `tail-hang` hangs after the record was given; everything else is a message
 * with the line as its subject.
 *
 * A file can be read in parts, each of which reads the lines that begin in it and hands on how many they were; the closing
 * counts them. A line with the word `die-closing` anywhere in the file makes the closing hang.
 */
export const lineReader: FormatReader = {
  id: 'lines',
  version: '1',
  title: 'Lines (test)',
  extensions: ['.lines'],
  probe(source) {
    const isLines = Buffer.from(source.read(0, 6)).toString('latin1') === 'LINES\n';
    return isLines ? { verdict: 'yes', because: 'It begins with LINES.' } : { verdict: 'no', because: 'It does not begin with LINES.' };
  },
  *read(source, context): Iterable<ReaderOutput> {
    const parts = partsOf(source);
    yield* parts.part(0, 1, context);
    yield* parts.closing([parts.handOn()], context);
  },
  parts: partsOf,
  *attachment(source, attachment) {
    const line = attachment.at(-1)?.at ?? '';
    if (line === 'hang') spinForEver();
    const text = Buffer.from(source.read(0, source.sizeBytes));
    for (let at = 0; at < text.length; at += 1000) yield text.subarray(at, at + 1000);
  },
};

function partsOf(source: ByteSource): PartedReading {
  const lines = linesOf(Buffer.from(source.read(6, source.sizeBytes - 6)).toString('utf8'));
  let read = 0;
  return {
    *part(index, count, context) {
      read = 0;
      const border = (part: number): number => Math.floor((source.sizeBytes * part) / count);
      for (const output of readLines(lines, border(index), border(index + 1), context)) {
        if (output.kind === 'expected') read += output.items;
        yield output;
      }
    },
    handOn: () => Uint8Array.from(Buffer.from(String(read))),
    *closing(handedOn, context) {
      if (lines.some((line) => line.startsWith('die-closing'))) spinForEver();
      const items = handedOn.reduce((sum, one) => sum + Number(Buffer.from(one).toString()), 0);
      yield { kind: 'counted', container: { locator: context.locator, kind: 'lines' }, items };
    },
    close: () => undefined,
  };
}

function* readLines(lines: readonly string[], from: number, to: number, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const container: ContainerRef = { locator: context.locator, kind: 'lines' };
  let offset = 6;
  for (const line of lines) {
    const begins = offset;
    const locator = [...context.locator, bytesStep(offset, line.length)];
    offset += line.length + 1;
    if (begins < from || begins >= to) continue;
    const word = line.split(' ')[0] ?? '';
    if (word === 'throw-outside') throw new Error('a bug between items');
    if (word !== 'uncounted') yield { kind: 'expected', container, items: 1 };
    if (!context.enter(locator, container)) continue;
    if (word === 'hang') spinForEver();
    if (word === 'crash') throw new TypeError('the parser met what it did not expect');
    if (word === 'exit') process.exit(7);
    if (word === 'fault') process.kill(process.pid, 'SIGSEGV');
    if (word === 'lost') {
      yield {
        kind: 'diagnostic',
        container,
        diagnostic: { code: 'item-unreadable', effect: 'item-lost', stage: 'read', locator, detail: line },
      };
      continue;
    }
    if (word === 'damage') {
      yield {
        kind: 'diagnostic',
        container,
        diagnostic: { code: 'mime-malformed', effect: 'noted', stage: 'read', locator, detail: line },
      };
    }
    yield { kind: 'record', container, record: messageOf(line, locator, offset) };
    if (word === 'tail-hang') spinForEver();
  }
  const [first = ''] = lines;
  const isEnd = to >= offset - 1;
  if (isEnd && first === 'hang-at-end') spinForEver();
  if (isEnd && first === 'crash-at-end') throw new Error('a bug behind the last item');
}

function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function spinForEver(): never {
  for (;;);
}

function messageOf(line: string, locator: MessageDraft['locator'], offset: number): MessageDraft {
  const address = { name: '', address: 'someone@example.org' };
  return {
    kind: 'message',
    locator,
    parent: null,
    observed: {
      range: { offsetBytes: offset, lengthBytes: line.length },
      sizeBytes: line.length,
      sha256: null,
      allocation: 'allocated',
      intact: true,
    },
    claimed: {
      folderPath: [],
      messageClass: 'IPM.Note',
      messageId: null,
      inReplyTo: null,
      references: [],
      subject: line,
      from: [address],
      sender: [],
      to: [address],
      cc: [],
      bcc: [],
      sent: null,
      received: null,
      flags: [],
      lastVerb: null,
      lastVerbTime: null,
    },
    headerOrigin: 'message',
    headerBlock: Buffer.from(`Subject: ${line}\r\n`),
    headerOffsetBytes: null,
    headers: [],
    properties: [],
    attachments: [],
    bodies: { text: line, html: null },
  };
}
