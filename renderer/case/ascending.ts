import { growingColumn } from './growing-column.ts';

/** Remembers where the things of each chunk begin among all things of their kind, and finds the chunk of a thing. */
export function chunkStarts(): { add(start: number): void; chunkOf(thing: number): { chunk: number; index: number } } {
  const starts = growingColumn((length) => new Uint32Array(length));
  return {
    add: (start) => starts.append([start]),
    chunkOf(thing) {
      const all = starts.values();
      const chunk = lastAtOrBelow(all, thing);
      return { chunk, index: thing - (all[chunk] ?? 0) };
    },
  };
}

/** Place of the last of the ascending numbers that is at or below `wanted`. */
export function lastAtOrBelow(ascending: Uint32Array, wanted: number): number {
  return firstAbove(ascending, wanted) - 1;
}

/** Place of the first of the ascending numbers that is above `wanted`. */
export function firstAbove(ascending: Uint32Array, wanted: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
