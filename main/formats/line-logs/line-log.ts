import type { ByteSource } from '#evidence/byte-source.ts';
import { bytesStep, type AccessEventClaims, type ByteRange, type ContainerRef } from '#model/index.ts';
import { looksBinary, openLogText, readLines, type LogLine } from '../log-text/index.ts';
import { CountedNames, lostRecord, noted, tellEvent } from '../placed-event.ts';
import { AttachmentUnreadableError, type FormatReader, type ReadContext, type ReaderOutput } from '../reader.ts';

/** A log of a program that is written in lines. Adding one is a file with this and a line in the list of the room. */
export interface LineLog {
  readonly id: string;
  readonly version: string;
  /** For people: `Log of the firewall of Windows`. */
  readonly title: string;
  /** What a file begins with, in words: `the head of a log of the firewall of Windows`. */
  readonly mark: string;
  /** Tells by its first lines, at most ten and seldom whole, whether it is this log. */
  is(lines: readonly string[]): boolean;
  /** Begins a reading; what lines tell of later ones is kept in it. */
  start(): LineReading;
}

export interface LineReading {
  /**
   * What an entry says. It has one line, or more where it was said to go on.
   * @param next the line behind it, or null at the end
   */
  entry(lines: EntryLines, next: string | null): LineMeaning;
}

/** The lines of an entry so far. */
export interface EntryLines {
  readonly first: string;
  readonly last: string;
  readonly count: number;
  /** All of them; to be asked for when the entry ends, since an entry may have thousands. */
  all(): readonly string[];
}

export type LineMeaning =
  | { readonly kind: 'event'; readonly claimed: AccessEventClaims }
  /** An entry of no concern, counted by what it is. */
  | { readonly kind: 'other'; readonly name: string }
  /** What stands around entries and says nothing of its own: names of columns, remarks. */
  | { readonly kind: 'around' }
  /** No entry of this log. */
  | { readonly kind: 'formless' }
  /** The entry goes on in the next line. */
  | { readonly kind: 'more' };

export const around: LineMeaning = { kind: 'around' };
export const formless: LineMeaning = { kind: 'formless' };
export const more: LineMeaning = { kind: 'more' };

/** How much of a file is looked at to know it. */
const probedBytes = 4096;
const probedLines = 10;
const mostLines = 5000;
const mostUnits = 4 * 1024 * 1024;

/** Makes the reader of a log in lines: an event for each entry that is one, the others counted. */
export function lineLogReader(log: LineLog): FormatReader {
  const { id, version, title } = log;
  return {
    id,
    version,
    title,
    isNeverMail: true,
    extensions: [],
    probe: (source) =>
      log.is(firstLines(source))
        ? { verdict: 'yes', because: `It begins with ${log.mark}.` }
        : { verdict: 'no', because: `It does not begin with ${log.mark}.` },
    read: (source, context) => read(source, context, log.start()),
    attachment() {
      throw new AttachmentUnreadableError('Entries of logs have no attachments.');
    },
  };
}

/** The first lines of each source that was looked at last: every log in lines is asked about the same source. */
const looked = new WeakMap<ByteSource, readonly string[]>();

function firstLines(source: ByteSource): readonly string[] {
  let lines = looked.get(source);
  if (lines === undefined) {
    lines = linesOf(source.read(0, probedBytes));
    looked.set(source, lines);
  }
  return lines;
}

function linesOf(head: Uint8Array): readonly string[] {
  const text = openLogText({ sizeBytes: head.length, read: (offset, length) => head.subarray(offset, offset + length) });
  if (looksBinary(text)) return [];
  const lines: string[] = [];
  for (const line of readLines(text, { logLineBytes: probedBytes })) {
    lines.push(line.text);
    if (lines.length === probedLines) break;
  }
  return lines;
}

function* read(source: ByteSource, context: ReadContext, reading: LineReading): Generator<ReaderOutput, void, undefined> {
  const container: ContainerRef = { kind: 'log', locator: context.locator };
  const others = new CountedNames();
  let withoutForm = 0;
  let held: LogLine[] = [];
  let units = 0;
  for (const [line, next] of withNext(readLines(openLogText(source), context.limits))) {
    held.push(line);
    units += line.text.length;
    const lines = held;
    const isFull = lines.length >= mostLines || units > mostUnits;
    const seen = { first: lines[0]?.text ?? '', last: line.text, count: lines.length, all: () => lines.map(({ text }) => text) };
    const meaning = reading.entry(seen, next?.text ?? null);
    if (meaning.kind === 'more' && next !== null && !isFull) continue;
    const range = rangeOf(lines);
    if (meaning.kind === 'event') {
      const cut = lines.some(({ isCut }) => isCut) ? 'A line of the entry is longer than the limit; its beginning was read.' : null;
      yield* tellEvent(source, context, container, { range, claimed: () => meaning.claimed, trouble: cut });
    } else if (meaning.kind === 'more') {
      const place = [...context.locator, bytesStep(range.offsetBytes, range.lengthBytes)];
      yield* lostRecord(container, place, 'The entry does not end where it should; it was not read.');
    } else if (meaning.kind === 'other') others.add(meaning.name);
    else if (meaning.kind === 'formless') withoutForm += lines.length;
    held = [];
    units = 0;
  }
  const parts = [
    ...(others.isEmpty ? [] : [`of no concern to mail, log-ins and files, by kind: ${others.toString()}`]),
    ...(withoutForm === 0 ? [] : [`${String(withoutForm)} lines that are no entries or go on from the line before`]),
  ];
  if (parts.length > 0) yield noted(container, 'log-entries-left-out', `Entries that are no records: ${parts.join('; ')}.`);
}

function rangeOf(lines: readonly LogLine[]): ByteRange {
  const offsetBytes = lines[0]?.range.offsetBytes ?? 0;
  const last = lines.at(-1)?.range;
  return { offsetBytes, lengthBytes: last === undefined ? 0 : last.offsetBytes + last.lengthBytes - offsetBytes };
}

function* withNext(lines: Iterable<LogLine>): Generator<readonly [LogLine, LogLine | null], void, undefined> {
  let line: LogLine | null = null;
  for (const next of lines) {
    if (line !== null) yield [line, next];
    line = next;
  }
  if (line !== null) yield [line, null];
}
