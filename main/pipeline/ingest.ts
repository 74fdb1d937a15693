import { availableParallelism } from 'node:os';
import type { IngestProgress, ResumeToken } from '#contract/index.ts';
import { defaultLimits, type EvidenceItem, type Limits } from '#model/index.ts';
import { deliveryGate } from './delivery-gate.ts';
import { prepareDelivery, type Delivery, type PackedBatch } from './delivery.ts';
import { planIngest, type IngestPlan } from './plan.ts';
import { isWithin } from './position.ts';
import { startMeter } from './progress-meter.ts';
import { readResumeToken } from './resume-token.ts';
import { groundOf } from './evidence-bytes.ts';
import { startUnitReaders, type UnitReaders } from './unit-readers.ts';
import { ingestWorkerEntry } from './worker-entry.ts';
import { usualStallSeconds, workerPool, type WorkerPool } from './worker-pool.ts';

export interface IngestOptions {
  readonly item: EvidenceItem;
  /** Where the item lies now. */
  readonly path: string;
  /** Where copies of evidence may be put that a library must open by name; made when needed, emptied after use. */
  readonly scratchDirectory: string;
  /** SHA-256 of the files of a folder by relative path, from the manifest of its acquisition. */
  readonly fileHashes: ReadonlyMap<string, string>;
  /** Token of the last batch that was kept; null: from the beginning. */
  readonly resume: ResumeToken | null;
  /** Reading processes; `defaultWorkers()` is a good number. */
  readonly workers: number;
  /** Batches granted at first; `Infinity` where `onBatch` itself holds back. */
  readonly credit: number;
  /** Takes a batch; the next comes when the promise is fulfilled. A throw ends the run and rejects `done`. */
  readonly onBatch: (batch: PackedBatch) => void | Promise<void>;
  readonly limits?: Limits;
  /** Seconds after which a reader that does not get on is given up; where a pool is given, its own count. */
  readonly stallSeconds?: number;
  /** Code of the reading worker: one that packs batches as whoever takes them likes, or, in tests, whose readers hang and crash. */
  readonly workerEntry?: URL;
  /** Workers to read with, and to leave there for the next run; absent: the run has workers of its own, of `workerEntry`. */
  readonly pool?: WorkerPool;
  /** As `PlanOptions.partBytes`. */
  readonly partBytes?: number;
}

/** How a run ended. */
export type IngestOutcome =
  | { readonly state: 'done' | 'cancelled' }
  /** The run could not go on; the sentence says why and what to do. */
  | { readonly state: 'failed'; readonly trouble: string };

/** A run over one evidence item. */
export interface IngestRun {
  grant(batches: number): void;
  pause(): void;
  continue(): void;
  /** Ends the run at once, also in the middle of a file; what was delivered stays resumable. */
  cancel(): void;
  progress(): IngestProgress;
  /** Most memory that the reading processes were seen to hold together, in bytes. */
  readonly readersPeakBytes: number;
  /** Rejected only by what is a bug, or by what `onBatch` throws. */
  readonly done: Promise<IngestOutcome>;
}

/**
 * Reads an evidence item: plans the work, reads in processes of their own, analyses, and delivers numbered batches in
 * evidence order. What is delivered does not depend on the number of workers, nor on how often the run was resumed.
 */
export function startIngest(options: IngestOptions): IngestRun {
  const { item } = options;
  const limits = options.limits ?? defaultLimits;
  const gate = deliveryGate(options.credit);
  const meter = startMeter(item.evidenceId, () => performance.now());
  const pool =
    options.pool ??
    workerPool({ entry: options.workerEntry ?? ingestWorkerEntry, stallSeconds: options.stallSeconds ?? usualStallSeconds });
  const abort = new AbortController();
  let phase: IngestProgress['phase'] = 'reading';
  let trouble: string | null = null;
  let plan: IngestPlan | null = null;
  let delivery: Delivery | null = null;
  let readers: UnitReaders | null = null;

  const run = async (): Promise<IngestOutcome> => {
    const planned = await planIngest({ ...options, limits }, abort.signal);
    plan = planned;
    const resumed = options.resume === null ? null : readResumeToken(options.resume);
    if (options.resume !== null && (resumed?.plan !== planned.fingerprint || !isWithin(resumed.position, planned))) {
      return { state: 'failed', trouble: cannotResume };
    }
    if (resumed?.isDone === true) return { state: 'done' };
    const prepared = prepareDelivery({ plan: planned, resumed, gate, onBatch: options.onBatch });
    delivery = prepared;
    const openReaders = (): UnitReaders => {
      readers = startUnitReaders({
        plan: planned,
        limits,
        ground: groundOf(item.kind, options.path, options.scratchDirectory),
        start: prepared.readFrom,
        lostItems: prepared.lostItems,
        workers: options.workers,
        pool,
      });
      return readers;
    };
    return { state: await prepared.deliver(openReaders) };
  };
  const done = run()
    .catch((error: unknown): IngestOutcome => {
      if (abort.signal.aborted) return { state: 'cancelled' };
      phase = 'failed';
      throw error;
    })
    .then((outcome) => {
      phase = outcome.state;
      if (outcome.state === 'failed') ({ trouble } = outcome);
      return outcome;
    })
    .finally(async () => {
      await readers?.dispose();
      if (options.pool === undefined) await pool.dispose();
    });

  return {
    grant: (batches) => gate.grant(batches),
    pause() {
      gate.pause();
      meter.pause();
      if (phase === 'reading') phase = 'paused';
    },
    continue() {
      gate.continue();
      meter.continue();
      if (phase === 'paused') phase = 'reading';
    },
    cancel() {
      abort.abort();
      gate.cancel();
      void readers?.dispose();
    },
    progress() {
      const reading = readers?.reading() ?? { bytes: 0, current: 'listing files' };
      return meter.read({
        phase,
        counts: { ...(delivery?.counts ?? nothing), bytes: phase === 'done' ? (plan?.bytes ?? 0) : reading.bytes },
        filesTotal: plan?.files ?? null,
        bytesTotal: plan?.bytes ?? null,
        current: phase === 'reading' || phase === 'paused' ? reading.current : '',
        trouble,
      });
    },
    get readersPeakBytes() {
      return readers?.peakBytes ?? 0;
    },
    done,
  };
}

/** A good number of reading processes: one core is left to whoever receives the batches. */
export function defaultWorkers(): number {
  return Math.max(1, Math.min(4, availableParallelism() - 1));
}

const nothing = { files: 0, messages: 0, diagnostics: 0, findings: 0 };
const cannotResume =
  'The evidence does not list the same files as when reading was interrupted, so it cannot go on where it stopped. ' +
  'Verify the item, and read it again from the beginning.';
