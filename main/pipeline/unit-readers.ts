import type { Limits } from '#model/index.ts';
import { bytesOf, isClosing, sharedBytes, type FilePart, type IngestPlan, type WorkUnit } from './plan.ts';
import type { Position } from './position.ts';
import { itemKey, type ItemIdentity } from './record-identity.ts';
import type { ReadingWorker, WorkerDeath } from './reading-worker.ts';
import { lostItemsAllowed } from './resume-token.ts';
import type { WorkerPool } from './worker-pool.ts';
import { splitFile, type SplitFile } from './split-file.ts';
import type { BatchPlace, EvidenceGround, FileOutcome, FromWorker, LossCode, LostItem, StoppedFile, UnitBatch } from './worker-messages.ts';

export interface UnitReadersOptions {
  readonly plan: IngestPlan;
  readonly limits: Limits;
  readonly ground: EvidenceGround;
  /** Where to begin; `unit` is at least 0. */
  readonly start: Position;
  /** Items of the file at `start` that an earlier run gave up. */
  readonly lostItems: readonly (readonly [itemKey: string, code: LossCode])[];
  readonly workers: number;
  readonly pool: WorkerPool;
}

/** A batch, or the end of a unit. */
export type UnitStep =
  | { readonly kind: 'batch'; readonly unit: number; readonly batch: UnitBatch }
  | { readonly kind: 'unit-end'; readonly unit: number; readonly rest: readonly FileOutcome[] };

/** Workers that read the units of a plan side by side. */
export interface UnitReaders {
  /**
   * Gives the next step in the order of the plan; null after the last unit, or once disposed of.
   * @throws Error when no worker can be started.
   */
  next(): Promise<UnitStep | null>;
  /** Items given up in a file of the unit being delivered. */
  lostItemsIn(unit: number, file: number): readonly (readonly [itemKey: string, code: LossCode])[];
  /** Bytes read so far, and what is being read, for people. */
  reading(): { readonly bytes: number; readonly current: string };
  /** Most memory that the workers were seen to hold together, in bytes. */
  readonly peakBytes: number;
  /** Stops at once; workers that read are ended, the others go back to the pool. */
  dispose(): Promise<void>;
}

/** Packed bytes of a unit that may wait to be taken: about what a part of a file holds, so that parts do not wait for each other. */
const bytesAhead = 8 * 1024 * 1024;
/** Units that are begun before the one being delivered is done, for each worker. */
const unitsAhead = 4;

interface UnitState {
  readonly index: number;
  readonly files: WorkUnit;
  /** The file that the unit is a part of, or null. */
  readonly split: { readonly file: SplitFile; readonly part: FilePart } | null;
  readonly queue: WaitingBatch[];
  isAssigned: boolean;
  rest: readonly FileOutcome[] | null;
  /** How far the batches received so far reach. */
  reached: { readonly file: number; readonly outputs: number };
  readonly lostItems: LostItem[];
  readonly stoppedFiles: StoppedFile[];
  readonly deathsOfFile: Map<number, number>;
  /** The item that was given up last, and how far the batches reached then. */
  lastLost: (ItemOfFile & { readonly reached: UnitState['reached'] }) | null;
  /** An item behind which a worker died while it was left out: what follows it is to blame. */
  blameless: ItemOfFile | null;
}

interface ItemOfFile {
  readonly file: number;
  readonly itemKey: string;
}

/** A batch that came and was not taken. */
interface WaitingBatch {
  readonly place: BatchPlace;
  readonly packed: Uint8Array;
}

interface Slot {
  worker: ReadingWorker | null;
  /** Most memory of the workers before. */
  peakBytes: number;
  unit: UnitState | null;
}

