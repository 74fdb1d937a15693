import type { Limits, RuleValue } from '#model/index.ts';
import { claimedTimeOf } from '../property-bag.ts';
import { guidOf, hexBeginning, type BlobCursor, type CountWidth } from './blob-cursor.ts';
import { text8 } from './entry-id.ts';
import { nameOfTag, tagText, type PropertyNames } from './property-names.ts';

/** How the values of a rule are written. */
export interface BlobForm {
  readonly countWidth: CountWidth;
  /** Code page of 8-bit texts. */
  readonly codepage: number;
  readonly names: PropertyNames;
  readonly limits: RuleValueLimits;
  /** Told of every value that is kept in part only, in words. */
  readonly onCut: (what: string) => void;
}

/** How much of a rule's values its record keeps. */
export type RuleValueLimits = Pick<Limits, 'ruleValues' | 'ruleCharacters'>;

/** A property value with its tag. */
export interface TaggedValue {
  readonly tag: number;
  readonly name: string;
  /** Bytes as hexadecimal, shortened. */
  readonly value: RuleValue['value'];
  /** The bytes of a binary value, whole; null for every other type. */
  readonly bytes: Uint8Array | null;
}

/** Most bytes of a binary value that a record keeps beside the bytes of the whole rule. */
const keptBytes = 512;

/** Reads a TaggedPropertyValue ([MS-OXCDATA] 2.11.4): the tag, type first, then the value. */
export function readTaggedValue(cursor: BlobCursor, form: BlobForm): TaggedValue {
  const tag = cursor.u32('a property tag');
  const name = nameOfTag(tag, form.names);
  const type = tag & 0xffff;
  if ((type & multiple) !== 0 && types.has(type & ~multiple))
    return { tag, name, value: readMultiple(cursor, type & ~multiple, form), bytes: null };
  return { tag, name, ...readOne(cursor, type, form) };
}

/** A tagged value as a record keeps it. */
export function ruleValueOf({ name, value }: TaggedValue): RuleValue {
  return { name, value };
}

/** Bit of the types of multiple values ([MS-OXCDATA] 2.11.1). */
const multiple = 0x1000;

type Read = Pick<TaggedValue, 'value' | 'bytes'>;

const plain = (value: RuleValue['value']): Read => ({ value, bytes: null });

const types: ReadonlyMap<number, (cursor: BlobCursor, form: BlobForm) => Read> = new Map([
  [0x0002, (cursor) => plain((cursor.u16('a value') << 16) >> 16)],
  [0x0003, (cursor) => plain(cursor.i32('a value'))],
  [0x0005, (cursor) => plain(finite(cursor.double('a value')))],
  [0x0006, (cursor) => plain(cursor.i64('a value'))],
  [0x0007, (cursor) => plain(finite(cursor.double('a value')))],
  [0x000a, (cursor) => plain(tagText(cursor.u32('an error code')))],
  [0x000b, (cursor) => plain(cursor.u8('a value') !== 0)],
  [0x0014, (cursor) => plain(cursor.i64('a value'))],
  [0x001e, (cursor, form) => plain(kept(text8(cursor.string8('a text'), form.codepage), form))],
  [0x001f, (cursor, form) => plain(kept(cursor.utf16('a text'), form))],
  [0x0040, (cursor) => plain(timeText(cursor.bytes(8, 'a time')))],
  [0x0048, (cursor) => plain(guidOf(cursor.bytes(16, 'a GUID')))],
  // PtypServerId counts its bytes in 16 bits in either form.
  [0x00fb, (cursor) => binary(cursor.bytes(cursor.u16('a size'), 'a server identifier'))],
  [0x0102, (cursor, form) => binary(cursor.bytes(cursor.count(form.countWidth, 1, 'the size of a binary value'), 'a binary value'))],
]);

function readOne(cursor: BlobCursor, type: number, form: BlobForm): Read {
  const read = types.get(type);
  if (read !== undefined) return read(cursor, form);
  cursor.fail(`a value at byte ${String(cursor.at)} is of the unknown type 0x${type.toString(16).padStart(4, '0')}`);
  return plain('');
}

// The count of values has the width of all counts of the form.
function readMultiple(cursor: BlobCursor, type: number, form: BlobForm): string[] {
  const count = cursor.count(form.countWidth, 1, 'the number of values');
  const values: string[] = [];
  for (let index = 0; index < count && cursor.isSound(); index += 1) {
    const { value } = readOne(cursor, type, form);
    if (values.length < form.limits.ruleValues && cursor.isSound()) values.push(String(value));
  }
  if (count > form.limits.ruleValues) form.onCut(`${String(form.limits.ruleValues)} of ${String(count)} values of a property are kept`);
  return values;
}

function kept(text: string, { limits, onCut }: BlobForm): string {
  if (text.length <= limits.ruleCharacters) return text;
  onCut(`${String(limits.ruleCharacters)} of ${String(text.length)} characters of a text are kept`);
  return text.slice(0, limits.ruleCharacters);
}

function binary(bytes: Uint8Array): Read {
  return { value: hexBeginning(bytes, keptBytes), bytes };
}

// JSON has no infinities.
function finite(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

function timeText(bytes: Uint8Array): string {
  const time = claimedTimeOf(bytes, '');
  return time === null ? '' : (time.instant ?? time.raw);
}
