import { decodeRule } from '#formats/pst/rules/rule-claims.ts';
import type { RuleAction, RuleTarget } from '#model/index.ts';
import * as bytes from '#test/support/rule-bytes/index.ts';
import { itemOf, ruleProperties } from '#test/support/stored-item.ts';
import { describe, expect, test } from 'vitest';

const x500 = '/o=Example/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=anna';
const store = bytes.storeEntryId('mail.example.org', x500);
const template = '3f2504e0-4f89-11d3-9a0c-0305e82c3301';
const outside = bytes.smtpRecipient('Ben (privat)', 'ben@outside.example');
const inside = bytes.exchangeRecipient('Anna', x500, bytes.exchangeEntryId(x500), 'anna@example.org');

/** The forms in which items hold actions, each with the property it stands in. */
const forms = [
  ['extended', (actions: readonly bytes.ActionBytes[]) => ruleProperties({ actions: bytes.extendedActions(actions) })],
  [
    'standard',
    (actions: readonly bytes.ActionBytes[]) =>
      ruleProperties({ messageClass: 'IPM.Rule.Message', actions: bytes.actionsBytes(actions, 2) }),
  ],
  [
    'standard after a size',
    (actions: readonly bytes.ActionBytes[]) => ruleProperties({ messageClass: 'IPM.Rule.Message', actions: bytes.sizedActions(actions) }),
  ],
] as const;

describe.each(forms)('actions in the %s form', (_, properties) => {
  const decode = (...actions: readonly bytes.ActionBytes[]): readonly RuleAction[] => {
    const { claimed, undecoded } = decodeRule(itemOf(properties(actions)));
    expect(undecoded).toEqual([]);
    expect(claimed.parts).toMatchObject([
      { field: 'PidTagExtendedRuleMessageActions', tag: '0x0e990102', decoded: 'whole', isRawWhole: true },
    ]);
    expect(claimed.actions.every(({ isWhole, raw }) => isWhole && raw !== '')).toBe(true);
    return claimed.actions;
  };

  const ben = {
    kind: 'address',
    name: 'Ben (privat)',
    smtpAddress: 'ben@outside.example',
    x500Address: null,
    addressType: 'SMTP',
    otherAddress: '',
  };
  const anna = { kind: 'address', name: 'Anna', smtpAddress: 'anna@example.org', x500Address: x500, addressType: 'EX', otherAddress: '' };

  test.each([
    [0, 'forward', []],
    [1, 'forward', ['keeps the original sender']],
    [2, 'forward', ['leaves the message unchanged']],
    [3, 'redirect', ['keeps the original sender', 'leaves the message unchanged']],
    [4, 'forward-as-attachment', ['as attachment']],
    [8, 'forward', ['as text message (SMS)']],
    [0x100, 'forward', ['unknown flavour 0x00000100']],
  ] as const)('a forward of flavour %i is a %s', (flavour, kind, words) => {
    const [action] = decode(bytes.forward([outside, inside], flavour));
    expect(action).toMatchObject({ kind, flavour: words, targets: [ben, anna] });
  });

  test('a delegation names its recipients', () => {
    expect(decode(bytes.delegate([inside]))).toMatchObject([{ kind: 'delegate', targets: [anna] }]);
  });

  test('moves and copies name store and folder', () => {
    const actions = decode(bytes.move(store, bytes.folderEntryId(7)), bytes.copy(store, bytes.pstFolderEntryId(0x8082)));
    expect(actions.map(({ kind }) => kind)).toEqual(['move', 'copy']);
    expect(actions.map(({ targets }) => targets)).toMatchObject([
      [{ kind: 'folder', store: { form: 'store', name: 'mail.example.org', address: x500 }, folder: { form: 'folder', sizeBytes: 46 } }],
      [{ kind: 'folder', store: { form: 'store' }, folder: { form: 'folder', address: 'item:0x008082' } }],
    ]);
  });

  test('replies name their template', () => {
    const actions = decode(
      bytes.reply(bytes.messageEntryId(9), template),
      bytes.reply(bytes.messageEntryId(9), template, 2),
      bytes.outOfOfficeReply(bytes.messageEntryId(9), template),
    );
    expect(actions.map(({ kind, flavour }) => [kind, ...flavour])).toEqual([
      ['reply'],
      ['reply', 'with the text of the server'],
      ['out-of-office-reply'],
    ]);
    for (const { targets } of actions)
      expect(targets).toMatchObject([{ kind: 'template', templateId: template, message: { sizeBytes: 70 } }]);
  });

  test.each([
    [0x0d, 'the message is too large'],
    [0x1f, 'the message cannot be displayed'],
    [0x26, 'delivery is denied'],
    [0x99, 'code 0x00000099'],
  ])('a bounce of code %i says why', (code, reason) => {
    expect(decode(bytes.bounce(code))).toMatchObject([{ kind: 'bounce', facts: [{ name: 'reason', value: reason }] }]);
  });

  test('tags name the property and its value', () => {
    const values: bytes.TaggedValue[] = [
      [0x00170003, 2],
      [0x0e080014, 5_000_000_000n],
      [0x3a40000b, true],
      [0x00390040, 126_485_020_090_000_000n],
      [0x8002101f, ['red', 'blue']],
      [0x67010002, -3],
      [0x67020005, 1.5],
      [0x67030048, bytes.guid(template)],
      [0x670400fb, Buffer.from([1, 2])],
      [0x6705001e, 'plain'],
    ];
    const actions = decode(...values.map(bytes.tag));
    expect(actions.map(({ kind, facts }) => [kind, facts[0]?.value])).toEqual([
      ['tag', 2],
      ['tag', 5_000_000_000],
      ['tag', true],
      ['tag', '2001-10-25T16:46:49.000Z'],
      ['tag', ['red', 'blue']],
      ['tag', -3],
      ['tag', 1.5],
      ['tag', template],
      ['tag', '0102'],
      ['tag', 'plain'],
    ]);
    expect(actions.slice(0, 3).map(({ facts }) => facts[0]?.name)).toEqual(['PidTagImportance', 'PidTagMessageSize', 'PidTagSendRichInfo']);
  });

  test('deletion and mark-as-read have no data, and flags are told', () => {
    expect(decode(bytes.remove, { ...bytes.markRead, flags: 0x10 })).toMatchObject([
      { kind: 'delete', targets: [], facts: [] },
      { kind: 'mark-read', facts: [{ name: 'action flags', value: '0x00000010' }] },
    ]);
  });

  test('a deferred action that holds a rule of Outlook gives its actions', () => {
    const rule = bytes.streamRule(
      {
        name: 'on the client',
        elements: [bytes.element(0x144, bytes.people(outside)), bytes.element(0x149, bytes.streamString('C:\\a.exe'))],
      },
      { isFirst: true, location: 0 },
    );
    expect(decode(bytes.defer(rule))).toMatchObject([
      {
        kind: 'defer',
        targets: [ben],
        facts: [
          { name: 'client rule', value: 'on the client' },
          { name: 'client action', value: 'redirect' },
          { name: 'client action', value: 'run-program' },
          { name: 'program', value: 'C:\\a.exe' },
        ],
      },
    ]);
  });
});

