import { expect, test } from 'vitest';
import { mostMonths, overTime } from '#renderer/case/over-time.ts';

function dates(...texts: readonly string[]): Float64Array {
  return Float64Array.from(texts, (text) => Date.parse(text));
}

test('messages and findings are counted by month, with the months between that have none', () => {
  const counted = overTime(
    dates('2001-05-14T00:00:00Z', '2001-05-31T23:59:59Z', 'no date', '2001-07-01T00:00:00Z'),
    dates('2001-07-02'),
    'UTC',
  );
  expect(counted).toEqual({
    unit: 'month',
    periods: [
      { name: '2001-05', messages: 2, findings: 0 },
      { name: '2001-06', messages: 0, findings: 0 },
      { name: '2001-07', messages: 1, findings: 1 },
    ],
    undated: { messages: 1, findings: 0 },
  });
});

test('a month is one of the case zone', () => {
  const late = dates('2001-05-31T23:30:00Z');
  const nameIn = (zone: string) => overTime(late, dates(), zone).periods.map(({ name }) => name);
  expect(nameIn('UTC')).toEqual(['2001-05']);
  expect(nameIn('Europe/Berlin')).toEqual(['2001-06']);
  expect(overTime(dates('2001-01-01T02:00:00Z'), dates(), 'America/Chicago').periods[0]?.name).toBe('2000-12');
});

test('a single wild date makes years of the months rather than thousands of them', () => {
  const { unit, periods } = overTime(dates('1970-01-01', '2026-03-14', '2026-04-01'), dates(), 'UTC');
  expect([unit, periods.length, periods.at(0)?.name]).toEqual(['year', 57, '1970']);
  expect(periods.at(-1)).toEqual({ name: '2026', messages: 2, findings: 0 });
  expect(periods.length).toBeLessThan(mostMonths);
});

test('a case without dates has no periods', () => {
  expect(overTime(dates('?'), dates('?', '?'), 'UTC')).toEqual({ unit: 'month', periods: [], undated: { messages: 1, findings: 2 } });
});
