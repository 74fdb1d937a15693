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
    const start = this.#pass(length);
    return this.#bytes.subarray(start, start + length);
  }

  text(length: number): string {
    return utf8.decode(this.bytes(length));
  }

  /** A count of which the shim writes 0xffffffff when it could not be found out. */
  count(): number | null {
    const value = this.u32();
    return value === 0xffffffff ? null : value;
  }

  /** The properties of an item that has one record set, as messages, folders and attachments do; none where it has no set. */
  onlySet(): Property[] {
    const sets = this.u32();
    const properties = sets === 0 ? [] : this.set(0);
    for (let setIndex = 1; setIndex < sets; setIndex += 1) this.#skipSet();
    return properties;
  }

  /** Passes over all record sets of an item, which are decoded when they are wanted. */
  laterSets(): RecordSets {
    const sets = this.u32();
    const start = this.#at;
    for (let setIndex = 0; setIndex < sets; setIndex += 1) this.#skipSet();
    return new RecordSets(this.#bytes.subarray(start, this.#at), sets);
  }

  /** The next record set. */
  set(setIndex: number): Property[] {
    const properties: Property[] = [];
    const size = this.u32();
    for (let index = 0; index < size; index += 1) properties.push(this.#property(setIndex, index));
    return properties;
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
    const valueAt = (flags & flagInline) === 0 ? -1 : this.#pass(sizeBytes);
    return new PackedProperty(this.#bytes, valueAt, {
      id,
      type,
      name,
      sizeBytes,
      isReadable: (flags & flagUnreadable) === 0,
      setIndex,
      index,
    });
  }

  #skipSet(): void {
    const size = this.u32();
    for (let index = 0; index < size; index += 1) {
      this.#pass(4);
      const flags = this.u8();
      const sizeBytes = this.u32();
      if ((flags & flagNamed) !== 0) {
        this.#pass(16);
        this.#pass(this.u8() === nameIsText ? this.u16() : 4);
      }
      if ((flags & flagInline) !== 0) this.#pass(sizeBytes);
    }
  }

  /** Goes on by a number of bytes, and says where they begin. */
  #pass(length: number): number {
    const start = this.#at;
    if (start + length > this.#bytes.length) throw new RangeError('packed result ends early');
    this.#at += length;
    return start;
  }

  #name(): PropertyName {
    const guid = guidText(this.bytes(16));
    return { guid, name: this.u8() === nameIsText ? this.text(this.u16()) : this.u32() };
  }
}

/**
 * Record sets that are decoded each time they are gone through: a message may have a hundred thousand recipients, of
 * which only the addresses are kept.
 */
export class RecordSets implements Iterable<readonly Property[]> {
  readonly length: number;
  readonly #packed: Uint8Array;

  constructor(packed: Uint8Array, length: number) {
    this.#packed = packed;
    this.length = length;
  }

  *[Symbol.iterator](): Generator<readonly Property[], void, undefined> {
    const cursor = new Cursor(this.#packed);
    for (let setIndex = 0; setIndex < this.length; setIndex += 1) yield cursor.set(setIndex);
  }
}

/** A property whose value is looked up in the packed bytes when it is asked for, as few are. */
class PackedProperty implements Property {
  readonly id: number;
  readonly type: number;
  readonly name: PropertyName | null;
  readonly sizeBytes: number;
  readonly isReadable: boolean;
  readonly setIndex: number;
  readonly index: number;
  readonly #packed: Uint8Array;
  readonly #valueAt: number;
  #bytes: Uint8Array | null = null;

  /** @param valueAt where the value begins in the packed bytes; -1: it did not come inline */
  constructor(packed: Uint8Array, valueAt: number, facts: Omit<Property, 'bytes'>) {
    this.id = facts.id;
    this.type = facts.type;
    this.name = facts.name;
    this.sizeBytes = facts.sizeBytes;
    this.isReadable = facts.isReadable;
    this.setIndex = facts.setIndex;
    this.index = facts.index;
    this.#packed = packed;
    this.#valueAt = valueAt;
  }

  get bytes(): Uint8Array | null {
    if (this.#bytes === null && this.#valueAt >= 0) this.#bytes = this.#packed.subarray(this.#valueAt, this.#valueAt + this.sizeBytes);
    return this.#bytes;
  }
}

const flagInline = 1;
const flagNamed = 2;
const flagUnreadable = 4;
const nameIsText = 1;
const parts = [undefined, 'properties', 'recipients', 'attachments', 'folders', 'messages', 'associated', 'blocks'] as const;
const utf8 = new TextDecoder();

// A store names few property sets, over and over.
const guidTexts = new Map<string, string>();
const mostGuidTexts = 1000;

// [MS-DTYP] 2.3.4.2: the first three fields of a GUID are little-endian.
function guidText(bytes: Uint8Array): string {
  const key = String.fromCharCode(...bytes);
  const known = guidTexts.get(key);
  if (known !== undefined) return known;
  const hex = (indexes: readonly number[]): string => indexes.map((index) => (bytes[index] ?? 0).toString(16).padStart(2, '0')).join('');
  const text = [hex([3, 2, 1, 0]), hex([5, 4]), hex([7, 6]), hex([8, 9]), hex([10, 11, 12, 13, 14, 15])].join('-');
  if (guidTexts.size < mostGuidTexts) guidTexts.set(key, text);
  return text;
}
