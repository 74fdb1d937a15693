/** A time as the evidence claims it. The program never says that something happened then, only who states it. */
export interface ClaimedTime {
  /** The text or number as it stands in the evidence (a header value, a FILETIME in hexadecimal). */
  readonly raw: string;
  /** The instant in UTC as `YYYY-MM-DDTHH:MM:SS.sssZ`, or null when the raw text names none. */
  readonly instant: string | null;
  /** The offset from UTC that the raw text gives, in minutes; null where it gives none. */
  readonly offsetMinutes: number | null;
  /** The field that states the time: `header Date`, `PidTagClientSubmitTime`. */
  readonly statedBy: string;
}

/** Milliseconds since 1970 of a claimed time, or null. */
export function millisecondsOf(time: ClaimedTime | null): number | null {
  if (time?.instant == null) return null;
  const milliseconds = Date.parse(time.instant);
  return Number.isNaN(milliseconds) ? null : milliseconds;
}

/**
 * Writes an instant as `2026-03-14 09:26:53` in the given zone.
 * @param zone an IANA zone name, e.g. `Europe/Berlin` or `UTC`.
 * @throws RangeError when the zone is unknown: validate it with `isKnownZone` where it enters the program.
 */
export function formatInZone(milliseconds: number, zone: string): string {
  return zoneFormatter(zone).format(milliseconds).replace(',', '');
}

/** Tells whether the name is a time zone that this program can compute with. */
export function isKnownZone(zone: string): boolean {
  try {
    zoneFormatter(zone);
    return true;
  } catch {
    return false;
  }
}

const formatters = new Map<string, Intl.DateTimeFormat>();

// sv-SE is the locale whose numeric form is ISO 8601 with a space, which saves assembling parts by hand.
function zoneFormatter(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formatters.set(zone, made);
  return made;
}
