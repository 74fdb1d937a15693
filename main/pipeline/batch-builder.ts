import type { Diagnostic, EvidenceRecord } from '#model/index.ts';
import type { Books } from './books.ts';
import type { FileOutput } from './read-file.ts';

/** What a batch is made of before its books and place are added. */
export interface BatchContent {
  readonly records: EvidenceRecord[];
  readonly diagnostics: Diagnostic[];
}

/**
 * Gathers outputs for a batch. Outputs of an item stay pending until the item is complete, so that no batch splits an
 * item: an item that must be given up can then be left out as a whole.
 */
export interface BatchBuilder {
  add(output: FileOutput): void;
  /** What was added so far is complete: the first `outputs` outputs of the file. Its bookings go into the books. */
  complete(outputs: number, books: Books): void;
  /** Outputs of the current file that are complete. */
  readonly completeOutputs: number;
  readonly isFull: boolean;
  readonly isEmpty: boolean;
  /** The item being read is too large to wait for its end. */
  readonly pendingIsFull: boolean;
  /** Takes the complete content out. */
  take(): BatchContent;
  /** The next file begins; nothing may be pending. */
  nextFile(completeOutputs: number): void;
}

const batchBytes = 1024 * 1024;
const batchItems = 200;
const pendingBytesAllowed = 16 * 1024 * 1024;
const pendingItemsAllowed = 2000;

/** Starts gathering. */
export function batchBuilder(): BatchBuilder {
  let ready: BatchContent = { records: [], diagnostics: [] };
  let readyBytes = 0;
  let pending: FileOutput[] = [];
  let pendingBytes = 0;
  let completeOutputs = 0;
  const readyItems = (): number => ready.records.length + ready.diagnostics.length;
  return {
    add(output) {
      pending.push(output);
      pendingBytes += outputBytes(output);
    },
    complete(outputs, books) {
      for (const { record, diagnostic, bookings } of pending) {
        if (record !== null) ready.records.push(record);
        if (diagnostic !== null) ready.diagnostics.push(diagnostic);
        for (const booking of bookings) books.enter(booking);
      }
      readyBytes += pendingBytes;
      pending = [];
      pendingBytes = 0;
      completeOutputs = outputs;
    },
    get completeOutputs() {
      return completeOutputs;
    },
    get isFull() {
      return readyItems() >= batchItems || readyBytes >= batchBytes;
    },
    get isEmpty() {
      return readyItems() === 0;
    },
    get pendingIsFull() {
      return pending.length >= pendingItemsAllowed || pendingBytes >= pendingBytesAllowed;
    },
    take() {
      const taken = ready;
      ready = { records: [], diagnostics: [] };
      readyBytes = 0;
      return taken;
    },
    nextFile(outputs) {
      completeOutputs = outputs;
    },
  };
}

// About what the output weighs on its way; exact enough to keep batches near their size.
function outputBytes({ record, diagnostic }: FileOutput): number {
  return (record === null ? 0 : recordBytes(record)) + (diagnostic === null ? 0 : 300);
}

function recordBytes(record: EvidenceRecord): number {
  if (record.kind !== 'message') return 1000;
  const { bodies, headerBlock, attachments, properties } = record;
  return (
    1000 +
    (bodies.text?.length ?? 0) +
    (bodies.html?.length ?? 0) +
    2 * headerBlock.length +
    300 * attachments.length +
    100 * properties.length
  );
}
