/**
 * Format `plist`: Apple's property lists, binary and XML, read exactly and within bounds.
 *
 * Enters: the bytes of a list. Leaves: its values with their places, troubles in sentences.
 * Invariants: no input is expanded, followed or repeated; recursion is bounded; whatever bytes come, a reading comes back.
 */
import type { Limits } from '#model/index.ts';
import { binaryMark, readBinaryPlist } from './binary-plist.ts';
import type { PlistReading } from './plist-value.ts';
import { readXmlPlist } from './xml-plist.ts';

export { appleInstant, claimedSeconds, unixInstant } from './apple-time.ts';
export { formatKeyPath, keyStep, valueAt, type KeyPath } from './key-path.ts';
export { isKeyedArchive, unarchive } from './keyed-archive.ts';
export { factsOf, plainValue, type PlistFacts } from './plist-facts.ts';
export { entryOf, integerOf, itemsOf, textOf, yesOrNoOf, type PlistEntry, type PlistReading, type PlistValue } from './plist-value.ts';

/** Which form of property list bytes begin with, or null. An XML list is known by its root, which is among the first 1 KiB. */
export function plistForm(start: Uint8Array): PlistReading['form'] | null {
  const text = Buffer.from(start.buffer, start.byteOffset, Math.min(start.byteLength, 1024)).toString('latin1');
  if (text.startsWith(`${binaryMark}00`) || text.startsWith(`${binaryMark}01`)) return 'binary';
  const plain = text.replaceAll('\0', '');
  return /^(?:\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)?\s*<(?:\?xml|!DOCTYPE plist|plist|!--)/.test(plain) && /<plist[\s>]/.test(plain)
    ? 'xml'
    : null;
}

/** Reads a property list of either form; null when the bytes are none. */
export function readPlist(bytes: Uint8Array, limits: Pick<Limits, 'nestingDepth'>): PlistReading | null {
  const form = plistForm(bytes);
  if (form === null) return null;
  return form === 'binary' ? readBinaryPlist(bytes, limits) : readXmlPlist(bytes, limits);
}
