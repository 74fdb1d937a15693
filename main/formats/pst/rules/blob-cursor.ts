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
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let trouble: string | null = null;
  const fail = (reason: string): void => {
    trouble ??= reason;
  };
  /** Where the next `length` bytes begin, or null when there are not so many. */
  const take = (length: number, what: string): number | null => {
    if (trouble !== null) return null;
    if (length > bytes.length - at) {
      fail(`${what} at byte ${String(at)} needs ${String(length)} bytes; ${String(bytes.length - at)} are left`);
      return null;
    }
    at += length;
    return at - length;
  };
  const number = (length: number, what: string, read: (offset: number) => number): number => {
    const offset = take(length, what);
    return offset === null ? 0 : read(offset);
  };
  const slice = (length: number, what: string): Uint8Array => {
    const offset = take(length, what);
    return offset === null ? nothing : bytes.subarray(offset, offset + length);
  };
  const cursor: BlobCursor = {
    get at() {
      return at;
    },
    get remaining() {
      return trouble === null ? bytes.length - at : 0;
    },
    get trouble() {
      return trouble;
    },
    isSound: () => trouble === null,
    u8: (what) => number(1, what, (offset) => view.getUint8(offset)),
    u16: (what) => number(2, what, (offset) => view.getUint16(offset, true)),
    u32: (what) => number(4, what, (offset) => view.getUint32(offset, true)),
    i32: (what) => number(4, what, (offset) => view.getInt32(offset, true)),
    i64(what) {
      const offset = take(8, what);
      if (offset === null) return 0;
      const value = view.getBigInt64(offset, true);
      return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
    },
    double: (what) => number(8, what, (offset) => view.getFloat64(offset, true)),
    bytes: slice,
    utf16(what) {
      let length = 0;
      while (at + length + 1 < bytes.length && view.getUint16(at + length, true) !== 0) length += 2;
      const text = utf16Of(slice(length, what));
      take(2, `the end of ${what}`);
      return text;
    },
    string8(what) {
      const end = bytes.indexOf(0, at);
      const text = slice((end === -1 ? bytes.length : end) - at, what);
      take(1, `the end of ${what}`);
      return text;
    },
    count(width, smallestBytes, what) {
      const start = at;
      const stated = width === 2 ? cursor.u16(what) : cursor.u32(what);
      if (trouble !== null || stated * smallestBytes <= bytes.length - at) return trouble === null ? stated : 0;
      fail(`${what} at byte ${String(start)} is ${String(stated)}, for which the ${String(bytes.length - at)} bytes left are too few`);
      return 0;
    },
    fail,
  };
  return cursor;
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
