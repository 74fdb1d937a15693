import { factsOfItem, type ItemFacts } from '#formats/pst/rules/item-facts.ts';
import type { RuleClaims, SettingClaims } from '#model/index.ts';
import * as bytes from '#test/support/rule-bytes/index.ts';
import { textProperty } from '#test/support/fake-store.ts';
import { binaryProperty, itemOf } from '#test/support/stored-item.ts';
import { describe, expect, test } from 'vitest';

const x500 = '/o=Example/ou=x/cn=Recipients/cn=anna';
const outside = bytes.smtpRecipient('Ben', 'ben@outside.example');
const inside = bytes.exchangeRecipient('Anna', x500, bytes.exchangeEntryId(x500), 'anna@example.org');

const factsOf = (stream: Uint8Array): ItemFacts =>
  factsOfItem(
    itemOf([textProperty(0x001a, 'IPM.RuleOrganizer'), textProperty(0x0037, 'OutlookRulesOrganizer'), binaryProperty(0x6802, stream)]),
  );

function settingOf({ own }: ItemFacts): Extract<SettingClaims, { setting: 'rules-stream' }> {
  if (own.kind !== 'setting' || own.claimed.setting !== 'rules-stream') throw new Error('no rules stream');
  return own.claimed;
}

const rulesOf = ({ inner }: ItemFacts): RuleClaims[] => inner.flatMap((fact) => (fact.kind === 'rule' ? [fact.claimed] : []));

describe('a rules stream', () => {
  const { element, people, streamString } = bytes;
  const folder = Buffer.concat([
    ...[bytes.folderEntryId(3), bytes.storeEntryId('mail.example.org', x500)].flatMap((id) => [bytes.u32(id.length), id]),
    streamString('Paid'),
    bytes.u32(0),
  ]);
  const stream = bytes.rulesStream(
    [
      {
        name: 'To Ben',
        elements: [
          element(0xcb, people(inside)),
          element(0xcd, streamString('invoice'), streamString('bill')),
          element(0x12e, people(outside, inside)),
          element(0x142),
          element(0x1f9, streamString('private')),
        ],
      },
      { name: 'x'.repeat(300), isEnabled: false, elements: [element(0x12c, folder), element(0x139, folder), element(0x14c)] },
      { name: 'all', elements: [element(0x144, people(outside)), element(0x147, people(outside)), element(0x13c, people(outside))] },
    ],
    'C:\\Templates',
  );
  const facts = factsOf(stream);

  test('says how many rules it has, and is decoded whole', () => {
    expect(facts.undecoded).toEqual([]);
    expect(facts.lostInner).toBeNull();
    expect(settingOf(facts)).toMatchObject({
      setting: 'rules-stream',
      statedRules: 3,
      decodedRules: 3,
      templateFolder: 'C:\\Templates',
      parts: [{ field: 'PidTagRwRulesStream', tag: '0x68020102', decoded: 'whole' }],
    });
  });

  test('gives each rule with name, state, conditions and exceptions', () => {
    const rules = rulesOf(facts);
    expect(rules.map(({ name, isEnabled }) => [name, isEnabled])).toEqual([
      ['To Ben', true],
      ['x'.repeat(300), false],
      ['all', true],
    ]);
    expect(rules[0]).toMatchObject({
      client: 'outlook',
      storedAs: 'rules stream',
      state: ['applies to mail that arrives'],
      isHidden: false,
    });
    expect(rules[0]?.condition).toMatchObject({
      kind: 'all',
      of: [
        { kind: 'people', field: 'sender', people: [{ name: 'Anna', smtpAddress: 'anna@example.org', x500Address: x500 }] },
        {
          kind: 'any',
          of: [
            { kind: 'text', field: 'subject', value: 'invoice' },
            { kind: 'text', field: 'subject', value: 'bill' },
          ],
        },
        { kind: 'not', of: { kind: 'text', field: 'subject', value: 'private' } },
      ],
    });
  });

  test('gives the actions with their targets', () => {
    const rules = rulesOf(facts);
    expect(rules[0]?.actions).toMatchObject([
      { kind: 'forward', targets: [{ smtpAddress: 'ben@outside.example' }, { smtpAddress: 'anna@example.org', x500Address: x500 }] },
      { kind: 'stop' },
    ]);
    expect(rules[1]?.actions).toMatchObject([
      { kind: 'move', targets: [{ kind: 'folder', name: 'Paid', store: { name: 'mail.example.org' } }] },
      { kind: 'copy', targets: [{ kind: 'folder', name: 'Paid' }] },
      { kind: 'mark-read' },
    ]);
    expect(rules[2]?.actions.map(({ kind }) => kind)).toEqual(['redirect', 'forward-as-attachment', 'carbon-copy']);
  });

  test('says where in the bytes each rule and address stands', () => {
    const { addresses } = settingOf(facts);
    expect(new Set(addresses.map(({ text }) => text.toLowerCase()))).toEqual(new Set(['ben@outside.example', 'anna@example.org']));
    for (const { text, offsetBytes, encoding } of addresses) {
      const size = encoding === '8-bit' ? text.length : 2 * text.length;
      expect(stream.subarray(offsetBytes, offsetBytes + size).toString(encoding === '8-bit' ? 'latin1' : 'utf16le')).toBe(text);
    }
    const [first] = rulesOf(facts);
    const [part] = first?.parts ?? [];
    expect(part?.field).toBe('PidTagRwRulesStream from byte 46');
    expect(part?.raw).toBe(stream.subarray(46, 46 + (part?.sizeBytes ?? 0)).toString('hex'));
  });
});

