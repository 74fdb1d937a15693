import { judgeFromLine, type FromLine } from './from-line.ts';
import { isMessageField } from './header-first.ts';
import type { Window } from './window.ts';

/** A line that begins with `From `, and what was made of it. */
export interface Separator {
  /** Where the line begins. */
  readonly offsetBytes: number;
  /** Without its line end. */
  readonly line: string;
  /** Where the next line begins: the message's first byte. */
  readonly nextBytes: number;
  readonly judged: FromLine;
}

/** Whether a line separates messages. A `doubt` is a sentence for the examiner. */
export type Verdict = { readonly separates: boolean; readonly doubt: string | null };

/** What the decision rests on beside the line itself. */
export interface Surroundings {
  /** The line before is empty, or there is none. */
  readonly afterEmptyLine: boolean;
  /** Whether the mbox's first separator has a date: then lines without one are text. */
  readonly style: 'dated' | 'bare';
}

const longestLine = 1000;

/** Reads the line at an offset that is known to begin with `From `. */
export function readSeparator(window: Window, offsetBytes: number): Separator {
  const bytes = window.from(offsetBytes, longestLine);
  const lineFeed = bytes.subarray(0, longestLine).indexOf(0x0a);
  const end = lineFeed === -1 ? Math.min(bytes.length, longestLine) : lineFeed;
  const line = bytes.toString('latin1', 0, end > 0 && bytes[end - 1] === 0x0d ? end - 1 : end);
  return { offsetBytes, line, nextBytes: offsetBytes + (lineFeed === -1 ? end : lineFeed + 1), judged: judgeFromLine(line) };
}

/**
 * Decides whether a `From ` line separates two messages.
 *
 * Programs that write mbox files put an empty line before it, a date in it and a header block after it. Real archives
 * lack the first now and then, and message texts hold lines with any of the three. So a dated line needs a header
 * after it, and without an empty line before it a header that is certainly a message's; a line without date separates
 * only in an mbox that began with such a line.
 */
export function decide(window: Window, { judged, nextBytes }: Separator, { afterEmptyLine, style }: Surroundings): Verdict {
  if (judged.kind !== 'dated' && !afterEmptyLine) return text(null);
  const ahead = lookAhead(window, nextBytes);
  if (judged.kind === 'text')
    return text(
      ahead.known >= 3
        ? 'A "From " line that states no sender and date stands before what looks like a header; it was taken as text.'
        : null,
    );
  if (judged.kind === 'timed') {
    if (ahead.known < 2) return text(null);
    return separator('A "From " line whose date has an unusual form was taken as a separator, because a message header follows it.');
  }
  if (judged.kind === 'bare') {
    if (ahead.known === 0) return text(null);
    if (style === 'bare') return separator(null);
    return text(ahead.known >= 2 ? 'A "From " line without date stands before what looks like a header; it was taken as text.' : null);
  }
  if (!afterEmptyLine) {
    if (ahead.known >= 2)
      return separator('A dated "From " line that no empty line precedes was taken as a separator, because a message header follows it.');
    return text('A dated "From " line that neither follows an empty line nor precedes a message header was taken as text.');
  }
  if (ahead.known >= 1) return separator(null);
  if (ahead.isEmpty)
    return separator('A dated "From " line that an empty line follows was taken as the separator of a message without header.');
  if (ahead.isHeader)
    return separator('A dated "From " line was taken as a separator, though no usual field is in the header that follows it.');
  return text('A dated "From " line that no header follows was taken as text.');
}

interface Ahead {
  /** The first line is a header field. */
  readonly isHeader: boolean;
  /** The number of fields that messages have, up to the first empty or strange line; counted up to three. */
  readonly known: number;
  /** There is no text, or an empty line at once. */
  readonly isEmpty: boolean;
}

const aheadBytes = 8 * 1024;
const enoughKnown = 3;

function lookAhead(window: Window, offsetBytes: number): Ahead {
  const bytes = window.from(offsetBytes, aheadBytes).subarray(0, aheadBytes);
  let firstLine: string | null = null;
  let fields = 0;
  let known = 0;
  for (let at = 0; at < bytes.length && known < enoughKnown;) {
    const lineFeed = bytes.indexOf(0x0a, at);
    const line = bytes.toString('latin1', at, lineFeed === -1 ? bytes.length : lineFeed);
    at = lineFeed === -1 ? bytes.length : lineFeed + 1;
    firstLine ??= line;
    // Mail that came by UUCP has further `>From ` lines before its header.
    if (/^[ \t]+\S/.test(line) || (fields === 0 && line.startsWith('>From '))) continue;
    const name = /^([!-9;-~]+)[ \t]*:/.exec(line)?.[1];
    if (name === undefined) break;
    fields += 1;
    if (isMessageField(name.toLowerCase())) known += 1;
  }
  return { isHeader: fields > 0, known, isEmpty: fields === 0 && (firstLine ?? '').trim() === '' };
}

function separator(doubt: string | null): Verdict {
  return { separates: true, doubt };
}

function text(doubt: string | null): Verdict {
  return { separates: false, doubt };
}
