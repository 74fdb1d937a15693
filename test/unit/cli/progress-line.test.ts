import { expect, test } from 'vitest';
import { progressLine, progressText } from '#cli/progress-line.ts';
import { evidenceIdOf } from '#model/index.ts';
import type { IngestProgress } from '#pipeline/index.ts';

const progress: IngestProgress = {
  evidenceId: evidenceIdOf(1),
  phase: 'reading',
  files: 3,
  filesTotal: 10,
  bytes: 2_500_000,
  bytesTotal: 120_000_000,
  messages: 1234,
  diagnostics: 0,
  findings: 5,
  seconds: 3,
  messagesPerSecond: 411.4,
  secondsLeft: 142,
  current: 'mail/Inbox',
  trouble: null,
};

function terminal(width: number | null) {
  const written: string[] = [];
  return { written, width, out: () => undefined, err: (text: string) => void written.push(text), onCancel: () => () => undefined };
}

test('says counts, rate and time left', () => {
  expect(progressText(progress)).toBe(
    'EX-001 reading, 3 of 10 files, 2.5 MB of 120 MB, 1,234 messages, 5 findings, 411/s, 2 min 22 s left, mail/Inbox',
  );
});

test('lets no name of the evidence steer the terminal', () => {
  expect(progressText({ ...progress, current: 'a\u001b[2Jb\r\u202ec' })).toMatch(/a\?\[2Jb\?\?c$/);
});

test('rewrites one line on a terminal, no longer than it is wide', () => {
  let now = 0;
  const shown = terminal(40);
  const line = progressLine(shown, () => now);
  line.show(progress);
  line.show(progress);
  now += 1000;
  line.show(progress);
  line.clear();
  expect(shown.written).toHaveLength(3);
  for (const text of shown.written.slice(0, 2)) expect(text).toMatch(/^\r.{1,39}\u001b\[K$/);
  expect(shown.written.at(-1)).toBe('\r\u001b[K');
});

test('writes a line every five seconds elsewhere', () => {
  let now = 0;
  const shown = terminal(null);
  const line = progressLine(shown, () => now);
  for (; now <= 12_000; now += 500) line.show(progress);
  expect(shown.written).toHaveLength(2);
  expect(shown.written.every((text) => text.endsWith('\n') && !text.includes('\r'))).toBe(true);
});
