import { pstReader } from '#formats/pst/index.ts';
import { nodeTypes, typeOfNode } from '#formats/pst/structure/node-types.ts';
import { openStructure, type StoreStructure } from '#formats/pst/structure/store-structure.ts';
import { formatLocator, isBalanced } from '#model/index.ts';
import { builtStore } from '#test/support/built-store.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { storeCrc } from '#test/support/pst-builder/checksums.ts';
import { integer32, type FolderDescription, type MessageDescription } from '#test/support/pst-builder/index.ts';
import { readAll, type Reading } from '#test/support/reading.ts';
import { describe, expect, test } from 'vitest';

const folder: FolderDescription = {
  name: 'Inbox',
  messages: [1, 2, 3].map((number): MessageDescription => ({
    subject: `message ${String(number)}`,
    text: 'text',
    attachments: [
      { kind: 'data', name: 'a.txt', content: Buffer.from('content') },
      { kind: 'message', message: { subject: `attached to ${String(number)}`, text: 'text' } },
    ],
  })),
  associated: [{ messageClass: 'IPM.Configuration.Example' }],
};

/** A contents table ([MS-PST] 2.4.4.5) that lies in one block, and the store around it. */
function storeWith(
  description: FolderDescription,
  damage: (table: Uint8Array, bytes: Uint8Array, structure: StoreStructure) => void,
): Reading {
  const { bytes, truth } = builtStore({
    encoding: 'none',
    folders: [description, { name: 'Other', messages: [{ subject: 'beside', text: 'text' }] }],
  });
  const structure = openStructure(memorySource(bytes));
  const nodeId = truth.folders.find(({ path }) => path.at(-1) === 'Inbox')?.nodeId ?? 0;
  const block = structure?.items.reader.find(structure.nodes.find(nodeId + 0x0c)?.dataId ?? 0) ?? null;
  if (structure === null || block === null) throw new Error('The store has no such table.');
  const damaged = Uint8Array.from(bytes);
  damage(damaged.subarray(block.offsetBytes, block.offsetBytes + block.storedBytes), damaged, structure);
  return readAll(pstReader, memorySource(damaged));
}

/** The number of columns (TCINFO cCols), which the engine of `structure/` bounds by what is there. */
const breakColumns = (table: Uint8Array): void => {
  table[21] = 0xff;
};
/** The signature of the heap: then nobody can read the table. */
const breakHeap = (table: Uint8Array): void => {
  table[2] = 0;
};

const subjects = ({ messages }: Reading): unknown[][] => messages.map(({ claimed, observed }) => [claimed.subject, observed.allocation]);
const inboxOf = ({ accounts }: Reading): (typeof accounts)[number] | undefined =>
  accounts.find(({ kind, title }) => kind === 'store-folder' && title?.endsWith('/Inbox') === true);
const listings = ({ diagnostics }: Reading): string[][] =>
  diagnostics.filter(({ code }) => code === 'folder-unreadable').map(({ effect, detail }) => [effect, detail]);

const all = [1, 2, 3].flatMap((number) => [
  [`message ${String(number)}`, 'allocated'],
  [`attached to ${String(number)}`, 'allocated'],
]);

