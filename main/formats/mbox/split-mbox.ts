import type { ByteSource } from '#evidence/byte-source.ts';
import type { DiagnosticCode } from '#model/index.ts';
import {
  candidatesFrom,
  decide,
  headerEnd,
  leadingBytes,
  nextFromLine,
  openWindow,
  readSeparator,
  type FromQuoting,
  type Separator,
  type Surroundings,
  type Window,
} from '../mime/index.ts';

/** A decision about the mbox that the examiner should know of. */
export interface Doubt {
  readonly code: Extract<DiagnosticCode, 'separator-doubtful' | 'content-length-wrong'>;
  readonly offsetBytes: number;
  readonly lengthBytes: number;
  readonly detail: string;
}

/** One message of an mbox and where it lies. */
export interface MboxEntry {
  readonly separator: Separator;
  /** The message without its `From ` line and without the empty line that separates it from the next. */
  readonly startBytes: number;
  readonly endBytes: number;
  readonly quoting: FromQuoting;
  /** Met within the message or at its beginning. */
  readonly doubts: readonly Doubt[];
  /**
   * The message's bytes where they are few; not to be kept or changed. Null: to be read from the source. To be asked for
   * before the next entry is.
   */
  readonly bytes: () => Uint8Array | null;
}

/**
 * Finds where an mbox begins: its first separator.
 * @returns null when the source is no mbox.
 */
export function findFirst(window: Window): Separator | null {
  const bytes = window.from(0, examinedBytes);
  const start = leadingBytes(bytes);
  if (bytes.toString('latin1', start, start + 5) === 'From ') {
    const separator = readSeparator(window, start);
    const style = separator.judged.kind === 'dated' ? 'dated' : 'bare';
    if (decide(window, separator, { afterEmptyLine: true, style }).separates) return separator;
  }
  for (let at = bytes.indexOf(needle); at !== -1 && at < examinedBytes; at = bytes.indexOf(needle, at + 1)) {
    const separator = readSeparator(window, at + 1);
    const isCertain = separator.judged.kind === 'dated' && endOfText(bytes, at + 1) <= at;
    if (isCertain && decide(window, separator, { afterEmptyLine: true, style: 'dated' }).separates) return separator;
  }
  return null;
}

/**
 * Splits an mbox of any dialect (mboxo, mboxrd, mboxcl, mboxcl2; LF, CRLF or mixed line ends), one message after the
 * other, in bounded memory. What precedes the first separator is not given.
 * @param source one whose lines end with CR alone is to be given `withLineFeeds`
 */
export function* splitMbox(source: ByteSource): Generator<MboxEntry, void, undefined> {
  const window = openWindow(source);
  const first = findFirst(window);
  if (first === null) return;
  const style = first.judged.kind === 'dated' ? 'dated' : 'bare';
  const quoting = quotingOf(window, first.offsetBytes);
  let doubts: Doubt[] = [];
  for (let separator: Separator | null = first; separator !== null;) {
    const end: MessageEnd = findEnd(window, separator, style);
    const startBytes = separator.nextBytes;
    yield {
      separator,
      startBytes,
      endBytes: end.endBytes,
      quoting: end.byLength ? 'none' : quoting,
      doubts: [...doubts, ...end.doubts],
      bytes: () => (end.endBytes - startBytes <= atHandBytes ? atHand(window, startBytes, end.endBytes) : null),
    };
    doubts = end.nextDoubts;
    separator = end.next;
  }
}

const needle = Buffer.from('\nFrom ');
const examinedBytes = 64 * 1024;
const atHandBytes = 4 * 1024 * 1024;
const longestHeader = 256 * 1024;
// Of a hostile message with a million doubtful lines the first ones tell enough.
const mostDoubts = 20;

interface MessageEnd {
  readonly endBytes: number;
  readonly next: Separator | null;
  /** The message's end was given by its Content-Length, and lines within it are unprotected. */
  readonly byLength: boolean;
  readonly doubts: Doubt[];
  readonly nextDoubts: Doubt[];
}

