import type { ByteRange, Limits } from '#model/index.ts';
import type { LogText } from './log-text.ts';

/** A line of a text. */
export interface LogLine {
  /** Without its line end; the beginning of a line that is longer than the limit. */
  readonly text: string;
  /** All of the line without its line end. */
  readonly range: ByteRange;
  readonly isCut: boolean;
}

/** The lines of a text that are not empty, in order; LF or CRLF ends one. Memory does not grow with the text. */
export function* readLines(text: LogText, limits: Pick<Limits, 'logLineBytes'>): Generator<LogLine, void, undefined> {
  for (let start = 0; start < text.units;) {
    const lineFeed = findUnit(text, lineFeedUnit, start);
    const next = lineFeed === -1 ? text.units : lineFeed + 1;
    let end = lineFeed === -1 ? text.units : lineFeed;
    if (end > start && text.from(end - 1, 1)[0] === carriageReturnUnit) end -= 1;
    if (end > start) {
      const isCut = end - start > limits.logLineBytes;
      yield { text: text.textOf(start, isCut ? start + limits.logLineBytes : end), range: text.rangeOf(start, end), isCut };
    }
    start = next;
  }
}

/** The next position of a unit from a position on, or -1. */
export function findUnit(text: LogText, wanted: number, start: number): number {
  for (let at = start; at < text.units;) {
    const piece = text.from(at, 1);
    const found = piece.indexOf(wanted);
    if (found !== -1) return at + found;
    at += piece.length;
  }
  return -1;
}

const lineFeedUnit = 0x0a;
const carriageReturnUnit = 0x0d;
