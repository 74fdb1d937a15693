import { expect, test } from 'vitest';
import type { OverTime } from '#renderer/case/over-time.ts';
import { lanesOf, timelineText } from '#renderer/overview/timeline.ts';

const counted: OverTime = {
  unit: 'month',
  periods: [
    { name: '2001-05', messages: 1000, findings: 0 },
    { name: '2001-06', messages: 0, findings: 0 },
    { name: '2001-07', messages: 1, findings: 4 },
    { name: '2001-08', messages: 500, findings: 2 },
  ],
  undated: { messages: 1, findings: 0 },
};

test('each lane has its own scale, and what there is of something is always seen', () => {
  const [messages, findings] = lanesOf(counted);
  expect(messages?.most).toBe(1000);
  expect(messages?.bars.map(({ name, left }) => [name, left])).toEqual([
    ['2001-05', 0],
    ['2001-07', 0.5],
    ['2001-08', 0.75],
  ]);
  expect(messages?.bars.map(({ height }) => height)).toEqual([1, 0.06, 0.5]);
  expect(findings?.bars.map(({ height }) => height)).toEqual([1, 0.5]);
});

test('the picture is put in words, with what is not in it', () => {
  expect(timelineText(counted)).toBe(
    'Messages and findings by month from 2001-05 to 2001-08, as their records state their times. 1 message without a time that could be understood is not in it.',
  );
  expect(timelineText({ ...counted, undated: { messages: 2, findings: 1 } })).toContain('2 messages and 1 finding without a time');
  expect(timelineText({ ...counted, periods: [] })).toBe('No record states a time that could be understood.');
});
