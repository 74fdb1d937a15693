/** Property types ([MS-OXCDATA] 2.11.1). */
export const types = {
  integer16: 0x0002,
  integer32: 0x0003,
  float64: 0x0005,
  boolean: 0x000b,
  object: 0x000d,
  integer64: 0x0014,
  string8: 0x001e,
  string: 0x001f,
  time: 0x0040,
  guid: 0x0048,
  binary: 0x0102,
  integers32: 0x1003,
  strings8: 0x101e,
  strings: 0x101f,
  binaries: 0x1102,
} as const;

/** The name of a named property: a property set and a number or a string in it. */
export interface NamedId {
  /** As text, e.g. `00062008-0000-0000-c000-000000000046`. */
  readonly guid: string;
  readonly name: number | string;
}

/** A property as it is to be stored. */
export interface Property {
  readonly id: number | NamedId;
  readonly type: number;
  /** The value as it is stored, without padding. */
  readonly bytes: Uint8Array;
}

export type PropertyId = Property['id'];

/** A UTF-16 text (PtypString), which Outlook stores without a terminating NUL. */
export function text(id: PropertyId, value: string): Property {
  return { id, type: types.string, bytes: Buffer.from(value, 'utf16le') };
}

/** An 8-bit text (PtypString8), given as its bytes. */
export function text8(id: PropertyId, bytes: Uint8Array): Property {
  return { id, type: types.string8, bytes };
}

export function integer16(id: PropertyId, value: number): Property {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value & 0xffff);
  return { id, type: types.integer16, bytes };
}

/** An integer of 32 bits, signed or not. */
export function integer32(id: PropertyId, value: number): Property {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return { id, type: types.integer32, bytes };
}

export function integer64(id: PropertyId, value: bigint): Property {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt.asIntN(64, value));
  return { id, type: types.integer64, bytes };
}

export function float64(id: PropertyId, value: number): Property {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return { id, type: types.float64, bytes };
}

export function flag(id: PropertyId, value: 'yes' | 'no'): Property {
  return { id, type: types.boolean, bytes: Buffer.from([value === 'yes' ? 1 : 0]) };
}

/** A FILETIME ([MS-DTYP] 2.3.3): 100 ns since 1601 in UTC. */
export function time(id: PropertyId, value: Date): Property {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE((BigInt(value.getTime()) + 11_644_473_600_000n) * 10_000n);
  return { id, type: types.time, bytes };
}

export function binary(id: PropertyId, bytes: Uint8Array): Property {
  return { id, type: types.binary, bytes };
}

export function guid(id: PropertyId, value: string): Property {
  return { id, type: types.guid, bytes: guidBytes(value) };
}

/** Several integers of 32 bits ([MS-PST] 2.3.3.4.1). */
export function integers32(id: PropertyId, values: readonly number[]): Property {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value >>> 0, 4 * index);
  return { id, type: types.integers32, bytes };
}

export function texts(id: PropertyId, values: readonly string[]): Property {
  return {
    id,
    type: types.strings,
    bytes: severalValues(values.map((value) => Buffer.from(value, 'utf16le'))),
  };
}

export function binaries(id: PropertyId, values: readonly Uint8Array[]): Property {
  return { id, type: types.binaries, bytes: severalValues(values) };
}

/** The bytes of a GUID ([MS-DTYP] 2.3.4): its first three parts are little endian. */
export function guidBytes(value: string): Buffer {
  const bytes = Buffer.from(value.replaceAll('-', ''), 'hex');
  if (bytes.length !== 16) throw new RangeError(`${value} is no GUID`);
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}

/** Values of variable size: their number, where each begins, and the values ([MS-PST] 2.3.3.4.2). */
export function severalValues(values: readonly Uint8Array[]): Buffer {
  const head = Buffer.alloc(4 + 4 * values.length);
  head.writeUInt32LE(values.length, 0);
  let start = head.length;
  for (const [index, value] of values.entries()) {
    head.writeUInt32LE(start, 4 + 4 * index);
    start += value.length;
  }
  return Buffer.concat([head, ...values]);
}

/** The values that `severalValues` joined. */
export function valuesOf(bytes: Uint8Array): readonly Uint8Array[] {
  const joined = Buffer.from(bytes);
  const starts = Array.from({ length: joined.readUInt32LE(0) }, (_, index) => joined.readUInt32LE(4 + 4 * index));
  return starts.map((start, index) => joined.subarray(start, starts[index + 1] ?? joined.length));
}
