/**
 * Walks over bytes of evidence without ever throwing. The first read past the end sets `trouble`; from then on reads give
 * zero or nothing, so that a decoder need only look at `trouble` where it would otherwise go on for long.
 */
export interface BlobCursor {
  /** Bytes read so far. */
  readonly at: number;
  readonly remaining: number;
  /** Why reading cannot go on, in a sentence; null while it can. */
  readonly trouble: string | null;
  /** Whether reading can go on: there is no trouble. */
  isSound(): boolean;
  u8(what: string): number;
  u16(what: string): number;
  u32(what: string): number;
  i32(what: string): number;
  /** 64 bits, as a number where it is exact and as decimal text otherwise. */
  i64(what: string): number | string;
  double(what: string): number;
  bytes(length: number, what: string): Uint8Array;
  /** UTF-16LE text up to and without its NUL. */
  utf16(what: string): string;
  /** 8-bit text up to and without its NUL, undecoded. */
  string8(what: string): Uint8Array;
  /** A count of things of at least `smallestBytes` each; 0 with trouble when there is no room for so many. */
  count(width: CountWidth, smallestBytes: number, what: string): number;
  /** Ends reading for a reason of the decoder's own. */
  fail(trouble: string): void;
}

/** Bytes of a count or length: 2 in standard rules, 4 in extended ones ([MS-OXORULE] 2.2.5, [MS-OXCDATA] 2.11.1.1). */
export type CountWidth = 2 | 4;

/** Starts at the beginning of the bytes. */
export function blobCursor(bytes: Uint8Array): BlobCursor {
  return new BytesCursor(bytes);
}

// A class, as accessors of an object literal are made anew for each object, with a hidden class of its own: probes make many.
class BytesCursor implements BlobCursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  #trouble: string | null = null;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get at(): number {
    return this.#at;
  }

  get remaining(): number {
    return this.#trouble === null ? this.#bytes.length - this.#at : 0;
  }

  get trouble(): string | null {
    return this.#trouble;
  }

  isSound(): boolean {
    return this.#trouble === null;
  }

  u8(what: string): number {
    const offset = this.#take(1, what);
    return offset === null ? 0 : this.#view.getUint8(offset);
  }

  u16(what: string): number {
    const offset = this.#take(2, what);
    return offset === null ? 0 : this.#view.getUint16(offset, true);
  }

  u32(what: string): number {
    const offset = this.#take(4, what);
    return offset === null ? 0 : this.#view.getUint32(offset, true);
  }

  i32(what: string): number {
    const offset = this.#take(4, what);
    return offset === null ? 0 : this.#view.getInt32(offset, true);
  }

  i64(what: string): number | string {
    const offset = this.#take(8, what);
    if (offset === null) return 0;
    const value = this.#view.getBigInt64(offset, true);
    return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  }

  double(what: string): number {
    const offset = this.#take(8, what);
    return offset === null ? 0 : this.#view.getFloat64(offset, true);
  }

  bytes(length: number, what: string): Uint8Array {
    const offset = this.#take(length, what);
    return offset === null ? nothing : this.#bytes.subarray(offset, offset + length);
  }

  utf16(what: string): string {
    let length = 0;
    while (this.#at + length + 1 < this.#bytes.length && this.#view.getUint16(this.#at + length, true) !== 0) length += 2;
    const text = utf16Of(this.bytes(length, what));
    this.#take(2, `the end of ${what}`);
    return text;
  }

  string8(what: string): Uint8Array {
    const end = this.#bytes.indexOf(0, this.#at);
    const text = this.bytes((end === -1 ? this.#bytes.length : end) - this.#at, what);
    this.#take(1, `the end of ${what}`);
    return text;
  }

  count(width: CountWidth, smallestBytes: number, what: string): number {
    const start = this.#at;
    const stated = width === 2 ? this.u16(what) : this.u32(what);
    if (this.#trouble !== null) return 0;
    const left = this.#bytes.length - this.#at;
    if (stated * smallestBytes <= left) return stated;
    this.fail(`${what} at byte ${String(start)} is ${String(stated)}, for which the ${String(left)} bytes left are too few`);
    return 0;
  }

  fail(trouble: string): void {
    this.#trouble ??= trouble;
  }

  /** Where the next `length` bytes begin, or null when there are not so many. */
  #take(length: number, what: string): number | null {
    if (this.#trouble !== null) return null;
    const left = this.#bytes.length - this.#at;
    if (length > left) {
      this.fail(`${what} at byte ${String(this.#at)} needs ${String(length)} bytes; ${String(left)} are left`);
      return null;
    }
    this.#at += length;
    return this.#at - length;
  }
}

/** Decodes UTF-16LE; lone surrogates stay what they are. */
export function utf16Of(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength - (bytes.byteLength % 2)).toString('utf16le');
}

/** Hexadecimal of at most the first `most` bytes. */
export function hexBeginning(bytes: Uint8Array, most: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, most)).toString('hex');
}

/** A GUID as text: its first three fields are little-endian ([MS-DTYP] 2.3.4.2). Empty when there are not 16 bytes. */
export function guidOf(bytes: Uint8Array): string {
  if (bytes.length < 16) return '';
  const hex = hexBeginning(bytes, 16);
  const swapped = (start: number, end: number): string => (hex.slice(start, end).match(/../g) ?? []).reverse().join('');
  return [swapped(0, 8), swapped(8, 12), swapped(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

const nothing = new Uint8Array(0);
