import type { ByteRange, Limits } from '#model/index.ts';
import { collectNotes, type Notes } from './notes.ts';
import { appleInstant } from './apple-time.ts';
import type { PlistEntry, PlistReading, PlistValue } from './plist-value.ts';

/** The bytes that a binary property list begins with; two digits of a version follow. */
export const binaryMark = 'bplist';

/**
 * Reads a binary property list, version 00 (CoreFoundation's CFBinaryPList.c, as Apple publishes it: objects, a table of
 * their offsets, and a trailer of 32 bytes that leads to both).
 *
 * Each object is read once, however often it is referred to; an object within itself and one deeper than the limit are
 * `unread`. What objects take together cannot be more than the list has bytes, so objects that overlap end the reading
 * instead of multiplying it.
 */
export function readBinaryPlist(bytes: Uint8Array, limits: Pick<Limits, 'nestingDepth'>): PlistReading {
  const notes = collectNotes();
  const layout = readTrailer(bytes, notes);
  const root = layout === null ? null : objectReader(bytes, layout, limits, notes)(layout.top, 0);
  return { form: 'binary', root, troubles: notes.troubles(), limits: notes.limits() };
}

interface Layout {
  readonly offsetSize: number;
  readonly referenceSize: number;
  readonly objects: number;
  readonly top: number;
  readonly table: number;
}

const trailerBytes = 32;

function readTrailer(bytes: Uint8Array, notes: Notes): Layout | null {
  const start = bytes.length - trailerBytes;
  if (start < 8) {
    notes.trouble('The list is too short for the trailer that leads to its objects.');
    return null;
  }
  const [offsetSize = 0, referenceSize = 0] = bytes.subarray(start + 6, start + 8);
  const [objects, top, table] = [8, 16, 24].map((at) => bigEndian(bytes, start + at, 8)) as [bigint, bigint, bigint];
  const isSane =
    offsetSize >= 1 &&
    offsetSize <= 8 &&
    referenceSize >= 1 &&
    referenceSize <= 8 &&
    top < objects &&
    table + objects * BigInt(offsetSize) <= BigInt(start);
  if (!isSane) {
    notes.trouble('The trailer that leads to the objects is damaged or missing.');
    return null;
  }
  return { offsetSize, referenceSize, objects: Number(objects), top: Number(top), table: Number(table) };
}

function objectReader(
  bytes: Uint8Array,
  layout: Layout,
  limits: Pick<Limits, 'nestingDepth'>,
  notes: Notes,
): (index: number, depth: number) => PlistValue {
  const known = new Map<number, PlistValue>();
  const open = new Set<number>();
  let bytesLeft = bytes.length;

  const unread = (reason: string): PlistValue => {
    notes.trouble(reason);
    return { kind: 'unread', reason, range: null };
  };

  const objectAt = (index: number, depth: number): PlistValue => {
    const before = known.get(index);
    if (before !== undefined) return before;
    if (index >= layout.objects) return unread('A reference leads to an object that is not there.');
    if (open.has(index)) return unread('An object holds itself.');
    if (depth > limits.nestingDepth) {
      const reason = `Objects are nested deeper than ${String(limits.nestingDepth)}; the deeper ones were not read.`;
      notes.limit(reason);
      return { kind: 'unread', reason, range: null };
    }
    open.add(index);
    const value = readObject(index, depth);
    open.delete(index);
    known.set(index, value);
    return value;
  };

  const readObject = (index: number, depth: number): PlistValue => {
    const at = numberAt(bytes, layout.table + index * layout.offsetSize, layout.offsetSize);
    if (at < 8 || at >= layout.table) return unread('An object lies outside the list.');
    const marker = bytes[at] ?? 0;
    const high = marker >> 4;
    const head = high === 0 || high === 1 || high === 2 || high === 3 || high === 8 ? { count: marker & 15, body: at + 1 } : countAt(at);
    if (head === null) return unread('The size of an object is damaged.');
    const { count, body } = head;
    const size = sizeOf(high, count, layout.referenceSize);
    if (size === null) return unread(`An object is of the unknown kind 0x${marker.toString(16).padStart(2, '0')}.`);
    if (body + size > layout.table) return unread('An object reaches beyond the end of the list.');
    bytesLeft -= size + 1;
    if (bytesLeft < 0) {
      return unread('The objects together are larger than the list, so some of them overlap; no more were read.');
    }
    const range: ByteRange = { offsetBytes: at, lengthBytes: body - at + size };
    const reference = (position: number): PlistValue =>
      objectAt(numberAt(bytes, body + position * layout.referenceSize, layout.referenceSize), depth + 1);
    if (high === 0xa || high === 0xb || high === 0xc) {
      return { kind: 'array', items: Array.from({ length: count }, (_, position) => reference(position)), range };
    }
    if (high === 0xd) {
      const entries = Array.from({ length: count }, (_, position): PlistEntry => {
        const key = reference(position);
        if (key.kind !== 'text') notes.trouble('A key of a dictionary is no text.');
        return { key: key.kind === 'text' ? key.text : '', value: reference(count + position) };
      });
      return { kind: 'dictionary', entries, range };
    }
    return scalar(bytes, high, marker, body, size, range) ?? unread('An object is damaged.');
  };

  // A count above 14 follows as an integer object of its own.
  const countAt = (at: number): { count: number; body: number } | null => {
    const small = (bytes[at] ?? 0) & 15;
    if (small < 15) return { count: small, body: at + 1 };
    const marker = bytes[at + 1] ?? 0;
    if (marker >> 4 !== 1 || (marker & 15) > 3) return null;
    const length = 1 << (marker & 15);
    const count = numberAt(bytes, at + 2, length);
    return count > bytes.length ? null : { count, body: at + 2 + length };
  };
  return objectAt;
}

