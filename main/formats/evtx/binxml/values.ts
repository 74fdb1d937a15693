import { fileTimeText, systemTimeText } from './times.ts';
import type { ChunkBytes } from './chunk-bytes.ts';

/** Types of values that this program treats in a way of their own ([MS-EVEN6] 2.2.12, rule ValueType). */
export const nullType = 0x00;
export const binXmlType = 0x21;
const arrayFlag = 0x80;

/** What a value says as text; an array gives the texts of its elements. */
export type ValueText = string | readonly string[];

/**
 * Writes a value as Windows writes it in the XML form of an event: numbers in decimal, those of hexadecimal types with `0x`,
 * GUIDs in braces, times as `2021-10-23T14:02:09.1234567Z`, SIDs as `S-1-…`, bytes in hexadecimal.
 * Values of a wrong size or of unknown type come as their bytes in hexadecimal, so that nothing is lost.
 * @param end offset after the last byte; both must lie within the chunk
 */
export function valueText(chunk: ChunkBytes, type: number, offset: number, end: number): ValueText {
  if ((type & arrayFlag) === 0) return single(chunk, type, offset, end);
  return elements(chunk, type & ~arrayFlag, offset, end);
}

// The text types come first: most values of events are of them.
function single({ bytes, view }: ChunkBytes, type: number, offset: number, end: number): string {
  const size = end - offset;
  switch (type) {
    case nullType:
      return '';
    case 0x01:
    case 0x23:
      return utf16(bytes, offset, end);
    case 0x02:
      return withoutEnd(bytes.toString('latin1', offset, end));
    case 0x03:
      return size === 1 ? String(view.getInt8(offset)) : hexadecimal(bytes, offset, end);
    case 0x04:
      return size === 1 ? String(view.getUint8(offset)) : hexadecimal(bytes, offset, end);
    case 0x05:
      return size === 2 ? String(view.getInt16(offset, true)) : hexadecimal(bytes, offset, end);
    case 0x06:
      return size === 2 ? String(view.getUint16(offset, true)) : hexadecimal(bytes, offset, end);
    case 0x07:
      return size === 4 ? String(view.getInt32(offset, true)) : hexadecimal(bytes, offset, end);
    case 0x08:
      return size === 4 ? String(view.getUint32(offset, true)) : hexadecimal(bytes, offset, end);
    case 0x09:
      return size === 8 ? String(view.getBigInt64(offset, true)) : hexadecimal(bytes, offset, end);
    case 0x0a:
      return size === 8 ? unsigned64(view, offset) : hexadecimal(bytes, offset, end);
    case 0x0b:
      return size === 4 ? String(view.getFloat32(offset, true)) : hexadecimal(bytes, offset, end);
    case 0x0c:
      return size === 8 ? String(view.getFloat64(offset, true)) : hexadecimal(bytes, offset, end);
    case 0x0d:
      return size === 4 ? String(view.getUint32(offset, true) !== 0) : hexadecimal(bytes, offset, end);
    case 0x0f:
      return size === 16 ? guidText(view, offset) : hexadecimal(bytes, offset, end);
    case 0x10:
    case 0x14:
    case 0x15:
      if (size === 4) return `0x${view.getUint32(offset, true).toString(16)}`;
      return size === 8 ? hexadecimal64(view, offset) : hexadecimal(bytes, offset, end);
    case 0x11:
      return size === 8 ? fileTimeText(view.getUint32(offset, true), view.getUint32(offset + 4, true)) : hexadecimal(bytes, offset, end);
    case 0x12:
      return (size === 16 ? systemTimeText(view, offset) : null) ?? hexadecimal(bytes, offset, end);
    case 0x13:
      return sidText(view, offset, size) ?? hexadecimal(bytes, offset, end);
    default:
      return hexadecimal(bytes, offset, end);
  }
}

const elementBytes: Readonly<Record<number, number>> = {
  0x03: 1,
  0x04: 1,
  0x05: 2,
  0x06: 2,
  0x07: 4,
  0x08: 4,
  0x09: 8,
  0x0a: 8,
  0x0b: 4,
  0x0c: 8,
  0x0d: 4,
  0x0f: 16,
  0x10: 8,
  0x11: 8,
  0x12: 16,
  0x14: 4,
  0x15: 8,
};

function elements(chunk: ChunkBytes, type: number, offset: number, end: number): ValueText {
  // Elements of text end with NUL each; the last one need not.
  if (type === 0x01) return utf16(chunk.bytes, offset, end).split('\0');
  if (type === 0x02) return withoutEnd(chunk.bytes.toString('latin1', offset, end)).split('\0');
  const size = elementBytes[type];
  if (size === undefined || (end - offset) % size !== 0) return hexadecimal(chunk.bytes, offset, end);
  const texts: string[] = [];
  for (let at = offset; at < end; at += size) texts.push(single(chunk, type, at, at + size));
  return texts;
}

function utf16(bytes: Buffer, offset: number, end: number): string {
  const last = end - 2;
  const isEnded = last >= offset && bytes[last] === 0 && bytes[last + 1] === 0;
  return bytes.toString('utf16le', offset, isEnded ? last : end);
}

function withoutEnd(text: string): string {
  return text.endsWith('\0') ? text.slice(0, -1) : text;
}

function hexadecimal(bytes: Buffer, offset: number, end: number): string {
  return bytes.toString('hex', offset, end).toUpperCase();
}

function unsigned64(view: DataView, offset: number): string {
  const high = view.getUint32(offset + 4, true);
  // Below 2^53 a number is exact, and quicker than an integer of any length.
  if (high < 0x20_0000) return String(high * 2 ** 32 + view.getUint32(offset, true));
  return String(view.getBigUint64(offset, true));
}

function hexadecimal64(view: DataView, offset: number): string {
  const high = view.getUint32(offset + 4, true);
  const low = view.getUint32(offset, true).toString(16);
  return high === 0 ? `0x${low}` : `0x${high.toString(16)}${low.padStart(8, '0')}`;
}

const hexadecimalBytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0').toUpperCase());

/** A GUID as `{54849625-5478-4994-A5BA-3E3B0328C30D}`. */
export function guidText(view: DataView, offset: number): string {
  const byte = (at: number): string => hexadecimalBytes[view.getUint8(offset + at)] ?? '';
  const first = `${byte(3)}${byte(2)}${byte(1)}${byte(0)}-${byte(5)}${byte(4)}-${byte(7)}${byte(6)}`;
  return `{${first}-${byte(8)}${byte(9)}-${byte(10)}${byte(11)}${byte(12)}${byte(13)}${byte(14)}${byte(15)}}`;
}

/** A security identifier ([MS-DTYP] 2.4.2.2) as `S-1-5-18`; null where the bytes are none. */
function sidText(view: DataView, offset: number, size: number): string | null {
  if (size < 8 || view.getUint8(offset) !== 1 || size < 8 + view.getUint8(offset + 1) * 4) return null;
  const authority = view.getUint16(offset + 2) * 2 ** 32 + view.getUint32(offset + 4);
  let text = `S-1-${authority}`;
  for (let index = 0; index < view.getUint8(offset + 1); index += 1) text += `-${view.getUint32(offset + 8 + index * 4, true)}`;
  return text;
}
