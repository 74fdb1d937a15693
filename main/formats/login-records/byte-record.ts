import { createHash } from 'node:crypto';
import { bytesStep, type AccessEventClaims, type ContainerRef, type FactDraft, type Locator } from '#model/index.ts';
import type { ReaderOutput } from '../reader.ts';

/** The event that a run of bytes states. */
export function byteEvent(file: Locator, offsetBytes: number, bytes: Uint8Array, claimed: AccessEventClaims, intact = true): FactDraft {
  const range = { offsetBytes, lengthBytes: bytes.length };
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return {
    kind: 'event',
    locator: [...file, bytesStep(offsetBytes, bytes.length)],
    parent: null,
    observed: { range, sizeBytes: bytes.length, sha256, allocation: 'allocated', intact },
    claimed,
  };
}

/** Books a run of bytes that should be a record and is none. */
export function* lostRecord(container: ContainerRef, locator: Locator, detail: string): Generator<ReaderOutput, void, undefined> {
  yield { kind: 'expected', container, items: 1 };
  yield { kind: 'diagnostic', container, diagnostic: { code: 'item-unreadable', effect: 'item-lost', stage: 'read', locator, detail } };
}

/** Tells something about a file of which nothing is missing. */
export function noted(container: ContainerRef, code: 'log-entries-left-out' | 'limit-reached', detail: string): ReaderOutput {
  const { locator } = container;
  const effect = code === 'limit-reached' ? 'limit-reached' : 'noted';
  return { kind: 'diagnostic', container, diagnostic: { code, effect, stage: 'read', locator, detail } };
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
