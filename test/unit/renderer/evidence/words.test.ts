import { expect, test } from 'vitest';
import type { IngestProgress } from '#contract/index.ts';
import { evidenceIdOf, fileStep, itemStep, type ContainerAccount } from '#model/index.ts';
import {
  codesByGravity,
  completenessText,
  containerName,
  effectText,
  hasTrouble,
  noDiagnosticsText,
  readingOf,
  sumsOf,
  verificationText,
} from '#renderer/evidence/words.ts';

function account(expected: number, records: number, failed: number, recovered = 0): ContainerAccount {
  return { locator: [fileStep('a.mbox')], kind: 'mbox', expected, records, failed, recovered };
}

test('complete books say so, losses are told with what was kept', () => {
  expect(completenessText([])).toBe('Nothing has been read yet.');
  expect(completenessText([account(3, 3, 0), account(1, 1, 0)])).toBe('All 4 expected items in 2 containers became records.');
  expect(completenessText([account(4031, 4019, 12, 1)])).toBe(
    '12 of 4,031 expected items could not be read. The other 4,019 are in the case. 1 further item was recovered.',
  );
});

test('books that do not add up are never passed over', () => {
  expect(completenessText([account(5, 3, 0)])).toContain('In 1 container the numbers do not add up');
  expect([hasTrouble(account(5, 3, 0)), hasTrouble(account(5, 4, 1)), hasTrouble(account(5, 5, 0))]).toEqual([true, true, false]);
  expect(sumsOf([account(5, 4, 1, 2), account(1, 1, 0)])).toEqual({ expected: 6, records: 5, failed: 1, recovered: 2 });
});

test('a container is named by its path or title, and by its locator where it has neither', () => {
  const item = { pathAsGiven: '/cases/42/evidence/mail' };
  expect(containerName(account(1, 1, 0), item)).toEqual({ name: 'a.mbox', within: null });
  const folder = { ...account(1, 1, 0), kind: 'store-folder', locator: [fileStep('a.pst'), itemStep(0x8022)] } as const;
  expect(containerName({ ...folder, title: 'Top/Inbox' }, item)).toEqual({ name: 'Top/Inbox', within: 'a.pst' });
  expect(containerName(folder, item)).toEqual({ name: 'folder without a name, 0x008022', within: 'a.pst' });
  expect(containerName({ ...folder, kind: 'attached-messages' }, item).name).toBe('file:a.pst|item:0x008022');
});

test('the evidence item itself is called by its own name, so that exhibits are told apart', () => {
  for (const locator of [[], [fileStep('.')]]) {
    const own = { ...account(1, 1, 0), locator };
    expect(containerName(own, { pathAsGiven: 'C:\\evidence\\enron.pst' })).toEqual({
      name: 'enron.pst',
      within: 'the evidence item itself',
    });
    expect(containerName(own, null).name).toBe('the evidence item itself');
  }
});

test('codes of diagnostics that lost something come before the others', () => {
  const counts = [
    { code: 'charset-mismatch', effect: 'recovered', count: 3 },
    { code: 'mime-malformed', effect: 'noted', count: 2 },
    { code: 'mime-malformed', effect: 'item-lost', count: 1 },
    { code: 'date-malformed', effect: 'noted', count: 5 },
    { code: 'store-unreadable', effect: 'item-lost', count: 1 },
  ];
  expect(codesByGravity(counts).map(({ code, count, effects }) => [code, count, effects.map(effectText).join()])).toEqual([
    ['mime-malformed', 3, 'item lost,noted'],
    ['store-unreadable', 1, 'item lost'],
    ['charset-mismatch', 3, 'recovered'],
    ['date-malformed', 5, 'noted'],
  ]);
});

test('that there are no diagnostics means something only of what was read to its end', () => {
  const [first, second] = [evidenceIdOf(1), evidenceIdOf(2)];
  const items = [{ evidenceId: first }, { evidenceId: second }];
  const states = [
    { evidenceId: first, state: 'done' },
    { evidenceId: second, state: 'partial' },
  ] as const;
  expect(noDiagnosticsText(items, first, states)).toContain('No diagnostics of EX-001: nothing was lost');
  expect(noDiagnosticsText(items, second, states)).toBe('No diagnostics of EX-002 yet, but the item has not been read to its end.');
  expect(noDiagnosticsText(items, null, states)).toBe('No diagnostics yet, but not every item has been read to its end.');
  expect(noDiagnosticsText(items, null, [])).not.toContain('nothing was lost');
});

test('the reading of an item is said with what can be done about it', () => {
  const evidenceId = evidenceIdOf(1);
  const state = { evidenceId, batches: 1, messages: 71 };
  expect(readingOf(undefined, undefined)).toEqual({ text: 'Not read yet', action: 'read' });
  expect(readingOf({ ...state, state: 'partial' }, undefined)).toEqual({ text: 'Read in part, 71 messages', action: 'resume' });
  expect(readingOf({ ...state, state: 'done' }, undefined)).toEqual({ text: 'Read to its end, 71 messages', action: 'none' });
  const job: IngestProgress = {
    evidenceId,
    phase: 'paused',
    files: 0,
    filesTotal: null,
    bytes: 0,
    bytesTotal: null,
    messages: 5,
    diagnostics: 0,
    findings: 0,
    seconds: 1,
    messagesPerSecond: null,
    secondsLeft: null,
    current: '',
    trouble: null,
  };
  expect(readingOf({ ...state, state: 'running' }, job)).toEqual({ text: 'Paused, 5 messages', action: 'none' });
  expect(readingOf(undefined, { ...job, phase: 'hashing', bytesTotal: 10 })).toEqual({ text: 'Hashing', action: 'none' });
  expect(readingOf(undefined, { ...job, phase: 'hashing', bytes: 10, bytesTotal: 10 }).text).toBe('Hashed; is read in its turn');
  expect(readingOf({ ...state, state: 'done' }, { ...job, phase: 'hashing', bytes: 10, bytesTotal: 10 }).text).toBe(
    'Read to its end, 71 messages',
  );
  expect(readingOf({ ...state, state: 'partial' }, { ...job, phase: 'cancelled' }).action).toBe('resume');
  expect(readingOf({ ...state, state: 'partial' }, { ...job, phase: 'failed', trouble: 'The disk is gone.' })).toEqual({
    text: 'The disk is gone.',
    action: 'resume',
  });
});

test('a verification says what was found, and what differs', () => {
  const result = {
    evidenceId: evidenceIdOf(1),
    matches: false,
    expectedSha256: 'aa',
    foundSha256: 'bb',
    verifiedAt: '2026-03-14T10:02:11.336Z',
    differences: ['1', '2', '3', '4', '5', '6', '7'],
  };
  expect(verificationText({ ...result, matches: true }, 'UTC')).toContain('is the one of its acquisition');
  expect(verificationText(result, 'UTC')).toBe(
    'Hashed again at 2026-03-14 10:02:11 UTC: the item differs from its acquisition. Found SHA-256 bb. Different: 1, 2, 3, 4, 5 and 2 more.',
  );
  expect(verificationText({ ...result, foundSha256: null }, 'UTC')).toContain('could not be read');
  // Of one made in an earlier session the case keeps no list of differences.
  const { evidenceId, matches, foundSha256, verifiedAt } = result;
  expect(verificationText({ evidenceId, matches, foundSha256, verifiedAt }, 'UTC')).toBe(
    'Hashed again at 2026-03-14 10:02:11 UTC: the item differs from its acquisition. Found SHA-256 bb.',
  );
});
