import { closeNameless, openNameless, readNameless, writeNameless } from './nameless-file.ts';

/**
 * What a reading worker is at, in a file without a name that it shares with the coordinator: the only way to know where
 * a worker hung or died, for a worker deep in a parser answers no message and a killed one says no last word.
 */
export interface ActivityWriter {
  /**
   * The worker begins a file of its unit; no item is entered yet.
   * @param isCareful tell each output that is pulled; without it they are told now and then, for a write takes
   *   longer than a small file's probe. A file that a first attempt died in without an item to blame is read carefully.
   */
  beginFile(fileIndex: number, sizeBytes: number, isCareful: boolean): void;
  /** An item is entered; `text` is its canonical locator. */
  enterItem(text: string): void;
  /** What is read from now on belongs to no single item. */
  leaveItem(): void;
  /** The item just entered is left out: its name stays, but what follows is no part of it. */
  itemLeftOut(): void;
  /**
   * That many outputs were pulled of the current file. While an item is read, the coordinator is told of those before it
   * alone: of an item that is given up none counts.
   */
  outputs(count: number): void;
  /**
   * Bytes were read from the evidence. That counts as getting on, but not for ever: of a parser that runs in circles
   * over the same bytes only twice the file and 64 MiB count for one item.
   */
  bytesRead(offsetBytes: number, lengthBytes: number): void;
  /** The worker works, or waits for credit and must not be taken for stalled. */
  working(state: 'works' | 'waits'): void;
}

/** The coordinator's view of the same file. */
export interface ActivityView {
  /** Changes whenever the worker gets on. */
  readonly ticks: number;
  readonly isWorking: boolean;
  /** Index of the file within the unit; -1 before the first. */
  readonly fileIndex: number;
  /** Outputs pulled of that file, up to the item being read. */
  readonly outputs: number;
  /** Outputs pulled of that file, those of the item being read among them: exact only where the worker reads carefully. */
  readonly outputsWithItem: number;
  /** How far that file is read, in bytes: no more than was read in all, and no further than the furthest read. */
  readonly bytesRead: number;
  /** Canonical locator of the item being read, shortened to what fits; empty between items. */
  readonly itemText: string;
}

/** The coordinator's end of the shared file. */
export interface ActivityFile {
  /** To be inherited by the worker as `activityDescriptor`; `activityWriter` opens it there. */
  readonly descriptor: number;
  readonly view: ActivityView;
  /** Closes the file; the view keeps what it said last. May be called twice. */
  close(): void;
}

/** The descriptor under which a worker inherits the shared file: behind the standard streams and the channel for messages. */
export const activityDescriptor = 4;

/** Makes the file that one worker and the coordinator share. It never shows in a directory for longer than this call. */
export function openActivityFile(): ActivityFile {
  const descriptor = openNameless();
  const image = Buffer.alloc(imageBytes);
  image.writeInt32LE(-1, at.file);
  writeNameless(descriptor, image, headerBytes);
  let isOpen = true;
  const header = (): Buffer => {
    if (isOpen) readNameless(descriptor, image, headerBytes);
    return image;
  };
  const text = (): string => {
    if (isOpen) readNameless(descriptor, image);
    return image.toString('utf8', headerBytes, headerBytes + Math.min(image.readUInt32LE(at.itemLength), itemTextBytes));
  };
  return {
    descriptor,
    view: {
      get ticks() {
        return header().readUInt32LE(at.ticks);
      },
      get isWorking() {
        return header().readUInt32LE(at.working) === 1;
      },
      get fileIndex() {
        return header().readInt32LE(at.file);
      },
      get outputs() {
        return header().readUInt32LE(at.outputs);
      },
      get outputsWithItem() {
        return header().readUInt32LE(at.outputsWithItem);
      },
      get bytesRead() {
        return header().readDoubleLE(at.bytesRead);
      },
      get itemText() {
        return text();
      },
    },
    close() {
      if (!isOpen) return;
      text();
      isOpen = false;
      closeNameless(descriptor);
    },
  };
}

