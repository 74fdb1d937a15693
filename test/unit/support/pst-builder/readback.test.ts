import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkBuiltStore as check } from '#test/support/check-built-store.ts';
import { fingerprint } from '#test/support/pst-builder-readback.ts';
import { generatedStore, integer32, text, type MessageDescription } from '#test/support/pst-builder/index.ts';
import { exampleDescription, noise } from '#test/support/stored-example.ts';

const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));

describe('libpff reads back what was stored', () => {
  test.each(['none', 'permute', 'cyclic'] as const)('encoded: %s', (encoding) => {
    const { truth, read } = check({ ...exampleDescription(), encoding });
    expect(truth.messages).toHaveLength(9);
    expect(read.items.size).toBe(9);
    expect(read.folders.find(({ path }) => path.at(-1) === 'Deep ones')?.associated).toEqual([
      truth.messages.find(({ subject }) => subject === 'FW: deep')?.nodeId,
    ]);
    // The CRC-32 of "secret" of [MS-PST] 5.3, reckoned by Python's zlib.
    expect(read.storeProperties).toContain('67ff0003 4 464960ed');
  });

  test('in trees of pages that are deep', () => {
    const { structure } = check({ ...exampleDescription(), greatestFanout: 2 });
    expect(structure.nodePages[0]?.level).toBeGreaterThan(4);
    expect(structure.blockPages[0]?.level).toBeGreaterThan(4);
  });

  test('in a store whose maps are marked invalid', () => {
    const { path } = check({ ...exampleDescription(), maps: 'invalid' });
    expect(readFileSync(path).readUInt8(248)).toBe(0);
  });

  test('a folder of many, whose table takes many blocks', () => {
    const { read, structure } = check(generatedStore({ messages: 1500, folders: 1, averageBytes: 4000, seed: 7 }));
    expect(read.folders.find(({ path }) => path.at(-1) === 'Inbox')?.messages).toHaveLength(1500);
    // Heaps of more than eight blocks hold a second list of fill levels ([MS-PST] 2.3.1.4).
    const table = structure.nodes.find(({ nodeId }) => nodeId === 0x808e);
    expect(structure.blocks.find(({ blockId }) => blockId === table?.content)?.size).toBeGreaterThan(8 + 8 * 8);
  });

  test('values in two levels of data trees', () => {
    // More than 1,021 blocks of 8,176 bytes ([MS-PST] 2.2.2.8.3.2).
    const content = Buffer.alloc(1022 * 8176 + 5, noise(8191, 9));
    check({ folders: [{ name: 'Inbox', messages: [{ subject: 'large', attachments: [{ kind: 'data', name: 'large.bin', content }] }] }] });
  });

  test('more nodes in a message than one block lists', () => {
    const attachments = many(400, (index) => ({ kind: 'data' as const, name: `${index}.txt`, content: Buffer.from(`${index}`) }));
    const { truth } = check({ folders: [{ name: 'Inbox', messages: [{ subject: 'many', attachments }] }] });
    expect(truth.messages[0]?.attachments).toHaveLength(400);
  });

  test('more recipients than a heap has rows for', () => {
    const recipients = many(2000, (index) => ({ kind: 'to' as const, name: `Person ${index}`, address: `person${index}@example.org` }));
    check({ folders: [{ name: 'Inbox', messages: [{ subject: 'all', recipients }] }] });
  });

  test('more properties than one allocation of a heap lists', () => {
    const properties = many(2000, (index) => (index % 2 === 0 ? integer32(0x4000 + index, index) : text(0x4000 + index, `value ${index}`)));
    check({ folders: [{ name: 'Inbox', messages: [{ properties }] }] });
  });

  test('more names than fit one block', () => {
    const properties = many(900, (index) =>
      text({ guid: '00020386-0000-0000-c000-000000000046', name: index % 2 === 0 ? `x-name-${index}` : index }, `${index}`),
    );
    const { read } = check({ folders: [{ name: 'Inbox', messages: [{ properties }] }] });
    const [names = []] = read.named.values();
    expect(names.map(({ guid, name, hex }) => `${guid} ${name} ${hex}`).sort()).toEqual(
      properties
        .map(({ id, bytes }) => (typeof id === 'number' ? '' : `${id.guid} ${id.name} ${Buffer.from(bytes).toString('hex')}`))
        .sort(),
    );
  });

  test('names of properties: numbers and texts, in sets of their own and in well-known ones', () => {
    const { read, truth } = check(exampleDescription());
    const full = truth.messages.find(({ subject }) => subject.startsWith('RE: Figures'));
    expect(read.named.get(full?.nodeId ?? 0)).toEqual([
      {
        guid: '00062008-0000-0000-c000-000000000046',
        name: 0x8580,
        type: 0x1f,
        hex: Buffer.from('a numbered name', 'utf16le').toString('hex'),
      },
      { guid: '00020386-0000-0000-c000-000000000046', name: 'x-example-header', type: 0x03, hex: '2a000000' },
      { guid: '00020329-0000-0000-c000-000000000046', name: 'Keywords example', type: 0x0b, hex: '01' },
    ]);
  });

  test('properties of folders', () => {
    const { read } = check(exampleDescription());
    const properties = (name: string) => read.folders.find(({ path }) => path.at(-1) === name)?.properties;
    expect(properties('Empty')).toEqual(
      expect.arrayContaining([fingerprint(0x3004, 0x1f, Buffer.from('A comment', 'utf16le')), fingerprint(0x36df, 0x102, noise(4_000, 8))]),
    );
    expect(properties('Ünter')).toContain(fingerprint(0x3613, 0x1f, Buffer.from('IPF.Appointment', 'utf16le')));
    expect(properties('Inbox')).toContain(fingerprint(0x3602, 0x03, Buffer.from([3, 0, 0, 0])));
  });

  test.each([3579, 3580, 3581, 8175, 8176, 8177, 16_352, 16_353])('a value of %i bytes', (lengthBytes) => {
    const content = noise(lengthBytes, lengthBytes);
    const message: MessageDescription = { html: content, attachments: [{ kind: 'data', name: 'a', content }] };
    check({ folders: [{ name: 'Inbox', messages: [message] }] });
  });

  test('nothing', () => {
    const { read } = check({});
    expect(read.folders.map(({ path }) => path.join('/'))).toEqual([
      '',
      'Top of Outlook data file',
      'Top of Outlook data file/Deleted Items',
      'Search Root',
    ]);
  });
});
