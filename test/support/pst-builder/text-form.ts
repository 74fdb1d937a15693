import iconv from 'iconv-lite';
import { severalValues, types, valuesOf, type Property } from './property-values.ts';
import type { StoreFormat } from './store-layout.ts';

/** How the texts of a store, or of a message in it, are stored. */
export interface TextForm {
  /** Null for UTF-16. */
  readonly codePage: number | null;
  /** A property as it is stored: a text of the description in this form, all others as they are. */
  property(property: Property): Property;
  encode(text: string): Buffer;
  /** A text as readers have it again: of what the code page lacks, a question mark is left. */
  readBack(text: string): string;
}

/**
 * @param codePage of an ANSI store's 8-bit texts, as Windows numbers it, e.g. 932
 */
export function textForm(format: StoreFormat, codePage: number): TextForm {
  return format === 'unicode' ? wideForm : eightBitForm(codePage);
}

const wideForm: TextForm = {
  codePage: null,
  property: (property) => property,
  encode: (text) => Buffer.from(text, 'utf16le'),
  readBack: (text) => text,
};

function eightBitForm(codePage: number): TextForm {
  const charset = `cp${codePage}`;
  if (!iconv.encodingExists(charset)) throw new RangeError(`no code page ${codePage}`);
  const encode = (text: string): Buffer => iconv.encode(text, charset);
  const eightBit = (wide: Uint8Array): Buffer => encode(Buffer.from(wide).toString('utf16le'));
  return {
    codePage,
    property(property) {
      if (property.type === types.string) return { ...property, type: types.string8, bytes: eightBit(property.bytes) };
      if (property.type !== types.strings) return property;
      return { ...property, type: types.strings8, bytes: severalValues(valuesOf(property.bytes).map(eightBit)) };
    },
    encode,
    readBack: (text) => iconv.decode(encode(text), charset),
  };
}

/** The property type that texts of a description have in a store of the format; of all else the type itself. */
export function storedType(format: StoreFormat, type: number): number {
  return format === 'ansi' ? (eightBitTypes.get(type) ?? type) : type;
}

const eightBitTypes = new Map<number, number>([
  [types.string, types.string8],
  [types.strings, types.strings8],
]);
