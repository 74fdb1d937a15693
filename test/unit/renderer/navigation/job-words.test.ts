import { expect, test } from 'vitest';
import type { IngestProgress } from '#contract/index.ts';
import { evidenceIdOf } from '#model/index.ts';
import { phaseText, progressFacts, shareDone } from '#renderer/navigation/job-words.ts';
import { withJob } from '#renderer/navigation/state.svelte.ts';

const job: IngestProgress = {
  evidenceId: evidenceIdOf(1),
  phase: 'reading',
  files: 311,
  filesTotal: 1204,
  bytes: 1_610_612_736,
  bytesTotal: 5_126_310_912,
  messages: 31_200,
  diagnostics: 1,
  findings: 44,
  seconds: 71,
  messagesPerSecond: 412.4,
  secondsLeft: 188,
  current: 'archive/0311.mbox',
  trouble: null,
};

test('a running job tells counts, rate and time left', () => {
  expect(progressFacts(job)).toEqual([
    '1.61 GB of 5.13 GB',
    '311 of 1,204 files',
    '31,200 messages',
    '44 findings',
    '1 diagnostic',
    '412 messages/s',
    'about 3 min 08 s left',
  ]);
});

test('while hashing there are no messages to count', () => {
  expect(progressFacts({ ...job, phase: 'hashing', messagesPerSecond: null })).toEqual([
    '1.61 GB of 5.13 GB',
    '311 of 1,204 files',
    'about 3 min 08 s left',
  ]);
});

test('a paused job promises no time, a finished one says how long it took', () => {
  expect(progressFacts({ ...job, phase: 'paused' }).at(-1)).toBe('1 diagnostic');
  expect(progressFacts({ ...job, phase: 'done' }).at(-1)).toBe('1 min 11 s in all');
});

test('a failed job says its reason', () => {
  expect(phaseText({ ...job, phase: 'failed', trouble: 'The file was moved.' })).toBe('The file was moved.');
});

test('the share is unknown without a total and never above one', () => {
  expect([
    shareDone({ ...job, bytesTotal: null }),
    shareDone({ ...job, bytes: 9e9 }),
    shareDone({ ...job, phase: 'done', bytesTotal: null }),
  ]).toEqual([null, 1, 1]);
});

test('progress of an item replaces its former, in place', () => {
  const other = { ...job, evidenceId: evidenceIdOf(2) };
  const later = { ...job, messages: 40_000 };
  expect(withJob([job, other], later)).toEqual([later, other]);
  expect(withJob([job], other)).toEqual([job, other]);
});
