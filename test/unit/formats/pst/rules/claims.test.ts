import { decodeRule } from '#formats/pst/rules/rule-claims.ts';
import { associatedRecord } from '#formats/pst/associated-record.ts';
import { defaultLimits, type RuleClaims } from '#model/index.ts';
import * as bytes from '#test/support/rule-bytes/index.ts';
import { noReader, propertyOf, textProperty } from '#test/support/fake-store.ts';
import { binaryProperty, itemOf, ruleProperties, type RuleProperties } from '#test/support/stored-item.ts';
import { describe, expect, test } from 'vitest';

const unopened = (): never => {
  throw new Error('it has no attachments');
};
const claims = (properties: RuleProperties): RuleClaims => decodeRule(itemOf(ruleProperties(properties))).claimed;

test('a rule says what it is, where, whose and since when', () => {
  const others = [textProperty(0x3ffa, 'Anna Arndt'), propertyOf(0x3007, 0x0040, Buffer.from('8062dfa3745dc101', 'hex'))];
  expect(claims({ name: 'To Ben', sequence: 12, state: 0x11, others })).toMatchObject({
    client: 'outlook',
    storedAs: 'IPM.Rule.Version2.Message',
    folderPath: ['Top', 'Inbox'],
    owner: 'Anna Arndt',
    provider: 'RuleOrganizer',
    name: 'To Ben',
    isEnabled: true,
    isHidden: false,
    hiddenBecause: [],
    sequence: 12,
    state: ['ends the evaluation of rules'],
    created: { instant: '2001-10-25T16:46:49.000Z', statedBy: 'PidTagCreationTime' },
    modified: null,
  });
});

test.each([
  [0, false, []],
  [1, true, []],
  [5, true, ['only while out of office']],
  [0x80000042, false, ['the server met an error in it', 'the server could not parse it', 'clears the out-of-office history']],
  [0x101, true, ['unknown state 0x00000100']],
])('the state 0x%x', (state, isEnabled, words) => {
  expect(claims({ state: state | 0 })).toMatchObject({ isEnabled, state: words });
});

describe('a hidden rule', () => {
  test.each([
    ['an empty provider', { provider: '' }, 'PidTagRuleMessageProvider is empty'],
    ['no provider', { provider: null }, 'PidTagRuleMessageProvider is missing'],
    ['a blank provider', { provider: ' \u200b\u00a0' }, 'PidTagRuleMessageProvider is blank'],
    ['an empty name', { name: '' }, 'PidTagRuleMessageName is empty'],
    ['no name', { name: null }, 'PidTagRuleMessageName is missing'],
    ['a name of invisible characters', { name: '\u3164\u200d\ufeff\t' }, 'PidTagRuleMessageName is blank'],
  ] as [string, RuleProperties, string][])('has %s', (_, properties, reason) => {
    const hidden = claims(properties);
    expect(hidden.isHidden).toBe(true);
    expect(hidden.hiddenBecause).toHaveLength(1);
    expect(hidden.hiddenBecause[0]).toContain(reason);
  });

  test('has both cleared, and its actions are read all the same', () => {
    const hidden = claims({
      name: '',
      provider: '',
      actions: bytes.extendedActions([bytes.forward([bytes.smtpRecipient('B', 'b@outside.example')])]),
    });
    expect(hidden.hiddenBecause).toHaveLength(2);
    expect(hidden.actions).toMatchObject([{ kind: 'forward', targets: [{ smtpAddress: 'b@outside.example' }] }]);
  });

  test.each([
    ['a name of one dot', { name: '.' }],
    ['the nameless rule of delegates', { name: '', provider: 'Schedule+ EMS Interface' }],
    ['the nameless rule of an out-of-office assistant', { name: null, provider: 'MSFT:TDX OOF Rules' }],
  ] as [string, RuleProperties][])('is not %s', (_, properties) => {
    expect(claims(properties)).toMatchObject({ isHidden: false, hiddenBecause: [] });
  });
});

test('a name or provider that is there and no text is not missing', () => {
  const others = [binaryProperty(0x65ec, Buffer.from([1, 2])), binaryProperty(0x65eb, Buffer.from([3]))];
  expect(claims({ name: null, provider: null, others })).toMatchObject({ isHidden: false, hiddenBecause: [] });
});

test('a condition that could not be read is not one that always holds', () => {
  const condition = claims({ condition: Buffer.from('ffff', 'hex') }).condition;
  expect(condition).toMatchObject({ kind: 'unreadable' });
});

