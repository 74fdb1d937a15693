/**
 * Little-endian numbers of a run of bytes. What lies beyond its end reads as zero, so that a structure that is cut off can
 * be read as far as it goes; whoever must know asks `has` first.
 */
export interface Fields {
  readonly bytes: Uint8Array;
  has(offsetBytes: number, lengthBytes: number): boolean;
  u8(offsetBytes: number): number;
  u16(offsetBytes: number): number;
  u32(offsetBytes: number): number;
  i32(offsetBytes: number): number;
  u64(offsetBytes: number): bigint;
  /** A view of the same bytes, shorter at their end. */
  slice(offsetBytes: number, lengthBytes: number): Uint8Array;
}

/** Opens bytes for reading fields out of them. */
export function fieldsOf(bytes: Uint8Array): Fields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const has = (offset: number, length: number): boolean => offset >= 0 && length >= 0 && offset + length <= bytes.length;
  return {
    bytes,
    has,
    u8: (offset) => bytes[offset] ?? 0,
    u16: (offset) => (has(offset, 2) ? view.getUint16(offset, true) : 0),
    u32: (offset) => (has(offset, 4) ? view.getUint32(offset, true) : 0),
    i32: (offset) => (has(offset, 4) ? view.getInt32(offset, true) : 0),
    u64: (offset) => (has(offset, 8) ? view.getBigUint64(offset, true) : 0n),
    slice: (offset, length) => bytes.subarray(Math.max(0, offset), Math.max(0, offset) + Math.max(0, length)),
  };
}
