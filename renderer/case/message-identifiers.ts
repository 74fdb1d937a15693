import { identifierHash } from '#analysis/index.ts';
import type { MessageTrace } from '#model/index.ts';
import type { CaseStore } from './case-store.ts';
import { growingColumn } from './growing-column.ts';
import { unpackJson } from './pack.ts';
import type { PackedRow } from './schema.ts';

/** Finds messages by their Message-ID. Holds 12 bytes for each message that states one, from the first question on. */
export interface MessageIdentifiers {
  /** The slots of the messages with one of the identifiers, ascending; several where the case holds copies. */
  slotsOf(messageIds: readonly string[]): Promise<readonly number[]>;
}

/** Batches of which the traces are read at once. */
const batchesAtOnce = 16;

/** Makes an index that reads the traces of a case when it is first asked, and later only those that were added. */
export function messageIdentifiers(store: CaseStore): MessageIdentifiers {
  const { database, columns } = store;
  const high = growingColumn((length) => new Uint32Array(length));
  const low = growingColumn((length) => new Uint32Array(length));
  const slots = growingColumn((length) => new Uint32Array(length));
  let read = 0;
  let reading: Promise<void> = Promise.resolve();

  async function readOn(): Promise<void> {
    const { chunks } = columns;
    while (read < chunks) {
      const ids = Array.from({ length: Math.min(batchesAtOnce, chunks - read) }, (_, index) => read + index);
      for (const [index, row] of (await database.traces.bulkGet(ids)).entries()) {
        const id = ids[index] ?? read;
        const own = row ?? (await completed(id));
        if (own !== undefined) take(unpackJson(own.packed) as readonly MessageTrace[]);
        read = id + 1;
      }
    }
  }

  // A batch that an earlier version stored has no traces yet; one without messages never has any.
  async function completed(id: number): Promise<PackedRow | undefined> {
    const chunk = await database.columns.get(id);
    if (chunk === undefined || chunk.messages.date.length === 0) return undefined;
    await store.complete(chunk);
    return database.traces.get(id);
  }

  function take(traces: readonly MessageTrace[]): void {
    const known = traces.flatMap(({ id, recordId }) => {
      const slot = id === null ? -1 : columns.index.slotOf(recordId);
      return id === null || slot === -1 ? [] : [{ words: wordsOf(id), slot }];
    });
    high.append(known.map(({ words }) => words[0]));
    low.append(known.map(({ words }) => words[1]));
    slots.append(known.map(({ slot }) => slot));
  }

  return {
    async slotsOf(messageIds) {
      // One after the other: two questions at once would take the same batches twice. One that failed stops none after it.
      reading = reading.catch(() => undefined).then(readOn);
      await reading;
      const wanted = new Map<number, Set<number>>();
      for (const messageId of messageIds) {
        const hash = identifierHash(messageId);
        if (hash === null) continue;
        const [one, other] = wordsOf(hash);
        wanted.set(one, (wanted.get(one) ?? new Set()).add(other));
      }
      const [highs, lows, all] = [high.values(), low.values(), slots.values()];
      const found: number[] = [];
      for (let at = 0; at < all.length; at += 1) {
        if (wanted.get(highs[at] ?? 0)?.has(lows[at] ?? 0) === true) found.push(all[at] ?? 0);
      }
      return found.sort((one, other) => one - other);
    },
  };
}

/** The two numbers of a hash of 16 hexadecimal digits. */
function wordsOf(hash: string): readonly [number, number] {
  return [Number.parseInt(hash.slice(0, 8), 16) >>> 0, Number.parseInt(hash.slice(8), 16) >>> 0];
}
