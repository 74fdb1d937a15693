import type { Fields } from '#formats/windows-values/fields.ts';
import { fileTime } from '#formats/windows-values/file-time.ts';
import { utf16 } from '#formats/windows-values/text.ts';
import type { Allocation, ClaimedTime } from '#model/index.ts';
import { noCell, type Cells } from './cells.ts';
import { readValue, type HiveValue } from './values.ts';

/** A key ("Key node" of the public specification of REGF). */
export interface HiveKey {
  readonly name: string;
  /** FILETIME of the last change to the key itself: a value set, added or deleted, a subkey added or deleted. */
  readonly lastWrite: bigint;
  readonly lastWriteTime: ClaimedTime | null;
  /** The place of its cell, counted from the first hive bin, and of that of its parent. */
  readonly cell: number;
  readonly parent: number;
  readonly allocation: Allocation;
  readonly statedSubkeys: number;
  readonly statedValues: number;
  /** Its subkeys in order; a text stands for each that cannot be read. */
  subkeys(): Generator<HiveKey | string, void, undefined>;
  /** Its values in order, then deleted ones that its list still names; a text stands for each that cannot be read. */
  values(): readonly (HiveValue | string)[];
}

const signature = 0x6b6e;
const fixedBytes = 76;
/** Windows allows 255 characters. */
const mostNameBytes = 1024;

const tooMany = 'the lists of the hive name more than it can hold; those beyond were not read';

/** Reads a key out of the content of its cell; a text says in words why it is none. */
export function readKey(cells: Cells, cell: number, content: Fields, allocation: Allocation): HiveKey | string {
  if (content.u16(0) !== signature || !content.has(0, fixedBytes)) return `the cell at 0x${cell.toString(16)} holds no key`;
  const nameBytes = content.u16(72);
  if (nameBytes > mostNameBytes || !content.has(fixedBytes, nameBytes)) return `the name of the key at 0x${cell.toString(16)} is cut off`;
  const stored = content.slice(fixedBytes, nameBytes);
  const lastWrite = content.u64(4);
  const statedSubkeys = content.u32(20);
  const statedValues = content.u32(36);
  let known: readonly (HiveValue | string)[] | null = null;
  return {
    name: (content.u16(2) & 0x20) !== 0 ? Buffer.from(stored).toString('latin1') : utf16(stored),
    lastWrite,
    lastWriteTime: fileTime(lastWrite, 'registry key, LastWrite'),
    cell,
    parent: content.u32(16),
    allocation,
    statedSubkeys,
    statedValues,
    subkeys: () => subkeysOf(cells, statedSubkeys, content.u32(28)),
    values: () => (known ??= valuesOf(cells, statedValues, content.u32(40), allocation)),
  };
}

/** The key at a place; deleted keys are only taken where the caller knows of them. */
export function keyAt(cells: Cells, cell: number): HiveKey | string {
  const found = cells.at(cell);
  if (typeof found === 'string') return found;
  if (!found.isAllocated) return `the cell at 0x${cell.toString(16)} is not in use`;
  return readKey(cells, cell, found.content, 'allocated');
}

/** Lists of subkeys: leaves of three forms, or a list of such leaves ("Subkeys list"). */
function* subkeysOf(cells: Cells, stated: number, list: number): Generator<HiveKey | string, void, undefined> {
  if (stated === 0) return;
  const found = cells.at(list);
  if (typeof found === 'string') {
    yield `the list of ${String(stated)} subkeys cannot be read: ${found}`;
    return;
  }
  let count = 0;
  const { content } = found;
  const isRoot = content.u16(0) === 0x6972;
  const leaves = isRoot ? Array.from({ length: entriesIn(content, 4) }, (_, index) => content.u32(4 + 4 * index)) : [list];
  // A leaf that is named twice would give its keys twice.
  for (const leaf of new Set(leaves)) {
    const part = cells.at(leaf);
    const offsets = typeof part === 'string' ? part : leafOffsets(part.content);
    if (typeof offsets === 'string') {
      yield `a list of subkeys cannot be read: ${offsets}`;
      continue;
    }
    for (const offset of offsets) {
      count += 1;
      cells.budget.entries -= 1;
      if (cells.budget.entries < 0) return yield tooMany;
      yield keyAt(cells, offset);
    }
  }
  if (count !== stated) yield `a key states ${String(stated)} subkeys and lists ${String(count)}`;
}

function leafOffsets(content: Fields): number[] | string {
  const kind = content.u16(0);
  // lf and lh have a hint or hash beside each place, li has the places alone.
  const entryBytes = kind === 0x666c || kind === 0x686c ? 8 : kind === 0x696c ? 4 : 0;
  if (entryBytes === 0) return 'its form is not known';
  return Array.from({ length: entriesIn(content, entryBytes) }, (_, index) => content.u32(4 + entryBytes * index));
}

function entriesIn(content: Fields, entryBytes: number): number {
  return Math.min(content.u16(2), Math.floor(Math.max(0, content.bytes.length - 4) / entryBytes));
}

function valuesOf(cells: Cells, stated: number, list: number, allocation: Allocation): (HiveValue | string)[] {
  if (list === noCell || (stated === 0 && list === 0)) return stated === 0 ? [] : [`the list of ${String(stated)} values is missing`];
  const found = cells.at(list);
  if (typeof found === 'string') return stated === 0 ? [] : [`the list of ${String(stated)} values cannot be read: ${found}`];
  const { content } = found;
  const entries = Math.floor(content.bytes.length / 4);
  const listed = Math.min(stated, entries);
  const values: (HiveValue | string)[] = [];
  const seen = new Set<number>();
  for (let index = 0; index < listed; index += 1) {
    cells.budget.entries -= 1;
    if (cells.budget.entries < 0) return [...values, tooMany];
    const cell = content.u32(4 * index);
    const value = seen.has(cell) ? `the value at 0x${cell.toString(16)} is listed twice` : valueAt(cells, cell, allocation);
    seen.add(cell);
    values.push(value);
  }
  if (stated > listed) values.push(`the key states ${String(stated)} values and lists ${String(listed)}`);
  // What the list of a key in use held before it became shorter.
  if (allocation === 'deleted') return values;
  for (let index = listed; index < Math.min(entries, listed + 1000) && stated <= entries; index += 1) {
    const cell = content.u32(4 * index);
    const value = seen.has(cell) ? '' : remainingValue(cells, cell);
    seen.add(cell);
    if (typeof value !== 'string') values.push(value);
  }
  return values;
}

function valueAt(cells: Cells, cell: number, allocation: Allocation): HiveValue | string {
  const found = cells.at(cell);
  if (typeof found === 'string') return found;
  if (allocation === 'allocated' && !found.isAllocated) return `the value at 0x${cell.toString(16)} is not in use`;
  return readValue(cells, cell, found.content, allocation);
}

function remainingValue(cells: Cells, cell: number): HiveValue | string {
  const found = cells.at(cell);
  return typeof found === 'string' || found.isAllocated ? '' : readValue(cells, cell, found.content, 'deleted');
}
