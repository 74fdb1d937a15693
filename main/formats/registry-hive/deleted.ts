import { fieldsOf } from '#formats/windows-values/fields.ts';
import { isPlausibleFileTime } from '#formats/windows-values/file-time.ts';
import { baseBlockBytes } from './base-block.ts';
import { freeStretches, type Cell, type Cells, type FreeStretch } from './cells.ts';
import { keyAt, readKey, type HiveKey } from './keys.ts';
import { readValue, type HiveValue } from './values.ts';

/** What is left in the space of a hive that is not in use. */
export interface Remains {
  readonly keys: readonly HiveKey[];
  /** The names from below the root of the hive down to a key; null where what it hung from is gone. */
  pathOf(key: HiveKey): readonly string[] | null;
  /** Values that no deleted key lists. */
  readonly values: readonly HiveValue[];
  readonly damagedBins: number;
  /** Whether there was more than is kept. */
  readonly isCut: boolean;
}

const mostRemains = 100_000;
const mostDepth = 512;

/**
 * Looks for keys and values in the space that is not in use. When cells are freed they keep their content, and join with
 * their neighbours, so each place where a cell could have begun is looked at. A key is taken for one when its time, its
 * name and what it refers to can be those of a key.
 */
export function findRemains(cells: Cells, rootCell: number): Remains {
  const stretches: FreeStretch[] = [];
  const walk = freeStretches(cells);
  let step = walk.next();
  for (; step.done !== true; step = walk.next()) stretches.push(step.value);
  const freed = onlyFreed(cells, stretches);
  const keys = new Map<number, HiveKey>();
  const values = new Map<number, HiveValue>();
  for (const { offsetBytes, sizeBytes } of stretches) {
    for (let at = offsetBytes; at + 24 <= offsetBytes + sizeBytes && keys.size + values.size < mostRemains; at += 8) {
      const signature = cells.fields.u16(at + 4);
      if (signature !== 0x6b6e && signature !== 0x6b76) continue;
      const cell = at - baseBlockBytes;
      const found = freed.at(cell);
      if (typeof found === 'string') continue;
      const read = signature === 0x6b6e ? readKey(freed, cell, found.content, 'deleted') : readValue(freed, cell, found.content, 'deleted');
      if (typeof read === 'string') continue;
      if ('lastWrite' in read) {
        if (isLikelyKey(read)) keys.set(cell, read);
      } else if (isLikelyValue(read)) values.set(cell, read);
    }
  }
  const isCut = keys.size + values.size >= mostRemains;
  for (const key of keys.values()) {
    for (const value of key.values()) if (typeof value !== 'string') values.delete(value.cell);
  }
  const live = new Map<number, HiveKey | null>();
  return {
    keys: [...keys.values()],
    pathOf: (key) => pathOf(cells, key, { deleted: keys, live }, rootCell),
    values: [...values.values()],
    damagedBins: step.value,
    isCut,
  };
}

/** The cells of a hive as they lie in its free space alone: what is in use belongs to others. */
function onlyFreed(cells: Cells, stretches: readonly FreeStretch[]): Cells {
  return {
    ...cells,
    at(cell): Cell | string {
      const offsetBytes = baseBlockBytes + cell;
      const stretch = stretchHolding(stretches, offsetBytes);
      if (cell % 8 !== 0 || stretch === null) return `the cell at 0x${cell.toString(16)} is overwritten`;
      const left = stretch.offsetBytes + stretch.sizeBytes - offsetBytes;
      const stated = Math.abs(cells.fields.i32(offsetBytes));
      const sizeBytes = stated >= 8 && stated <= left ? stated : left;
      const content = fieldsOf(cells.bytes.subarray(offsetBytes + 4, offsetBytes + sizeBytes));
      return { content, isAllocated: false, offsetBytes, sizeBytes };
    },
  };
}

function stretchHolding(stretches: readonly FreeStretch[], offsetBytes: number): FreeStretch | null {
  let low = 0;
  let high = stretches.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const stretch = stretches[middle];
    if (stretch !== undefined && stretch.offsetBytes + stretch.sizeBytes <= offsetBytes) low = middle + 1;
    else high = middle;
  }
  const found = stretches[low];
  return found !== undefined && found.offsetBytes <= offsetBytes && offsetBytes + 8 <= found.offsetBytes + found.sizeBytes ? found : null;
}

function isLikelyKey(key: HiveKey): boolean {
  return (
    isPlausibleFileTime(key.lastWrite) &&
    key.name.length > 0 &&
    isPrintable(key.name) &&
    key.parent % 8 === 0 &&
    key.statedSubkeys < 1_000_000 &&
    key.statedValues < 100_000
  );
}

function isLikelyValue(value: HiveValue): boolean {
  return isPrintable(value.name) && value.type <= 0x0010_0000 && value.sizeBytes <= 0x0010_0000;
}

function isPrintable(name: string): boolean {
  return !/[\u0000-\u0008\u000e-\u001f]/.test(name);
}

interface KnownKeys {
  readonly deleted: ReadonlyMap<number, HiveKey>;
  /** Keys in use that were looked up already; null for places that hold none. */
  readonly live: Map<number, HiveKey | null>;
}

/** Follows parents up to the root, through keys in use and deleted ones. */
function pathOf(cells: Cells, key: HiveKey, { deleted, live }: KnownKeys, rootCell: number): readonly string[] | null {
  const names = [key.name];
  let parent = key.parent;
  for (let depth = 0; depth < mostDepth; depth += 1) {
    if (parent === rootCell) return names.reverse();
    let above = live.get(parent);
    if (above === undefined) {
      const found = keyAt(cells, parent);
      above = typeof found === 'string' ? null : found;
      live.set(parent, above);
    }
    above ??= deleted.get(parent) ?? null;
    if (above === null) return null;
    names.push(above.name);
    parent = above.parent;
  }
  return null;
}
