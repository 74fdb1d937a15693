import { expect, test } from 'vitest';
import { evidenceIdOf } from '#model/index.ts';
import { cellsOf, isNarrowed, messagesOfRow, moved, skewOf, toggled, utcText, wholeTimeline, zoomed } from '#renderer/access/words.ts';
import type { AccessRow, MessageRow } from '#renderer/case/case-view.ts';
import { secondsOf } from '#renderer/evidence/clock-skew.ts';
import { eventRecord } from '#test/unit/case/events.ts';
import { recordIdFor } from '#test/unit/case/messages.ts';

const whole = { from: 0, to: 100_000 };

test('zooming keeps to what there is, and all of it is no zoom', () => {
  expect(zoomed(whole, 0.5, whole)).toEqual({ from: 25_000, to: 75_000 });
  expect(zoomed({ from: 25_000, to: 75_000 }, 2, whole)).toBeNull();
  expect(zoomed({ from: 0, to: 20_000 }, 2, whole)).toEqual({ from: 0, to: 30_000 });
  // Never nearer than a second.
  expect(zoomed({ from: 10_000, to: 10_001 }, 0.5, whole)).toEqual({ from: 9_501, to: 10_501 });
});

test('moving along keeps the length and stops at the ends', () => {
  expect(moved({ from: 10_000, to: 30_000 }, 0.25, whole)).toEqual({ from: 15_000, to: 35_000 });
  expect(moved({ from: 10_000, to: 30_000 }, -1, whole)).toEqual({ from: 0, to: 20_000 });
  expect(moved({ from: 90_000, to: 100_000 }, 0.25, whole)).toEqual({ from: 90_000, to: 100_000 });
});

test('whether messages stand among the events narrows nothing', () => {
  expect(isNarrowed(wholeTimeline)).toBe(false);
  expect(isNarrowed({ ...wholeTimeline, messages: 'without', times: 'corrected' })).toBe(false);
  expect(isNarrowed({ ...wholeTimeline, from: 0 })).toBe(true);
  expect(isNarrowed({ ...wholeTimeline, actors: [''] })).toBe(true);
  expect(toggled(['a', 'b'], 'a')).toEqual(['b']);
  expect(toggled(['a'], 'b')).toEqual(['a', 'b']);
});

test('a row tells the raw time, the source’s own word and the command line', () => {
  const process = { name: 'robocopy.exe', commandLine: 'robocopy a b /E' };
  const event = eventRecord(1, { at: '2026-03-01T12:00:00.120Z', process, action: 'process-start', operation: '4688' });
  const cells = cellsOf({ kind: 'event', event, time: 0, corrected: 0 });
  expect(cells).toMatchObject({
    raw: '2026-03-01T12:00:00.120Z',
    action: 'process-start · 4688',
    process: 'robocopy a b /E',
    strength: 'OPENED',
  });
  expect(utcText(Date.parse('2026-03-01T12:00:00.120Z'))).toBe('2026-03-01 12:00:00.120');
  expect(utcText(Date.parse('2026-03-01T12:00:00.000Z'))).toBe('2026-03-01 12:00:00');
  expect(utcText(null)).toBe('–');
});

test('a clock skew is typed in minutes and seconds and told in words', () => {
  expect(secondsOf('ahead', '3', '20')).toBe(200);
  expect(secondsOf('behind', '', '61')).toBe(-61);
  expect(secondsOf('behind', '0', '0')).toBe(0);
  for (const [minutes, seconds] of [
    ['-1', '0'],
    ['1.5', '0'],
    ['x', ''],
    ['999999999', '0'],
  ] as const) {
    expect(secondsOf('ahead', minutes, seconds)).toBeNull();
  }
  const skews = [{ evidenceId: evidenceIdOf(2), seconds: -90, because: 'photo of the clock' }];
  expect(skewOf(skews, evidenceIdOf(2))).toBe('the clock of EX-002 was behind by 1 min 30 s (photo of the clock)');
  expect(skewOf(skews, evidenceIdOf(1))).toBeNull();
  expect(skewOf(undefined, evidenceIdOf(1))).toBeNull();
});

test('a row leads to the messages that its event names, or says why to none', () => {
  const row = (messageIds?: readonly string[]): AccessRow => ({
    kind: 'event',
    time: null,
    corrected: null,
    event: eventRecord(1, messageIds === undefined ? {} : { messageIds }),
  });
  const message: MessageRow = {
    recordId: recordIdFor(2),
    evidenceId: evidenceIdOf(1),
    from: '',
    to: '',
    subject: 'Plan',
    date: null,
    sizeBytes: 1,
    attachments: 0,
    folder: 'Inbox',
    flags: [],
    allocation: 'allocated',
    findings: 0,
    isAttached: 'own',
  };
  expect(messagesOfRow(null, null)).toBe('No event is chosen.');
  expect(messagesOfRow(row(), null)).toBe('The event names no message.');
  expect(messagesOfRow(row(['<2@example.org>']), null)).toMatch(/still being looked for/);
  expect(messagesOfRow(row(['<2@example.org>']), [])).toMatch(/holds no message/);
  expect(messagesOfRow(row(['<2@example.org>']), [message])).toEqual([message]);
  expect(messagesOfRow({ kind: 'message', time: null, corrected: null, message }, null)).toEqual([message]);
});
