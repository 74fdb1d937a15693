import { StoreSession } from '#formats/pst/reopenable.ts';
import type { OtherEngine } from '#formats/pst/listing.ts';
import { walkStore } from '#formats/pst/walk.ts';
import type { FormatReader, ReadContext } from '#formats/reader.ts';
import { defaultLimits, formatLocator, isBalanced } from '#model/index.ts';
import { fakeLibpff, integerProperty, noReader, textProperty, type FakeFolder } from '#test/support/fake-store.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { readAll, type Reading } from '#test/support/reading.ts';
import { expect, test } from 'vitest';

/** Walks a made-up store. */
function walk(root: FakeFolder, context: Partial<ReadContext> = {}, bytesPerItem = 0): Reading & { readonly openings: number } {
  const { libpff, openings } = fakeLibpff(root, bytesPerItem);
  const read: FormatReader['read'] = (source, whole) => walkStore(new StoreSession(libpff, source), whole, null);
  const reading = readAll({ read } as FormatReader, memorySource(''), context);
  return { ...reading, openings: openings() };
}

const subjects = (reading: Reading): string[] => reading.messages.map(({ claimed }) => claimed.subject);
const codes = (reading: Reading): string[] => reading.diagnostics.map(({ code, effect }) => `${code} ${effect}`);
const inbox = 0x8022;

function storeOf(folder: Omit<FakeFolder, 'nodeId' | 'name'>): FakeFolder {
  return { nodeId: 0x122, folders: [{ nodeId: inbox, name: 'Inbox', ...folder }] };
}

test('an item that cannot be opened costs that item', () => {
  const reading = walk(storeOf({ messages: [{ nodeId: 1 }, { nodeId: 2, opening: 'fails' }, { nodeId: 3 }] }));
  expect(subjects(reading)).toEqual(['item 1', 'item 3']);
  expect(codes(reading)).toEqual(['item-unreadable item-lost']);
  expect(reading.diagnostics.map(({ locator }) => formatLocator(locator))).toEqual(['file:evidence|item:0x000002']);
  expect(reading.accounts.every(isBalanced)).toBe(true);
  expect(reading.openings).toBe(1);
});

test('an item on which libpff dies costs that item; the store is opened anew and read on', () => {
  const reading = walk({
    nodeId: 0x122,
    folders: [
      { nodeId: inbox, messages: [{ nodeId: 1 }, { nodeId: 2, opening: 'traps' }, { nodeId: 3 }], associated: [{ nodeId: 4 }] },
      { nodeId: 0x8042, messages: [{ nodeId: 5, opening: 'traps' }, { nodeId: 6 }] },
    ],
  });
  expect(subjects(reading)).toEqual(['item 1', 'item 3', 'item 6']);
  expect(reading.facts).toHaveLength(1);
  expect(codes(reading)).toEqual(['parser-crashed item-lost', 'parser-crashed item-lost']);
  expect(reading.accounts.every(isBalanced)).toBe(true);
  expect(reading.openings).toBe(3);
});

test('an item on which libpff fails or dies is read by the other engine where that can, and says so', () => {
  const root = storeOf({
    messages: [{ nodeId: 1, opening: 'fails' }, { nodeId: 2, opening: 'traps' }, { nodeId: 3, opening: 'fails' }, { nodeId: 4 }],
  });
  const { libpff } = fakeLibpff(root);
  const torn = { ok: false, error: { message: 'torn here, too', backtrace: '', isFatal: false } } as const;
  const item = {
    attachmentCount: 0,
    recipients: [],
    troubles: [],
    openAttachment: () => torn,
    ...noReader,
    close: () => undefined,
  };
  const other: OtherEngine = {
    open: (nodeId) =>
      nodeId === 3 ? torn : { ok: true, value: { ...item, nodeId, properties: [textProperty(0x0037, `other ${String(nodeId)}`)] } },
    rowsOf: () => null,
  };
  const read: FormatReader['read'] = (source, context) => walkStore(new StoreSession(libpff, source), context, null, new Set(), other);
  const reading = readAll({ read } as FormatReader, memorySource(''));
  expect(subjects(reading)).toEqual(['other 1', 'other 2', 'item 4']);
  expect(codes(reading)).toEqual(['item-recovered recovered', 'item-recovered recovered', 'item-unreadable item-lost']);
  expect(reading.accounts.every(isBalanced)).toBe(true);
});

test('a folder that must be left out is one loss of the folder it lies in; those beside it are read', () => {
  const root: FakeFolder = {
    nodeId: 0x122,
    folders: [
      { nodeId: inbox, messages: [{ nodeId: 1 }] },
      { nodeId: 0x8042, messages: [{ nodeId: 2 }] },
      { nodeId: 0x8062, messages: [{ nodeId: 3 }] },
    ],
  };
  const left: string[] = [];
  const reading = walk(root, {
    enter: (item) => {
      const text = formatLocator(item);
      if (!text.endsWith('folder:1')) return true;
      left.push(text);
      return false;
    },
  });
  expect(left).toEqual(['file:evidence|item:0x000122|folder:1']);
  expect(subjects(reading)).toEqual(['item 1', 'item 3']);
  // Whoever leaves it out books the loss.
  expect(reading.accounts.filter((account) => !isBalanced(account))).toMatchObject([
    { kind: 'store-folder', locator: [{ at: 'evidence' }, { at: '0x000122' }], expected: 1, records: 0 },
  ]);
});

