import type { ClaimedTime } from '#model/index.ts';

/** The parts of a time as a log writes them: texts of digits. */
export interface WrittenTime {
  readonly raw: string;
  readonly year: string;
  readonly month: string;
  readonly day: string;
  /** `18:43:28`, with a fraction of a second or without. */
  readonly clock: string;
}

/**
 * A time as it is written.
 * @param offsetMinutes its distance from UTC; null where the log does not state it, so that it names no instant
 */
export function writtenTime({ raw, year, month, day, clock }: WrittenTime, offsetMinutes: number | null, statedBy: string): ClaimedTime {
  const [whole = '', fraction = ''] = clock.split('.');
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}T${whole}.${fraction.padEnd(3, '0').slice(0, 3)}Z`;
  // What is not of this form `Date` would read in ways of its own, and by the zone of the examiner's machine.
  const local = form.test(text) ? Date.parse(text) - (offsetMinutes ?? 0) * 60_000 : Number.NaN;
  const instant = offsetMinutes === null || !(local >= earliest && local <= latest) ? null : new Date(local).toISOString();
  return { raw: raw.slice(0, 64), instant, offsetMinutes, statedBy };
}

const form = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const earliest = Date.UTC(1601, 0, 1);
const latest = Date.UTC(9999, 11, 31);

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The number of a month by the beginning of its English name; null for every other text. */
export function monthNumber(name: string): string | null {
  const index = months.indexOf(name);
  return index === -1 ? null : String(index + 1).padStart(2, '0');
}
