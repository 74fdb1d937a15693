import { Worker } from 'node:worker_threads';
import { activityView, makeActivityMemory, type ActivityView } from './activity.ts';
import type { FromWorker, LossCode, ToWorker } from './worker-messages.ts';

/** Why a worker is no more. */
export interface WorkerDeath {
  readonly code: LossCode;
  readonly detail: string;
}

/** A worker thread that reads evidence, and its watchdog. */
export interface ReadingWorker {
  readonly activity: ActivityView;
  tell(message: ToWorker): void;
  /** Stops the thread at once, wherever it is; `onDeath` is not called. */
  dispose(): Promise<void>;
}

export interface ReadingWorkerOptions {
  readonly entry: URL;
  /** A worker that works this long without getting on is ended. */
  readonly stallSeconds: number;
  readonly onMessage: (message: FromWorker) => void;
  /** Called once when the thread died or was ended for standing still; no message comes after it. */
  readonly onDeath: (death: WorkerDeath) => void;
}

/** Starts a reading worker. */
export function startReadingWorker(options: ReadingWorkerOptions): ReadingWorker {
  const memory = makeActivityMemory();
  const activity = activityView(memory);
  const worker = new Worker(options.entry, {
    workerData: memory,
    name: 'mail-triage reading',
    // A message that makes a parser eat memory without end must cost that message, not the process. What a parser leaves
    // behind is short-lived: a small young generation costs no time and halves what the process holds.
    resourceLimits: { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 32 },
  });
  let isOver = false;
  const watchdog = watch(activity, options.stallSeconds, () => {
    end({ code: 'item-stalled', detail: `Reading made no progress for ${String(options.stallSeconds)} seconds and was given up.` });
    void worker.terminate();
  });
  const end = (death: WorkerDeath): void => {
    if (isOver) return;
    isOver = true;
    clearInterval(watchdog);
    options.onDeath(death);
  };
  let thrown: unknown = null;
  worker.on('message', (message: FromWorker) => {
    if (!isOver) options.onMessage(message);
  });
  worker.on('error', (error) => {
    thrown = error;
  });
  // The exit comes after the last message, the error may come before it.
  worker.on('exit', (code) => {
    const because = thrown === null ? `exit code ${String(code)}` : describe(thrown);
    end({ code: 'parser-crashed', detail: `The parser died: ${because}.` });
  });
  return {
    activity,
    tell(message) {
      if (!isOver) worker.postMessage(message);
    },
    async dispose() {
      isOver = true;
      clearInterval(watchdog);
      await worker.terminate();
    },
  };
}

// Counts checks, not time: a machine that slept or a coordinator that was held up must not look like a hung parser.
function watch(activity: ActivityView, stallSeconds: number, onStall: () => void): NodeJS.Timeout {
  const checks = 10;
  let seen = activity.ticks;
  let unchanged = 0;
  const timer = setInterval(
    () => {
      const { ticks, isWorking } = activity;
      unchanged = isWorking && ticks === seen ? unchanged + 1 : 0;
      seen = ticks;
      if (unchanged >= checks) onStall();
    },
    (stallSeconds * 1000) / checks,
  );
  timer.unref();
  return timer;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') return 'it needed more memory than it may have';
  return `${error.name}: ${error.message}`.replace(/\s+/g, ' ').slice(0, 300);
}
