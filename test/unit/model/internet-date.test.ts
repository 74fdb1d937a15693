import { expect, test } from 'vitest';
import { readInternetDate } from '#model/index.ts';

test.each([
  ['Tue, 3 Mar 2026 09:26:53 +0100', '2026-03-03T08:26:53.000Z', 60],
  ['3 Mar 2026 09:26 -0530', '2026-03-03T14:56:00.000Z', -330],
  ['Fri, 21 Nov 97 09:55:06 EST', '1997-11-21T14:55:06.000Z', -300],
  ['Fri, 21 Nov 103 09:55:06 GMT', '2003-11-21T09:55:06.000Z', 0],
  ['21-Nov-2002 09:55:06 (at noon) Z (Zulu)', '2002-11-21T09:55:06.000Z', 0],
  ['Sat, 29 Feb 2020 23:59:60 +0000', '2020-03-01T00:00:00.000Z', 0],
  ['1 Jan 2026 00:00:00 -0000', '2026-01-01T00:00:00.000Z', null],
  ['1 Jan 2026 00:00:00 X', '2026-01-01T00:00:00.000Z', null],
  ['1 Jan 2026 00:00:00', '2026-01-01T00:00:00.000Z', null],
])('%s', (raw, instant, offsetMinutes) => {
  expect(readInternetDate(raw, 'header Date')).toEqual({ raw, instant, offsetMinutes, statedBy: 'header Date' });
});

test.each([
  '',
  'yesterday',
  '30 Feb 2026 10:00:00 +0000',
  '0 Mar 2026 10:00 +0000',
  '1 Foo 2026 10:00 +0000',
  '1 Mar 2026 24:00 +0000',
  '1 Mar 2026 10:60 +0000',
  `${' '.repeat(1_000_000)}x`,
])('understands no date in %j', (raw) => {
  expect(readInternetDate(raw.slice(0, 1_000_001), 'header Date').instant).toBeNull();
});