describe('every element that is known', () => {
  const { element, streamString, u32, double } = bytes;
  const account = Buffer.concat([streamString('anna@example.org'), Buffer.from([3]), Buffer.from('123')]);
  const address = Buffer.concat([u32(2), Buffer.from('ab'), streamString('Contacts')]);
  const dates = Buffer.concat([u32(1), u32(0), double(25_569), u32(0), u32(0), double(0)]);
  const flag = Buffer.concat([u32(0), streamString('Call'), u32(1)]);
  const template = Buffer.concat([u32(70), bytes.messageEntryId(5), streamString('Away')]);

  test.each([
    ['conditions without parameters', [0xc8, 0xc9, 0xca, 0xdc, 0xde, 0xe2, 0xe3, 0xf1, 0xf6, 0xf7].map((id) => element(id))],
    ['exceptions without parameters', [0x1f4, 0x1f5, 0x1f6, 0x208, 0x20a, 0x20e, 0x20f, 0x216, 0x21a, 0x21b].map((id) => element(id))],
    ['actions without parameters', [0x12d, 0x132, 0x13a, 0x13b, 0x142, 0x148, 0x14a, 0x14c, 0x14f, 0x152].map((id) => element(id))],
    ['words', [0xcd, 0xce, 0xcf, 0xe5, 0xe6, 0xe8, 0x1f9, 0x1fa, 0x1fb, 0x211, 0x212, 0x213].map((id) => element(id, streamString('w')))],
    ['texts', [0xd7, 0x203, 0xf5, 0x219, 0x12f, 0x130, 0x133, 0x136, 0x149].map((id) => element(id, streamString('t')))],
    ['numbers', [0xd2, 0xd3, 0x1fe, 0x1ff, 0x137, 0x138, 0x13e].map((id) => element(id, u32(2)))],
    ['people', [0xcb, 0xcc, 0x1f7, 0x1f8, 0x12e, 0x13c, 0x144, 0x147].map((id) => element(id, bytes.people(outside)))],
    ['sizes and dates', [element(0xe0, u32(1), u32(2)).subarray(0, 8), element(0xe1, dates), element(0x20d, dates)].slice(1)],
    [
      'accounts, profiles and address books',
      [element(0xee, account), element(0x214, account), element(0xef, Buffer.alloc(16)), element(0xf0, address), element(0x215, address)],
    ],
    [
      'flags',
      [element(0xd0, flag), element(0x1fc, flag), element(0x131, flag), element(0x151, Buffer.concat([u32(1), streamString('x')]))],
    ],
    ['templates and scripts', [element(0x146, template), element(0x14b, Buffer.concat([streamString('s'), streamString('f')]))]],
    ['ranges', [element(0xe0, Buffer.concat([u32(1), u32(2)])), element(0x20c, Buffer.concat([u32(1), u32(2)]))]],
  ])('of %s is decoded', (_, elements) => {
    const facts = factsOf(bytes.rulesStream([{ name: 'r', elements }]));
    expect(facts.undecoded).toEqual([]);
    const [rule] = rulesOf(facts);
    const condition = rule?.condition;
    const conditions = condition?.kind === 'all' ? condition.of.length : 0;
    expect(conditions + (rule?.actions.length ?? 0)).toBe(elements.length);
  });

  test('names dates, and clears the padding of texts', () => {
    const facts = factsOf(
      bytes.rulesStream([{ name: 'padded\0\0\0', elements: [element(0xe1, dates), element(0x149, streamString('C:\\a.exe\0\0'))] }]),
    );
    expect(rulesOf(facts)).toMatchObject([
      {
        name: 'padded',
        condition: { of: [{ kind: 'named', name: 'received', values: [{ name: 'after', value: '1970-01-01T00:00:00' }] }] },
        actions: [{ kind: 'run-program', facts: [{ name: 'program', value: 'C:\\a.exe' }] }],
      },
    ]);
  });
});

