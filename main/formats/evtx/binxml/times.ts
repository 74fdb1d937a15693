import type { ClaimedTime } from '#model/index.ts';

/** Seconds from the beginning of 1601, where FILETIME begins, to that of 1970. */
const secondsTo1970 = 11_644_473_600;
/** The beginning of the year 10000: beyond it the text has no four digits of a year. */
const lastSecond = 253_402_300_800;

let knownSecond = Number.NaN;
let knownText = '';

/**
 * A FILETIME ([MS-DTYP] 2.3.3) as Windows writes it in the XML form of an event: `2021-10-23T14:02:09.1234567Z`, which
 * keeps all of it. One after the year 9999 comes as hexadecimal number.
 */
export function fileTimeText(low: number, high: number): string {
  // 2^32 = 429 * 10^7 + 4967296, so that no intermediate number goes beyond 2^53 for any time before the year 10000.
  const rest = high * 4_967_296 + low;
  const seconds = high * 429 + Math.floor(rest / 1e7) - secondsTo1970;
  if (seconds >= lastSecond) return `0x${high.toString(16)}${low.toString(16).padStart(8, '0')}`;
  if (seconds !== knownSecond) {
    knownText = new Date(seconds * 1000).toISOString().slice(0, 20);
    knownSecond = seconds;
  }
  return `${knownText}${String(rest % 1e7).padStart(7, '0')}Z`;
}

/** A time in the text of `fileTimeText` as a claim. */
export function claimedFileTime(text: string, statedBy: string): ClaimedTime {
  return { raw: text, instant: text.length === 28 ? `${text.slice(0, 23)}Z` : null, offsetMinutes: 0, statedBy };
}

/** A SYSTEMTIME ([MS-DTYP] 2.3.13) as `2021-10-23T14:02:09.123Z`; null where it is no time. */
export function systemTimeText(view: DataView, offset: number): string | null {
  const part = (index: number): number => view.getUint16(offset + index * 2, true);
  const milliseconds = Date.UTC(part(0), part(1) - 1, part(3), part(4), part(5), part(6), part(7));
  const isTime = part(0) >= 1601 && part(0) < 10_000 && part(1) >= 1 && part(1) <= 12 && part(3) >= 1 && part(3) <= 31;
  return isTime && !Number.isNaN(milliseconds) ? new Date(milliseconds).toISOString() : null;
}
