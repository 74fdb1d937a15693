import { expect, it } from 'vitest';
import { outlookItemReader } from '#formats/outlook-item/index.ts';
import { pstReader } from '#formats/pst/index.ts';
import { tnefReader } from '#formats/tnef/index.ts';
import type { FormatReader } from '#formats/reader.ts';
import { builtStore } from '#test/support/built-store.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { wide, type BuiltProperty } from '#test/support/outlook/properties.ts';
import { savedItem } from '#test/support/outlook/saved-item.ts';
import { tnef } from '#test/support/outlook/tnef.ts';
import { texts } from '#test/support/pst-builder/index.ts';
import { readSource } from '#test/support/read-source.ts';

const categories = ['Rote Kategorie', 'Mandant: Büro', 'отчёт'];
const name = { guid: '00020329-0000-0000-c000-000000000046', name: 'Keywords' };
const described: BuiltProperty[] = [
  wide(0x0037, 'Marked'),
  { id: 0x8000, type: 0x101f, value: new Uint8Array(0), values: categories.map((text) => Buffer.from(text, 'utf16le')), name },
];
const stored = builtStore({
  folders: [{ name: 'Inbox', messages: [{ subject: 'Marked', properties: [texts(name, categories)] }, { subject: 'Plain' }] }],
}).bytes;

it.each<readonly [string, FormatReader, Uint8Array]>([
  ['a store', pstReader, stored],
  ['a saved item', outlookItemReader, savedItem({ properties: described })],
  ['TNEF', tnefReader, tnef({ properties: described })],
])('categories of an item are claims of its record: %s', (_, reader, bytes) => {
  const { messages } = readSource(reader, memorySource(bytes));
  expect(messages.find(({ claimed }) => claimed.subject === 'Marked')?.claimed.categories).toEqual(categories);
  for (const { claimed } of messages) if (claimed.subject === 'Plain') expect(claimed).not.toHaveProperty('categories');
});
