import type { ClaimedTime } from '#model/index.ts';
import { readDate } from './date.ts';

/**
 * What a line that begins with `From ` may be.
 * - `dated`: sender and a full date, as mail programs write before each message of an mbox (RFC 4155);
 * - `timed`: sender, a time of day and a year in a form that is not known;
 * - `bare`: no date, at most one word (`From `, `From -`, `From nobody@nowhere`), as some programs write;
 * - `text`: anything else, e.g. a sentence.
 */
export type FromLineKind = 'dated' | 'timed' | 'bare' | 'text';

export interface FromLine {
  readonly kind: FromLineKind;
  /** The date that the line states, its text as it stands; null where there is none. */
  readonly dateText: string | null;
}

/**
 * Judges a line that begins with `From `.
 * @param line without its line end
 */
export function judgeFromLine(line: string): FromLine {
  const rest = line.slice('From '.length);
  const dated = datedForm.exec(rest);
  if (dated !== null && rest.slice(0, dated.index).trim().split(/\s+/).length <= senderWords)
    return { kind: 'dated', dateText: dated[0].trim() };
  if (/^\S+\s.*\b\d{1,2}:\d{2}\b/.test(rest) && /\b(?:19|20)\d{2}\b/.test(rest) && rest.length < 120)
    return { kind: 'timed', dateText: null };
  return { kind: /^\s*\S{0,200}\s*$/.test(rest) ? 'bare' : 'text', dateText: null };
}

/** The time of delivery that a line states; RFC 4155 has it in UTC, but many programs write local time. */
export function deliveryTime({ dateText }: FromLine): ClaimedTime | null {
  return dateText === null ? null : readDate(dateText, 'From_ line').time;
}

// Archives hide addresses as `user at host dot example`; more words than this are a sentence.
const senderWords = 6;
const weekday = '(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*';
const month = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)';
const clock = '\\d{1,2}:\\d{2}(?::\\d{2})?';
const zone = '[+-]\\d{4}|[a-z]{1,8}(?:[+-]\\d{1,4})?';

// The C library's `Thu Jul 16 03:13:49 1998`, with a zone before or after the year, and the order of RFC 5322.
const datedForm = new RegExp(
  `(?:^|\\s)${weekday},?\\s+(?:${month}\\s+\\d{1,2}\\s+${clock}(?:\\s+(?:${zone})){0,2}\\s+\\d{4}|\\d{1,2}\\s+${month}\\s+\\d{2,4}\\s+${clock})` +
    `(?:\\s+(?:${zone})){0,2}(?:\\s+remote from \\S+)?\\s*$`,
  'i',
);
