import { charsetOfCodepage } from '../mime/codepage.ts';
import { decodeText } from '../mime/charset.ts';
import { claimedTimeOf, utf16Text } from './property-bag.ts';
import { guidOf } from './rules/blob-cursor.ts';
import { withoutPadding } from '../padded-text.ts';

/** A property type ([MS-OXCDATA] 2.11.1): its name, and how a value of it is written for people. */
interface TypeForm {
  readonly name: string;
  /** Bytes of a value; null for those of any size. */
  readonly bytes: number | null;
  /** Null where the type has no form but its bytes. */
  readonly words: ((value: Uint8Array, codepage: number) => string) | null;
}

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const hexNumber = (value: number): string => `0x${(value >>> 0).toString(16).padStart(8, '0')}`;

const forms: ReadonlyMap<number, TypeForm> = new Map<number, TypeForm>([
  [0x0002, { name: 'PtypInteger16', bytes: 2, words: (value) => String(view(value).getInt16(0, true)) }],
  [0x0003, { name: 'PtypInteger32', bytes: 4, words: (value) => integerWords(view(value).getInt32(0, true)) }],
  [0x0004, { name: 'PtypFloating32', bytes: 4, words: (value) => String(view(value).getFloat32(0, true)) }],
  [0x0005, { name: 'PtypFloating64', bytes: 8, words: (value) => String(view(value).getFloat64(0, true)) }],
  [0x0006, { name: 'PtypCurrency', bytes: 8, words: (value) => currencyWords(view(value).getBigInt64(0, true)) }],
  // Days since 1899-12-30 in the zone of whoever wrote them.
  [0x0007, { name: 'PtypFloatingTime', bytes: 8, words: (value) => `${String(view(value).getFloat64(0, true))} days since 1899-12-30` }],
  [0x000a, { name: 'PtypErrorCode', bytes: 4, words: (value) => hexNumber(view(value).getUint32(0, true)) }],
  [0x000b, { name: 'PtypBoolean', bytes: 1, words: (value) => (value[0] === 0 ? 'false' : 'true') }],
  [0x000d, { name: 'PtypObject', bytes: null, words: null }],
  [0x0014, { name: 'PtypInteger64', bytes: 8, words: (value) => view(value).getBigInt64(0, true).toString() }],
  [
    0x001e,
    { name: 'PtypString8', bytes: null, words: (value, codepage) => withoutPadding(decodeText(value, charsetOfCodepage(codepage)).text) },
  ],
  [0x001f, { name: 'PtypString', bytes: null, words: (value) => withoutPadding(utf16Text(value)) }],
  [0x0040, { name: 'PtypTime', bytes: 8, words: timeWords }],
  [0x0048, { name: 'PtypGuid', bytes: 16, words: guidOf }],
  [0x00fb, { name: 'PtypServerId', bytes: null, words: null }],
  [0x00fd, { name: 'PtypRestriction', bytes: null, words: null }],
  [0x00fe, { name: 'PtypRuleAction', bytes: null, words: null }],
  [0x0102, { name: 'PtypBinary', bytes: null, words: null }],
]);

/** Bit of the types of multiple values. */
const multiple = 0x1000;

/** The name of a property type, or its number. */
export function typeName(type: number): string {
  const one = forms.get(type & ~multiple);
  if (one === undefined) return `0x${type.toString(16).padStart(4, '0')}`;
  return (type & multiple) === 0 ? one.name : one.name.replace('Ptyp', 'PtypMultiple');
}

/**
 * Writes the value of a property for people.
 * @param value the stored bytes, or their beginning
 * @returns null for a type that has no form but its bytes, and for a value shorter than its type
 */
export function valueWords(type: number, value: Uint8Array, codepage: number): string | null {
  const form = forms.get(type & ~multiple);
  if (form?.words == null) return null;
  const { bytes, words } = form;
  if ((type & multiple) === 0) return bytes !== null && value.length < bytes ? null : words(value, codepage);
  const values = bytes === null ? variableValues(value) : fixedValues(value, bytes);
  return values.map((one) => words(one, codepage)).join('\n');
}

function fixedValues(value: Uint8Array, bytes: number): Uint8Array[] {
  return Array.from({ length: Math.floor(value.length / bytes) }, (_, at) => value.subarray(at * bytes, (at + 1) * bytes));
}

/** Multiple values of variable size ([MS-PST] 2.3.3.4.2): their number, where each begins, then the values. */
function variableValues(value: Uint8Array): Uint8Array[] {
  const numbers = view(value);
  const count = value.length < 4 ? 0 : Math.min(numbers.getUint32(0, true), Math.floor((value.length - 4) / 4));
  const start = (at: number): number => (at < count ? numbers.getUint32(4 + 4 * at, true) : value.length);
  return Array.from({ length: count }, (_, at) => value.subarray(start(at), Math.max(start(at), start(at + 1))));
}

function integerWords(value: number): string {
  return `${String(value)} (${hexNumber(value)})`;
}

/** Ten-thousandths of a unit. */
function currencyWords(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(5, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`;
}

function timeWords(value: Uint8Array): string {
  const time = claimedTimeOf(value, '');
  if (time === null) return 'not set';
  return time.instant === null ? time.raw : `${time.instant} (${time.raw})`;
}
