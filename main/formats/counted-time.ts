import type { ClaimedTime } from '#model/index.ts';

/** What a counter of time counts from, and in which unit. */
export interface TimeCounter {
  /** Milliseconds from 1970-01-01T00:00:00Z to the beginning of the count. */
  readonly beginsAt: number;
  readonly unitsPerSecond: number;
}

/** Seconds since 1970 in UTC (POSIX time). */
export const unixSeconds: TimeCounter = { beginsAt: 0, unitsPerSecond: 1 };
/** Microseconds since 1970 in UTC (PRTime of Mozilla). */
export const unixMicroseconds: TimeCounter = { beginsAt: 0, unitsPerSecond: 1_000_000 };
/** Microseconds since 1601 in UTC (`base::Time` of Chromium). */
export const webkitMicroseconds: TimeCounter = { beginsAt: Date.UTC(1601, 0, 1), unitsPerSecond: 1_000_000 };
/** Seconds since 2001 in UTC (CFAbsoluteTime of Apple). */
export const cocoaSeconds: TimeCounter = { beginsAt: Date.UTC(2001, 0, 1), unitsPerSecond: 1 };

/**
 * A time that is kept as a count.
 * @param count the number as it stands; null or 0 where there is no time
 * @returns null where there is none; a time without instant where the number lies beyond the calendar
 */
export function countedTime(
  count: number | bigint | null,
  { beginsAt, unitsPerSecond }: TimeCounter,
  statedBy: string,
): ClaimedTime | null {
  if (count === null || Number(count) === 0) return null;
  const milliseconds = typeof count === 'bigint' ? Number((count * 1000n) / BigInt(unitsPerSecond)) : (count / unitsPerSecond) * 1000;
  const sinceUnix = Math.floor(milliseconds + beginsAt);
  // Dates of JavaScript end in the years -271821 and 275760, and texts of instants with four digits sooner.
  const instant = sinceUnix >= earliest && sinceUnix <= latest ? new Date(sinceUnix).toISOString() : null;
  return { raw: String(count), instant, offsetMinutes: 0, statedBy };
}

const earliest = Date.UTC(1601, 0, 1);
const latest = Date.UTC(9999, 11, 31);