describe('a rules stream that is not understood', () => {
  const forward = bytes.element(0x12e, bytes.people(outside));

  test('because of an unknown element loses the rest of that rule only', () => {
    const facts = factsOf(
      bytes.rulesStream([
        { name: 'odd', elements: [bytes.element(0x177, bytes.u32(1)), forward] },
        { name: 'even', elements: [forward] },
      ]),
    );
    expect(facts.undecoded).toMatchObject([{ effect: 'field-lost' }]);
    expect(facts.undecoded[0]?.detail).toContain('the element 0x177 is unknown');
    expect(facts.lostInner).toBeNull();
    const [odd, even] = rulesOf(facts);
    expect(odd).toMatchObject({ name: 'odd', actions: [], parts: [{ decoded: 'partly' }] });
    expect(odd?.strayAddresses.map(({ text }) => text)).toContain('ben@outside.example');
    expect(even).toMatchObject({ name: 'even', actions: [{ kind: 'forward' }], strayAddresses: [] });
  });

  test('after a rule whose beginning is damaged says how many are lost, and still names the addresses', () => {
    const stream = bytes.rulesStream([1, 2, 3].map((number) => ({ name: `rule ${String(number)}`, elements: [forward] })));
    const second = stream.indexOf(Buffer.from([0x40, 0x42, 0x0f, 6]), 47);
    stream[second] = 0xff;
    const facts = factsOf(stream);
    expect(rulesOf(facts).map(({ name }) => name)).toEqual(['rule 1']);
    expect(facts.lostInner).toBe('2 of the 3 rules that the stream states could not be decoded');
    expect(settingOf(facts).addresses.filter(({ text }) => text === 'ben@outside.example')).toHaveLength(6);
  });

  test('because its last field is cut says so and gives what is there of it', () => {
    const whole = bytes.rulesStream([{ name: 'one', elements: [forward] }], 'C:\\Templates');
    const templates = whole.indexOf(bytes.utf16('C:\\Templates'));
    const facts = factsOf(whole.subarray(0, templates + 6));
    expect(settingOf(facts)).toMatchObject({ decodedRules: 1, templateFolder: 'C:\\', parts: [{ decoded: 'partly' }] });
    expect(facts.lostInner).toBeNull();
    expect(facts.undecoded[0]?.detail).toContain('the name of the folder of templates is cut short: of 12 characters 3 are there');
  });

  test('as a whole gives the addresses in it', () => {
    const facts = factsOf(
      Buffer.concat([Buffer.alloc(40, 0xee), bytes.utf16('to ben@outside.example now'), Buffer.from('<anna@example.org>')]),
    );
    expect(settingOf(facts)).toMatchObject({
      statedRules: null,
      decodedRules: 0,
      parts: [{ decoded: 'not' }],
      addresses: [
        { text: 'ben@outside.example', offsetBytes: 46, encoding: 'utf-16le' },
        { text: 'anna@example.org', offsetBytes: 93, encoding: '8-bit' },
      ],
    });
    expect(facts.undecoded).toHaveLength(1);
  });
});