describe('a folder whose contents table libpff cannot list', () => {
  test.each([
    ['its rows as the second engine reads them', breakColumns, 'those of the table as the structure engine reads it'],
    ['the nodes that name it as their parent, where no engine reads the table', breakHeap, 'those that name the folder as their parent'],
  ] as const)('gives %s, allocated, none twice', (_, damage, from) => {
    const reading = storeWith(folder, damage);
    expect(subjects(reading)).toEqual([...all, ['beside', 'allocated']]);
    expect(listings(reading)).toEqual([['recovered', expect.stringContaining(from)]]);
    expect(inboxOf(reading)).toMatchObject({ expected: 3, records: 3, failed: 0, recovered: 0 });
    expect(reading.accounts.every(isBalanced)).toBe(true);
    // The second engine has listed them, so its count is no second one.
    expect(inboxOf(reading)).not.toHaveProperty('counted');
    // The block of the table has a wrong checksum; no item is blamed for it.
    expect(
      reading.diagnostics.filter(({ code }) => code !== 'folder-unreadable').map(({ code, effect, locator }) => [code, effect, locator]),
    ).toEqual([['store-damaged', 'noted', inboxOf(reading)?.locator]]);
    expect(reading.records.every(({ observed }) => observed.intact)).toBe(true);
    expect(new Set(reading.records.map(({ locator }) => formatLocator(locator))).size).toBe(reading.records.length);
    expect(reading.messages.every(({ claimed }) => claimed.folderPath.length === 2)).toBe(true);
  });

  test('gives the attachments of its messages', () => {
    const reading = storeWith(folder, breakHeap);
    expect(reading.messages[0]?.attachments.map(({ name, sizeBytes }) => [name, sizeBytes])).toEqual([
      ['a.txt', 7],
      ['attached to 1', null],
    ]);
  });

  test('keeps what it does not list apart where the table can be read', () => {
    const [first, ...others] = [...(folder.messages ?? [])];
    const reading = storeWith({ ...folder, messages: [{ ...first, deletion: 'unlinked' }, ...others] }, breakColumns);
    expect(subjects(reading).filter((print) => !String(print).startsWith('attached'))).toEqual([
      ['message 2', 'allocated'],
      ['message 3', 'allocated'],
      ['beside', 'allocated'],
      ['message 1', 'orphan'],
    ]);
    expect(inboxOf(reading)).toMatchObject({ expected: 2, records: 2, failed: 0 });
  });

  test('does not believe rows that neither the folder nor the tree confirms', () => {
    // The size of the values of the row index (BTHHEADER cbEnt): with it the table lists other rows.
    const reading = storeWith(folder, (table) => {
      table[14] = 0xfb;
    });
    expect(subjects(reading)).toEqual([...all, ['beside', 'allocated']]);
    expect(listings(reading)).toEqual([['recovered', expect.stringContaining('those that name the folder as their parent')]]);
  });

  test('books a loss where the folder says that it has more items than are found', () => {
    const reading = storeWith({ ...folder, properties: [integer32(0x3602, 5)] }, breakHeap);
    expect(listings(reading).map(([effect]) => effect)).toEqual(['recovered', 'item-lost']);
    expect(listings(reading)[1]?.[1]).toContain('says that it has 5 items; 3 were found');
    expect(inboxOf(reading)).toMatchObject({ expected: 4, records: 3, failed: 1 });
  });
});

describe('rows of a table that are not read', () => {
  // A record of the row index ([MS-PST] 2.3.4.3.1): the node, then the number of the row.
  const record = (nodeId: number, row: number): Buffer => {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32LE(nodeId, 0);
    bytes.writeUInt32LE(row, 4);
    return bytes;
  };

  test('of a salvaged store are told', () => {
    const reading = storeWith(folder, (table, bytes, structure) => {
      const nodeIds = [...structure.nodes.all()].map(({ nodeId }) => nodeId).filter((nodeId) => typeOfNode(nodeId) === nodeTypes.message);
      const [first = 0, second = 0, third = 0] = nodeIds;
      const index = Buffer.from(table.buffer, table.byteOffset, table.byteLength);
      record(first, 1).copy(index, index.indexOf(record(second, 1)));
      record(0x122, 2).copy(index, index.indexOf(record(third, 2)));
      sealBlock(table);
      breakHeader(bytes);
    });
    const told = reading.diagnostics.filter(({ code, effect }) => code === 'store-damaged' && effect === 'noted');
    expect(told.map(({ locator, detail }) => [formatLocator(locator), detail])).toEqual([
      [expect.stringContaining('item:0x008082'), expect.stringContaining('1 rows of its table name nodes that are no items')],
      [expect.stringContaining('item:0x008082'), expect.stringContaining('1 rows of its table name items that were listed before')],
    ]);
    // What the table does not list any more is found by the tree.
    expect(subjects(reading).filter(([subject]) => String(subject).startsWith('message'))).toEqual([
      ['message 1', 'allocated'],
      ['message 2', 'orphan'],
      ['message 3', 'orphan'],
    ]);
    expect(reading.accounts.every(isBalanced)).toBe(true);
  });
});

/** Makes the checksum of a block right again; its trailer lies behind its data, at the next multiple of 64 bytes. */
function sealBlock(data: Uint8Array): void {
  const trailer = Math.ceil((data.length + 16) / 64) * 64 - 16;
  new DataView(data.buffer, data.byteOffset).setUint32(trailer + 4, storeCrc(data), true);
}

function breakHeader(bytes: Uint8Array): void {
  bytes[4] = (bytes[4] ?? 0) ^ 0xff;
  bytes[524] = (bytes[524] ?? 0) ^ 0xff;
}
