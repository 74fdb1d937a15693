import { expect, test } from 'vitest';
import type { Client, HostEvents, IngestBatch, IngestProgress } from '#contract/index.ts';
import type { EvidenceId } from '#model/index.ts';
import type { CaseStore } from '#renderer/case/case-store.ts';
import type { CaseChange } from '#renderer/case/case-view.ts';
import { ingestSink, storeTrouble } from '#renderer/case/ingest-sink.ts';
import { batchFor, firstItem } from './messages.ts';

/** A sink between a host and a store of which a test decides when and how a commit ends. */
function sinkUnderTest() {
  const calls: string[] = [];
  const changes: CaseChange[] = [];
  const listeners = new Map<string, (payload: never) => void>();
  const commits: { readonly sequence: number; readonly settle: (error?: Error) => void }[] = [];
  const statesAtMarking: string[] = [];
  let sequence = -1;
  let state: 'partial' | 'done' = 'partial';
  const store = {
    manifest: {
      get: () => (sequence === -1 ? undefined : { sequence, messages: 0, state, resume: `after ${String(sequence)}` }),
      keys: () => (sequence === -1 ? [] : [firstItem]),
    },
    nextSequence: () => sequence + 1,
    commit: (batch: IngestBatch) =>
      new Promise<void>((resolve, reject) => {
        commits.push({
          sequence: batch.sequence,
          settle(error) {
            if (error !== undefined) {
              reject(error);
              return;
            }
            ({ sequence } = batch);
            resolve();
          },
        });
      }),
    markDone: () => {
      statesAtMarking.push(...sink.states().map((each) => each.state));
      state = 'done';
      return Promise.resolve();
    },
  } as unknown as CaseStore;
  const client = {
    call: (name: string, given: Readonly<Record<string, string | number | null>>) => {
      calls.push(`${name} ${String(given['batches'] ?? given['resume'] ?? '')}`.trim());
      return Promise.resolve(null);
    },
    on: (name: string, listener: (payload: never) => void) => {
      listeners.set(name, listener);
      return () => undefined;
    },
  } as unknown as Pick<Client, 'call' | 'on'>;
  const sink = ingestSink({ store, client, tell: (change) => changes.push(change) });
  const emit = <N extends keyof HostEvents>(name: N, payload: HostEvents[N]): void => listeners.get(name)?.(payload as never);
  return { sink, calls, changes, commits, emit, statesAtMarking };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

function progressIn(phase: IngestProgress['phase']): IngestProgress {
  const none = { files: 0, filesTotal: 0, bytes: 0, bytesTotal: 0, messages: 0, diagnostics: 0, findings: 0, seconds: 0 };
  return { evidenceId: firstItem, phase, ...none, messagesPerSecond: null, secondsLeft: null, current: '', trouble: null };
}

test('a batch is granted only after the one before is committed, and one is committed at a time', async () => {
  const { sink, calls, commits, emit } = sinkUnderTest();
  await sink.start(firstItem);
  expect(calls).toEqual(['ingest.start', 'ingest.grant 4']);
  emit('ingest.batch', batchFor(0, {}));
  emit('ingest.batch', batchFor(1, {}));
  await settled();
  expect(commits.map(({ sequence }) => sequence)).toEqual([0]);
  expect(calls).toHaveLength(2);
  commits[0]?.settle();
  await settled();
  expect(calls.slice(2)).toEqual(['ingest.grant 1']);
  expect(commits.map(({ sequence }) => sequence)).toEqual([0, 1]);
});

test('the end is told, and written down, after everything before it is in the store', async () => {
  const { sink, changes, commits, emit, statesAtMarking } = sinkUnderTest();
  await sink.start(firstItem);
  emit('ingest.batch', batchFor(0, {}));
  emit('ingest.progress', progressIn('done'));
  await settled();
  expect(sink.states()).toEqual([expect.objectContaining({ state: 'running' })]);
  expect(changes).toEqual([]);
  commits[0]?.settle();
  await settled();
  // While that is written the item is neither read in part nor done.
  expect(statesAtMarking).toEqual(['running']);
  expect(sink.states()).toEqual([{ evidenceId: firstItem, batches: 1, messages: 0, state: 'done' }]);
  expect(changes.at(-1)).toEqual({ kind: 'progress', progress: progressIn('done') });
});

test('a commit that fails ends the run in words; what was on its way is left out, and a resumed run begins after the last commit', async () => {
  const { sink, calls, changes, commits, emit } = sinkUnderTest();
  await sink.start(firstItem);
  for (const sequence of [0, 1, 2]) emit('ingest.batch', batchFor(sequence, {}));
  await settled();
  commits[0]?.settle();
  await settled();
  commits[1]?.settle(new DOMException('full', 'QuotaExceededError'));
  await settled();
  expect(commits.map(({ sequence }) => sequence)).toEqual([0, 1]);
  expect(calls.at(-1)).toBe('ingest.cancel');
  expect(changes.at(-1)).toMatchObject({
    kind: 'progress',
    progress: { phase: 'failed', trouble: expect.stringContaining('full') as string },
  });
  expect(sink.states()).toEqual([expect.objectContaining({ batches: 1, state: 'partial' })]);

  await sink.start(firstItem);
  expect(calls.slice(-2)).toEqual(['ingest.start after 0', 'ingest.grant 4']);
  emit('ingest.batch', batchFor(0, {}));
  emit('ingest.batch', batchFor(1, {}));
  await settled();
  expect(commits.map(({ sequence }) => sequence)).toEqual([0, 1, 1]);
});

test('batches of an item that is not being read are left out', async () => {
  const { commits, emit } = sinkUnderTest();
  emit('ingest.batch', batchFor(0, { evidenceId: 'EX-009' as EvidenceId }));
  await settled();
  expect(commits).toEqual([]);
});

test('a host that died leaves what it read partial', async () => {
  const { sink, changes, commits, emit } = sinkUnderTest();
  await sink.start(firstItem);
  emit('ingest.batch', batchFor(0, {}));
  await settled();
  commits[0]?.settle();
  sink.hostLost();
  await settled();
  expect(sink.states()).toEqual([expect.objectContaining({ batches: 1, state: 'partial' })]);
  expect(changes.at(-1)).toMatchObject({
    kind: 'progress',
    progress: { phase: 'failed', trouble: expect.stringContaining('resume') as string },
  });
});

test('trouble of the store is told by its cause, however deep it lies', () => {
  const wrapped = Object.assign(new Error('aborted'), { name: 'AbortError', inner: new DOMException('no room', 'QuotaExceededError') });
  expect(storeTrouble(wrapped)).toContain('disk that holds the case is full');
  expect(storeTrouble(new TypeError('x is not y'))).toContain('TypeError: x is not y');
});
