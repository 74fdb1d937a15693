import type { Fields } from '#formats/windows-values/fields.ts';
import { ansiUntil0, utf16, utf16Until0 } from '#formats/windows-values/text.ts';
import type { Allocation } from '#model/index.ts';
import { noCell, type Cells } from './cells.ts';

/** A value of a key ("Key value" of the public specification of REGF). */
export interface HiveValue {
  /** Empty for the value without a name. */
  readonly name: string;
  readonly type: number;
  /** As stated. */
  readonly sizeBytes: number;
  readonly allocation: Allocation;
  /** The place of its cell, counted from the first hive bin. */
  readonly cell: number;
  /** Its bytes; a text says in words why they cannot be read. */
  bytes(): Uint8Array | string;
}

/** Most bytes of a value that are read; Windows allows a megabyte by its documentation, more in practice. */
const mostValueBytes = 16 * 1024 * 1024;
/** Bytes of a value that one piece holds ("Big data"). */
const segmentBytes = 16_344;
const inPlace = 0x8000_0000;

/** Reads a value out of the content of its cell; a text says in words why it is none. */
export function readValue(cells: Cells, cell: number, content: Fields, allocation: Allocation): HiveValue | string {
  if (content.u16(0) !== 0x6b76 || !content.has(0, 20)) return `the cell at 0x${cell.toString(16)} holds no value`;
  const nameBytes = content.u16(2);
  if (!content.has(20, nameBytes)) return `the name of the value at 0x${cell.toString(16)} is cut off`;
  const stored = content.slice(20, nameBytes);
  const name = (content.u16(16) & 1) !== 0 ? Buffer.from(stored).toString('latin1') : utf16(stored);
  const stated = content.u32(4);
  const sizeBytes = stated >= inPlace ? stated - inPlace : stated;
  const dataCell = content.u32(8);
  let known: Uint8Array | string | null = null;
  return {
    name,
    type: content.u32(12),
    sizeBytes,
    allocation,
    cell,
    bytes() {
      if (stated >= inPlace) return sizeBytes <= 4 ? content.slice(8, sizeBytes) : `it states ${String(sizeBytes)} bytes in a place of 4`;
      return (known ??= sizeBytes === 0 ? new Uint8Array(0) : storedBytes(cells, dataCell, sizeBytes, allocation));
    },
  };
}

function storedBytes(cells: Cells, dataCell: number, sizeBytes: number, allocation: Allocation): Uint8Array | string {
  if (sizeBytes > mostValueBytes) return `it states ${String(sizeBytes)} bytes, more than are read of a value`;
  if (dataCell === noCell) return 'it names no cell for its bytes';
  cells.budget.valueBytes -= sizeBytes;
  if (cells.budget.valueBytes < 0) return 'the values of the hive hold more bytes than the hive has';
  const cell = cells.at(dataCell);
  if (typeof cell === 'string') return cell;
  if (allocation === 'deleted' && cell.isAllocated) return 'its bytes are overwritten';
  const { content } = cell;
  if (cells.hasBigData && sizeBytes > segmentBytes && content.u16(0) === 0x6264) return pieces(cells, content, sizeBytes);
  if (!content.has(0, sizeBytes)) return `its cell holds ${String(content.bytes.length)} of ${String(sizeBytes)} bytes`;
  return content.slice(0, sizeBytes);
}

function pieces(cells: Cells, record: Fields, sizeBytes: number): Uint8Array | string {
  const count = record.u16(2);
  if (count !== Math.ceil(sizeBytes / segmentBytes)) return `it has ${String(count)} pieces, which is not what its size needs`;
  const list = cells.at(record.u32(4));
  if (typeof list === 'string') return list;
  if (!list.content.has(0, 4 * count)) return 'the list of its pieces is cut off';
  const all = new Uint8Array(sizeBytes);
  for (let index = 0; index < count; index += 1) {
    const piece = cells.at(list.content.u32(4 * index));
    if (typeof piece === 'string') return piece;
    const wanted = Math.min(segmentBytes, sizeBytes - index * segmentBytes);
    if (!piece.content.has(0, wanted)) return `its piece ${String(index)} is cut off`;
    all.set(piece.content.slice(0, wanted), index * segmentBytes);
  }
  return all;
}

export const valueTypes = { text: 1, expandable: 2, binary: 3, number: 4, bigEndianNumber: 5, link: 6, texts: 7, longNumber: 11 } as const;

/** What registry editors call the types of values. */
const typeNames: readonly string[] = [
  'REG_NONE',
  'REG_SZ',
  'REG_EXPAND_SZ',
  'REG_BINARY',
  'REG_DWORD',
  'REG_DWORD_BIG_ENDIAN',
  'REG_LINK',
  'REG_MULTI_SZ',
  'REG_RESOURCE_LIST',
  'REG_FULL_RESOURCE_DESCRIPTOR',
  'REG_RESOURCE_REQUIREMENTS_LIST',
  'REG_QWORD',
];

/** The name of a type; of one that Windows does not name its number. */
export function typeName(type: number): string {
  return typeNames[type] ?? `type 0x${type.toString(16)}`;
}

/**
 * A value in words, for the examiner: texts as they are, numbers in decimal, bytes in hexadecimal up to `mostBytes`.
 * @param bytes of the value
 */
export function valueInWords(type: number, bytes: Uint8Array, mostBytes = 256): string | number | string[] {
  if (type === valueTypes.text || type === valueTypes.expandable || type === valueTypes.link) return textOfValue(bytes);
  if (type === valueTypes.texts) return textsOfValue(bytes);
  const number = numberOfValue(type, bytes);
  if (number !== null) return typeof number === 'bigint' ? number.toString() : number;
  const shown = Buffer.from(bytes.subarray(0, mostBytes)).toString('hex');
  return bytes.length > mostBytes ? `${shown}… (${String(bytes.length)} bytes)` : shown;
}

/** A text; some programs write it in 8 bits, which shows in its odd size. */
export function textOfValue(bytes: Uint8Array): string {
  return bytes.length % 2 === 1 && bytes.indexOf(0) === bytes.length - 1 ? ansiUntil0(bytes) : utf16Until0(bytes);
}

/** The texts of a list, up to the empty one that ends it. */
export function textsOfValue(bytes: Uint8Array): string[] {
  const texts = utf16(bytes).split('\0');
  const end = texts.indexOf('');
  return end < 0 ? texts : texts.slice(0, end);
}

/** A number of 32 or 64 bits; null when the value is none. */
export function numberOfValue(type: number, bytes: Uint8Array): number | bigint | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (type === valueTypes.number && bytes.length === 4) return view.getUint32(0, true);
  if (type === valueTypes.bigEndianNumber && bytes.length === 4) return view.getUint32(0, false);
  return type === valueTypes.longNumber && bytes.length === 8 ? view.getBigUint64(0, true) : null;
}
