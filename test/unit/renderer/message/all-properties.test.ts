import type { ItemProperties, ReadProperty } from '#model/index.ts';
import { firstLines, groupsMatching, groupsText, linesIn, propertyGroups } from '#renderer/message/all-properties.ts';
import { expect, test } from 'vitest';

const property = (more: Partial<ReadProperty>): ReadProperty => ({
  tag: 0x0037001f,
  type: 'PtypString',
  name: 'PidTagSubject',
  named: null,
  value: 'Report',
  isValueWhole: true,
  sizeBytes: 12,
  hex: '5200',
  isHexWhole: true,
  trouble: null,
  ...more,
});

const all: ItemProperties = {
  readBy: 'libpff',
  cuts: [],
  sets: [
    {
      kind: 'item',
      index: 0,
      title: '',
      troubles: [],
      properties: [
        property({ value: '\u0001\u0005RE: Report\nsecond' }),
        property({ tag: 0x80010003, name: null, named: { guid: 'abc', set: 'PSETID_Common', name: 0x8510 }, value: '7', hex: '07000000' }),
        property({
          tag: 0x80020102,
          name: null,
          named: { guid: 'def', set: null, name: 'Keywords' },
          value: null,
          isHexWhole: false,
          isValueWhole: false,
        }),
      ],
    },
    { kind: 'recipient', index: 0, title: 'Bert', troubles: [], properties: [property({ tag: 0x3001001f, value: 'Bert' })] },
    { kind: 'attachment', index: 1, title: '', troubles: ['torn'], properties: [] },
  ],
};
const groups = propertyGroups(all);

test('properties stand in groups with their names, and controls are seen', () => {
  expect(groups.map(({ title, lines, troubles }) => [title, lines.length, troubles])).toEqual([
    ['Item', 3, []],
    ['Recipient 1: Bert', 1, []],
    ['Attachment 2', 0, ['torn']],
  ]);
  expect(groups[0]?.lines.map(({ tag, name, value, cut }) => [tag, name, value, cut])).toEqual([
    ['0x0037 001F', 'PidTagSubject', '\\x01\\x05RE: Report\nsecond', ''],
    ['0x8001 0003', '0x8510 in PSETID_Common {abc}', '7', ''],
    ['0x8002 0102', 'Keywords in {def}', '', 'first 2 of 12 bytes'],
  ]);
});

test.each([
  ['keywords', 1],
  ['0x00370', 1],
  ['0x0037 001f', 1],
  ['ptypstring', 4],
  ['07000000', 1],
  ['BERT', 1],
  ['nothing of it', 0],
  ['', 4],
])('the filter %j leaves %d', (text, count) => {
  expect(linesIn(groupsMatching(groups, text))).toBe(count);
});

test('only so many lines are shown at once', () => {
  expect(firstLines(groups, 2).map(({ title, lines }) => [title, lines.length])).toEqual([['Item', 2]]);
  expect(linesIn(firstLines(groups, 100))).toBe(4);
});

test('what is copied has a line for each property, its fields apart by tabs', () => {
  const lines = groupsText(groups).split('\n');
  expect(lines[0]).toBe('Item');
  expect(lines[1]?.split('\t')).toEqual([
    '0x0037 001F',
    'PtypString',
    'PidTagSubject',
    '\\x01\\x05RE: Report second',
    '12 bytes',
    '5200',
    '',
  ]);
});
