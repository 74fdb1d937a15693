import { expect, test } from 'vitest';
import { startAnalysis } from '#analysis/index.ts';
import { messageRecordOf } from '#test/support/record-builder.ts';

const findingsOf = (header: string) =>
  [...startAnalysis().consume(messageRecordOf(`${header}\nFrom: a@b.example\nTo: c@d.example\n\n`))].filter(({ ruleId }) =>
    ruleId.startsWith('forwarding.envelope.'),
  );

test.each([
  'Return-Path: <user+caf_=dest=example.org@gmail.com>',
  'X-Envelope-From: <user+caf_=dest=example.org@gmail.com>',
  'Envelope-From: user+caf_=dest=example.org@gmail.com',
  'X-Mail-From: user+caf_=dest=example.org@gmail.com',
  'Received: from a.example by b.example (envelope-from <user+caf_=dest=example.org@gmail.com>); Tue, 3 Mar 2026 09:27:01 +0100',
  'Received-SPF: pass (b.example: domain of user+caf_=dest=example.org@gmail.com designates 192.0.2.1 as permitted sender)',
  'Authentication-Results: b.example; spf=pass smtp.mailfrom=user+caf_=dest=example.org@gmail.com',
])('%s', (header) => {
  expect(findingsOf(header)).toMatchObject([{ ruleId: 'forwarding.envelope.gmail-caf', destinations: ['dest@example.org'] }]);
});

test('a header that quotes it twice is cited once, and each header that quotes it', () => {
  const sender = 'user+caf_=dest=example.org@gmail.com';
  const spf = `Received-SPF: pass (b.example: domain of ${sender}) envelope-from=${sender};`;
  const [finding, ...more] = findingsOf(`Return-Path: <${sender}>\n${spf}`);
  expect(more).toEqual([]);
  expect(finding?.citations.map(({ field }) => field)).toEqual(['header Return-Path', 'header Received-SPF']);
});

test('other headers quote no envelope sender', () => {
  expect(findingsOf('X-Comment: user+caf_=dest=example.org@gmail.com')).toEqual([]);
});