describe('what was not decoded', () => {
  const actions = bytes.extendedActions([bytes.remove, bytes.forward([bytes.smtpRecipient('Ben', 'ben@outside.example')])]);

  test('of a forward that is cut short is told, with the bytes and the addresses met in them', () => {
    const { claimed, undecoded } = decodeRule(itemOf(ruleProperties({ actions: actions.subarray(0, -30) })));
    expect(undecoded).toEqual([
      {
        code: 'rule-undecoded',
        effect: 'field-lost',
        detail: expect.stringContaining('PidTagExtendedRuleMessageActions was not decoded whole') as string,
      },
    ]);
    expect(claimed.actions).toMatchObject([{ kind: 'delete', isWhole: true }]);
    expect(claimed.parts).toMatchObject([{ decoded: 'partly', raw: actions.subarray(0, -30).toString('hex') }]);
    expect(claimed.strayAddresses.map(({ text }) => text)).toContain('ben@outside.example');
    const { text, offsetBytes } = claimed.strayAddresses[0] ?? { text: '', offsetBytes: 0 };
    expect(actions.subarray(offsetBytes, offsetBytes + 2 * text.length).toString('utf16le')).toBe(text);
  });

  test('of one damaged action costs that action', () => {
    const odd: bytes.ActionBytes = { type: 0x77, data: () => Buffer.from('abc') };
    const { claimed, undecoded } = decodeRule(itemOf(ruleProperties({ actions: bytes.extendedActions([odd, bytes.markRead]) })));
    expect(claimed.actions).toMatchObject([
      { kind: 'other', isWhole: false, facts: [{ name: 'action type', value: 0x77 }] },
      { kind: 'mark-read', isWhole: true },
    ]);
    expect(undecoded[0]?.detail).toContain('action 1: an action is of the unknown type 0x77');
  });

  test('of a value beyond the limit says so', () => {
    const { claimed, undecoded } = decodeRule(itemOf(ruleProperties({ actions }), { ruleBytes: actions.length - 10 }));
    expect(undecoded).toMatchObject([{ effect: 'limit-reached' }]);
    expect(claimed.parts).toMatchObject([{ sizeBytes: actions.length, isRawWhole: false, decoded: 'partly' }]);
  });

  test('of many values, or of a long text, is kept to its limit and says so', () => {
    const condition = bytes.extendedCondition({
      type: 'and',
      of: [
        {
          type: 'property',
          relation: 4,
          tag: 0x8001101f,
          value: [0x8001101f, Array.from({ length: 130 }, (_, index) => `value ${String(index)}`)],
        },
        { type: 'content', fuzzyLow: 1, fuzzyHigh: 1, tag: 0x0037001f, value: [0x0037001f, 'x'.repeat(5000)] },
      ],
    });
    const { claimed, undecoded } = decodeRule(itemOf(ruleProperties({ condition })));
    expect(undecoded.map(({ code, effect, detail }) => [code, effect, detail])).toEqual([
      [
        'limit-reached',
        'limit-reached',
        expect.stringContaining('PidTagExtendedRuleMessageCondition: 100 of 130 values of a property are kept'),
      ],
      ['limit-reached', 'limit-reached', expect.stringContaining('4096 of 5000 characters of a text are kept')],
    ]);
    // All of it was understood.
    expect(claimed.parts).toMatchObject([{ decoded: 'whole' }]);
    const wider = { ruleValues: 130, ruleCharacters: 5000 };
    expect(decodeRule(itemOf(ruleProperties({ condition }), wider)).undecoded).toEqual([]);
    // An item with such a rule is not called intact, and the limit is a diagnostic of its own.
    const properties = ruleProperties({ condition });
    const message = {
      ...noReader,
      properties,
      nodeId: 1,
      attachmentCount: 0,
      recipients: [],
      troubles: [],
      openAttachment: unopened,
      close: () => undefined,
    };
    const place = {
      locator: [],
      parent: null,
      folderPath: [],
      storeCodepage: null,
      limits: defaultLimits,
      allocation: 'allocated',
    } as const;
    const { record, diagnostics } = associatedRecord(message, place);
    expect(record.observed.intact).toBe(false);
    expect(diagnostics.map(({ code, effect }) => [code, effect])).toEqual([['limit-reached', 'limit-reached']]);
  });

  test('of an unreadable property is all of it', () => {
    const unreadable = { ...binaryProperty(0x0e99, actions), bytes: null, isReadable: false };
    const { claimed, undecoded } = decodeRule(itemOf(ruleProperties({ others: [unreadable] })));
    expect(claimed.actions).toEqual([]);
    expect(undecoded).toHaveLength(1);
    expect(claimed.parts).toMatchObject([{ decoded: 'not', raw: '' }]);
  });

  test.each([
    [
      'a version of the format that is not known',
      bytes.extendedActions([bytes.markRead], [], 2),
      'the version of the rule is 2; 1 is known',
    ],
    [
      'bytes at the end',
      Buffer.concat([bytes.extendedActions([bytes.markRead]), Buffer.alloc(3)]),
      '3 bytes after the actions are not understood',
    ],
    ['an absurd count', Buffer.concat([bytes.u16(0), bytes.u32(1), bytes.u32(0xffffffff)]), 'the number of actions'],
    [
      'an absurd length',
      Buffer.concat([bytes.u16(0), bytes.u32(1), bytes.u32(1), bytes.u32(0x7fffffff), Buffer.alloc(9)]),
      'the length of an action',
    ],
  ])('is told of %s', (_, blob, reason) => {
    expect(
      decodeRule(itemOf(ruleProperties({ actions: blob })))
        .undecoded.map(({ detail }) => detail)
        .join(),
    ).toContain(reason);
  });

  test('of conditions nested without end is bounded', () => {
    let deep: bytes.ConditionBytes = { type: 'exist', tag: 0x0037001f };
    for (let level = 0; level < 200; level += 1) deep = { type: 'not', of: deep };
    const { claimed, undecoded } = decodeRule(itemOf(ruleProperties({ condition: bytes.extendedCondition(deep) })));
    expect(undecoded[0]?.detail).toContain('nested deeper than 64 levels');
    expect(claimed.condition?.kind).toBe('not');
    // A hundred thousand levels must not exhaust the stack either.
    const abyss = Buffer.concat([bytes.u16(0), Buffer.alloc(100_000, 2)]);
    expect(decodeRule(itemOf(ruleProperties({ condition: abyss }))).undecoded).toHaveLength(1);
  });
});
