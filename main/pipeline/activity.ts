/**
 * What a reading worker is at, in memory shared with the coordinator: the only way to know where a worker hung or died,
 * for a worker deep in a parser answers no message.
 */
export interface ActivityWriter {
  /** The worker begins a file of its unit; no item is entered yet. */
  beginFile(fileIndex: number, sizeBytes: number): void;
  /** An item is entered; `text` is its canonical locator. */
  enterItem(text: string): void;
  /** What is read from now on belongs to no single item. */
  leaveItem(): void;
  /** That many outputs were pulled of the current file. */
  outputs(count: number): void;
  /**
   * Bytes were read from the evidence. That counts as getting on, but not for ever: of a parser that runs in circles
   * over the same bytes only twice the file and 64 MiB count for one item.
   */
  bytesRead(offsetBytes: number, lengthBytes: number): void;
  /** The worker works, or waits for credit and must not be taken for stalled. */
  working(state: 'works' | 'waits'): void;
}

/** The coordinator's view of the same memory. */
export interface ActivityView {
  /** Changes whenever the worker gets on. */
  readonly ticks: number;
  readonly isWorking: boolean;
  /** Index of the file within the unit; -1 before the first. */
  readonly fileIndex: number;
  /** Outputs pulled of that file. */
  readonly outputs: number;
  /** How far that file is read, in bytes: no more than was read in all, and no further than the furthest read. */
  readonly bytesRead: number;
  /** Canonical locator of the item being read, shortened to what fits; empty between items. */
  readonly itemText: string;
}

/** Makes the memory that one worker and the coordinator share. */
export function makeActivityMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(headerBytes + itemTextBytes);
}

/** Cuts a locator to what the shared memory can hold, so that both sides compare the same text. */
export function activityText(text: string): string {
  const cut = new Uint8Array(itemTextBytes);
  return decoder.decode(cut.subarray(0, encoder.encodeInto(text, cut).written));
}

/** Opens the memory for writing, in the worker. */
export function activityWriter(memory: SharedArrayBuffer): ActivityWriter {
  const { numbers, bytes, text } = fieldsOf(memory);
  // TextEncoder.encodeInto does not take shared memory everywhere, so the text goes through memory of our own.
  const own = new Uint8Array(itemTextBytes);
  let fileBytes = 0;
  let furthestBytes = 0;
  let itemBytes = 0;
  let itemBudgetBytes = 0;
  const tick = (): void => void Atomics.add(numbers, field.ticks, 1);
  const setItem = (locatorText: string): void => {
    const { written } = encoder.encodeInto(locatorText, own);
    Atomics.store(numbers, field.itemLength, 0);
    text.set(own.subarray(0, written));
    Atomics.store(numbers, field.itemLength, written);
    itemBytes = 0;
    tick();
  };
  return {
    beginFile(fileIndex, sizeBytes) {
      fileBytes = 0;
      furthestBytes = 0;
      itemBytes = 0;
      itemBudgetBytes = 2 * sizeBytes + 64 * 1024 * 1024;
      Atomics.store(bytes, 0, 0n);
      Atomics.store(numbers, field.itemLength, 0);
      Atomics.store(numbers, field.outputs, 0);
      Atomics.store(numbers, field.file, fileIndex);
      tick();
    },
    enterItem: setItem,
    leaveItem() {
      Atomics.store(numbers, field.itemLength, 0);
      itemBytes = 0;
      tick();
    },
    outputs(count) {
      Atomics.store(numbers, field.outputs, count);
      tick();
    },
    bytesRead(offsetBytes, lengthBytes) {
      fileBytes += lengthBytes;
      furthestBytes = Math.max(furthestBytes, offsetBytes + lengthBytes);
      itemBytes += lengthBytes;
      Atomics.store(bytes, 0, BigInt(Math.min(fileBytes, furthestBytes)));
      if (itemBytes <= itemBudgetBytes) tick();
    },
    working(state) {
      Atomics.store(numbers, field.working, state === 'works' ? 1 : 0);
      tick();
    },
  };
}

/** Opens the memory for reading, in the coordinator. */
export function activityView(memory: SharedArrayBuffer): ActivityView {
  const { numbers, bytes, text } = fieldsOf(memory);
  Atomics.store(numbers, field.file, -1);
  return {
    get ticks() {
      return Atomics.load(numbers, field.ticks);
    },
    get isWorking() {
      return Atomics.load(numbers, field.working) === 1;
    },
    get fileIndex() {
      return Atomics.load(numbers, field.file);
    },
    get outputs() {
      return Atomics.load(numbers, field.outputs);
    },
    get bytesRead() {
      return Number(Atomics.load(bytes, 0));
    },
    get itemText() {
      return decoder.decode(Uint8Array.from(text.subarray(0, Atomics.load(numbers, field.itemLength))));
    },
  };
}

const headerBytes = 64;
// Longer than any path that an operating system allows, escapes included.
const itemTextBytes = 32 * 1024;
const field = { ticks: 0, working: 1, file: 2, outputs: 3, itemLength: 4 } as const;
const bytesFieldOffsetBytes = 32;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function fieldsOf(memory: SharedArrayBuffer): { numbers: Int32Array; bytes: BigInt64Array; text: Uint8Array } {
  return {
    numbers: new Int32Array(memory, 0, headerBytes / 8),
    bytes: new BigInt64Array(memory, bytesFieldOffsetBytes, 1),
    text: new Uint8Array(memory, headerBytes, itemTextBytes),
  };
}
