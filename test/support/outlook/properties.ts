/** A property for the builders of Outlook files: its tag, and its raw value. */
export interface BuiltProperty {
  readonly id: number;
  readonly type: number;
  readonly value: Uint8Array;
  /** Of a property with several values of any size, each of them; `value` is then not used. */
  readonly values?: readonly Uint8Array[];
  readonly name?: { readonly guid: string; readonly name: number | string };
}

export const wide = (id: number, text: string): BuiltProperty => ({ id, type: 0x001f, value: Buffer.from(text, 'utf16le') });

export const narrow = (id: number, bytes: Uint8Array | string): BuiltProperty => ({
  id,
  type: 0x001e,
  value: typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes,
});

export const bytesOf = (id: number, value: Uint8Array | string): BuiltProperty => ({
  id,
  type: 0x0102,
  value: typeof value === 'string' ? Buffer.from(value, 'latin1') : value,
});

export const integer = (id: number, value: number): BuiltProperty => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return { id, type: 0x0003, value: bytes };
};

export const flag = (id: number, value: 0 | 1): BuiltProperty => ({ id, type: 0x000b, value: Uint8Array.of(value) });

/** A FILETIME. */
export const time = (id: number, iso: string): BuiltProperty => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(Date.parse(iso) + 11_644_473_600_000) * 10_000n);
  return { id, type: 0x0040, value: bytes };
};

/** A GUID in its 16 bytes ([MS-DTYP] 2.3.4.2). */
export function guidBytes(text: string): Uint8Array {
  const hex = text.replaceAll('-', '');
  const bytes = Buffer.from(hex, 'hex');
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}