function findEnd(window: Window, { nextBytes }: Separator, style: Surroundings['style']): MessageEnd {
  const doubts: Doubt[] = [];
  const declared = declaredLength(window, nextBytes);
  if (declared !== null) {
    const landing = landingAt(window, declared.bodyStart + declared.lengthBytes, style);
    if (landing !== null) {
      const inner = separatorsWithin(window, declared.bodyStart, landing.endBytes, style);
      for (const { offsetBytes, line } of inner.separators) {
        const detail = 'A "From " line that looks like a separator lies within the Content-Length of a message and was taken as its text.';
        if (doubts.length < mostDoubts) doubts.push({ code: 'separator-doubtful', offsetBytes, lengthBytes: line.length, detail });
      }
      return { endBytes: landing.endBytes, next: landing.next, byLength: inner.hasFromLine, doubts, nextDoubts: [] };
    }
    const detail = `The Content-Length of ${String(declared.lengthBytes)} does not lead to the next separator or the end; the separators were looked for instead.`;
    doubts.push({ code: 'content-length-wrong', offsetBytes: nextBytes, lengthBytes: declared.bodyStart - nextBytes, detail });
  }
  for (const candidate of candidatesFrom(window, nextBytes - 1)) {
    const textEnd = textEndBefore(window, candidate.offsetBytes);
    const verdict = decide(window, candidate, { afterEmptyLine: textEnd < candidate.offsetBytes, style });
    const doubt: Doubt[] =
      verdict.doubt === null
        ? []
        : [{ code: 'separator-doubtful', offsetBytes: candidate.offsetBytes, lengthBytes: candidate.line.length, detail: verdict.doubt }];
    if (verdict.separates) return { endBytes: Math.max(nextBytes, textEnd), next: candidate, byLength: false, doubts, nextDoubts: doubt };
    if (doubts.length < mostDoubts) doubts.push(...doubt);
  }
  return { endBytes: Math.max(nextBytes, textEndBefore(window, window.sizeBytes)), next: null, byLength: false, doubts, nextDoubts: [] };
}

function separatorsWithin(
  window: Window,
  start: number,
  end: number,
  style: Surroundings['style'],
): { separators: Separator[]; hasFromLine: boolean } {
  const separators: Separator[] = [];
  const firstLine = nextFromLine(window, start - 1);
  for (const candidate of candidatesFrom(window, start - 1)) {
    if (candidate.offsetBytes >= end) break;
    const afterEmptyLine = textEndBefore(window, candidate.offsetBytes) < candidate.offsetBytes;
    if (separators.length < mostDoubts && decide(window, candidate, { afterEmptyLine, style }).separates) separators.push(candidate);
  }
  return { separators, hasFromLine: firstLine !== null && firstLine < end };
}

function declaredLength(window: Window, start: number): { bodyStart: number; lengthBytes: number } | null {
  let bytes = window.from(start, 8 * 1024);
  let end = headerEnd(bytes, 0, Math.min(bytes.length, longestHeader));
  if (end === null && bytes.length < longestHeader) {
    bytes = window.from(start, longestHeader);
    end = headerEnd(bytes, 0, Math.min(bytes.length, longestHeader));
  }
  if (end === null) return null;
  const header = bytes.toString('latin1', 0, end.headerStop);
  if (!header.includes('ength:') && !header.includes('ENGTH:')) return null;
  const match = /^content-length:[ \t]*(\d{1,15})[ \t]*\r?$/im.exec(header);
  return match === null ? null : { bodyStart: start + end.bodyStart, lengthBytes: Number(match[1]) };
}

// Where a Content-Length leads is believed only when a separator or the end is there, after at most two empty lines.
function landingAt(window: Window, offsetBytes: number, style: Surroundings['style']): { endBytes: number; next: Separator | null } | null {
  if (offsetBytes > window.sizeBytes) return null;
  const bytes = window.from(offsetBytes, 16).subarray(0, 16);
  const breaks = /^(?:\r?\n){0,2}/.exec(bytes.toString('latin1'))?.[0].length ?? 0;
  if (offsetBytes + breaks === window.sizeBytes) return { endBytes: offsetBytes, next: null };
  if (bytes.toString('latin1', breaks, breaks + 5) !== 'From ') return null;
  const next = readSeparator(window, offsetBytes + breaks);
  const isAtLineStart = breaks > 0 || window.from(offsetBytes - 1, 1)[0] === 0x0a;
  return isAtLineStart && decide(window, next, { afterEmptyLine: true, style }).separates ? { endBytes: offsetBytes, next } : null;
}

// The end of the text before an offset, without one empty line; the offset itself where no empty line is there.
function textEndBefore(window: Window, offsetBytes: number): number {
  const start = Math.max(0, offsetBytes - 4);
  const bytes = window.from(start, offsetBytes - start).subarray(0, offsetBytes - start);
  return start + endOfText(bytes, bytes.length);
}

function endOfText(bytes: Uint8Array, end: number): number {
  if (bytes[end - 1] !== 0x0a) return end;
  const lineBreak = bytes[end - 2] === 0x0d ? 2 : 1;
  return end - lineBreak === 0 || bytes[end - lineBreak - 1] === 0x0a ? end - lineBreak : end;
}

function atHand(window: Window, start: number, end: number): Uint8Array {
  return window.from(start, end - start).subarray(0, end - start);
}

// `>>From ` at a line's start is written by programs that quote reversibly, and by little else.
function quotingOf(window: Window, start: number): FromQuoting {
  const sample = window.from(start, 1024 * 1024);
  return sample.includes('\n>>From ') ? 'reversible' : 'once';
}
