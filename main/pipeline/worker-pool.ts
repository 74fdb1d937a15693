import { startReadingWorker, type ReadingWorker, type WorkerListener } from './reading-worker.ts';

/**
 * Reading workers that outlive a run: starting one takes as long as reading a small evidence item, so whoever reads many
 * items keeps them from one to the next.
 */
export interface WorkerPool {
  /** A worker without work, or a new one. @throws Error when none can be started. */
  take(listener: WorkerListener): ReadingWorker;
  /** Takes back a worker that has done all it was given. */
  giveBack(worker: ReadingWorker): void;
  /** Ends those that are there; to be called when every run has ended. */
  dispose(): Promise<void>;
}

export interface WorkerPoolOptions {
  /** The module that serves the reading. */
  readonly entry: URL;
  readonly stallSeconds?: number;
}

/** Seconds after which a reader that does not get on is given up, where nobody says otherwise. */
export const usualStallSeconds = 30;

/** Makes a pool without workers. */
export function workerPool({ entry, stallSeconds = usualStallSeconds }: WorkerPoolOptions): WorkerPool {
  let idle: ReadingWorker[] = [];
  return {
    take(listener) {
      const worker = idle.pop();
      if (worker === undefined) return startReadingWorker({ entry, stallSeconds, ...listener });
      worker.listen(listener);
      return worker;
    },
    giveBack(worker) {
      idle.push(worker);
      // Should it die where it waits, the next run must not be given it.
      worker.listen({ onMessage: () => undefined, onDeath: () => (idle = idle.filter((one) => one !== worker)) });
    },
    async dispose() {
      const ended = idle;
      idle = [];
      await Promise.all(ended.map((worker) => worker.dispose()));
    },
  };
}
