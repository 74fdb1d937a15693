import type { ClaimedTime } from '#model/index.ts';

/** Seconds between 1970 and 2001, from which Apple's programs count. */
const secondsTo2001 = 978_307_200;

/** The instant of a number of seconds since 2001 in UTC; null where the number names no date. */
export function appleInstant(seconds: number): string | null {
  return unixInstant(seconds + secondsTo2001);
}

/** The instant of a number of seconds since 1970 in UTC; null where the number names no date. */
export function unixInstant(seconds: number): string | null {
  const time = new Date(seconds * 1000);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

/** A claimed time of seconds since 1970 (`unix`) or 2001 (`apple`), in UTC as both are by definition. */
export function claimedSeconds(seconds: number | bigint, epoch: 'unix' | 'apple', statedBy: string): ClaimedTime {
  const instant = epoch === 'unix' ? unixInstant(Number(seconds)) : appleInstant(Number(seconds));
  return { raw: String(seconds), instant, offsetMinutes: instant === null ? null : 0, statedBy };
}
