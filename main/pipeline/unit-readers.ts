import type { Limits } from '#model/index.ts';
import type { IngestPlan, WorkUnit } from './plan.ts';
import type { Position } from './position.ts';
import { itemKey, type ItemIdentity } from './record-identity.ts';
import { startReadingWorker, type ReadingWorker, type WorkerDeath } from './reading-worker.ts';
import { lostItemsAllowed } from './resume-token.ts';
import type { EvidenceGround, FileOutcome, FromWorker, LossCode, LostItem, StoppedFile, UnitBatch } from './worker-messages.ts';

export interface UnitReadersOptions {
  readonly plan: IngestPlan;
  readonly limits: Limits;
  readonly ground: EvidenceGround;
  /** Where to begin; `unit` is at least 0. */
  readonly start: Position;
  /** Items of the file at `start` that an earlier run gave up. */
  readonly lostItems: readonly (readonly [itemKey: string, code: LossCode])[];
  readonly workers: number;
  readonly workerEntry: URL;
  readonly stallSeconds: number;
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
  /** Stops all workers at once. */
  dispose(): Promise<void>;
}

/** Batches that a worker may be ahead of what was taken. */
const batchesAhead = 4;
/** Units that are begun before the one being delivered is done, for each worker. */
const unitsAhead = 4;

interface UnitState {
  readonly index: number;
  readonly files: WorkUnit;
  readonly queue: UnitBatch[];
  rest: readonly FileOutcome[] | null;
  /** How far the batches received so far reach. */
  reached: { readonly file: number; readonly outputs: number };
  readonly lostItems: LostItem[];
  readonly stoppedFiles: StoppedFile[];
  readonly deathsOfFile: Map<number, number>;
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
  let head = start.unit;
  let nextUnit = start.unit;
  let bytesDone = bytesBefore(plan, start);
  let deathsAtStart = 0;
  let failure: Error | null = null;
  let isDisposed = false;
  let onNews: () => void = () => undefined;

  const assign = (): void => {
    for (const slot of slots) {
      const files = plan.units[nextUnit];
      if (files === undefined || nextUnit >= head + unitsAhead * slots.length) return;
      if (slot.unit !== null) continue;
      const isFirst = nextUnit === start.unit;
      const unit = newUnit(nextUnit, files, isFirst ? start : null);
      if (isFirst) for (const [key, code] of options.lostItems) unit.lostItems.push({ file: start.file, itemKey: key, code, detail: '' });
      units.set(nextUnit, unit);
      nextUnit += 1;
      slot.unit = unit;
      send(slot, unit);
    }
  };
  const send = (slot: Slot, unit: UnitState): void => {
    try {
      slot.worker ??= startReadingWorker({
        entry: options.workerEntry,
        stallSeconds: options.stallSeconds,
        onMessage: (message) => {
          receive(slot, message);
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
    const { files, reached, lostItems, stoppedFiles, queue } = unit;
    const credit = Math.max(batchesAhead - queue.length, 0);
    slot.worker.tell({
      kind: 'read',
      task: { item, limits: options.limits, ground: options.ground, files, start: reached, lostItems, stoppedFiles, credit },
    });
  };
  const receive = (slot: Slot, message: FromWorker): void => {
    const { unit } = slot;
    if (unit === null) return;
    deathsAtStart = 0;
    if (message.kind === 'batch') {
      unit.queue.push(message.batch);
      unit.reached = message.batch.after;
    } else if (message.kind === 'unit-done') {
      unit.rest = message.rest;
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
        const batch = unit.queue.shift();
        if (batch !== undefined) {
          slots.find((slot) => slot.unit === unit)?.worker?.tell({ kind: 'credit', batches: 1 });
          return { kind: 'batch', unit: head, batch };
        }
        if (unit.rest !== null) {
          units.delete(head);
          head += 1;
          assign();
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
        bytes += bytesOf(unit.files.slice(0, fileIndex)) + Math.min(bytesRead, file.sizeBytes);
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
      await Promise.all(slots.flatMap(({ worker }) => (worker === null ? [] : [worker.dispose()])));
    },
  };
}

// What a death costs: the item that was being read; where none was, or it was left out already, the file from there on.
function bookDeath(unit: UnitState, worker: ReadingWorker, { code, detail }: WorkerDeath): void {
  const { fileIndex: file, itemText, outputs } = worker.activity;
  const key = itemKey(itemText);
  const lostHere = unit.lostItems.filter((lost) => lost.file === file);
  if (itemText !== '' && lostHere.length < lostItemsAllowed && !lostHere.some((lost) => lost.itemKey === key)) {
    unit.lostItems.push({ file, itemKey: key, code, detail });
    return;
  }
  const deaths = (unit.deathsOfFile.get(file) ?? 0) + 1;
  unit.deathsOfFile.set(file, deaths);
  if (deaths < 2) return;
  const delivered = unit.reached.file === file ? unit.reached.outputs : 0;
  const stopped = unit.stoppedFiles.findIndex((known) => known.file === file);
  if (stopped !== -1) unit.stoppedFiles.splice(stopped, 1);
  unit.stoppedFiles.push({
    file,
    // Once stopped and dead again, not even what came before can be read again.
    afterOutputs: stopped === -1 && outputs > 0 && outputs >= delivered ? outputs : null,
    delivered,
    code,
    detail: `${detail} What the file holds beyond was not read.`,
  });
}

function newUnit(index: number, files: WorkUnit, start: Position | null): UnitState {
  const reached = { file: start?.file ?? 0, outputs: start?.outputs ?? 0 };
  return { index, files, queue: [], rest: null, reached, lostItems: [], stoppedFiles: [], deathsOfFile: new Map() };
}

function bytesOf(files: WorkUnit): number {
  return files.reduce((sum, file) => sum + file.sizeBytes, 0);
}

function bytesBefore(plan: IngestPlan, start: Position): number {
  return plan.units.slice(0, start.unit).reduce((sum, unit) => sum + bytesOf(unit), 0);
}