/** Cuts a locator to what the shared file can hold, so that both sides compare the same text. */
export function activityText(text: string): string {
  const cut = new Uint8Array(itemTextBytes);
  return new TextDecoder().decode(cut.subarray(0, encoder.encodeInto(text, cut).written));
}

/**
 * Opens the shared file for writing, in the worker.
 * @param descriptor as it was inherited
 * @param nowMilliseconds a monotonic clock
 */
export function activityWriter(descriptor: number, nowMilliseconds = (): number => performance.now()): ActivityWriter {
  const image = Buffer.alloc(imageBytes);
  image.writeInt32LE(-1, at.file);
  let ticks = 0;
  let fileBytes = 0;
  let furthestBytes = 0;
  let itemBytes = 0;
  let itemBudgetBytes = 0;
  let outputsPulled = 0;
  let isWithinItem = false;
  let tellsOutputs = false;
  let toldAt = -Infinity;
  // One write each: what a dying worker leaves is what it was at.
  const tell = (lengthBytes: number): void => {
    toldAt = nowMilliseconds();
    ticks = (ticks + 1) >>> 0;
    image.writeUInt32LE(ticks, at.ticks);
    writeNameless(descriptor, image, lengthBytes);
  };
  // Getting on is told often enough for any watchdog, but not at each of many small reads.
  const isLongSilent = (): boolean => nowMilliseconds() - toldAt >= silentMilliseconds;
  const setItem = (text: string): void => {
    const { written } = encoder.encodeInto(text, image.subarray(headerBytes));
    image.writeUInt32LE(written, at.itemLength);
    itemBytes = 0;
    tell(headerBytes + written);
  };
  return {
    beginFile(fileIndex, sizeBytes, isCareful) {
      tellsOutputs = isCareful;
      fileBytes = 0;
      furthestBytes = 0;
      itemBudgetBytes = 2 * sizeBytes + 64 * 1024 * 1024;
      outputsPulled = 0;
      isWithinItem = false;
      image.writeDoubleLE(0, at.bytesRead);
      image.writeUInt32LE(0, at.outputs);
      image.writeUInt32LE(0, at.outputsWithItem);
      image.writeInt32LE(fileIndex, at.file);
      setItem('');
    },
    enterItem(text) {
      isWithinItem = true;
      image.writeUInt32LE(outputsPulled, at.outputs);
      setItem(text);
    },
    leaveItem() {
      isWithinItem = false;
      image.writeUInt32LE(outputsPulled, at.outputs);
      setItem('');
    },
    itemLeftOut() {
      isWithinItem = false;
    },
    outputs(count) {
      outputsPulled = count;
      image.writeUInt32LE(count, at.outputsWithItem);
      if (!isWithinItem) image.writeUInt32LE(count, at.outputs);
      if (tellsOutputs || isLongSilent()) tell(headerBytes);
    },
    bytesRead(offsetBytes, lengthBytes) {
      fileBytes += lengthBytes;
      furthestBytes = Math.max(furthestBytes, offsetBytes + lengthBytes);
      itemBytes += lengthBytes;
      image.writeDoubleLE(Math.min(fileBytes, furthestBytes), at.bytesRead);
      if (itemBytes <= itemBudgetBytes && isLongSilent()) tell(headerBytes);
    },
    working(state) {
      image.writeUInt32LE(state === 'works' ? 1 : 0, at.working);
      tell(headerBytes);
    },
  };
}

const silentMilliseconds = 50;
const headerBytes = 64;
// Longer than any path that an operating system allows, escapes included.
const itemTextBytes = 32 * 1024;
const imageBytes = headerBytes + itemTextBytes;
/** Where in the header each field stands; little-endian. */
const at = { ticks: 0, working: 4, file: 8, outputs: 12, itemLength: 16, outputsWithItem: 20, bytesRead: 24 } as const;

const encoder = new TextEncoder();
