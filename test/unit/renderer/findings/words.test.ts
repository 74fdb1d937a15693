import { expect, test } from 'vitest';
import { bytesStep, evidenceIdOf, fileStep, type Citation, type RecordId } from '#model/index.ts';
import { formatRange } from '#report/index.ts';
import type { StoredFinding } from '#renderer/case/case-view.ts';
import { bytesText, citationText, intervalText, isAboutMessages, strengthText } from '#renderer/findings/words.ts';

const citation: Citation = {
  recordId: '0123456789abcdef0123456789abcdef' as RecordId,
  evidenceId: evidenceIdOf(3),
  locator: [fileStep('mail/Inbox'), bytesStep(900, 2310)],
  field: 'header X-Forwarded-To',
  excerpt: 'X-Forwarded-To: copy@outside.example',
  range: { offsetBytes: 1042, lengthBytes: 48 },
  headerIndex: 11,
};

test('a citation as text names exhibit, folder, field, bytes, hash and locator', () => {
  expect(citationText(citation, { folderPath: ['Inbox', 'Sent'], sha256: 'ab'.repeat(32) })).toBe(
    `EX-003, Inbox/Sent, header X-Forwarded-To, bytes 1,042–1,089 (48 bytes), SHA-256 ${'ab'.repeat(32)}, locator file:mail/Inbox|bytes:900+2310, “X-Forwarded-To: copy@outside.example”`,
  );
});

test('what is not known is left out rather than invented', () => {
  expect(citationText({ ...citation, range: null }, null)).toBe(
    'EX-003, header X-Forwarded-To, locator file:mail/Inbox|bytes:900+2310, “X-Forwarded-To: copy@outside.example”',
  );
  expect(bytesText({ ...citation, range: null })).toBe('no run of bytes of its own');
  // The words of the report, so that window, copied citation and report name the same bytes.
  expect(bytesText(citation)).toBe(formatRange(citation.range));
});

test('messages are offered only of a finding that rests on some', () => {
  const resting = (ruleId: string, extent?: { count: number; unit: string }) =>
    isAboutMessages({ ruleId, extent } as unknown as StoredFinding);
  expect(resting('forwarding.header.resent')).toBe(true);
  expect(resting('forwarding.across.mechanism', { count: 2, unit: 'messages' })).toBe(true);
  expect(resting('forwarding.across.mechanism', { count: 0, unit: 'messages' })).toBe(false);
  expect(resting('forwarding.across.mechanism', { count: 2, unit: 'rules, settings and events' })).toBe(false);
  expect(resting('access.host.log-cleared')).toBe(false);
});

test('a strength of events is told in the words of the screen Access', () => {
  expect(strengthText('OPENED')).toBe('a program opened the object');
});

test('an interval is given in days of the case zone', () => {
  const first = Date.parse('2001-05-14T03:00:00Z');
  expect(intervalText({ first, last: first + 3_600_000 }, 'UTC')).toBe('2001-05-14');
  expect(intervalText({ first, last: first + 86_400_000 }, 'America/Chicago')).toBe('2001-05-13 – 2001-05-14');
  expect(intervalText({ first: null, last: null }, 'UTC')).toBe('no dates');
});
