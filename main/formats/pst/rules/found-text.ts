import type { FoundText } from '#model/index.ts';

/** Most addresses that are told of one part. */
const mostFound = 1000;

/**
 * Looks for mail addresses in bytes of any structure, in UTF-16LE at either alignment and in 8-bit text. Each place is told
 * once, in the order of the bytes. What looks like an address need not be one: it is text that was met.
 */
export function findAddresses(bytes: Uint8Array): FoundText[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const wide = matchesOf(text, wideAddress).map(({ found, at }): FoundText => ({
    text: found.replaceAll('\0', ''),
    offsetBytes: at,
    encoding: 'utf-16le',
  }));
  const narrow = matchesOf(text, narrowAddress).map(({ found, at }): FoundText => ({ text: found, offsetBytes: at, encoding: '8-bit' }));
  return [...wide, ...narrow].sort((one, other) => one.offsetBytes - other.offsetBytes).slice(0, mostFound);
}

// Bounded runs, so that no input makes the search slow: 64 and 255 characters are the limits of RFC 5321 4.5.3.1.
const local = "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]";
const label = '[A-Za-z0-9-]';
const narrowAddress = new RegExp(`${local}{1,64}@(?:${label}{1,63}\\.){1,8}[A-Za-z]{2,24}`, 'g');
const wideAddress = new RegExp(`(?:${local}\\0){1,64}@\\0(?:(?:${label}\\0){1,63}\\.\\0){1,8}(?:[A-Za-z]\\0){2,24}`, 'g');

function matchesOf(text: string, pattern: RegExp): { readonly found: string; readonly at: number }[] {
  const all: { found: string; at: number }[] = [];
  for (const match of text.matchAll(pattern)) {
    if (all.length === mostFound) break;
    all.push({ found: match[0], at: match.index });
  }
  return all;
}
