import { formatInZone, isOutside, millisecondsOf, type ByteRange, type ClaimedTime } from '#model/index.ts';

/** A number for people: `4,031`. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** A count with its noun: `1 message`, `4,031 messages`. */
export function countOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}

/** A size for people with the exact bytes: `2.1 MB (2,140,160 bytes)`. */
export function formatSize(bytes: number): string {
  const exact = countOf(bytes, 'byte');
  const units = ['kB', 'MB', 'GB', 'TB'];
  const step = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length);
  return step === 0 ? exact : `${(bytes / 1000 ** step).toFixed(1)} ${units[step - 1] ?? ''} (${exact})`;
}

/**
 * An instant in UTC and in the zone of the case: `2026-03-14 09:26:53 UTC, 2026-03-14 10:26:53 Europe/Berlin`.
 * @param instant as in `ClaimedTime.instant`; a text that is none is given back as it is.
 */
export function formatInstant(instant: string, zone: string): string {
  const milliseconds = Date.parse(instant);
  return Number.isNaN(milliseconds) ? instant : formatMilliseconds(milliseconds, zone);
}

/** What an extent counts, in words: `12 messages`, `1 rule, setting or event`. The unit is a plural, or several. */
export function extentText(count: number, unit: string): string {
  return `${formatCount(count)} ${count === 1 ? unit.replaceAll(/s\b/g, '').replace(' and ', ' or ') : unit}`;
}

/**
 * Destinations that a finding names, as they are shown: those outside the organisation's own domains say so. What a record
 * states is the same whatever is known of the organisation; this is of the case as it is shown.
 * @param ownDomains in lower case
 */
export function destinationsNamed(addresses: readonly string[], ownDomains: readonly string[]): string {
  return addresses.map((address) => (isOutside(address, ownDomains) ? `${address} (outside the own domains)` : address)).join(', ');
}

/** The same for milliseconds since 1970. */
export function formatMilliseconds(milliseconds: number, zone: string): string {
  const utc = `${formatInZone(milliseconds, 'UTC')} UTC`;
  return zone === 'UTC' ? utc : `${utc}, ${formatInZone(milliseconds, zone)} ${zone}`;
}

/** The day of a time in the zone of the case: `2026-03-14`. */
export function formatDay(milliseconds: number, zone: string): string {
  return formatInZone(milliseconds, zone).slice(0, 10);
}

/** A claimed time as the instant understood, or in words why there is none. */
export function formatClaimedTime(time: ClaimedTime, zone: string): string {
  const milliseconds = millisecondsOf(time);
  return milliseconds === null ? 'not understood' : formatMilliseconds(milliseconds, zone);
}

/** The bytes of a citation: `bytes 1,042–1,090 (49 bytes)`, first and last counted from 0. */
export function formatRange(range: ByteRange | null): string {
  if (range === null) return 'no run of bytes of its own: the store keeps the item in pieces';
  return `bytes ${formatOffsets(range)} (${countOf(range.lengthBytes, 'byte')})`;
}

/** The offsets of the first and the last byte of a run, counted from 0: `1,042–1,090` for 49 bytes. */
export function formatOffsets({ offsetBytes, lengthBytes }: ByteRange): string {
  return `${formatCount(offsetBytes)}–${formatCount(offsetBytes + Math.max(lengthBytes, 1) - 1)}`;
}

/** Joins names: `a`, `a and b`, `a, b and c`. */
export function joinWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

/** By how much a clock was wrong, in words: `ahead by 3 min 20 s`. @param seconds negative where it was behind */
export function skewText(seconds: number): string {
  const [days, hours, minutes] = [
    Math.floor(Math.abs(seconds) / 86_400),
    Math.floor(Math.abs(seconds) / 3600) % 24,
    Math.floor(Math.abs(seconds) / 60) % 60,
  ];
  const parts = [
    [days, 'd'],
    [hours, 'h'],
    [minutes, 'min'],
    [Math.abs(seconds) % 60, 's'],
  ] as const;
  const span = parts.filter(([count]) => count > 0).map(([count, unit]) => `${String(count)} ${unit}`);
  return span.length === 0 ? 'right' : `${seconds > 0 ? 'ahead' : 'behind'} by ${span.join(' ')}`;
}
