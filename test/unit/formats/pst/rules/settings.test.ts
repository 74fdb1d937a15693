import { factsOfHomePage, factsOfItem, isOfInterest } from '#formats/pst/rules/item-facts.ts';
import type { Limits, SettingClaims } from '#model/index.ts';
import { integerProperty, propertyOf, textProperty } from '#test/support/fake-store.ts';
import * as bytes from '#test/support/rule-bytes/index.ts';
import { binaryProperty, itemOf } from '#test/support/stored-item.ts';
import type { Property } from 'libpff-wasm';
import { describe, expect, test } from 'vitest';

const x500 = '/o=Example/ou=x/cn=Recipients/cn=dora';

function read(...properties: readonly Property[]): {
  readonly claimed: SettingClaims;
  readonly undecoded: readonly { readonly detail: string }[];
} {
  const { own, undecoded } = factsOfItem(itemOf(properties));
  if (own.kind !== 'setting') throw new Error('no setting');
  return { claimed: own.claimed, undecoded };
}

describe('delegates', () => {
  const boolean = (id: number, value: number): Property => propertyOf(id, 0x000b, new Uint8Array([value]));
  const freeBusy = textProperty(0x001a, 'IPM.Microsoft.ScheduleData.FreeBusy');
  const names = propertyOf(0x684a, 0x101f, bytes.multipleValues([bytes.utf16('Dora'), bytes.utf16('Emil')]));
  const entryIds = propertyOf(
    0x6845,
    0x1102,
    bytes.multipleValues([bytes.exchangeEntryId(x500), bytes.oneOffEntryId('Emil', 'emil@outside.example')]),
  );
  const flags = propertyOf(0x686b, 0x1003, Buffer.concat([bytes.u32(1), bytes.u32(0)]));

  test('are named with their addresses and what they may see', () => {
    const { claimed, undecoded } = read(freeBusy, names, entryIds, flags, boolean(0x6842, 1), boolean(0x6843, 0));
    expect(undecoded).toEqual([]);
    expect(claimed).toMatchObject({
      setting: 'delegates',
      delegates: [
        { name: 'Dora', target: { x500Address: x500, smtpAddress: null }, seesPrivateItems: true },
        { name: 'Emil', target: { smtpAddress: 'emil@outside.example' }, seesPrivateItems: false },
      ],
      state: ['the owner receives copies of what goes to the delegates', 'meeting mail goes to the delegates'],
    });
    expect(claimed.setting === 'delegates' ? claimed.parts.map(({ field }) => field) : []).toEqual([
      'PidTagScheduleInfoDelegateNamesW',
      'PidTagScheduleInfoDelegateEntryIds',
      'PidTagDelegateFlags',
    ]);
  });

  test('are named by the older property in 8-bit text too', () => {
    const old = propertyOf(0x6844, 0x101e, bytes.multipleValues([Buffer.from('D\xf6ra', 'latin1')]));
    expect(read(freeBusy, old).claimed).toMatchObject({ delegates: [{ name: 'Döra', target: null, seesPrivateItems: null }] });
  });

  test('that are damaged are told, and those before the damage kept', () => {
    const broken = bytes.multipleValues([bytes.utf16('Dora'), bytes.utf16('Emil')]);
    broken.writeUInt32LE(0xffff, 8);
    const { claimed, undecoded } = read(freeBusy, propertyOf(0x684a, 0x101f, broken));
    expect(undecoded.map(({ detail }) => detail)).toEqual([
      expect.stringContaining('PidTagScheduleInfoDelegateNamesW was not decoded whole'),
    ]);
    expect(claimed.setting).toBe('delegates');
    const absurd = read(freeBusy, propertyOf(0x684a, 0x101f, bytes.u32(0xffffffff)));
    expect(absurd.undecoded).toHaveLength(1);
  });

  test('are none where the item names none', () => {
    expect(read(freeBusy).claimed.setting).toBe('item');
  });
});

describe('forms of a folder', () => {
  const description = textProperty(0x001a, 'IPM.Microsoft.FolderDesign.FormsDescription');
  const hidden = propertyOf(0x10f4, 0x000b, new Uint8Array([1]));

  test('are named with the class that they are for, and whether lists leave them out', () => {
    const { claimed } = read(description, textProperty(0x6800, 'IPM.Note.Request'), textProperty(0x3001, ' '), hidden);
    expect(claimed).toMatchObject({ setting: 'custom-form', formClass: 'IPM.Note.Request', displayName: ' ', comment: '', isHidden: true });
    expect(claimed.setting === 'custom-form' ? claimed.parts.map(({ tag }) => tag) : []).toEqual(['0x6800001f']);
    expect(isOfInterest('IPM.Microsoft.FolderDesign.FormsDescription')).toBe(true);
  });

  test('without properties are told as they are', () => {
    expect(read(description).claimed).toMatchObject({ setting: 'custom-form', formClass: '', isHidden: null, parts: [] });
    expect(read(textProperty(0x001a, 'IPM.Microsoft.FolderDesign.NamedView')).claimed.setting).toBe('item');
  });
});

