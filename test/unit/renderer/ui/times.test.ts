import { expect, test } from 'vitest';
import { bothTimes, claimedTimeExplained, knownZones, startOfDay, startOfNextDay } from '#renderer/ui/times.ts';

const hour = 3_600_000;

test('a day begins at midnight of the case zone', () => {
  expect(startOfDay('2001-05-14', 'UTC')).toBe(Date.parse('2001-05-14T00:00:00Z'));
  expect(startOfDay('2001-05-14', 'America/Chicago')).toBe(Date.parse('2001-05-14T05:00:00Z'));
  expect(startOfDay('2001-05-14', 'Asia/Kolkata')).toBe(Date.parse('2001-05-13T18:30:00Z'));
});

test('days on which clocks change are 23 and 25 hours long', () => {
  const lengthOf = (day: string): number => (startOfNextDay(day, 'Europe/Berlin') ?? 0) - (startOfDay(day, 'Europe/Berlin') ?? 0);
  expect([lengthOf('2024-03-30'), lengthOf('2024-03-31'), lengthOf('2024-10-27')]).toEqual([24 * hour, 23 * hour, 25 * hour]);
});

test('where midnight is skipped the day begins when the clocks go on', () => {
  // In Beirut the clocks went from 00:00 to 01:00 on that night.
  expect(startOfDay('2022-03-27', 'Asia/Beirut')).toBe(Date.parse('2022-03-26T22:00:00Z'));
});

test('what is no day of the calendar has no beginning', () => {
  expect(['', '2001', '2001-13-01', '2001-02-30', '14.05.2001', '2001-5-4'].map((day) => startOfDay(day, 'UTC'))).toEqual([
    null,
    null,
    null,
    null,
    null,
    null,
  ]);
});

test('an instant is given in the case zone and in UTC, once when they are the same', () => {
  const instant = Date.parse('2001-05-14T23:39:00Z');
  expect(bothTimes(instant, 'America/Chicago')).toBe('2001-05-14 18:39:00 America/Chicago · 2001-05-14 23:39:00 UTC');
  expect(bothTimes(instant, 'UTC')).toBe('2001-05-14 23:39:00 UTC');
});

test('a claimed time is explained with its raw text and who states it', () => {
  const time = { raw: 'yesterday', instant: null, offsetMinutes: null, statedBy: 'header Date' };
  expect(claimedTimeExplained(time, 'UTC')).toBe('header Date states “yesterday”.\nIt could not be understood as a time.');
});

test('the list of zones has UTC first and once', () => {
  expect(knownZones()[0]).toBe('UTC');
  expect(knownZones().filter((zone) => zone === 'UTC')).toHaveLength(1);
});
