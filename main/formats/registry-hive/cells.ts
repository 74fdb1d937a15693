import { fieldsOf, type Fields } from '#formats/windows-values/fields.ts';
import { baseBlockBytes } from './base-block.ts';

/** The cells of a hive: what everything in it lies in ("Cell" of the public specification of REGF). */
export interface Cells {
  readonly bytes: Uint8Array;
  readonly fields: Fields;
  /** Where the last hive bin ends, in `bytes`. */
  readonly endBytes: number;
  /** Whether values above 16,344 bytes are kept in pieces, as from version 1.4 on. */
  readonly hasBigData: boolean;
  readonly budget: Budget;
  /** The content of the cell at a place counted from the first hive bin; a text says in words why there is none. */
  at(cell: number): Cell | string;
}

/**
 * What may still be read: a sound hive holds each entry of a list and each byte of a value once, so lists and values that
 * share their cells come to an end here, whatever they state.
 */
export interface Budget {
  /** Entries of lists of keys and values. */
  entries: number;
  valueBytes: number;
}

export interface Cell {
  /** Its content, without its size. */
  readonly content: Fields;
  /** Whether it is in use. */
  readonly isAllocated: boolean;
  /** Where it begins in the bytes of the hive, its size included. */
  readonly offsetBytes: number;
  readonly sizeBytes: number;
}

export const noCell = 0xffffffff;

/** Opens the cells of a hive. */
export function openCells(bytes: Uint8Array, binsBytes: number, minorVersion: number): Cells {
  const fields = fieldsOf(bytes);
  const endBytes = Math.min(bytes.length, baseBlockBytes + binsBytes);
  const at = (cell: number): Cell | string => {
    const offsetBytes = baseBlockBytes + cell;
    if (cell === noCell) return 'no cell is named';
    if (cell % 8 !== 0 || cell < 32 || offsetBytes + 8 > endBytes) return `0x${cell.toString(16)} is no place of a cell`;
    const size = fields.i32(offsetBytes);
    const sizeBytes = Math.abs(size);
    if (sizeBytes < 8 || offsetBytes + sizeBytes > endBytes) return `the cell at 0x${cell.toString(16)} states a size that does not fit`;
    return {
      content: fieldsOf(bytes.subarray(offsetBytes + 4, offsetBytes + sizeBytes)),
      isAllocated: size < 0,
      offsetBytes,
      sizeBytes,
    };
  };
  // Several readers may look at one key: each entry is read a few times at most.
  const budget = { entries: Math.floor(bytes.length / 2) + 10_000, valueBytes: 8 * bytes.length + 1_000_000 };
  return { bytes, fields, endBytes, hasBigData: minorVersion > 3, budget, at };
}

/** A stretch of a hive that is not in use. */
export interface FreeStretch {
  readonly offsetBytes: number;
  readonly sizeBytes: number;
}

/**
 * Walks over the hive bins for what is not in use. A bin whose cells do not add up is left at the first that does not; a
 * bin that is damaged itself is passed by in steps of 4096 bytes.
 * @returns how many bins were damaged, when all is walked
 */
export function* freeStretches(cells: Cells): Generator<FreeStretch, number, undefined> {
  const { fields, endBytes } = cells;
  let damaged = 0;
  let bin = baseBlockBytes;
  while (bin + 32 <= endBytes) {
    const size = fields.u32(bin + 8);
    if (fields.u32(bin) !== 0x6e696268 || size < 4096 || size % 4096 !== 0 || bin + size > endBytes) {
      damaged += 1;
      bin += 4096;
      continue;
    }
    let at = bin + 32;
    while (at + 8 <= bin + size) {
      const cellSize = fields.i32(at);
      const sizeBytes = Math.abs(cellSize);
      if (sizeBytes < 8 || at + sizeBytes > bin + size) {
        damaged += 1;
        break;
      }
      if (cellSize > 0) yield { offsetBytes: at, sizeBytes };
      at += sizeBytes;
    }
    bin += size;
  }
  return damaged;
}
