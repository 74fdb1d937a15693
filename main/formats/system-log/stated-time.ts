import type { AccessEventClaims, ClaimedTime } from '#model/index.ts';

/** A time at the beginning of a text, and where the rest begins. */
export interface TimeAhead {
  readonly time: ClaimedTime;
  readonly precision: AccessEventClaims['precision'];
  /** What of it is not stated, in a sentence; empty when nothing. */
  readonly lacks: string;
  readonly next: number;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The time of RFC 3164 4.1.2, `Mar  6 04:07:28`: without year and zone, so that it names no instant. */
export function bsdTimeAhead(text: string, statedBy: string): TimeAhead | null {
  const match = /^([A-Z][a-z]{2}) {1,2}(\d{1,2}) (?:(\d{4}) )?\d{2}:\d{2}:\d{2}(?:\.(\d{1,9}))? /.exec(text.slice(0, 64));
  if (match === null || !months.includes(match[1] ?? '') || Number(match[2]) > 31) return null;
  const raw = match[0].trimEnd();
  return {
    time: { raw, instant: null, offsetMinutes: null, statedBy },
    precision: precisionOf(match[4]),
    lacks:
      match[3] === undefined
        ? 'The entry names neither the year nor the zone of its time.'
        : 'The entry does not name the zone of its time.',
    next: match[0].length,
  };
}

/** The time of ISO 8601 as RFC 3339 has it, `2021-03-06T04:07:38.251122+00:00`; a blank may stand for the T. Without offset it names no instant. */
export function isoTimeAhead(text: string, statedBy: string): TimeAhead | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))? ?(Z|[+-]\d{2}:?\d{2})?(?= |$)/.exec(
    text.slice(0, 64),
  );
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const offsetMinutes = zone === undefined ? null : offsetOf(zone);
  const milliseconds = Date.parse(
    `${year ?? ''}-${month ?? ''}-${day ?? ''}T${hour ?? ''}:${minute ?? ''}:${second ?? ''}.${(fraction ?? '').padEnd(3, '0').slice(0, 3)}Z`,
  );
  if (Number.isNaN(milliseconds)) return null;
  const instant = offsetMinutes === null ? null : new Date(milliseconds - offsetMinutes * 60_000).toISOString();
  return {
    time: { raw: match[0].trimEnd(), instant, offsetMinutes, statedBy },
    precision: precisionOf(fraction),
    lacks: offsetMinutes === null ? 'The entry does not name the zone of its time.' : '',
    next: match[0].length,
  };
}

function offsetOf(zone: string): number {
  if (zone === 'Z') return 0;
  const digits = zone.replace(':', '');
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5));
  return zone.startsWith('-') ? -minutes : minutes;
}

/** The grain of a time by the digits of its fraction of a second. */
export function precisionOf(fraction: string | undefined): AccessEventClaims['precision'] {
  if (fraction === undefined) return 'second';
  return fraction.length <= 3 ? 'millisecond' : 'sub-millisecond';
}
