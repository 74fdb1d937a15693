import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allRules, startAnalysis } from '#analysis/index.ts';
import type { Finding, MessageRecord } from '#model/index.ts';
import { messageRecordOf } from '#test/support/record-builder.ts';

const headerNames = [
  ...allRules
    .flatMap((rule) => rule.needs.flatMap((need) => (need.startsWith('header ') ? [need.slice('header '.length)] : [])))
    .filter((name) => /^[\w-]+$/.test(name)),
  ...[
    'Return-Path',
    'Received',
    'Delivered-To',
    'Resent-From',
    'Resent-To',
    'Resent-Date',
    'List-Id',
    'Auto-Submitted',
    'Content-Type',
    'Precedence',
  ],
];

const value = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.emailAddress(),
  fc.constantFrom(
    'true',
    '1',
    'from a@b.example to c@d.example',
    'SRS0=a=b=c.example=d@e.example',
    'a+caf_=b=c.example@d.example',
    '<a@b>',
    '{sources}@b.example',
    '(((',
    '"""',
    '<<<',
  ),
);
const headers = fc.array(fc.tuple(fc.constantFrom(...headerNames), value), { maxLength: 12 });

test('any header values give the same findings twice, each citing a field that is there', () => {
  fc.assert(
    fc.property(headers, (fields) => {
      const record = messageRecordOf(`${fields.map(([name, text]) => `${name}: ${text.replace(/[\r\n]/g, ' ')}`).join('\n')}\n\n`);
      const found = findingsOf(record);
      expect(findingsOf(record)).toEqual(found);
      for (const finding of found) {
        expect(new Set(finding.citations.map((citation) => citation.headerIndex)).size).toBe(finding.citations.length);
        for (const citation of finding.citations) {
          const field = record.headers[citation.headerIndex ?? -1];
          expect(citation.field).toBe(`header ${field?.name ?? ''}`);
          expect(citation.excerpt.length).toBeLessThanOrEqual(500);
        }
      }
    }),
  );
});

test.each(['X-Forwarded-For', 'X-Yahoo-Forwarded', 'X-MS-Exchange-ForwardingLoop', 'X-Forwarded-Message-Id', 'Received', 'Resent-From'])(
  'a %s header of a megabyte comes to an end',
  (name) => {
    for (const piece of [
      'a@b.example ',
      '<a@b.example>,',
      'SRS0=',
      '+caf_=',
      '+srs=a=b=c=d@e.example ',
      '=',
      '@',
      '(',
      '"',
      '<',
      ' ',
      '.',
      '\t',
      'a',
    ]) {
      findingsOf(messageRecordOf(`${name}: x${piece.repeat(Math.floor((1024 * 1024) / piece.length))}\n\n`));
    }
  },
);

test('thousands of fields of one name give one finding that says so and cites the first', () => {
  const text = Array.from({ length: 5000 }, (_, index) => `X-Forwarded-To: user${String(index)}@mail.example\n`).join('');
  const [finding, ...more] = findingsOf(messageRecordOf(`${text}\n`));
  expect(more).toEqual([]);
  expect(finding?.destinations).toHaveLength(5000);
  expect(finding?.citations).toHaveLength(16);
  expect(finding?.statement).toBe(
    'The header X-Forwarded-To states that this copy was forwarded to user0@mail.example, user1@mail.example, user2@mail.example and 4997 more. The message holds 5000 such fields, of which the first 16 are cited.',
  );
});

test('an address that looks like a place of the template is only text', () => {
  const [finding] = findingsOf(messageRecordOf('X-Forwarded-For: {destinations}@a.example b@b.example\n\n'));
  expect(finding?.statement).toBe('The header X-Forwarded-For states that mail of {destinations}@a.example was forwarded to b@b.example.');
});

function findingsOf(record: MessageRecord): Finding[] {
  return [...startAnalysis().consume(record)];
}
