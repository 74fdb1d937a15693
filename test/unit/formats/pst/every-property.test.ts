import { pstReader } from '#formats/pst/index.ts';
import { AttachmentUnreadableError } from '#formats/reader.ts';
import { defaultLimits, type ItemProperties, type Limits, type Locator, type PropertySet, type ReadProperty } from '#model/index.ts';
import { builtStore, type BuiltStore } from '#test/support/built-store.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { nothingAround } from '#test/support/reading-room.ts';
import {
  binary,
  breakHeaderChecksums,
  integer32,
  integer64,
  text,
  text8,
  types,
  type MessageDescription,
  type Property,
} from '#test/support/pst-builder/index.ts';
import { readAll, type Reading } from '#test/support/reading.ts';
import { describe, expect, test } from 'vitest';

const common = '00062008-0000-0000-c000-000000000046';
const guid = '11111111-2222-3333-4444-555555555555';
const raw = (id: Property['id'], type: number, hex: string): Property => ({ id, type, bytes: Buffer.from(hex, 'hex') });

const message: MessageDescription = {
  subject: 'all of it',
  sender: { name: 'Anna', address: 'anna@example.org' },
  recipients: [
    { kind: 'to', name: 'Bert', address: 'bert@example.org', properties: [integer32(0x5ffd, 1)] },
    { kind: 'cc', name: 'Carl', address: 'carl@example.org' },
  ],
  text: 'x'.repeat(400_000),
  attachments: [{ kind: 'data', name: 'a.bin', content: Buffer.alloc(600_000, 0xab) }],
  properties: [
    integer32({ guid: common, name: 0x8510 }, 7),
    text({ guid, name: 'Keywords' }, 'one'),
    integer64(0x0e17 + 0x100, -5n),
    raw(0x0e80, types.time, '8062dfa3745dc101'),
    raw(0x0e81, types.guid, '00112233445566778899aabbccddeeff'),
    raw(0x0e82, types.integers32, '01000000ffffffff'),
    raw(0x0e83, types.strings, '020000000c0000001000000061006200' + '63006400'),
    text8(0x0e85, Buffer.from([0x80, 0x41])),
    binary(0x0e84, Buffer.from([1, 2, 3])),
    binary(0x6123, Buffer.from([9])),
  ],
};

function read({ bytes }: BuiltStore, pick: (reading: Reading) => Locator, limits: Partial<Limits> = {}): ItemProperties {
  const locator = pick(readAll(pstReader, memorySource(bytes)));
  const all = pstReader.properties?.(memorySource(bytes), locator, { ...defaultLimits, ...limits }, nothingAround);
  if (all === undefined) throw new Error('the reader gives no properties');
  return all;
}
const named =
  (subject: string) =>
  ({ messages }: Reading): Locator =>
    messages.find(({ claimed }) => claimed.subject === subject)?.locator ?? [];
const storeOf = (...messages: readonly MessageDescription[]): BuiltStore => builtStore({ folders: [{ name: 'Inbox', messages }] });

function find(set: PropertySet | undefined, tag: number): ReadProperty | undefined {
  return set?.properties.find((property) => property.tag === tag);
}

const engines = [
  ['libpff', builtStore({ folders: [{ name: 'Inbox', messages: [message] }] })],
  ['structure engine', builtStore({ folders: [{ name: 'Inbox', messages: [message] }] }, breakHeaderChecksums)],
] as const;

