import type { Limits, RulePart } from '#model/index.ts';
import type { PropertyBag } from '../property-bag.ts';
import { hexBeginning } from './blob-cursor.ts';
import { tagText } from './property-names.ts';

/** An item of a store as those see it who decode rules and settings: its properties and no more. */
export interface StoredItem {
  readonly messageClass: string;
  readonly subject: string;
  readonly folderPath: readonly string[];
  /** Code page of its 8-bit texts. */
  readonly codepage: number;
  readonly limits: SettingLimits;
  readonly bag: Pick<PropertyBag, 'text' | 'integer' | 'boolean' | 'time'>;
  /** Tags of all its properties, as `0x001a001f`. */
  readonly propertyTags: readonly string[];
  /** The value of a property as bytes, also of one too long to come inline; null when the item has none. */
  value(id: number): StoredValue | null;
}

/** How much of rules and settings is read and kept. */
export type SettingLimits = Pick<Limits, 'ruleBytes' | 'ruleValues' | 'ruleCharacters' | 'settingEntries' | 'settingCharacters'>;

/** The bytes of a property. */
export interface StoredValue {
  /** Null for bytes that are no property. */
  readonly tag: number | null;
  /** All of them, or as many as the limit allows. */
  readonly bytes: Uint8Array;
  readonly sizeBytes: number;
  /** Why bytes are missing, in a sentence; null when all are there. */
  readonly trouble: string | null;
}

/** Something of a rule or setting that was not understood, or is kept in part only. */
export interface Undecoded {
  readonly code: 'rule-undecoded' | 'limit-reached';
  readonly effect: 'field-lost' | 'limit-reached';
  readonly detail: string;
}

/** Most bytes of a part that a record keeps. */
const keptBytes = 4096;

/** Describes a property that was decoded, for citing it. */
export function partOf(field: string, value: StoredValue, decoded: RulePart['decoded'], trouble: string | null): RulePart {
  return {
    field,
    tag: value.tag === null ? null : tagText(value.tag),
    sizeBytes: value.sizeBytes,
    raw: hexBeginning(value.bytes, keptBytes),
    isRawWhole: value.bytes.length === value.sizeBytes && value.sizeBytes <= keptBytes,
    decoded,
    trouble: [value.trouble, trouble].filter((text) => text !== null).join('; '),
  };
}

/** What the parts do not say, for the diagnostics. */
export function undecodedParts(parts: readonly RulePart[], values: readonly (StoredValue | null)[]): Undecoded[] {
  const isCut = values.some((value) => value !== null && value.bytes.length < value.sizeBytes && value.bytes.length > 0);
  return parts
    .filter(({ trouble }) => trouble !== '')
    .map(({ field, trouble }) => ({
      code: 'rule-undecoded',
      effect: isCut ? 'limit-reached' : 'field-lost',
      detail: `${field} was not decoded whole: ${trouble}.`,
    }));
}

/** What of the values was understood and not kept, for the diagnostics. */
export function cutValues(cuts: readonly string[]): Undecoded[] {
  return cuts.map((cut) => ({ code: 'limit-reached', effect: 'limit-reached', detail: `${cut}; the rest is in the evidence only.` }));
}
