import { formatInZone, millisecondsOf, type ClaimedTime } from '#model/index.ts';

/** Writes milliseconds since 1970 in the case zone, or a dash when there is no time. */
export function caseTime(milliseconds: number | null, zone: string): string {
  return milliseconds === null ? '–' : formatInZone(milliseconds, zone);
}

/** The same instant in the case zone and in UTC, with both named, for hovers and details. */
export function bothTimes(milliseconds: number | null, zone: string): string {
  if (milliseconds === null) return 'No time that could be understood';
  const utc = `${formatInZone(milliseconds, 'UTC')} UTC`;
  return isUtc(zone) ? utc : `${formatInZone(milliseconds, zone)} ${zone} · ${utc}`;
}

/** The day of an instant in the case zone, `2026-03-14`. */
export function caseDay(milliseconds: number, zone: string): string {
  return formatInZone(milliseconds, zone).slice(0, 10);
}

/** What a claimed time says, who states it and how it was read, for a hover. */
export function claimedTimeExplained(time: ClaimedTime, zone: string): string {
  const milliseconds = millisecondsOf(time);
  const read = milliseconds === null ? 'It could not be understood as a time.' : bothTimes(milliseconds, zone);
  return `${time.statedBy} states “${time.raw}”.\n${read}`;
}

/**
 * The first millisecond of a day in a zone.
 * @param day `YYYY-MM-DD`.
 * @returns milliseconds since 1970, or null when the text is no day of the calendar.
 */
export function startOfDay(day: string, zone: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return null;
  const asUtc = Date.parse(`${day}T00:00:00.000Z`);
  // Date.parse refuses a 13th month, and rolls a 30 February over into March.
  if (Number.isNaN(asUtc) || new Date(asUtc).toISOString().slice(0, 10) !== day) return null;
  // The offset at midnight UTC may differ from the one at local midnight when clocks change between the two: settle it.
  let instant = asUtc - offsetAt(asUtc, zone);
  instant = asUtc - offsetAt(instant, zone);
  // Where clocks skip midnight (some zones change then), the day begins later.
  while (formatInZone(instant, zone).slice(0, 10) < day) instant += 15 * 60_000;
  return instant;
}

/** The first millisecond of the day after, so that a range by days includes its last day. */
export function startOfNextDay(day: string, zone: string): number | null {
  const start = startOfDay(day, zone);
  if (start === null) return null;
  const next = new Date(Date.parse(`${day}T00:00:00.000Z`) + 24 * 3_600_000).toISOString().slice(0, 10);
  return startOfDay(next, zone);
}

/** Every time zone that this machine knows, `UTC` first. */
export function knownZones(): readonly string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];
}

/** The time zone of this machine. */
export function systemZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function offsetAt(milliseconds: number, zone: string): number {
  return Date.parse(`${formatInZone(milliseconds, zone).replace(' ', 'T')}.000Z`) - Math.floor(milliseconds / 1000) * 1000;
}

function isUtc(zone: string): boolean {
  return zone === 'UTC' || zone === 'Etc/UTC';
}
