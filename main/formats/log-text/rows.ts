import type { ByteRange, Limits } from '#model/index.ts';
import { findUnit } from './lines.ts';
import type { LogText } from './log-text.ts';

/** A row of a delimited text (CSV). */
export interface LogRow {
  readonly cells: readonly string[];
  /** All of the row without its line end. */
  readonly range: ByteRange;
  /** What is wrong with it, in a sentence; null when nothing is. */
  readonly trouble: string | null;
}

export type Delimiter = ',' | ';' | '\t' | '|';

/** The character that separates the cells of a text, judged by its first line: the most frequent outside quotes. */
export function delimiterOf(firstLine: string): Delimiter {
  const bare = firstLine.slice(0, 10_000).replaceAll(/"[^"]*"/g, '');
  const counted = delimiters.map((delimiter) => ({ delimiter, count: bare.split(delimiter).length }));
  return counted.reduce((best, one) => (one.count > best.count ? one : best)).delimiter;
}

/**
 * The rows of a delimited text that are not empty (RFC 4180): a cell in quotes may hold delimiters, line ends and doubled
 * quotes. A row whose quote is never closed is read as its first line, and says so. Memory does not grow with the text.
 * @param start position of the first row
 */
export function* readRows(
  text: LogText,
  delimiter: Delimiter,
  limits: Pick<Limits, 'logRowBytes'>,
  start = 0,
): Generator<LogRow, void, undefined> {
  for (let at = start; at < text.units;) {
    const row = rowEnd(text, at, delimiter.charCodeAt(0), limits.logRowBytes);
    if (row.end > at) {
      const whole = text.textOf(at, Math.min(row.end, at + limits.logRowBytes));
      yield { cells: cellsOf(whole, delimiter), range: text.rangeOf(at, row.end), trouble: row.trouble };
    }
    at = row.next;
  }
}

interface RowEnd {
  readonly end: number;
  readonly next: number;
  readonly trouble: string | null;
}

function rowEnd(text: LogText, start: number, delimiter: number, most: number): RowEnd {
  let isQuoted = false;
  let isCellStart = true;
  for (let at = start; at < text.units && at - start <= most;) {
    const piece = text.from(at, 1).subarray(0, start + most + 1 - at);
    for (let index = 0; index < piece.length; index += 1) {
      const unit = piece[index];
      if (isQuoted) {
        // The second of two quotes within a cell opens it again.
        if (unit === quote) isQuoted = false;
        isCellStart = unit === quote;
        continue;
      }
      if (unit === lineFeed) return lineEnd(text, start, at + index, null);
      if (unit === quote && isCellStart) isQuoted = true;
      isCellStart = unit === delimiter;
    }
    at += piece.length;
  }
  if (!isQuoted && text.units - start <= most) return { end: text.units, next: text.units, trouble: null };
  const trouble = isQuoted
    ? 'A quotation mark in the row is not closed; the row was read as one line.'
    : 'The row is longer than the limit.';
  const lineFeedAt = findUnit(text, lineFeed, start);
  return lineFeedAt === -1 ? { end: text.units, next: text.units, trouble } : lineEnd(text, start, lineFeedAt, trouble);
}

function lineEnd(text: LogText, start: number, lineFeedAt: number, trouble: string | null): RowEnd {
  const hasReturn = lineFeedAt > start && text.from(lineFeedAt - 1, 1)[0] === carriageReturn;
  return { end: hasReturn ? lineFeedAt - 1 : lineFeedAt, next: lineFeedAt + 1, trouble };
}

function cellsOf(row: string, delimiter: Delimiter): string[] {
  const cells: string[] = [];
  for (let at = 0; at <= row.length;) {
    if (row.charAt(at) !== '"') {
      const end = row.indexOf(delimiter, at);
      cells.push(row.slice(at, end === -1 ? row.length : end));
      at = (end === -1 ? row.length : end) + 1;
      continue;
    }
    const close = closingQuote(row, at + 1);
    const quoted = row.slice(at + 1, close).replaceAll('""', '"');
    const end = row.indexOf(delimiter, close);
    // What stands between the closing quote and the delimiter is no part of the notation, but it is kept.
    cells.push(quoted + row.slice(close + 1, end === -1 ? row.length : end));
    at = (end === -1 ? row.length : end) + 1;
  }
  return cells;
}

function closingQuote(row: string, from: number): number {
  for (let at = row.indexOf('"', from); at !== -1; at = row.indexOf('"', at + 2)) {
    if (row.charAt(at + 1) !== '"') return at;
  }
  return row.length;
}

const delimiters = [',', ';', '\t', '|'] as const;
const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