/** Bytes of an object after its marker and count; null for kinds that are unknown. */
function sizeOf(high: number, count: number, referenceSize: number): number | null {
  switch (high) {
    case 0x0:
      return 0;
    case 0x1:
      return count <= 4 ? 1 << count : null;
    case 0x2:
      return count === 2 || count === 3 ? 1 << count : null;
    case 0x3:
      return count === 3 ? 8 : null;
    case 0x4:
    case 0x5:
    case 0x7:
      return count;
    case 0x6:
      return count * 2;
    case 0x8:
      return count + 1;
    case 0xa:
    case 0xb:
    case 0xc:
      return count * referenceSize;
    case 0xd:
      return count * 2 * referenceSize;
    default:
      return null;
  }
}

function scalar(bytes: Uint8Array, high: number, marker: number, body: number, size: number, range: ByteRange): PlistValue | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset + body, size);
  switch (high) {
    case 0x0:
      if (marker === 0x08 || marker === 0x09) return { kind: 'boolean', value: marker === 0x09, range };
      return marker === 0x00 ? { kind: 'null', range } : null;
    case 0x1: {
      // Integers of 8 and 16 bytes have a sign, shorter ones have none.
      const value = bigEndian(bytes, body, size);
      return { kind: 'integer', value: size >= 8 ? BigInt.asIntN(size * 8, value) : value, range };
    }
    case 0x2:
      return { kind: 'real', value: size === 4 ? buffer.readFloatBE(0) : buffer.readDoubleBE(0), range };
    case 0x3: {
      const seconds = buffer.readDoubleBE(0);
      return { kind: 'date', instant: appleInstant(seconds), raw: String(seconds), range };
    }
    case 0x4:
      return { kind: 'bytes', bytes: buffer, range };
    case 0x5:
      return { kind: 'text', text: buffer.toString('latin1'), range };
    case 0x6:
      return { kind: 'text', text: Buffer.from(buffer).swap16().toString('utf16le'), range };
    case 0x7:
      return { kind: 'text', text: buffer.toString('utf8'), range };
    case 0x8:
      return { kind: 'uid', value: bigEndian(bytes, body, size), range };
    default:
      return null;
  }
}

// For places and counts: inexact beyond 2^53, where no file reaches.
function numberAt(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let index = at; index < at + length; index++) value = value * 256 + (bytes[index] ?? 0);
  return value;
}

function bigEndian(bytes: Uint8Array, at: number, length: number): bigint {
  let value = 0n;
  for (let index = at; index < at + length; index++) value = (value << 8n) | BigInt(bytes[index] ?? 0);
  return value;
}