describe.each(engines)('all properties of an item, by %s', (readBy, store) => {
  const all = read(store, named('all of it'));
  const [item, bert, carl, attachment] = all.sets;

  test('are those of the item, of each recipient and of each attachment', () => {
    expect(all.readBy).toBe(readBy);
    expect(all.sets.map(({ kind, index, title }) => [kind, index, title])).toEqual([
      ['item', 0, ''],
      ['recipient', 0, 'Bert'],
      ['recipient', 1, 'Carl'],
      ['attachment', 0, 'a.bin'],
    ]);
    expect(find(bert, 0x3003001f)).toMatchObject({ name: 'PidTagEmailAddress', value: 'bert@example.org' });
    expect(find(bert, 0x5ffd0003)).toMatchObject({ name: 'PidTagRecipientFlags', value: '1 (0x00000001)' });
    expect(find(carl, 0x3003001f)?.value).toBe('carl@example.org');
    expect(find(attachment, 0x3707001f)).toMatchObject({ name: 'PidTagAttachLongFilename', value: 'a.bin' });
  });

  test('have type, name, value, size and bytes', () => {
    expect(find(item, 0x001a001f)).toEqual({
      tag: 0x001a001f,
      type: 'PtypString',
      name: 'PidTagMessageClass',
      named: null,
      value: 'IPM.Note',
      isValueWhole: true,
      sizeBytes: 16,
      hex: Buffer.from('IPM.Note', 'utf16le').toString('hex'),
      isHexWhole: true,
      trouble: null,
    });
    // An identifier that no table names keeps its number.
    expect(find(item, 0x61230102)).toMatchObject({ type: 'PtypBinary', name: null, value: null, hex: '09' });
  });

  test('are named by set and number or text where they are named ones', () => {
    const own = item?.properties.filter((property) => property.named !== null);
    expect(own?.map((property) => [property.named, property.value, property.name])).toEqual([
      [{ guid: common, set: 'PSETID_Common', name: 0x8510 }, '7 (0x00000007)', null],
      [{ guid, set: null, name: 'Keywords' }, 'one', null],
    ]);
  });

  test.each([
    [0x0f170014, 'PtypInteger64', '-5'],
    [0x0e800040, 'PtypTime', '2001-10-25T16:46:49.000Z (0x01c15d74a3df6280)'],
    [0x0e810048, 'PtypGuid', '33221100-5544-7766-8899-aabbccddeeff'],
    [0x0e821003, 'PtypMultipleInteger32', '1 (0x00000001)\n-1 (0xffffffff)'],
    [0x0e83101f, 'PtypMultipleString', 'ab\ncd'],
    [0x0e85001e, 'PtypString8', '€A'],
    [0x0e840102, 'PtypBinary', null],
  ])('0x%s of the type %s is written as %s', (tag, type, value) => {
    expect(find(item, tag)).toMatchObject({ type, value });
  });

  test('of any length are shown from their beginning, with their whole size', () => {
    const body = find(item, 0x1000001f);
    expect(body).toMatchObject({ sizeBytes: 800_000, isValueWhole: false, isHexWhole: false, value: 'x'.repeat(2048) });
    expect(body?.hex).toHaveLength(8192);
    expect(find(attachment, 0x37010102)).toMatchObject({ sizeBytes: 600_000, isHexWhole: false, hex: 'ab'.repeat(4096) });
    expect(all.cuts).toEqual([expect.stringContaining('Of 2 values the beginning is shown')]);
  });
});

test('are bounded in number and in bytes together', () => {
  const few = read(storeOf(message), named('all of it'), { shownProperties: 10 });
  expect(few.sets.flatMap(({ properties }) => properties)).toHaveLength(10);
  expect(few.cuts).toContainEqual(expect.stringMatching(/\d+ properties beyond 10 are not shown/));
  const small = read(storeOf(message), named('all of it'), { shownBytes: 100 });
  const bytes = small.sets.flatMap(({ properties }) => properties).reduce((sum, { hex }) => sum + hex.length / 2, 0);
  expect(bytes).toBeLessThanOrEqual(100);
});

test('are read of attached, deleted and carved items, and of rules and settings', () => {
  const outer: MessageDescription = {
    subject: 'outer',
    text: 'x',
    attachments: [{ kind: 'message', message: { subject: 'inner', text: 'y' } }],
  };
  const store = builtStore({
    folders: [
      {
        name: 'Inbox',
        messages: [outer, { subject: 'deleted', text: 'd', deletion: 'superseded' }, { subject: 'freed', text: 'f', deletion: 'freed' }],
        associated: [{ messageClass: 'IPM.Configuration.Example' }],
      },
    ],
  });
  const subjectOf = ({ sets }: ItemProperties): string => find(sets[0], 0x0037001f)?.value ?? '';
  for (const subject of ['inner', 'deleted', 'freed']) expect(subjectOf(read(store, named(subject)))).toContain(subject);
  const setting = read(store, ({ facts }) => facts[0]?.locator ?? []);
  expect(find(setting.sets[0], 0x001a001f)?.value).toBe('IPM.Configuration.Example');
});

test('of a place that is no item are refused', () => {
  const store = storeOf(message);
  for (const pick of [
    ({ messages }: Reading): Locator => (messages[0]?.locator ?? []).slice(0, 1),
    ({ messages }: Reading): Locator => [...(messages[0]?.locator ?? []), { kind: 'attachment', at: '0' }],
    ({ messages }: Reading): Locator => [...(messages[0]?.locator ?? []), { kind: 'attachment', at: '7' }],
  ]) {
    expect(() => read(store, pick)).toThrow(AttachmentUnreadableError);
  }
});
