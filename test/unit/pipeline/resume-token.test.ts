import * as v from 'valibot';
import { expect, test } from 'vitest';
import { calls } from '#contract/index.ts';
import { lostItemsAllowed, readResumeToken, writeResumeToken, type ResumePoint } from '#pipeline/resume-token.ts';

const point: ResumePoint = {
  plan: '0123456789abcdef',
  position: { unit: 3, file: 2, outputs: 17 },
  sequence: 9,
  counts: { messages: 100, diagnostics: 4, findings: 2 },
  lostFiles: [
    [0, 1],
    [2, 5],
  ],
  lostItems: [
    ['00112233445566aa', 'item-stalled'],
    ['00112233445566bb', 'parser-crashed'],
  ],
  isDone: false,
};

test('reads what it wrote', () => {
  expect(readResumeToken(writeResumeToken(point))).toEqual(point);
  const start: ResumePoint = { ...point, position: { unit: -1, file: 0, outputs: 3 }, lostFiles: [], lostItems: [], isDone: true };
  expect(readResumeToken(writeResumeToken(start))).toEqual(start);
});

test.each([
  '',
  '{}',
  '[]',
  'null',
  '[1,"p",[0,0,0,0,0,0,0],[],[],0]',
  '[2,"p",[0,0,-1,0,0,0,0],[],[],0]',
  '[2,"p",[0,0,0,0,0,0],[],[],0]',
  '[2,"p",[0,0,0,0,0,0,0],[[1]],[],0]',
  '[2,"p",[0,0,0,0,0,0,0],[],["x"],0]',
])('takes %j for no token', (text) => {
  expect(readResumeToken(text)).toBeNull();
});

test('is never longer than the contract takes, however deep the folders and however many the losses', () => {
  const worst: ResumePoint = {
    ...point,
    position: { unit: 9_999_999, file: 63, outputs: 99_999_999 },
    sequence: 99_999_999,
    lostFiles: Array.from({ length: 257 }, (_, depth) => [depth, 9999]),
    lostItems: Array.from({ length: lostItemsAllowed }, () => ['0123456789abcdef', 'parser-crashed']),
  };
  const token = writeResumeToken(worst);
  expect(v.is(calls['ingest.start'].accepts, { evidenceId: 'EX-001', resume: token })).toBe(true);
});
