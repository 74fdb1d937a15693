import { expect, test } from 'vitest';
import { startAnalysis } from '#analysis/index.ts';
import { messageRecordOf } from '#test/support/record-builder.ts';

function noticeIn(from: string, subject: string, flags: readonly string[] = []) {
  const record = messageRecordOf(`From: ${from}\nTo: anna@firm.example\nSubject: ${subject}\n\n`);
  const marked = { ...record, claimed: { ...record.claimed, flags } };
  return [...startAnalysis().consume(marked)].filter(({ ruleId }) => ruleId === 'forwarding.message.provider-notice');
}
const google = 'Forwarding-NoReply@google.com';
const microsoft = 'Office365Alerts@microsoft.com';

test.each([
  [
    google,
    '(#1) Gmail Forwarding Confirmation - Receive Mail from ben@gmail.com',
    'asks this mailbox',
    ['ben@gmail.com'],
    ['anna@firm.example'],
  ],
  [google, 'Bestätigung der Gmail-Weiterleitung', 'tells of forwarding between mailboxes', [], []],
  [microsoft, 'Informational-severity alert: Creation of forwarding/redirect rule', 'tells that a rule was made', [], []],
  [microsoft, 'Medium-severity alert: Suspicious email forwarding activity', 'takes as suspicious', [], []],
  [microsoft, 'Suspicious inbox manipulation rule', 'takes as suspicious', [], []],
])('%s: %s', (from, subject, words, sources, destinations) => {
  const [notice, ...more] = noticeIn(from, subject);
  expect(more).toEqual([]);
  expect(notice).toMatchObject({ level: 'medium', sources, destinations });
  expect(notice?.statement).toContain(words);
});

test('says whether it was read or deleted', () => {
  const statementWith = (...flags: readonly string[]) => noticeIn(google, 'x', flags)[0]?.statement;
  expect(statementWith('read')).toMatch(/taken apart\. It is marked read\.$/);
  expect(statementWith('read', 'deleted')).toMatch(/taken apart\. It is marked deleted\.$/);
  expect(statementWith('flagged')).toMatch(/taken apart\.$/);
});

test.each([
  [microsoft, 'Medium-severity alert: Unusual volume of file deletion'],
  ['noreply@google.com', 'Gmail Forwarding Confirmation - Receive Mail from ben@gmail.com'],
  ['ben@gmail.com', 'Suspicious email forwarding activity'],
])('is none: %s: %s', (from, subject) => {
  expect(noticeIn(from, subject)).toEqual([]);
});
