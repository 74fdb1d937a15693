import type { ByteRange } from '#model/index.ts';

/**
 * A value of a property list. Integers are exact at any size, dates keep what is stored, and every value knows where it
 * stands. A value that the list holds in several places is one object here: whoever walks must count what he visits.
 */
export type PlistValue = PlistContent & {
  /** Its bytes, counted from the beginning of the list; null where the text was recoded to be read. */
  readonly range: ByteRange | null;
};

type PlistContent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'integer'; readonly value: bigint }
  | { readonly kind: 'real'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  /** `instant` as `YYYY-MM-DDTHH:MM:SS.sssZ`; null where what is stored (`raw`) is no time. */
  | { readonly kind: 'date'; readonly instant: string | null; readonly raw: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** A reference to an object of a keyed archive. */
  | { readonly kind: 'uid'; readonly value: bigint }
  | { readonly kind: 'array'; readonly items: readonly PlistValue[] }
  /** In stored order; a key that is there twice is there twice. */
  | { readonly kind: 'dictionary'; readonly entries: readonly PlistEntry[] }
  | { readonly kind: 'null' }
  /** Here the list could not be read further. */
  | { readonly kind: 'unread'; readonly reason: string };

export interface PlistEntry {
  readonly key: string;
  readonly value: PlistValue;
}

/** What came of reading a property list. */
export interface PlistReading {
  readonly form: 'binary' | 'xml';
  /** Null when nothing could be read. */
  readonly root: PlistValue | null;
  /** What was wrong, in sentences, each once. */
  readonly troubles: readonly string[];
  /** Sentences on limits that were reached. */
  readonly limits: readonly string[];
}

/** The value under a key of a dictionary, the first where it is there twice; null for other values and missing keys. */
export function entryOf(value: PlistValue | null, key: string): PlistValue | null {
  if (value?.kind !== 'dictionary') return null;
  return value.entries.find((entry) => entry.key === key)?.value ?? null;
}

/** The items of an array; none for other values. */
export function itemsOf(value: PlistValue | null): readonly PlistValue[] {
  return value?.kind === 'array' ? value.items : [];
}

/** The text of a text value; null for others. */
export function textOf(value: PlistValue | null): string | null {
  return value?.kind === 'text' ? value.text : null;
}

/** A number as an integer, also where it is stored as text or as a real without fraction; null for others. */
export function integerOf(value: PlistValue | null): bigint | null {
  if (value?.kind === 'integer') return value.value;
  if (value?.kind === 'real' && Number.isSafeInteger(value.value)) return BigInt(value.value);
  return value?.kind === 'text' && /^-?\d{1,20}$/.test(value.text) ? BigInt(value.text) : null;
}

/** Yes or no as Apple's programs write it: a boolean, a number, or `YES` and `NO`; null for others. */
export function yesOrNoOf(value: PlistValue | null): boolean | null {
  if (value?.kind === 'boolean') return value.value;
  if (value?.kind === 'integer') return value.value !== 0n;
  if (value?.kind !== 'text') return null;
  if (/^(?:yes|true|1)$/i.test(value.text)) return true;
  return /^(?:no|false|0)$/i.test(value.text) ? false : null;
}
