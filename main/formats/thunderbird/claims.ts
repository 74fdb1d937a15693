import { hash } from 'node:crypto';
import type { Allocation, ByteRange, ClaimedTime, Observed, RuleTarget, RuleValue } from '#model/index.ts';
import { decodeText, readAddresses } from '../mime/index.ts';

/** Longest text of a single fact, in characters: the whole stands in the evidence, at the place that is cited. */
export const longestFact = 4000;

/** Text whose bytes stand one to a character, as UTF-8 where it is that, else as Windows-1252. */
export function textOfBytes(binary: string): string {
  return /[\u0080-\u00ff]/.test(binary) ? decodeText(Buffer.from(binary, 'latin1'), '').text : binary;
}

/** Cuts a text that is too long for a fact, and says so in it. */
export function shortened(text: string, longest = longestFact): string {
  return text.length <= longest ? text : `${text.slice(0, longest)} … (${String(text.length)} characters)`;
}

/** A fact with a text, cut where it is too long. */
export function fact(name: string, value: string | number | boolean): RuleValue {
  return { name: shortened(name, 200), value: typeof value === 'string' ? shortened(value) : value };
}

/**
 * A time in whole units since 1970 in UTC.
 * @param raw the number as it stands
 * @param count the number; null where the text is none
 * @param unitsPerSecond 1, 1,000 or 1,000,000
 * @returns null for 0 and below, by which the programs say that there is no time
 */
export function timeSince1970(raw: string, count: number | null, unitsPerSecond: number, statedBy: string): ClaimedTime | null {
  if (count === null || count <= 0) return null;
  const milliseconds = Math.floor((count / unitsPerSecond) * 1000);
  // Dates of JavaScript end in the year 275760.
  const instant = milliseconds <= 8.64e15 ? new Date(milliseconds).toISOString() : null;
  return { raw: raw.slice(0, 100), instant, offsetMinutes: 0, statedBy };
}

/** A number written in hexadecimal digits; null where the text is none. */
export function hexNumber(text: string | null): number | null {
  return text !== null && /^[0-9a-f]{1,13}$/i.test(text) ? Number.parseInt(text, 16) : null;
}

/** A number written in decimal digits; null where the text is none. */
export function decimalNumber(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** What was observed of a record that stands in a run of bytes. */
export function observedIn(range: ByteRange, allocation: Allocation = 'allocated', intact = true): Observed {
  return { range, sizeBytes: range.lengthBytes, sha256: null, allocation, intact };
}

/** What was observed of a record that is a run of bytes and nothing else. */
export function observedBytes(bytes: Uint8Array, offsetBytes: number, intact = true): Observed {
  const sha256 = hash('sha256', bytes);
  return { range: { offsetBytes, lengthBytes: bytes.length }, sizeBytes: bytes.length, sha256, allocation: 'allocated', intact };
}

/** The addresses that a text names, as targets of rules and correspondents. */
export function targetsOf(text: string): RuleTarget[] {
  return readAddresses([text]).map(({ name, address }) => addressTarget(name, address));
}

/** An address as a target. */
export function addressTarget(name: string, address: string): RuleTarget {
  const isAddress = address.includes('@');
  return {
    kind: 'address',
    name,
    smtpAddress: isAddress ? address : null,
    x500Address: null,
    addressType: isAddress ? 'SMTP' : '',
    otherAddress: isAddress ? '' : address,
    entryId: null,
  };
}
