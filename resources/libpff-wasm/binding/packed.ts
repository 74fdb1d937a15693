/** Decodes what shim/*.c packs. Little-endian throughout; values are views on the packed bytes, not copies. */

/** Name of a named property ([MS-OXPROPS] 1.3.2): a property set and a number or a text in it. */
export interface PropertyName {
  /** `00062008-0000-0000-c000-000000000046` */
  readonly guid: string;
  readonly name: number | string;
}

/** One property as the store holds it. */
export interface Property {
  /** Identifier, the upper half of the tag. */
  readonly id: number;
  /** Type, the lower half of the tag ([MS-OXCDATA] 2.11.1). */
  readonly type: number;
  readonly name: PropertyName | null;
  readonly sizeBytes: number;
  /** The raw value; null when it is longer than the inline limit (then `readValue` gives it) or cannot be read. */
  readonly bytes: Uint8Array | null;
  readonly isReadable: boolean;
  /** Where the property stands, for `readValue`. */
  readonly setIndex: number;
  readonly index: number;
}

/** A part of an item that could not be read. */
export interface Trouble {
  /** `blocks`: data that does not match its checksum; it was taken as it is, so anything of the item may be wrong. */
  readonly part: 'properties' | 'recipients' | 'attachments' | 'folders' | 'messages' | 'associated' | 'blocks' | 'unknown';
  readonly backtrace: string;
}

/** Walks over packed bytes. Running over their end is a bug of the shim and throws RangeError. */
export class Cursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u8(): number {
    const value = this.#view.getUint8(this.#at);
    this.#at += 1;
    return value;
  }

  u16(): number {
    const value = this.#view.getUint16(this.#at, true);
    this.#at += 2;
    return value;
  }

  u32(): number {
    const value = this.#view.getUint32(this.#at, true);
    this.#at += 4;
    return value;
  }

  bytes(length: number): Uint8Array {
    if (this.#at + length > this.#bytes.length) throw new RangeError('packed result ends early');
    const value = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return value;
  }

  text(length: number): string {
    return utf8.decode(this.bytes(length));
  }

  /** A count of which the shim writes 0xffffffff when it could not be found out. */
  count(): number | null {
    const value = this.u32();
    return value === 0xffffffff ? null : value;
  }

  /** All record sets of an item; messages, folders and attachments have one. */
  recordSets(): Property[][] {
    const sets: Property[][] = [];
    const count = this.u32();
    for (let setIndex = 0; setIndex < count; setIndex += 1) {
      const properties: Property[] = [];
      const size = this.u32();
      for (let index = 0; index < size; index += 1) properties.push(this.#property(setIndex, index));
      sets.push(properties);
    }
    return sets;
  }

  troubles(): Trouble[] {
    const troubles: Trouble[] = [];
    for (let part = this.u8(); part !== 0; part = this.u8()) {
      troubles.push({ part: parts[part] ?? 'unknown', backtrace: this.text(this.u16()) });
    }
    return troubles;
  }

  #property(setIndex: number, index: number): Property {
    const id = this.u16();
    const type = this.u16();
    const flags = this.u8();
    const sizeBytes = this.u32();
    const name = (flags & flagNamed) === 0 ? null : this.#name();
    const bytes = (flags & flagInline) === 0 ? null : this.bytes(sizeBytes);
    return { id, type, name, sizeBytes, bytes, isReadable: (flags & flagUnreadable) === 0, setIndex, index };
  }

  #name(): PropertyName {
    const guid = guidText(this.bytes(16));
    return { guid, name: this.u8() === nameIsText ? this.text(this.u16()) : this.u32() };
  }
}

const flagInline = 1;
const flagNamed = 2;
const flagUnreadable = 4;
const nameIsText = 1;
const parts = [undefined, 'properties', 'recipients', 'attachments', 'folders', 'messages', 'associated', 'blocks'] as const;
const utf8 = new TextDecoder();

// [MS-DTYP] 2.3.4.2: the first three fields of a GUID are little-endian.
function guidText(bytes: Uint8Array): string {
  const hex = (indexes: readonly number[]): string => indexes.map((index) => (bytes[index] ?? 0).toString(16).padStart(2, '0')).join('');
  return [hex([3, 2, 1, 0]), hex([5, 4]), hex([7, 6]), hex([8, 9]), hex([10, 11, 12, 13, 14, 15])].join('-');
}