test('an attached message on which libpff dies costs that message; those beside and within are read', () => {
  const attached = [
    { nodeId: 11, attached: [{ nodeId: 111 }] },
    { nodeId: 12, opening: 'traps' as const },
    { nodeId: 13, attached: [{ nodeId: 131 }] },
  ];
  const reading = walk(storeOf({ messages: [{ nodeId: 1, attached }, { nodeId: 2 }] }));
  expect(subjects(reading)).toEqual(['item 1', 'item 11', 'item 111', 'item 13', 'item 131', 'item 2']);
  expect(reading.messages.map(({ parent }) => (parent === null ? null : formatLocator(parent)))).toEqual([
    null,
    'file:evidence|item:0x000001',
    'file:evidence|item:0x000001|attachment:0',
    'file:evidence|item:0x000001',
    'file:evidence|item:0x000001|attachment:2',
    null,
  ]);
  expect(reading.recordsIn('attached-messages')).toBe(4);
  expect(reading.recordsIn('store-folder')).toBe(2);
  expect(reading.accounts.every(isBalanced)).toBe(true);
});

test('a store whose memory grows is opened anew now and then, and nothing is lost by it', () => {
  const messages = Array.from({ length: 100 }, (_, index) => ({ nodeId: index + 1, attached: [{ nodeId: 1000 + index }] }));
  const reading = walk(storeOf({ messages }), {}, 32 * 1024 * 1024);
  expect(reading.messages).toHaveLength(200);
  expect(reading.diagnostics).toEqual([]);
  expect(reading.openings).toBeGreaterThan(2);
  expect(reading.openings).toBeLessThan(20);
});

test('an item that the pipeline leaves out is not opened', () => {
  const enter = (item: Parameters<ReadContext['enter']>[0]): boolean => !formatLocator(item).endsWith('0x000002');
  const reading = walk(storeOf({ messages: [{ nodeId: 1 }, { nodeId: 2, opening: 'traps' }, { nodeId: 3 }] }), { enter });
  expect(subjects(reading)).toEqual(['item 1', 'item 3']);
  expect(reading.diagnostics).toEqual([]);
  expect(reading.openings).toBe(1);
});

test('an item that tables list more than once is read once', () => {
  const reading = walk({
    nodeId: 0x122,
    folders: [
      { nodeId: inbox, messages: [{ nodeId: 1 }, { nodeId: 1 }] },
      { nodeId: 0x8042, messages: [{ nodeId: 1 }, { nodeId: 2 }] },
    ],
  });
  expect(subjects(reading)).toEqual(['item 1', 'item 2']);
  expect(codes(reading)).toEqual(['store-damaged noted', 'store-damaged noted']);
  expect(reading.accounts.every(isBalanced)).toBe(true);
});

test('a row without a readable identifier is named by its place', () => {
  const reading = walk(storeOf({ messages: [{ nodeId: 0 }, { nodeId: 0, opening: 'fails' }] }));
  expect(formatLocator(reading.messages[0]?.locator ?? [])).toBe('file:evidence|item:0x008022|row:0');
  expect(formatLocator(reading.diagnostics[0]?.locator ?? [])).toBe('file:evidence|item:0x008022|row:1');
});

test('a table of items that cannot be read is lost with as many items as the folder says it has', () => {
  const reading = walk(
    storeOf({ messages: null, properties: [integerProperty(0x3602, 7)], folders: [{ nodeId: 0x8062, messages: [{ nodeId: 1 }] }] }),
  );
  expect(codes(reading)).toEqual(['folder-unreadable item-lost']);
  expect(reading.diagnostics[0]?.detail).toContain('the table is torn');
  expect(
    reading.accounts.find(({ kind, locator }) => kind === 'store-folder' && formatLocator(locator).endsWith('0x008022')),
  ).toMatchObject({ expected: 7, failed: 1 });
  expect(subjects(reading)).toEqual(['item 1']);
});

test('a list of folders that cannot be read is told', () => {
  expect(codes(walk(storeOf({ messages: [{ nodeId: 1 }], folders: null })))).toEqual(['folder-unreadable field-lost']);
});

test('the results of a search folder are noted, its associated items are read', () => {
  const search: FakeFolder = {
    nodeId: 0x8023,
    name: 'Search',
    messages: [{ nodeId: 7 }],
    associated: [
      { nodeId: 1, opening: 'fails' },
      { nodeId: 2, opening: 'fails' },
    ],
  };
  const reading = walk({ nodeId: 0x122, folders: [search] });
  expect(codes(reading)).toEqual(['search-folder noted']);
  expect(reading.diagnostics[0]?.detail).toContain('2 messages');
  expect(reading.facts).toHaveLength(1);
  expect(reading.accounts.every(isBalanced)).toBe(true);
});

test('folders and attached messages are read down to their limits', () => {
  const deep = { nodeId: 1, attached: [{ nodeId: 2, attached: [{ nodeId: 3, attached: [{ nodeId: 4 }] }] }] };
  const nested = walk(storeOf({ messages: [deep] }), { limits: { ...defaultLimits, nestingDepth: 2 } });
  expect(subjects(nested)).toEqual(['item 1', 'item 2', 'item 3']);
  expect(codes(nested)).toEqual(['limit-reached limit-reached']);
  const folders = storeOf({ messages: [{ nodeId: 1 }], folders: [{ nodeId: 0x8042, messages: [{ nodeId: 2 }] }] });
  const shallow = walk(folders, { limits: { ...defaultLimits, folderDepth: 1 } });
  expect(subjects(shallow)).toEqual(['item 1']);
  expect(codes(shallow)).toEqual(['limit-reached limit-reached']);
});

test('folder names make the path, after that of the file', () => {
  const root: FakeFolder = {
    nodeId: 0x122,
    folders: [{ nodeId: 0x8022, name: 'Top', folders: [{ nodeId: 0x8042, name: 'Inbox', messages: [{ nodeId: 1 }] }] }],
  };
  expect(walk(root, { folderPath: ['mail.pst'] }).messages[0]?.claimed.folderPath).toEqual(['mail.pst', 'Top', 'Inbox']);
});
