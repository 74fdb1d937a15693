import { firstAbove } from './ascending.ts';
import { growingColumn } from './growing-column.ts';
import type { EventColumns } from './schema.ts';
import { wordList } from './word-list.ts';

/** One value for each access event of the case, in the order of commit: some 20 bytes an event. */
export interface EventMemory {
  readonly count: number;
  /** Milliseconds since 1970; NaN where no instant is understood. */
  date(): Float64Array;
  /** Places in the lists below. */
  strength(): Uint8Array;
  action(): Uint8Array;
  source(): Uint32Array;
  actor(): Uint32Array;
  readonly strengths: readonly string[];
  readonly actions: readonly string[];
  readonly sources: readonly string[];
  readonly actors: readonly string[];
  /** Place in `Columns.evidence`. */
  evidenceOf(): Uint16Array;
  /** The batch that holds an event, and the event's place among the events of that batch. */
  chunkOf(event: number): { readonly chunk: number; readonly index: number };
  /** The batches that hold events, with the first event of each. */
  batches(): readonly { readonly chunk: number; readonly first: number }[];
}

/** Makes an empty memory; it grows by `append`, with the number of the batch and the place of its evidence item. */
export function eventMemory(): EventMemory & { append(chunk: number, columns: EventColumns, place: number): void } {
  const date = growingColumn((length) => new Float64Array(length));
  const strength = growingColumn((length) => new Uint8Array(length));
  const action = growingColumn((length) => new Uint8Array(length));
  const source = growingColumn((length) => new Uint32Array(length));
  const actor = growingColumn((length) => new Uint32Array(length));
  const evidenceOf = growingColumn((length) => new Uint16Array(length));
  const [strengths, actions, sources, actors] = [wordList(), wordList(), wordList(), wordList()];
  const chunks: { readonly chunk: number; readonly first: number }[] = [];
  const starts = growingColumn((length) => new Uint32Array(length));
  return {
    get count() {
      return date.length;
    },
    date: () => date.values(),
    strength: () => strength.values(),
    action: () => action.values(),
    source: () => source.values(),
    actor: () => actor.values(),
    strengths: strengths.words,
    actions: actions.words,
    sources: sources.words,
    actors: actors.words,
    evidenceOf: () => evidenceOf.values(),
    chunkOf(event) {
      const batch = chunks[firstAbove(starts.values(), event) - 1];
      return { chunk: batch?.chunk ?? 0, index: event - (batch?.first ?? 0) };
    },
    batches: () => chunks,
    append(chunk, columns, place) {
      if (columns.date.length === 0) return;
      chunks.push({ chunk, first: date.length });
      starts.append([date.length]);
      date.append(columns.date);
      strength.append(moved(columns.strength, columns.strengths.map(strengths.place)));
      action.append(moved(columns.action, columns.actions.map(actions.place)));
      source.append(moved(columns.source, columns.sources.map(sources.place)));
      actor.append(moved(columns.actor, columns.actors.map(actors.place)));
      evidenceOf.append(new Uint16Array(columns.date.length).fill(place));
    },
  };
}

/** The places of a batch as places of the case. */
function moved<A extends Uint8Array | Uint32Array>(places: A, placeOf: readonly number[]): A {
  return places.map((place) => placeOf[place] ?? 0) as A;
}
