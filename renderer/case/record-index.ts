import type { RecordId } from '#model/index.ts';
import { growingColumn } from './growing-column.ts';

/** Finds the slot of a message by its record identifier. Holds 16 bytes and about 8 more for each message. */
export interface RecordIndex {
  /** Adds the identifiers (four numbers each) of the next slots. */
  append(ids: Uint32Array): void;
  /** The slot, or -1. */
  slotOf(recordId: RecordId): number;
  idOf(slot: number): RecordId;
}

/** Makes an empty index: an open-addressed table of slots over the identifiers, which are hashes already. */
export function recordIndex(): RecordIndex {
  const words = growingColumn((length) => new Uint32Array(length));
  // Slots plus one; 0 is free. The size is a power of two and at least twice the number of messages.
  let table = new Uint32Array(2048);
  let count = 0;

  function place(slot: number, all: Uint32Array): void {
    const mask = table.length - 1;
    let at = (all[4 * slot] ?? 0) & mask;
    while (table[at] !== 0) at = (at + 1) & mask;
    table[at] = slot + 1;
  }

  return {
    append(ids) {
      words.append(ids);
      const all = words.values();
      const wanted = all.length / 4;
      if (2 * wanted > table.length) {
        let size = table.length;
        while (size < 2 * wanted) size *= 2;
        table = new Uint32Array(size);
        count = 0;
      }
      for (; count < wanted; count += 1) place(count, all);
    },
    slotOf(recordId) {
      const [a, b, c, d] = idWords(recordId);
      const all = words.values();
      const mask = table.length - 1;
      for (let at = a & mask; table[at] !== 0; at = (at + 1) & mask) {
        const slot = (table[at] ?? 0) - 1;
        if (all[4 * slot] === a && all[4 * slot + 1] === b && all[4 * slot + 2] === c && all[4 * slot + 3] === d) return slot;
      }
      return -1;
    },
    idOf(slot) {
      const own = Array.from(words.values().subarray(4 * slot, 4 * slot + 4), (word) => word.toString(16).padStart(8, '0'));
      return own.join('') as RecordId;
    },
  };
}

/** The four numbers of an identifier of 32 hexadecimal digits. */
export function idWords(recordId: RecordId): readonly [number, number, number, number] {
  const word = (index: number): number => Number.parseInt(recordId.slice(8 * index, 8 * index + 8), 16) >>> 0;
  return [word(0), word(1), word(2), word(3)];
}
