import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { Dexie } from 'dexie';
import type { CaseDetector } from '#analysis/index.ts';
import type { CaseFile, Client, HostEvents, IngestBatch } from '#contract/index.ts';
import type { Rule } from '#model/index.ts';
import { openCaseStore, type CaseStore } from '#renderer/case/case-store.ts';
import type { CaseChange } from '#renderer/case/case-view.ts';
import { serveCaseView, type ServedView } from '#renderer/case/serve-case-view.ts';

/** A case whose database lies in memory, with a host that a test plays. */
export interface CaseInMemory {
  readonly store: CaseStore;
  readonly view: ServedView;
  readonly changes: readonly CaseChange[];
  /** Names of the calls to the host with what was given. */
  readonly calls: readonly (readonly [name: string, given: unknown])[];
  caseFile: CaseFile;
  /** Lets the host read an evidence item: these batches, then the end. */
  read(batches: readonly IngestBatch[]): Promise<void>;
}

export const plainCase: CaseFile = {
  formatVersion: 1,
  caseId: '00000000-0000-4000-8000-000000000000',
  title: 'Case',
  caseNumber: '',
  examiner: '',
  agency: '',
  zone: 'UTC',
  ownDomains: [],
  createdAt: '2026-01-01T00:00:00.000Z',
  createdBy: 'test',
  writtenBy: 'test',
  storage: { chromium: '', backend: '' },
  evidence: [],
  verifications: [],
};

/** Begins a new empty database; without it `openCaseInMemory` opens the one before again. */
export function emptyDatabases(): void {
  Dexie.dependencies.indexedDB = new IDBFactory();
}

/** Opens the case. @param detectors across records, in the place of the program's */
export async function openCaseInMemory(detectors: readonly CaseDetector[] = []): Promise<CaseInMemory> {
  const store = await openCaseStore();
  const changes: CaseChange[] = [];
  const calls: (readonly [string, unknown])[] = [];
  const listeners = new Map<string, (payload: never) => void>();
  let caseFile = plainCase;
  let clock = 0;
  const rules: readonly Rule[] = detectors.flatMap((detector) => detector.rules);
  const answer = (name: string): unknown => {
    if (name === 'case.read') return caseFile;
    if (name === 'program.describe') return { name: 'Mail Triage', version: '1', commit: '', platform: '', components: [], rules };
    if (name === 'profiles.kept') return [];
    if (name === 'export.begin') return { exportId: 'export' };
    return null;
  };
  const client = {
    call: (name: string, given: unknown) => {
      calls.push([name, given]);
      return Promise.resolve(answer(name));
    },
    on: (name: string, listener: (payload: never) => void) => {
      listeners.set(name, listener);
      return () => undefined;
    },
  } as unknown as Client;
  const emit = <N extends keyof HostEvents>(name: N, payload: HostEvents[N]): void => listeners.get(name)?.(payload as never);
  const { view, sink } = serveCaseView({
    store,
    client,
    tell: (change) => changes.push(change),
    now: () => new Date(Date.UTC(2026, 0, 1) + 1000 * (clock += 1)).toISOString(),
    detectors,
  });
  return {
    store,
    view,
    changes,
    calls,
    get caseFile() {
      return caseFile;
    },
    set caseFile(next) {
      caseFile = next;
    },
    async read(batches) {
      const evidenceId = batches[0]?.evidenceId;
      if (evidenceId === undefined) throw new Error('no batches');
      await sink.start(evidenceId);
      for (const batch of batches) emit('ingest.batch', batch);
      const none = { files: 1, filesTotal: 1, bytes: 0, bytesTotal: 0, messages: 0, diagnostics: 0, findings: 0, seconds: 0 };
      emit('ingest.progress', {
        evidenceId,
        phase: 'done',
        ...none,
        messagesPerSecond: null,
        secondsLeft: null,
        current: '',
        trouble: null,
      });
      const told = changes.length;
      const isDone = (change: CaseChange): boolean => change.kind === 'progress' && change.progress.phase === 'done';
      while (!changes.slice(told).some(isDone)) await new Promise((resolve) => setTimeout(resolve, 1));
      await new Promise((resolve) => setTimeout(resolve, 1));
      // The analysis begins by itself and ends by itself.
      while ((await view.analysisState()).state === 'running') await new Promise((resolve) => setTimeout(resolve, 1));
    },
  };
}