/** Starts reading. */
export function startUnitReaders(options: UnitReadersOptions): UnitReaders {
  const { plan, start } = options;
  const item: ItemIdentity = { evidenceId: plan.item.evidenceId, acquisitionSha256: plan.item.hashes.sha256 };
  const slots: Slot[] = Array.from({ length: Math.max(1, options.workers) }, () => ({ worker: null, peakBytes: 0, unit: null }));
  const units = new Map<number, UnitState>();
  let splitting: SplitFile | null = null;
  let head = start.unit;
  let nextUnit = start.unit;
  let bytesDone = bytesBefore(plan, start);
  let deathsAtStart = 0;
  let failure: Error | null = null;
  let isDisposed = false;
  let onNews: () => void = () => undefined;

  const assign = (): void => {
    for (const slot of slots) {
      if (slot.unit !== null) continue;
      const unit = nextReady();
      if (unit === null) return;
      unit.isAssigned = true;
      const stopped = isClosingUnit(unit.files) ? null : unit.split?.file.stopped;
      if (stopped != null) unit.stoppedFiles.push(stopped);
      slot.unit = unit;
      send(slot, unit);
    }
  };
  // The next unit that nobody reads yet. The closing of a file is passed over until the file's parts are read.
  const nextReady = (): UnitState | null => {
    for (const unit of units.values()) if (!unit.isAssigned && unit.split?.file.isRead === true) return unit;
    while (nextUnit < head + unitsAhead * slots.length) {
      const files = plan.units[nextUnit];
      if (files === undefined) return null;
      const unit = begin(nextUnit, files);
      units.set(nextUnit, unit);
      nextUnit += 1;
      if (unit.split === null || !isClosingUnit(files) || unit.split.file.isRead) return unit;
    }
    return null;
  };
  const begin = (index: number, files: WorkUnit): UnitState => {
    const isFirst = index === start.unit;
    const part = files[0]?.part ?? null;
    if (part === null) splitting = null;
    else if (part.index === 0 || splitting === null) splitting = splitFile(part.count);
    const unit = newUnit(index, files, part === null || splitting === null ? null : { file: splitting, part }, isFirst ? start : null);
    if (isFirst) for (const [key, code] of options.lostItems) unit.lostItems.push({ file: start.file, itemKey: key, code, detail: '' });
    return unit;
  };
  const send = (slot: Slot, unit: UnitState): void => {
    try {
      slot.worker ??= options.pool.take({
        onMessage: (message, body) => {
          receive(slot, message, body);
        },
        onDeath: (death) => {
          bury(slot, death);
        },
      });
    } catch (error) {
      // As where the system has no process or no place for a file left.
      failure = new Error(`The reading worker cannot be started. ${error instanceof Error ? error.message : String(error)}`);
      onNews();
      return;
    }
    const { files, reached, lostItems, stoppedFiles, queue, split } = unit;
    const closing = split !== null && isClosingUnit(files) ? split.file.closing() : null;
    const creditBytes = bytesAhead - queue.reduce((sum, { packed }) => sum + packed.length, 0);
    const { limits, ground } = options;
    const isCareful = unit.deathsOfFile.size > 0;
    const task = { item, limits, ground, files, start: reached, lostItems, stoppedFiles, isCareful, closing, creditBytes };
    slot.worker.tell({ kind: 'read', task });
  };
  const receive = (slot: Slot, message: FromWorker, body: Uint8Array): void => {
    const { unit } = slot;
    if (unit === null) return;
    deathsAtStart = 0;
    if (message.kind === 'batch') {
      unit.queue.push({ place: message.place, packed: body });
      unit.reached = message.place.after;
      unit.split?.file.note(unit.split.part.index, message.place.accounts);
    } else if (message.kind === 'unit-done') {
      unit.rest = message.rest;
      unit.split?.file.end(unit.split.part.index, body);
      slot.unit = null;
      bytesDone += bytesOf(unit.files);
      assign();
    }
    onNews();
  };
  const bury = (slot: Slot, death: WorkerDeath): void => {
    const { worker, unit } = slot;
    slot.worker = null;
    slot.peakBytes = Math.max(slot.peakBytes, worker?.peakBytes ?? 0);
    if (worker === null || unit === null) return;
    if (worker.activity.fileIndex < 0) {
      deathsAtStart += 1;
      if (deathsAtStart > 1) {
        failure = new Error(`The reading worker cannot be started. ${death.detail}`);
        onNews();
        return;
      }
    } else {
      deathsAtStart = 0;
      bookDeath(unit, worker, death);
    }
    send(slot, unit);
  };
  assign();

  return {
    async next() {
      for (;;) {
        if (failure !== null) throw failure;
        const unit = units.get(head);
        if (unit === undefined || isDisposed) return null;
        const waiting = unit.queue.shift();
        if (waiting !== undefined) {
          slots.find((slot) => slot.unit === unit)?.worker?.tell({ kind: 'credit', bytes: waiting.packed.length });
          if (unit.split?.file.isLost === true) continue;
          return { kind: 'batch', unit: head, batch: taken(unit, waiting) };
        }
        if (unit.rest !== null) {
          units.delete(head);
          head += 1;
          assign();
          if (unit.split !== null) noteOutcomes(unit.split, unit.rest);
          return { kind: 'unit-end', unit: unit.index, rest: unit.rest };
        }
        await new Promise<void>((resolve) => {
          onNews = resolve;
        });
      }
    },
    lostItemsIn: (unit, file) =>
      (units.get(unit)?.lostItems ?? []).filter((lost) => lost.file === file).map(({ itemKey: key, code }) => [key, code]),
    reading() {
      let bytes = bytesDone;
      let current = '';
      for (const { worker, unit } of slots) {
        if (worker === null || unit === null) continue;
        const { fileIndex, bytesRead, itemText } = worker.activity;
        const file = unit.files[fileIndex];
        if (file === undefined) continue;
        bytes += bytesOf(unit.files.slice(0, fileIndex)) + Math.min(bytesRead, sharedBytes(file));
        if (current === '' || unit.index === head) current = itemText === '' ? file.relativePath : itemText.replace(/^file:/, '');
      }
      return { bytes: Math.min(bytes, plan.bytes), current };
    },
    get peakBytes() {
      return slots.reduce((sum, { worker, peakBytes }) => sum + Math.max(peakBytes, worker?.peakBytes ?? 0), 0);
    },
    async dispose() {
      isDisposed = true;
      onNews();
      const disposed: Promise<void>[] = [];
      for (const slot of slots) {
        const { worker, unit } = slot;
        slot.worker = null;
        slot.peakBytes = Math.max(slot.peakBytes, worker?.peakBytes ?? 0);
        if (worker === null) continue;
        if (unit === null) options.pool.giveBack(worker);
        else disposed.push(worker.dispose());
      }
      await Promise.all(disposed);
    },
  };
}

