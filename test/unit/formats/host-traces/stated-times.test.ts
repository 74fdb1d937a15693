import { describe, expect, it } from 'vitest';
import { writtenTime } from '#formats/line-logs/local-time.ts';
import { collectedTime } from '#formats/system-log/wrapped/collected-entry.ts';

describe('times of logs in lines', () => {
  const instant = (clock: string, year = '2024', offset: number | null = 0): string | null =>
    writtenTime({ raw: clock, year, month: '3', day: '1', clock }, offset, 'test').instant;

  it('name an instant where the form and the zone are stated, and none else', () => {
    expect(instant('12:00:01.5')).toBe('2024-03-01T12:00:01.500Z');
    expect(instant('12:00:01', '2024', -480)).toBe('2024-03-01T20:00:01.000Z');
    expect(instant('12:00:01', '2024', null)).toBeNull();
    for (const clock of ['', '12:00', '12:00:01 PM', '12:00:01 (x', '99:00:00']) expect(instant(clock), clock).toBeNull();
    for (const year of ['', '24', '0000', '+275760']) expect(instant('12:00:01', year), year).toBeNull();
  });
});

describe('times of collectors', () => {
  const instant = (text: string): string | null => collectedTime({ name: 'date', text }).time.instant;

  it('are counts of seconds, milliseconds, microseconds and nanoseconds', () => {
    for (const text of ['1700000000', '1700000000000', '1700000000000000', '1700000000000000000'])
      expect(instant(text), text).toBe('2023-11-14T22:13:20.000Z');
  });

  it('are no instant where the digits are those of a date', () => {
    for (const text of ['202403011200', '20240301120000', '20240301120000123']) expect(instant(text), text).toBeNull();
  });
});
