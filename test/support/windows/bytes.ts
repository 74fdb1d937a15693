/** Bytes written little-endian, one after the other. */
export interface ByteWriter {
  u8(value: number): ByteWriter;
  u16(value: number): ByteWriter;
  u32(value: number): ByteWriter;
  u64(value: bigint): ByteWriter;
  bytes(value: Uint8Array): ByteWriter;
  /** Zeros. */
  zeros(count: number): ByteWriter;
  /** UTF-16LE without an end. */
  wide(value: string): ByteWriter;
  /** Latin-1 without an end. */
  narrow(value: string): ByteWriter;
  readonly length: number;
  done(): Uint8Array;
}

export function byteWriter(): ByteWriter {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const add = (bytes: Uint8Array): ByteWriter => {
    pieces.push(bytes);
    length += bytes.length;
    return writer;
  };
  const number = (size: number, value: bigint): ByteWriter => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt.asUintN(64, value));
    return add(bytes.subarray(0, size));
  };
  const writer: ByteWriter = {
    u8: (value) => number(1, BigInt(value)),
    u16: (value) => number(2, BigInt(value)),
    u32: (value) => number(4, BigInt(value)),
    u64: (value) => number(8, value),
    bytes: add,
    zeros: (count) => add(new Uint8Array(count)),
    wide: (value) => add(Buffer.from(value, 'utf16le')),
    narrow: (value) => add(Buffer.from(value, 'latin1')),
    get length() {
      return length;
    },
    done: () => Buffer.concat(pieces),
  };
  return writer;
}

/** A text in UTF-16LE with its end. */
export function wideText(text: string): Uint8Array {
  return Buffer.from(`${text}\0`, 'utf16le');
}

/** Ticks of 100 ns since 1601 of an instant such as `2026-03-14T09:26:53Z`. */
export function ticks(instant: string): bigint {
  return (BigInt(Date.parse(instant)) + 11_644_473_600_000n) * 10_000n;
}

/** A GUID as it is stored. */
export function storedGuid(text: string): Uint8Array {
  const hex = text.replace(/[{}-]/g, '');
  const bytes = Buffer.from(hex, 'hex');
  return Buffer.concat([bytes.subarray(0, 4).reverse(), bytes.subarray(4, 6).reverse(), bytes.subarray(6, 8).reverse(), bytes.subarray(8)]);
}