/* What a death costs: the item that was being read; where none was, or it was left out already, the file from there on. A worker
 * that dies behind an item, at the end of the file or on the way to the next item, seems to be at that item: it is left out
 * first, and read again when the worker dies all the same. */
function bookDeath(unit: UnitState, worker: ReadingWorker, { code, detail }: WorkerDeath): void {
  const { fileIndex: file, itemText, outputs: outputsBefore, outputsWithItem } = worker.activity;
  const key = itemKey(itemText);
  const isAt = (item: ItemOfFile | null): boolean => item?.file === file && item.itemKey === key;
  const lostHere = unit.lostItems.filter((lost) => lost.file === file);
  // Of an item that is to blame itself the worker, which now reads carefully, tells no output.
  const diedBehindItem = isAt(unit.blameless) && outputsWithItem > outputsBefore;
  const isKnown = lostHere.some(isAt);
  if (itemText !== '' && !diedBehindItem && lostHere.length < lostItemsAllowed && !isKnown) {
    unit.lostItems.push({ file, itemKey: key, code, detail });
    unit.lastLost = { file, itemKey: key, reached: unit.reached };
    return;
  }
  // Once a batch has told that it was left out, that stands.
  if (isKnown && unit.blameless === null && isAt(unit.lastLost) && unit.lastLost?.reached === unit.reached) {
    unit.lostItems.splice(unit.lostItems.findIndex(isAt), 1);
    unit.blameless = { file, itemKey: key };
  }
  const outputs = diedBehindItem ? outputsWithItem : outputsBefore;
  const deaths = (unit.deathsOfFile.get(file) ?? 0) + 1;
  unit.deathsOfFile.set(file, deaths);
  if (deaths < 2) return;
  const delivered = unit.reached.file === file ? unit.reached.outputs : 0;
  const stopped = unit.stoppedFiles.findIndex((known) => known.file === file);
  if (stopped !== -1) unit.stoppedFiles.splice(stopped, 1);
  const given: StoppedFile = {
    file,
    // Once stopped and dead again, not even what came before can be read again.
    afterOutputs: stopped === -1 && outputs > 0 && outputs >= delivered ? outputs : null,
    delivered,
    code,
    detail: `${detail} What ${unit.split === null ? 'the file' : 'this part of the file'} holds beyond was not read.`,
  };
  unit.stoppedFiles.push(given);
  unit.split?.file.giveUp(given);
}

const nobody = { lastLost: null, blameless: null };

function newUnit(index: number, files: WorkUnit, split: UnitState['split'], start: Position | null): UnitState {
  const reached = { file: start?.file ?? 0, outputs: start?.outputs ?? 0 };
  // Which part an item lies in is the reader's to say, so every part is told of all that was given up.
  const lostItems = split?.file.lostItems ?? [];
  return {
    index,
    files,
    split,
    isAssigned: false,
    queue: [],
    rest: null,
    reached,
    lostItems,
    stoppedFiles: [],
    deathsOfFile: new Map(),
    ...nobody,
  };
}

function isClosingUnit([file]: WorkUnit): boolean {
  return file !== undefined && isClosing(file);
}

function taken({ split }: UnitState, { place, packed }: WaitingBatch): UnitBatch {
  if (split === null) return { ...place, packed };
  noteOutcomes(split, place.files);
  return { ...place, packed, accounts: split.file.summed(split.part.index, place.accounts) };
}

function noteOutcomes({ file }: NonNullable<UnitState['split']>, outcomes: readonly FileOutcome[]): void {
  if (outcomes.some(({ outcome }) => outcome === 'lost')) file.isLost = true;
}

function bytesBefore(plan: IngestPlan, start: Position): number {
  return plan.units.slice(0, start.unit).reduce((sum, unit) => sum + bytesOf(unit), 0);
}
