import type { FoundText } from '#model/index.ts';

/** Most addresses that are told of one value. */
const mostFound = 1000;

// Bounded runs, so that no input makes the search slow: 64 and 255 characters are the limits of RFC 5321 4.5.3.1.
const local = "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]";
const label = '[A-Za-z0-9-]';
const narrow = new RegExp(`${local}{1,64}@(?:${label}{1,63}\\.){1,8}[A-Za-z]{2,24}`, 'g');
const wide = new RegExp(`(?:\\0${local}){1,64}\\0@(?:(?:\\0${label}){1,63}\\0\\.){1,8}(?:\\0[A-Za-z]){2,24}`, 'g');

/**
 * Looks for mail addresses in the stored bytes of a value, whatever it is: in 8-bit text, and in the UTF-16 of binary lists.
 * What looks like an address need not be one.
 */
export function findStrayAddresses(bytes: Uint8Array): FoundText[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const found: FoundText[] = [];
  for (const [pattern, encoding] of [
    [narrow, '8-bit'],
    [wide, 'utf-16be'],
  ] as const) {
    for (const match of text.matchAll(pattern)) {
      if (found.length === mostFound) return found;
      found.push({ text: match[0].replaceAll('\0', ''), offsetBytes: match.index, encoding });
    }
  }
  return found;
}
