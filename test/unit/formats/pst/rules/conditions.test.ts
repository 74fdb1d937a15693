import { decodeRule } from '#formats/pst/rules/rule-claims.ts';
import type { RuleCondition } from '#model/index.ts';
import * as bytes from '#test/support/rule-bytes/index.ts';
import { binaryProperty, itemOf, ruleProperties } from '#test/support/stored-item.ts';
import { describe, expect, test } from 'vitest';

const forms = [
  ['extended', (condition: bytes.ConditionBytes) => ruleProperties({ condition: bytes.extendedCondition(condition) })],
  [
    'standard',
    (condition: bytes.ConditionBytes) =>
      ruleProperties({ messageClass: 'IPM.Rule.Message', condition: bytes.conditionBytes(condition, 2) }),
  ],
  [
    'standard after an empty list of names',
    (condition: bytes.ConditionBytes) =>
      ruleProperties({ messageClass: 'IPM.Rule.Message', others: [binaryProperty(0x65f0, bytes.namedCondition(condition))] }),
  ],
] as const;

const subject: bytes.ConditionBytes = { type: 'content', fuzzyLow: 1, fuzzyHigh: 1, tag: 0x0037001f, value: [0x0037001f, 'invoice'] };
const decodedSubject = { kind: 'text', field: 'PidTagSubject', match: 'contains', options: ['ignoring case'], value: 'invoice' } as const;
const senderKey = Buffer.from('SMTP:BANK@EXAMPLE.ORG\0');
const person = bytes.oneOffEntryId('Bank', 'bank@example.org');

const cases: readonly (readonly [string, bytes.ConditionBytes, RuleCondition])[] = [
  [
    'and',
    { type: 'and', of: [subject, { type: 'exist', tag: 0x1000001f }] },
    { kind: 'all', of: [decodedSubject, { kind: 'exists', field: 'PidTagBody' }] },
  ],
  ['or', { type: 'or', of: [subject, subject] }, { kind: 'any', of: [decodedSubject, decodedSubject] }],
  ['not', { type: 'not', of: subject }, { kind: 'not', of: decodedSubject }],
  [
    'content of bytes',
    { type: 'content', fuzzyLow: 2, fuzzyHigh: 6, tag: 0x0c1d0102, value: [0x0c1d0102, senderKey] },
    {
      kind: 'text',
      field: 'PidTagSenderSearchKey',
      match: 'begins with',
      options: ['ignoring accents', 'loosely'],
      value: 'SMTP:BANK@EXAMPLE.ORG',
    },
  ],
  [
    'property',
    { type: 'property', relation: 4, tag: 0x00170003, value: [0x00170003, 2] },
    { kind: 'compare', field: 'PidTagImportance', relation: '=', value: 2 },
  ],
  [
    'compare',
    { type: 'compare', relation: 5, tags: [0x0042001f, 0x0c1a001f] },
    { kind: 'compare-fields', field: 'PidTagSentRepresentingName', relation: '!=', other: 'PidTagSenderName' },
  ],
  [
    'bit mask',
    { type: 'bits', areSet: true, tag: 0x0e070003, mask: 0x10 },
    { kind: 'bits', field: 'PidTagMessageFlags', mask: '0x00000010', areSet: true },
  ],
  [
    'size',
    { type: 'size', relation: 2, tag: 0x1000001f, size: 70_000 },
    { kind: 'size', field: 'PidTagBody', relation: '>', sizeBytes: 70_000 },
  ],
  ['exist', { type: 'exist', tag: 0x7a7a0102 }, { kind: 'exists', field: '0x7a7a0102' }],
  [
    'sub-object',
    { type: 'sub', tag: 0x0e12000d, of: subject },
    { kind: 'sub-object', object: 'PidTagMessageRecipients', of: decodedSubject },
  ],
  ['count', { type: 'count', most: 3, of: subject }, { kind: 'count', most: 3, of: decodedSubject }],
];

describe.each(forms)('conditions in the %s form', (_, properties) => {
  test.each(cases)('%s', (_name, condition, expected) => {
    const { claimed, undecoded } = decodeRule(itemOf(properties(condition)));
    expect(undecoded).toEqual([]);
    expect(claimed.condition).toEqual(expected);
  });

  test('a comment names the people it is about', () => {
    const from: bytes.ConditionBytes = { type: 'property', relation: 4, tag: 0x0c1d0102, value: [0x0c1d0102, senderKey] };
    const values: bytes.TaggedValue[] = [
      [0x60000003, 1],
      [0x00010102, person],
      [0x0001001f, 'The bank'],
      [0x39000003, 0],
    ];
    const { claimed, undecoded } = decodeRule(itemOf(properties({ type: 'comment', values, of: from })));
    expect(undecoded).toEqual([]);
    expect(claimed.condition).toMatchObject({
      kind: 'remark',
      people: [{ kind: 'address', name: 'The bank', smtpAddress: 'bank@example.org' }],
      of: { kind: 'compare', field: 'PidTagSenderSearchKey', relation: '=', value: 'SMTP:BANK@EXAMPLE.ORG' },
    });
    const alone = decodeRule(itemOf(properties({ type: 'comment', values, of: null })));
    expect(alone.claimed.condition).toMatchObject({ kind: 'remark', of: null });
  });
});

test('a rule without a condition has none, and nothing is missing', () => {
  const { claimed, undecoded } = decodeRule(itemOf(ruleProperties({ condition: new Uint8Array(0) })));
  expect([claimed.condition, undecoded]).toEqual([null, []]);
});
