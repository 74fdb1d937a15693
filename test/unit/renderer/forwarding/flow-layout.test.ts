import { expect, test } from 'vitest';
import type { Flow } from '#renderer/case/forwarding-view.ts';
import { layFlows } from '#renderer/forwarding/flow-layout.ts';
import { countsText, filterOf, isNarrowed, noFilter, spanText } from '#renderer/forwarding/words.ts';

function flow(mailbox: string, destination: string, messages: number, records = 0): Flow {
  return { mailbox, destination, messages, records };
}

test('bars are as high as the bands that go through them, and none overlaps another of its side', () => {
  const flows = [flow('a', 'x', 60), flow('a', 'y', 30), flow('b', 'y', 10), flow('b', 'z', 0, 2)];
  const { mailboxes, destinations, bands, height } = layFlows(flows, 400, 300);
  expect(mailboxes.map(({ name, count }) => [name, count])).toEqual([
    ['a', 90],
    ['b', 12],
  ]);
  expect(destinations.map(({ name, count }) => [name, count])).toEqual([
    ['x', 60],
    ['y', 40],
    ['z', 2],
  ]);
  for (const side of [mailboxes, destinations]) {
    let bottom = -1;
    for (const end of side) {
      expect(end.top).toBeGreaterThan(bottom);
      bottom = end.top + end.height;
    }
    expect(height).toBeGreaterThanOrEqual(bottom);
  }
  const [a] = mailboxes;
  const x = destinations[0]?.height ?? 0;
  expect((a?.height ?? 0) / x).toBeCloseTo(90 / 60, 5);
  expect(bands.map(({ count }) => count)).toEqual([60, 30, 10, 2]);
  for (const { path } of bands) expect(path).not.toContain('NaN');
});

test('a flow of one beside thousands is still high enough to be hit', () => {
  const { bands, destinations } = layFlows([flow('a', 'x', 100_000), flow('a', 'y', 1)], 400, 300);
  expect(bands).toHaveLength(2);
  expect(destinations[1]?.height).toBeGreaterThanOrEqual(3);
});

test('no flows make an empty picture', () => {
  expect(layFlows([], 400, 300)).toEqual({ height: 0, mailboxes: [], destinations: [], bands: [] });
});

test('a filter narrows by any of its parts, and its days are days of the case zone', () => {
  expect(isNarrowed(noFilter)).toBe(false);
  expect(isNarrowed({ ...noFilter, destination: '' })).toBe(true);
  expect(filterOf({ ...noFilter, fromDay: '2026-03-01', toDay: '2026-03-01' }, 'Europe/Berlin')).toMatchObject({
    from: Date.parse('2026-02-28T23:00:00Z'),
    to: Date.parse('2026-03-01T23:00:00Z'),
  });
});

test('counts and spans are told in words', () => {
  expect(countsText({ messages: 312, records: 1 })).toBe('312 messages, 1 other record');
  expect(countsText({ messages: 0, records: 2 })).toBe('2 other records');
  expect(countsText({ messages: 0, records: 0 })).toBe('nothing');
  expect(spanText({ first: 0, last: 86_400_000 }, 'UTC')).toBe('1970-01-01 – 1970-01-02');
  expect(spanText({ first: null, last: null }, 'UTC')).toBe('no time told');
});
