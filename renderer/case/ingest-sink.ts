import { Trouble, type Client, type IngestBatch, type IngestProgress } from '#contract/index.ts';
import type { EvidenceId } from '#model/index.ts';
import type { CaseStore } from './case-store.ts';
import type { CaseChange, IngestState } from './case-view.ts';

/**
 * Takes in what the host reads: commits batch after batch, each with its resume token in one transaction, and grants
 * the next only then. So at any moment the store holds a whole number of batches, and no more than `window` of them
 * are on their way.
 */
export interface IngestSink {
  /** Begins or continues reading an evidence item after its last committed batch. @throws Trouble */
  start(evidenceId: EvidenceId): Promise<void>;
  states(): readonly IngestState[];
  isReading(): boolean;
  /** The host died: what was being read is left partial. */
  hostLost(): void;
}

/** Batches on their way at once: enough to keep the reader busy while one is committed. */
const window = 4;

/** Shortest time between two tellings that there is more content. */
const contentEveryMilliseconds = 400;

export interface SinkOptions {
  readonly store: CaseStore;
  readonly client: Pick<Client, 'call' | 'on'>;
  tell(change: CaseChange): void;
  /** Told when the last of the runs has ended, one of them done, and all that was read is in the store. */
  onIdle?(): void;
}

export function ingestSink({ store, client, tell, onIdle }: SinkOptions): IngestSink {
  const running = new Set<EvidenceId>();
  const lastProgress = new Map<EvidenceId, IngestProgress>();
  let lastTold = 0;
  let isAnyDone = false;
  let queue: Promise<void> = Promise.resolve();

  // One thing at a time, in the order in which the host said them: numbers are given out at commit.
  const inTurn = (step: () => Promise<void>): void => {
    queue = queue.then(step, step);
  };

  client.on('ingest.batch', (batch) => {
    inTurn(() => take(batch));
  });
  client.on('ingest.progress', (progress) => {
    lastProgress.set(progress.evidenceId, progress);
    if (progress.phase === 'hashing' || progress.phase === 'reading' || progress.phase === 'paused') tell({ kind: 'progress', progress });
    // The end of a run is told when everything before it is in the store.
    else inTurn(() => end(progress));
  });

  async function take(batch: IngestBatch): Promise<void> {
    const { evidenceId } = batch;
    // Of a run that was given up, or one that is in the store already.
    if (!running.has(evidenceId) || batch.sequence < store.nextSequence(evidenceId)) return;
    try {
      await store.commit(batch);
    } catch (error) {
      await giveUp(evidenceId, error);
      return;
    }
    tellContent(false);
    await client.call('ingest.grant', { evidenceId, batches: 1 }).catch(() => undefined);
  }

  async function end(progress: IngestProgress): Promise<void> {
    const { evidenceId, phase } = progress;
    if (!running.has(evidenceId)) return;
    try {
      // Until that is written the item is still being read: nobody may see it as read in part in between.
      if (phase === 'done') {
        await store.markDone(evidenceId);
        isAnyDone = true;
      }
    } finally {
      running.delete(evidenceId);
    }
    tellContent(true);
    tell({ kind: 'progress', progress });
    if (running.size > 0 || !isAnyDone) return;
    isAnyDone = false;
    onIdle?.();
  }

  async function giveUp(evidenceId: EvidenceId, error: unknown): Promise<void> {
    running.delete(evidenceId);
    await client.call('ingest.cancel', { evidenceId }).catch(() => undefined);
    tellFailed(evidenceId, storeTrouble(error));
  }

  function tellFailed(evidenceId: EvidenceId, trouble: string): void {
    tellContent(true);
    tell({
      kind: 'progress',
      progress: { ...(lastProgress.get(evidenceId) ?? noProgress(evidenceId)), phase: 'failed', secondsLeft: null, trouble },
    });
  }

  function tellContent(isLast: boolean): void {
    const now = performance.now();
    if (!isLast && now - lastTold < contentEveryMilliseconds) return;
    lastTold = now;
    tell({ kind: 'content' });
  }

  return {
    async start(evidenceId) {
      if (running.has(evidenceId)) return;
      await queue;
      running.add(evidenceId);
      const known = store.manifest.get(evidenceId);
      try {
        await client.call('ingest.start', { evidenceId, resume: known?.resume ?? null });
        await client.call('ingest.grant', { evidenceId, batches: window });
      } catch (error) {
        running.delete(evidenceId);
        throw error;
      }
    },
    states: () =>
      [...new Set([...store.manifest.keys(), ...running])].map((evidenceId) => {
        const row = store.manifest.get(evidenceId);
        return {
          evidenceId,
          batches: (row?.sequence ?? -1) + 1,
          messages: row?.messages ?? 0,
          state: running.has(evidenceId) ? 'running' : (row?.state ?? 'none'),
        };
      }),
    isReading: () => running.size > 0,
    hostLost() {
      for (const evidenceId of [...running]) {
        running.delete(evidenceId);
        inTurn(async () =>
          tellFailed(
            evidenceId,
            'The process that reads the evidence ended unexpectedly. What was read until then is in the case; resume to read the rest.',
          ),
        );
      }
    },
  };
}

/** What to tell the examiner of a failed commit. */
export function storeTrouble(error: unknown): string {
  if (error instanceof Trouble) return error.text.happened;
  const names = namesOf(error);
  if (names.includes('QuotaExceededError')) {
    return 'The disk that holds the case is full. Everything read until then is in the case, nothing of the last batch is. Make room and resume.';
  }
  const message = error instanceof Error ? error.message : String(error);
  return `The case could not be written (${names.at(-1) ?? 'unknown'}: ${message}). Everything read until then is in the case, nothing of the last batch is. Resume to try again.`;
}

// Dexie wraps what the browser threw.
function namesOf(error: unknown): string[] {
  const names: string[] = [];
  for (let at = error; at instanceof Error; at = 'inner' in at ? at.inner : undefined) names.push(at.name);
  return names;
}

function noProgress(evidenceId: EvidenceId): IngestProgress {
  return {
    evidenceId,
    phase: 'failed',
    files: 0,
    filesTotal: null,
    bytes: 0,
    bytesTotal: null,
    messages: 0,
    diagnostics: 0,
    findings: 0,
    seconds: 0,
    messagesPerSecond: null,
    secondsLeft: null,
    current: '',
    trouble: null,
  };
}
