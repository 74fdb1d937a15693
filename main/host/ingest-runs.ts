import { Trouble, type CallHandlers } from '#contract/index.ts';
import { parseManifest } from '#evidence/index.ts';
import type { EvidenceId } from '#model/index.ts';
import { defaultWorkers, recordsOf, startIngest, type IngestRun } from '#pipeline/index.ts';
import type { HostContext } from './host-context.ts';
import { evidenceItemOf, manifestOf, placeOf } from './known-evidence.ts';

type IngestCall = 'ingest.start' | 'ingest.grant' | 'ingest.pause' | 'ingest.continue' | 'ingest.cancel';

export interface IngestRuns {
  readonly handlers: CallHandlers<IngestCall>;
  /** Cancels every run; nothing more is told of them, for whoever asked for them is gone. */
  dismissAll(): Promise<void>;
}

interface Running {
  readonly run: IngestRun;
  readonly ended: Promise<void>;
  state: 'reading' | 'cancelled' | 'dismissed';
}

const progressEveryMilliseconds = 250;

/** Runs the ingests that the window asks for, and tells it of batches and progress. */
export function ingestRuns(
  context: HostContext,
  options: { readonly workers: number | undefined; readonly onBug: (error: unknown) => void },
): IngestRuns {
  const { caseFolder, emit } = context;
  const running = new Map<EvidenceId, Running>();

  // The end of a run is told after its last batch, so the window can rely on having all of them.
  const watchOver = async (evidenceId: EvidenceId, run: IngestRun, tell: typeof emit): Promise<void> => {
    const timer = setInterval(() => {
      tell('ingest.progress', run.progress());
    }, progressEveryMilliseconds);
    let trouble: string | null = null;
    try {
      const outcome = await run.done;
      if (outcome.state === 'failed') ({ trouble } = outcome);
    } catch (error) {
      options.onBug(error);
      trouble = `Reading ended with an error that should not happen: ${error instanceof Error ? error.message : String(error)} What was read is kept.`;
    } finally {
      clearInterval(timer);
    }
    const last = run.progress();
    const phase = trouble === null ? last.phase : 'failed';
    const { files, filesTotal, messages, findings, diagnostics, seconds } = last;
    const counts = `${String(files)} of ${String(filesTotal ?? 0)} files, ${String(messages)} messages, ${String(findings)} findings, ${String(diagnostics)} diagnostics`;
    const detail = `${evidenceId} ${phase}; ${counts}; ${seconds.toFixed(1)} s${trouble === null ? '' : `; ${trouble}`}`;
    running.delete(evidenceId);
    tell('ingest.progress', { ...last, phase, secondsLeft: null, trouble });
    caseFolder.audit.append('reading-ended', detail);
  };

  const end = async (known: Running | undefined, state: 'cancelled' | 'dismissed'): Promise<void> => {
    if (known === undefined) return;
    known.state = state;
    known.run.cancel();
    await known.ended;
  };

  return {
    handlers: {
      'ingest.start': async ({ evidenceId, resume }) => {
        const item = evidenceItemOf(caseFolder, evidenceId);
        const earlier = running.get(evidenceId);
        if (earlier !== undefined && earlier.state !== 'reading') await earlier.ended;
        if (running.has(evidenceId)) throw beingRead(evidenceId);
        const path = placeOf(item);
        const manifest = manifestOf(caseFolder, item);
        caseFolder.audit.append('reading-begun', `${evidenceId}${resume === null ? '' : ', resumed'}`);
        const tell: typeof emit = (name, payload) => {
          if (known.state !== 'dismissed') emit(name, payload);
        };
        const run = startIngest({
          item,
          path,
          scratchDirectory: caseFolder.scratchDirectory,
          fileHashes: new Map((manifest === null ? [] : parseManifest(manifest)).map((entry) => [entry.relativePath, entry.sha256])),
          resume,
          workers: options.workers ?? defaultWorkers(),
          credit: 0,
          onBatch: (batch) => {
            tell('ingest.batch', recordsOf(batch));
          },
        });
        const known: Running = { run, state: 'reading', ended: watchOver(evidenceId, run, tell).catch(options.onBug) };
        running.set(evidenceId, known);
        return null;
      },
      'ingest.grant': ({ evidenceId, batches }) => {
        evidenceItemOf(caseFolder, evidenceId);
        // The grant for the last batch may come when the run has ended.
        running.get(evidenceId)?.run.grant(batches);
        return null;
      },
      'ingest.pause': ({ evidenceId }) => {
        runOf(running, evidenceId).pause();
        return null;
      },
      'ingest.continue': ({ evidenceId }) => {
        runOf(running, evidenceId).continue();
        return null;
      },
      'ingest.cancel': async ({ evidenceId }) => {
        evidenceItemOf(caseFolder, evidenceId);
        await end(running.get(evidenceId), 'cancelled');
        return null;
      },
    },
    async dismissAll() {
      await Promise.all([...running.values()].map((known) => end(known, 'dismissed')));
    },
  };
}

function runOf(running: ReadonlyMap<EvidenceId, { readonly run: IngestRun }>, evidenceId: EvidenceId): IngestRun {
  const known = running.get(evidenceId);
  if (known !== undefined) return known.run;
  throw new Trouble({
    code: 'not-being-read',
    happened: `${evidenceId} is not being read.`,
    kept: 'Nothing was changed.',
    todo: 'Start or resume reading it on the evidence screen.',
  });
}

function beingRead(evidenceId: EvidenceId): Trouble {
  return new Trouble({
    code: 'being-read',
    happened: `${evidenceId} is being read already.`,
    kept: 'Reading goes on.',
    todo: 'Wait until it is done, or cancel it first.',
  });
}
