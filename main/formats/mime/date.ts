import { readInternetDate, type ClaimedTime } from '#model/index.ts';

/** A date of a header field, and what was wrong with it. */
export interface ReadDate {
  readonly time: ClaimedTime;
  /** A sentence for the examiner; null when the date is well formed. */
  readonly problem: string | null;
}

/**
 * Reads a date of a header field: RFC 5322 with its obsolete forms, and the malformed ones that real mail holds
 * (the order of the C library's asctime, ISO 8601, `GMT+0200`, dots in the time, AM and PM, month before day).
 * @param statedBy the field, e.g. `header Date`
 */
export function readDate(raw: string, statedBy: string): ReadDate {
  const time = readInternetDate(raw, statedBy);
  if (time.instant !== null) return { time, problem: isZoneClear(raw) || time.offsetMinutes !== null ? null : zoneProblem };
  const repaired = repair(raw);
  const again = repaired === null ? time : { ...readInternetDate(repaired, statedBy), raw };
  if (again.instant === null) return { time: again, problem: `The date ${JSON.stringify(raw.slice(0, 100))} could not be understood.` };
  const asRead = `The date ${JSON.stringify(raw.slice(0, 100))} is malformed; it was read as ${again.instant}.`;
  return { time: again, problem: again.offsetMinutes === null ? `${asRead} ${zoneProblem}` : asRead };
}

const zoneProblem = 'The date names no zone that is known; it was read as UTC.';

// RFC 5322 3.3: -0000 is well formed and says that the place is not known.
function isZoneClear(raw: string): boolean {
  return /-0000\s*(?:\(.*\))?\s*$/.test(raw);
}

const month = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*';
const clock = '(\\d{1,2})[:.](\\d{1,2})(?:[:.](\\d{1,2})(?:[.,]\\d+)?)?(?:\\s*([ap])\\.?m\\.?)?';
const zone = '(?:\\s*(?:(?:gmt|utc|ut)\\s*)?([+-]\\d{1,2}:?\\d{2}|(?<=gmt|utc|ut)[+-]\\d{1,2}|z|[a-z]{1,5})\\b)?';

const isoForm = new RegExp(`^(\\d{4})-(\\d{1,2})-(\\d{1,2})(?:t|\\s+)${clock}${zone}`, 'i');
const unixForm = new RegExp(`\\b(${month})\\.?\\s+(\\d{1,2})\\s+${clock}${zone}\\s+(\\d{4})${zone}`, 'i');
const dayFirstForm = new RegExp(`\\b(\\d{1,2})[\\s./-]+(${month})\\.?,?[\\s./-]*(\\d{4}|\\d{2})(?:,|\\s|at)*${clock}${zone}`, 'i');
const monthFirstForm = new RegExp(`\\b(${month})\\.?\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(\\d{4})(?:,|\\s|at)*${clock}${zone}`, 'i');

// Brings a malformed date into the form of RFC 5322, or gives null.
function repair(raw: string): string | null {
  const text = raw.slice(0, 200).replace(/"/g, '').trim();
  const iso = isoForm.exec(text);
  if (iso !== null) return assemble(iso[3], monthNames[Number(iso[2]) - 1], iso[1], iso.slice(4, 8), iso[8]);
  const unix = unixForm.exec(text);
  if (unix !== null) return assemble(unix[2], unix[1], unix[8], unix.slice(3, 7), unix[9] ?? unix[7]);
  const dayFirst = dayFirstForm.exec(text);
  if (dayFirst !== null) return assemble(dayFirst[1], dayFirst[2], dayFirst[3], dayFirst.slice(4, 8), dayFirst[8]);
  const monthFirst = monthFirstForm.exec(text);
  if (monthFirst !== null) return assemble(monthFirst[2], monthFirst[1], monthFirst[3], monthFirst.slice(4, 8), monthFirst[8]);
  return null;
}

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function assemble(
  day: string | undefined,
  monthName: string | undefined,
  year: string | undefined,
  [hour = '', minute = '', second = '0', half]: readonly (string | undefined)[],
  zoneText: string | undefined,
): string | null {
  if (day === undefined || monthName === undefined || year === undefined) return null;
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  const time = [hours, Number(minute), Number(second)].map((value) => String(value).padStart(2, '0')).join(':');
  return `${day} ${monthName.slice(0, 3)} ${year} ${time} ${zoneForm(zoneText)}`.trim();
}

// `+2:00`, `+02:00`, `+200` and `+2` as `+0200`; names as they are.
function zoneForm(text: string | undefined): string {
  const match = /^([+-])(\d{1,2})(?::?(\d{2}))?$/.exec(text ?? '');
  return match === null ? (text ?? '') : `${match[1] ?? '+'}${(match[2] ?? '').padStart(2, '0')}${match[3] ?? '00'}`;
}
