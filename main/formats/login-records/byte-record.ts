import { hash } from 'node:crypto';
import { bytesStep, type AccessEventClaims, type FactDraft, type Locator } from '#model/index.ts';

/** The event that a run of bytes states. */
export function byteEvent(file: Locator, offsetBytes: number, bytes: Uint8Array, claimed: AccessEventClaims, intact = true): FactDraft {
  const range = { offsetBytes, lengthBytes: bytes.length };
  const sha256 = hash('sha256', bytes);
  return {
    kind: 'event',
    locator: [...file, bytesStep(offsetBytes, bytes.length)],
    parent: null,
    observed: { range, sizeBytes: bytes.length, sha256, allocation: 'allocated', intact },
    claimed,
  };
}

/** A text of fixed room that ends at its first zero byte: UTF-8, with replacement characters where it is none. */
export function fixedText(bytes: Buffer, from: number, room: number): string {
  const field = bytes.subarray(from, from + room);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end === -1 ? field.length : end);
}

/** Tells whether a field of fixed room holds a name as a system writes it: printable before the first zero byte. */
export function isPlainField(bytes: Buffer, from: number, room: number): boolean {
  const field = bytes.subarray(from, from + room);
  const end = field.indexOf(0);
  return field.subarray(0, end === -1 ? room : end).every((byte) => byte >= 0x20 && byte !== 0x7f);
}
