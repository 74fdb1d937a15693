import { describe, expect, it } from 'vitest';
import { readDate } from '#formats/mime/date.ts';

describe('readDate', () => {
  const check = (raw: string, instant: string | null, offsetMinutes: number | null, isWell: 'well formed' | 'noted'): void => {
    const { time, problem } = readDate(raw, 'header Date');
    expect({ raw, instant: time.instant, offset: time.offsetMinutes }).toEqual({ raw, instant, offset: offsetMinutes });
    expect(time).toMatchObject({ raw, statedBy: 'header Date' });
    expect(problem === null ? 'well formed' : 'noted', raw).toBe(isWell);
  };

  it('reads the forms of RFC 5322, old and new', () => {
    check('Thu, 14 Dec 2006 10:20:30 +0130', '2006-12-14T08:50:30.000Z', 90, 'well formed');
    check('14 Dec 2006 10:20 -0500 (EST)', '2006-12-14T15:20:00.000Z', -300, 'well formed');
    check('Thu, 14 Dec 06 10:20:30 GMT', '2006-12-14T10:20:30.000Z', 0, 'well formed');
    check('Thu, 14 Dec 1998 10:20:30 PDT', '1998-12-14T17:20:30.000Z', -420, 'well formed');
    check('Fri, 1 Jan 2016 00:00:00 -0000', '2016-01-01T00:00:00.000Z', null, 'well formed');
  });

  it('reads malformed forms of real mail and says so', () => {
    check('Thu Dec 14 10:20:30 2006', '2006-12-14T10:20:30.000Z', null, 'noted');
    check('Thu Dec 14 10:20:30 +0100 2006', '2006-12-14T09:20:30.000Z', 60, 'noted');
    check('Thu Dec 14 10:20:30 CST 2006', '2006-12-14T16:20:30.000Z', -360, 'noted');
    check('2006-12-14T10:20:30Z', '2006-12-14T10:20:30.000Z', 0, 'noted');
    check('2006-12-14 10:20:30.123 +02:00', '2006-12-14T08:20:30.000Z', 120, 'noted');
    check('Thu, 14 Dec 2006 10:20:30 GMT+0200', '2006-12-14T08:20:30.000Z', 120, 'noted');
    check('16 May 2016 at 09:30:32  GMT+1', '2016-05-16T08:30:32.000Z', 60, 'noted');
    check('Thu Dec 14 10:20:30 UTC-10 2006', '2006-12-14T20:20:30.000Z', -600, 'noted');
    check('Thu, 14 Dec 2006 10.20.30 +0200', '2006-12-14T08:20:30.000Z', 120, 'noted');
    check('December 14, 2006 10:20:30 PM +0000', '2006-12-14T22:20:30.000Z', 0, 'noted');
    check('Thu, 14 Dec 2006 12:20:30 AM +0000', '2006-12-14T00:20:30.000Z', 0, 'noted');
    check('Thu, 14 Dec 2006 10:20:30', '2006-12-14T10:20:30.000Z', null, 'noted');
    check('Thu, 14 Dec 2006 10:20:30 XYZ', '2006-12-14T10:20:30.000Z', null, 'noted');
  });

  it('gives no instant where there is none', () => {
    for (const raw of [
      'yesterday',
      'Thu, 31 Feb 2006 10:20:30 +0000',
      '14 Foo 2006 10:20:30 +0000',
      '2006-13-14T10:20:30Z',
      'Sun, 30 Nov 0002 00:00:00 -0800 (PST)',
      'Tue, 27 Aug 0102 23:35:10 +0700',
      'Thu, 14 Dec 2006 25:20:30 +0000',
      '',
      '('.repeat(5000),
    ]) {
      check(raw, null, null, 'noted');
    }
  });
});
