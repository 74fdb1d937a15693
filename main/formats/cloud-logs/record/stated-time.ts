import type { AccessEventClaims, ClaimedTime } from '#model/index.ts';

/** A time of a log with the grain that its text shows. */
export interface StatedTime {
  readonly time: ClaimedTime;
  readonly precision: AccessEventClaims['precision'];
}

/** What a source says of its times, where their text does not. */
export interface ZoneOfSource {
  /** True where the source defines that times without a zone are UTC. */
  readonly isUtc: boolean;
  /** Which of the first two numbers of `3/4/2021` is the month; absent where the source does not say. */
  readonly order?: 'month-day' | 'day-month';
}

const isoForm = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?$/i;
const slashForm =
  /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?:,? (\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?: ?([AP])\.?M\.?)?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?$/i;
const dateCall = /^\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\/$/;

/**
 * Reads a time as the exports of cloud logs write it: ISO 8601 with `T` or a blank and up to nine digits of a second,
 * `4/16/2021 12:08:47 PM`, `/Date(1658751973240)/`, or a count of seconds, milliseconds or microseconds since 1970.
 * @param statedBy the field, for the citation
 * @returns null where there is no text; a time without instant where the text is not understood, names no zone and the
 *   source defines none, or does not tell day from month
 */
export function statedTime(value: unknown, statedBy: string, zone: ZoneOfSource): StatedTime | null {
  if (typeof value === 'number') return Number.isFinite(value) ? countedTime(String(value), value, statedBy) : null;
  if (typeof value !== 'string' || value.trim() === '') return null;
  const raw = value.trim().slice(0, 100);
  const call = dateCall.exec(raw);
  if (call !== null) return timeAt(raw, Number(call[1]), 0, statedBy, 'millisecond');
  if (/^\d{10,16}$/.test(raw)) return countedTime(raw, Number(raw), statedBy);
  const [iso, slash] = [isoForm.exec(raw), slashForm.exec(raw)];
  if (iso !== null) {
    const [, year, month, day, hour, minute, second, fraction, stated] = iso;
    return civilTime({ raw, year, month, day, hour, minute, second, fraction, stated, half: undefined }, statedBy, zone);
  }
  if (slash !== null) {
    const [, first, second, year, hour, minute, seconds, fraction, half, stated] = slash;
    const order = orderOf(Number(first), Number(second), zone);
    if (order === null) return { time: { raw, instant: null, offsetMinutes: null, statedBy }, precision: 'unknown' };
    const [month, day] = order === 'month-day' ? [first, second] : [second, first];
    return civilTime({ raw, year, month, day, hour, minute, second: seconds, fraction, stated, half }, statedBy, zone);
  }
  return { time: { raw, instant: null, offsetMinutes: null, statedBy }, precision: 'unknown' };
}

// Where one of the numbers is no month, the text tells the order by itself.
function orderOf(first: number, second: number, { order }: ZoneOfSource): 'month-day' | 'day-month' | null {
  if (first > 12) return 'day-month';
  return second > 12 ? 'month-day' : (order ?? (first === second ? 'month-day' : null));
}

type Part = string | undefined;
interface CivilText {
  readonly raw: string;
  readonly year: Part;
  readonly month: Part;
  readonly day: Part;
  readonly hour: Part;
  readonly minute: Part;
  readonly second: Part;
  readonly fraction: Part;
  readonly half: Part;
  readonly stated: Part;
}

function civilTime(text: CivilText, statedBy: string, { isUtc }: ZoneOfSource): StatedTime {
  const { raw, hour, minute, second, fraction = '', half, stated } = text;
  const [year, month, day] = [Number(text.year), Number(text.month), Number(text.day)];
  const hours = half === undefined ? Number(hour ?? 0) : (Number(hour) % 12) + (half.toUpperCase() === 'P' ? 12 : 0);
  const offset = stated === undefined ? null : offsetOf(stated);
  const precision = precisionOf(hour, second, fraction);
  const local = Date.UTC(
    year,
    month - 1,
    day,
    hours,
    Number(minute ?? 0),
    Number(second ?? 0),
    Number(fraction.padEnd(3, '0').slice(0, 3)),
  );
  const date = new Date(local);
  // Date.UTC would take 31 February for 3 March.
  const isReal =
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    hours < 24 &&
    Number(minute ?? 0) < 60 &&
    Number(second ?? 0) < 60;
  const knowsZone = offset !== null || (isUtc && hour !== undefined);
  if (!isReal || !knowsZone) return { time: { raw, instant: null, offsetMinutes: offset, statedBy }, precision };
  return timeAt(raw, local - (offset ?? 0) * 60_000, offset, statedBy, precision);
}

function precisionOf(hour: Part, second: Part, fraction: string): StatedTime['precision'] {
  if (hour === undefined) return 'day';
  if (second === undefined) return 'minute';
  if (fraction.length > 3 && !/^\d{3}0+$/.test(fraction)) return 'sub-millisecond';
  return /[1-9]/.test(fraction) || (fraction.length > 0 && fraction.length <= 3) ? 'millisecond' : 'second';
}

function offsetOf(text: string): number {
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(text);
  return match === null ? 0 : (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]));
}

// Counts since 1970 of today have ten digits in seconds, 13 in milliseconds, 16 in microseconds.
function countedTime(raw: string, count: number, statedBy: string): StatedTime {
  if (count >= 1e15) return timeAt(raw, Math.floor(count / 1000), 0, statedBy, 'sub-millisecond');
  return count >= 1e11 ? timeAt(raw, count, 0, statedBy, 'millisecond') : timeAt(raw, count * 1000, 0, statedBy, 'second');
}

function timeAt(
  raw: string,
  milliseconds: number,
  offsetMinutes: number | null,
  statedBy: string,
  precision: StatedTime['precision'],
): StatedTime {
  // Dates of JavaScript end in the year 275760; records are compared by four digits of a year.
  const isWritable = milliseconds >= -62_135_596_800_000 && milliseconds < 253_402_300_800_000;
  const instant = isWritable ? new Date(Math.floor(milliseconds)).toISOString() : null;
  return { time: { raw, instant, offsetMinutes, statedBy }, precision };
}
