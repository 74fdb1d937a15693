import type { ClaimedTime } from './time.ts';

/**
 * Reads a date of a header field (RFC 5322 3.3), with the obsolete forms that old mail holds (4.3): years of two or
 * three digits, zone names, comments, a missing day name or missing seconds.
 * @param raw the field's value.
 * @param statedBy the field, e.g. `header Resent-Date`.
 * @returns the claimed time; its instant is null when the text is no such date or names a day that does not exist.
 */
export function readInternetDate(raw: string, statedBy: string): ClaimedTime {
  const unread: ClaimedTime = { raw, instant: null, offsetMinutes: null, statedBy };
  const beginning = raw.slice(0, longestDate);
  const text = beginning.includes('(') ? beginning.replace(/\([^()]*\)/g, ' ') : beginning;
  const match =
    /^\s*(?:[a-z]{3,9}\s*,?\s*)?(\d{1,2})[\s-]+([a-z]{3})[a-z]*[\s-]+(\d{2,4})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([+-]\d{4}|[a-z]{1,5})?\s*$/i.exec(
      text,
    );
  if (match === null) return unread;
  const [day, year, hour, minute, second] = [
    Number(match[1]),
    Number(match[3]),
    Number(match[4]),
    Number(match[5]),
    Number(match[6] ?? '0'),
  ];
  const month = months.indexOf((match[2] ?? '').toLowerCase());
  if (month === -1 || hour > 23 || minute > 59 || second > 60) return unread;
  const offsetMinutes = offsetOf(match[7] ?? '');
  const fullYear = fullYearOf(year, (match[3] ?? '').length);
  const utc = Date.UTC(fullYear, month, day, hour, minute, second);
  const isRealDay = day >= 1 && new Date(Date.UTC(fullYear, month, day)).getUTCDate() === day;
  // RFC 5322 3.3: a year is 1900 or later. Exports write 0002 for 2002; what is meant is not for this program to say.
  if (!isRealDay || fullYear < 1900) return unread;
  return { raw, instant: new Date(utc - (offsetMinutes ?? 0) * 60_000).toISOString(), offsetMinutes, statedBy };
}

const longestDate = 200;
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

// RFC 5322 4.3: zone names of North America; every other name, and -0000 (3.3), means UTC without saying where.
const zoneHours = new Map([
  ['ut', 0],
  ['utc', 0],
  ['gmt', 0],
  ['z', 0],
  ['est', -5],
  ['edt', -4],
  ['cst', -6],
  ['cdt', -5],
  ['mst', -7],
  ['mdt', -6],
  ['pst', -8],
  ['pdt', -7],
]);

function offsetOf(zone: string): number | null {
  const match = /^([+-])(\d{2})(\d{2})$/.exec(zone);
  if (match === null) {
    const hours = zoneHours.get(zone.toLowerCase());
    return hours === undefined ? null : hours * 60;
  }
  if (zone === '-0000') return null;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === '-' ? -minutes : minutes;
}

function fullYearOf(year: number, digits: number): number {
  if (digits >= 4) return year;
  return digits === 2 && year < 50 ? 2000 + year : 1900 + year;
}
