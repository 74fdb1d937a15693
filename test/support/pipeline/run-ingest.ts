import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { acquire, parseManifest } from '#evidence/index.ts';
import type { IngestBatch } from '#contract/index.ts';
import { evidenceIdOf, type ContainerAccount, type Diagnostic, type EvidenceItem } from '#model/index.ts';
import { recordsOf, startIngest, type IngestOptions, type IngestOutcome, type IngestRun, type ResumeToken } from '#pipeline/index.ts';

/** The worker that reads the line format of the tests. */
export const lineWorker = new URL('./line-worker.ts', import.meta.url);

/** Makes a folder with the given files for the time of a test. */
export function makeFolder(files: Readonly<Record<string, string | Uint8Array>>): { readonly path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'mail-triage-test-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** What the tests vary of a run. */
export type RunOptions = Partial<
  Pick<IngestOptions, 'workers' | 'resume' | 'stallSeconds' | 'credit' | 'workerEntry' | 'partBytes'> & {
    readonly onBatch: (batch: IngestBatch) => void | Promise<void>;
  }
> & {
  /** Called with the run as soon as it is started. */
  readonly withRun?: (run: IngestRun) => void;
};

export interface IngestResult {
  readonly item: EvidenceItem;
  readonly batches: readonly IngestBatch[];
  readonly outcome: IngestOutcome;
}

/** Acquires a path and ingests it. */
export async function runIngest(path: string, options: RunOptions = {}): Promise<IngestResult> {
  const { item, manifest } = await acquire(path);
  const whole: EvidenceItem = { ...item, evidenceId: evidenceIdOf(1), custodian: '', note: '' };
  return ingestItem(whole, path, manifest, options);
}

/** Ingests an item that was acquired before. */
export async function ingestItem(
  item: EvidenceItem,
  path: string,
  manifest: Uint8Array | null,
  options: RunOptions = {},
): Promise<IngestResult> {
  const batches: IngestBatch[] = [];
  const { withRun, onBatch, ...given } = options;
  const fileHashes = new Map(manifest === null ? [] : parseManifest(manifest).map((entry) => [entry.relativePath, entry.sha256]));
  const run = startIngest({
    item,
    path,
    scratchDirectory: join(tmpdir(), 'mail-triage-tests'),
    fileHashes,
    resume: null,
    workers: 1,
    credit: Infinity,
    ...given,
    async onBatch(packed) {
      const batch = recordsOf(packed);
      batches.push(batch);
      await onBatch?.(batch);
    },
  });
  withRun?.(run);
  return { item, batches, outcome: await run.done };
}

/** The last account of each container, in the order of their first mention. */
export function accountsOf(batches: readonly IngestBatch[]): ContainerAccount[] {
  const accounts = new Map<string, ContainerAccount>();
  for (const account of batches.flatMap((batch) => batch.accounts))
    accounts.set(`${account.kind} ${JSON.stringify(account.locator)}`, account);
  return [...accounts.values()];
}

export function diagnosticsOf(batches: readonly IngestBatch[]): readonly Diagnostic[] {
  return batches.flatMap((batch) => batch.diagnostics);
}

/** Subjects of all messages in the order of delivery. */
export function subjectsOf(batches: readonly IngestBatch[]): string[] {
  return batches.flatMap((batch) => batch.records).flatMap((record) => (record.kind === 'message' ? [record.claimed.subject] : []));
}

/** The token of the last batch, as the case store keeps it. */
export function lastToken(batches: readonly IngestBatch[]): ResumeToken | null {
  return batches.at(-1)?.resume ?? null;
}