test.each([
  ['IPM.Note.Rules.OofTemplate.Microsoft', 'while out of office'],
  ['IPM.Note.rules.ReplyTemplate.Microsoft', 'by rule'],
])('the template %s has its text and identifier', (messageClass, answers) => {
  const id = '3f2504e0-4f89-11d3-9a0c-0305e82c3301';
  const { claimed } = read(
    textProperty(0x001a, messageClass),
    textProperty(0x0037, 'Away'),
    textProperty(0x1000, 'I am away.'),
    binaryProperty(0x65c2, bytes.guid(id)),
  );
  expect(claimed).toMatchObject({ setting: 'reply-template', answers, subject: 'Away', text: 'I am away.', templateId: id });
});

test('the settings of a configuration item are named', () => {
  const xml =
    '<?xml version="1.0"?><UserConfiguration><Data><e k="18-piRuleOnAllRss" v="3-False"/><e v="9-1" k="18-a&amp;b" /></Data></UserConfiguration>';
  const { claimed } = read(
    textProperty(0x001a, 'IPM.Configuration.RssRule'),
    integerProperty(0x7c06, 4),
    binaryProperty(0x7c07, Buffer.from(xml)),
  );
  expect(claimed).toMatchObject({
    setting: 'item',
    values: [
      { name: 'piRuleOnAllRss', value: '3-False' },
      { name: 'a&b', value: '9-1' },
    ],
  });
});

describe('a roaming dictionary that is not kept whole', () => {
  const dictionary = (limits: Partial<Limits>, ...entries: readonly string[]): ReturnType<typeof factsOfItem> => {
    const xml = `<UserConfiguration><Data>${entries.join('')}</Data></UserConfiguration>`;
    return factsOfItem(itemOf([textProperty(0x001a, 'IPM.Configuration.Example'), binaryProperty(0x7c07, Buffer.from(xml))], limits));
  };
  const entry = (name: string, value: string): string => `<e k="18-${name}" v="${value}"/>`;

  test('says how many entries and how much of them', () => {
    const { own, undecoded } = dictionary(
      { settingEntries: 2, settingCharacters: 5 },
      entry('a', '1'),
      entry('b', '123456'),
      entry('c', '2'),
    );
    expect(own.claimed).toMatchObject({
      values: [
        { name: 'a', value: '1' },
        { name: 'b', value: '12345' },
      ],
    });
    expect(undecoded.map(({ code, effect, detail }) => [code, effect, detail])).toEqual([
      ['limit-reached', 'limit-reached', expect.stringContaining('2 of 3 entries')],
      ['limit-reached', 'limit-reached', expect.stringContaining('1 texts of the roaming dictionary are kept to 5 characters')],
    ]);
  });

  test('says so where its bytes are beyond the limit', () => {
    const { undecoded } = dictionary({ ruleBytes: 60 }, entry('a', '1'), entry('b', '2'));
    expect(undecoded.map(({ code, effect }) => [code, effect])).toEqual([['rule-undecoded', 'limit-reached']]);
  });

  test('says nothing where it is', () => {
    expect(dictionary({}, entry('a', '1')).undecoded).toEqual([]);
  });
});

test('the text of a reply template beyond what is kept is told', () => {
  const template = (length: number): ReturnType<typeof factsOfItem> =>
    factsOfItem(itemOf([textProperty(0x001a, 'IPM.Note.Rules.ReplyTemplate.Microsoft'), textProperty(0x1000, 'x'.repeat(length))]));
  expect(template(16_384).undecoded).toEqual([]);
  expect(template(16_385).undecoded).toMatchObject([{ code: 'limit-reached', effect: 'limit-reached' }]);
});

describe('the home page of a folder', () => {
  const facts = (value: Buffer) => factsOfHomePage(itemOf([]), { tag: 0x36df0102, bytes: value, sizeBytes: value.length, trouble: null });

  test('is read with whether it is shown', () => {
    const { own, undecoded } = facts(Buffer.concat([bytes.homePage('http://evil.example/x.html'), bytes.homePage('file://a', 0)]));
    expect(undecoded).toEqual([]);
    expect(own.claimed).toMatchObject({
      setting: 'folder-home-page',
      pages: [
        { url: 'http://evil.example/x.html', isShownByDefault: true, version: 2, type: 1 },
        { url: 'file://a', isShownByDefault: false },
      ],
      parts: [{ field: 'PidTagFolderWebViewInfo', decoded: 'whole' }],
    });
  });

  test('that is cut short is told', () => {
    const { own, undecoded } = facts(bytes.homePage('http://evil.example/x.html').subarray(0, 60));
    expect(undecoded).toMatchObject([{ effect: 'field-lost' }]);
    expect(own.claimed).toMatchObject({ pages: [], parts: [{ decoded: 'not' }] });
  });
});

test('only classes of rules and of settings that matter are looked for among messages', () => {
  const classes = [
    'IPM.Rule.Message',
    'ipm.extendedrule.message',
    'IPM.RuleOrganizer',
    'IPM.Note.Rules.OofTemplate.Microsoft',
    'IPM.Microsoft.ScheduleData.FreeBusy',
  ];
  expect(classes.map(isOfInterest)).toEqual(classes.map(() => true));
  expect(['IPM.Note', '', 'IPM.Rules', 'IPM.Configuration.Calendar'].map(isOfInterest)).toEqual([false, false, false, false]);
});
