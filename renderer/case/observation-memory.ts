import { firstAbove } from './ascending.ts';
import { growingColumn } from './growing-column.ts';
import type { ObservationColumns } from './schema.ts';
import { wordList } from './word-list.ts';

/** One value for each forwarding observation of the case, in the order of commit. */
export interface ObservationMemory {
  readonly count: number;
  /** Milliseconds since 1970; NaN where no instant is understood. */
  date(): Float64Array;
  /** Places in the lists below; `lane` is a place in `observationLanes`. */
  mechanism(): Uint8Array;
  lane(): Uint8Array;
  mailbox(): Uint32Array;
  readonly mechanisms: readonly string[];
  readonly mailboxes: readonly string[];
  readonly destinations: readonly string[];
  destinationsOf(observation: number): Uint32Array;
  /** Slot of the message that it was observed in, plus one; 0: a record that is no message. */
  message(): Uint32Array;
  /** The batch that holds an observation, and the observation's place in it. */
  chunkOf(observation: number): { readonly chunk: number; readonly index: number };
}

/** Makes an empty memory; it grows by `append`, with the number of the batch. */
export function observationMemory(): ObservationMemory & { append(chunk: number, columns: ObservationColumns): void } {
  const date = growingColumn((length) => new Float64Array(length));
  const mechanism = growingColumn((length) => new Uint8Array(length));
  const lane = growingColumn((length) => new Uint8Array(length));
  const mailbox = growingColumn((length) => new Uint32Array(length));
  const destination = growingColumn((length) => new Uint32Array(length));
  const destinationEnds = growingColumn((length) => new Uint32Array(length));
  const message = growingColumn((length) => new Uint32Array(length));
  const [mechanisms, mailboxes, destinations] = [wordList(), wordList(), wordList()];
  const chunks: { readonly chunk: number; readonly first: number }[] = [];
  const starts = growingColumn((length) => new Uint32Array(length));
  return {
    get count() {
      return date.length;
    },
    date: () => date.values(),
    mechanism: () => mechanism.values(),
    lane: () => lane.values(),
    mailbox: () => mailbox.values(),
    message: () => message.values(),
    mechanisms: mechanisms.words,
    mailboxes: mailboxes.words,
    destinations: destinations.words,
    destinationsOf(observation) {
      const ends = destinationEnds.values();
      return destination.values().subarray(observation === 0 ? 0 : ends[observation - 1], ends[observation]);
    },
    chunkOf(observation) {
      const batch = chunks[firstAbove(starts.values(), observation) - 1];
      return { chunk: batch?.chunk ?? 0, index: observation - (batch?.first ?? 0) };
    },
    append(chunk, columns) {
      if (columns.date.length === 0) return;
      chunks.push({ chunk, first: date.length });
      starts.append([date.length]);
      date.append(columns.date);
      const mechanismPlaces = columns.mechanisms.map(mechanisms.place);
      const mailboxPlaces = columns.mailboxes.map(mailboxes.place);
      const destinationPlaces = columns.destinations.map(destinations.place);
      const before = destination.length;
      mechanism.append(columns.mechanism.map((place) => mechanismPlaces[place] ?? 0));
      lane.append(columns.lane);
      mailbox.append(columns.mailbox.map((place) => mailboxPlaces[place] ?? 0));
      destination.append(columns.destination.map((place) => destinationPlaces[place] ?? 0));
      destinationEnds.append(columns.destinationEnds.map((end) => end + before));
      message.append(columns.message);
    },
  };
}
