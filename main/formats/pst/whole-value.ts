import type { Outcome, Property } from 'libpff-wasm';

/** An item whose long values can be read in pieces. */
export interface ValueReader {
  readValue(property: Property, offsetBytes: number, lengthBytes: number): Outcome<Uint8Array>;
}

/** The beginning of a value, and whether that is all of it. */
export interface WholeValue {
  readonly bytes: Uint8Array;
  readonly isWhole: boolean;
}

/** Reads a value up to a limit, whether it came inline or not. */
export function wholeValue(item: ValueReader, property: Property, limitBytes: number): Outcome<WholeValue> {
  const isWhole = property.sizeBytes <= limitBytes;
  if (property.bytes !== null) {
    return { ok: true, value: { bytes: isWhole ? property.bytes : property.bytes.subarray(0, limitBytes), isWhole } };
  }
  const read = item.readValue(property, 0, Math.min(property.sizeBytes, limitBytes));
  return read.ok ? { ok: true, value: { bytes: read.value, isWhole } } : read;
}