describe('a recipient', () => {
  const targetOf = (values: readonly bytes.TaggedValue[]): RuleTarget | undefined =>
    decodeRule(itemOf(ruleProperties({ actions: bytes.extendedActions([bytes.forward([values])]) }))).claimed.actions[0]?.targets[0];

  test.each([
    ['a one-off identifier', [[0x0fff0102, bytes.oneOffEntryId('Ben', 'ben@outside.example')]], ['Ben', 'ben@outside.example', null]],
    [
      'a one-off identifier in 8 bits',
      [[0x0fff0102, bytes.oneOffEntryId8('Jörg', 'j@outside.example')]],
      ['Jörg', 'j@outside.example', null],
    ],
    ['an Exchange identifier', [[0x0fff0102, bytes.exchangeEntryId(x500)]], ['', null, x500]],
    [
      'a contact around a one-off identifier',
      [[0x0fff0102, bytes.contactEntryId(bytes.oneOffEntryId('Ben', 'ben@outside.example'))]],
      ['Ben', 'ben@outside.example', null],
    ],
    ['a search key', [[0x300b0102, Buffer.from('SMTP:BEN@OUTSIDE.EXAMPLE\0')]], ['', 'BEN@OUTSIDE.EXAMPLE', null]],
    ['an address', [[0x3003001f, 'ben@outside.example']], ['', 'ben@outside.example', null]],
    [
      'an SMTP address beside an X.500 name',
      [
        [0x3003001f, x500],
        [0x39fe001f, 'a@example.org'],
      ],
      ['', 'a@example.org', x500],
    ],
    ['a name', [[0x3001001f, 'Ben']], ['Ben', null, null]],
  ] as [string, bytes.TaggedValue[], [string, string | null, string | null]][])(
    'that has only %s',
    (_, values, [name, smtpAddress, x500Address]) => {
      expect(targetOf(values)).toMatchObject({ kind: 'address', name, smtpAddress, x500Address });
    },
  );

  test('of another kind keeps its address', () => {
    expect(
      targetOf([
        [0x3002001f, 'FAX'],
        [0x3003001f, '+49 30 123'],
      ]),
    ).toMatchObject({ addressType: 'FAX', otherAddress: '+49 30 123', smtpAddress: null });
  });

  test('whose identifier is of no known kind keeps its bytes', () => {
    expect(targetOf([[0x0fff0102, Buffer.alloc(30, 7)]])).toMatchObject({
      entryId: { form: 'unknown', sizeBytes: 30, raw: '07'.repeat(30) },
    });
  });
});

test('named properties are named as the rule says', () => {
  const names = [
    { id: 0x8143, set: '00020329-0000-0000-c000-000000000046', name: 'Keywords' },
    { id: 0x8144, set: '00062008-0000-0000-c000-000000000046', name: 0x8514 },
  ];
  const actions = bytes.extendedActions([bytes.tag([0x8143001f, 'x']), bytes.tag([0x8144000b, true])], names);
  const { claimed, undecoded } = decodeRule(itemOf(ruleProperties({ actions })));
  expect(undecoded).toEqual([]);
  expect(claimed.actions.map(({ facts }) => facts)).toEqual([
    [{ name: '{PS_PUBLIC_STRINGS} Keywords', value: 'x' }],
    [{ name: '{PSETID_Common} 0x8514', value: true }],
  ]);
});
