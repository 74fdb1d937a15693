import { describe, expect, it } from 'vitest';
import { EvidenceReadError } from '#evidence/index.ts';
import { chooseReader } from '#formats/choose-reader.ts';
import { readBaseBlock } from '#formats/registry-hive/base-block.ts';
import { openCells } from '#formats/registry-hive/cells.ts';
import { hiveLogReader, registryHiveReader } from '#formats/registry-hive/index.ts';
import { keyAt, type HiveKey } from '#formats/registry-hive/keys.ts';
import { marvin32 } from '#formats/registry-hive/marvin32.ts';
import { valueInWords } from '#formats/registry-hive/values.ts';
import { walkKeys } from '#formats/registry-hive/walk.ts';
import { readers } from '#formats/registry.ts';
import { defaultLimits, formatLocator } from '#model/index.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { readAll, type Reading } from '#test/support/reading.ts';
import { byteWriter, wideText } from '#test/support/windows/bytes.ts';
import { besideIt, logEntry, newLog, oldLog } from '#test/support/windows/hive-log.ts';
import { binary, hiveFile, keyPath, merged, number, text, withSequences, type BuiltKey } from '#test/support/windows/hive.ts';

const security = 'Software\\Microsoft\\Office\\16.0\\Outlook\\Security';
const typed = 'Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\TypedPaths';

function walked(bytes: Uint8Array): {
  readonly keys: readonly string[];
  readonly troubles: readonly string[];
  readonly found: readonly HiveKey[];
} {
  const base = readBaseBlock(bytes);
  if (base === null) throw new Error('no hive');
  const cells = openCells(bytes, base.binsBytes, base.minorVersion);
  const all = [...walkKeys(cells, base.rootCell, [])];
  return {
    keys: all.flatMap((met) => ('trouble' in met ? [] : [met.path.join('\\')])),
    troubles: all.flatMap((met) => ('trouble' in met ? [met.trouble] : [])),
    found: all.flatMap((met) => ('trouble' in met ? [] : [met.key])),
  };
}

const shownIn = (reading: Reading, name: string): string[] =>
  reading.facts.flatMap((fact) => {
    if (fact.kind === 'event' && fact.claimed.operation.includes(name)) return [fact.claimed.object.name];
    return [];
  });

describe('the cells of a hive', () => {
  const tree: readonly BuiltKey[] = [
    { name: 'A', keys: [{ name: 'A1' }, { name: 'A2', keys: [{ name: 'deep' }] }] },
    { name: 'Ünïcode €', values: [text('', 'default'), text('größer €', 'x')] },
    { name: 'B' },
    { name: 'C' },
    { name: 'D' },
  ];
  const all = ['', 'A', 'A\\A1', 'A\\A2', 'A\\A2\\deep', 'Ünïcode €', 'B', 'C', 'D'];

  it.each(['lf', 'lh', 'li', 'ri'] as const)('lists of the form %s lead to all keys', (lists) => {
    const { keys, troubles } = walked(hiveFile(tree, { lists }));
    expect(keys).toEqual(all);
    expect(troubles).toEqual([]);
  });

  it('hold values of every type, in place, in a cell and in pieces', () => {
    const long = Buffer.alloc(40_000, 'mail');
    const { found } = walked(
      hiveFile([
        {
          name: 'K',
          values: [
            text('sz', 'text'),
            { name: 'expand', type: 2, bytes: wideText('%A%') },
            binary('bin', Buffer.from('0102030405', 'hex')),
            number('dword', 7),
            { name: 'big-endian', type: 5, bytes: Buffer.from('00000007', 'hex') },
            { name: 'link', type: 6, bytes: Buffer.from('abc', 'utf16le') },
            { name: 'multi', type: 7, bytes: Buffer.from('one\0two\0\0', 'utf16le') },
            {
              name: 'qword',
              type: 11,
              bytes: byteWriter()
                .u64(2n ** 60n)
                .done(),
            },
            { name: 'none', type: 0, bytes: new Uint8Array(0) },
            { name: 'narrow', type: 1, bytes: Buffer.from('8-bits\0', 'latin1') },
            binary('long', long),
          ],
        },
      ]),
    );
    const values = (found[1]?.values() ?? []).map((value) => {
      if (typeof value === 'string') return value;
      const bytes = value.bytes();
      return typeof bytes === 'string' ? bytes : value.name === 'long' ? Buffer.compare(bytes, long) : valueInWords(value.type, bytes);
    });
    expect(values.slice(0, 9)).toEqual(['text', '%A%', '0102030405', 7, 7, 'abc', ['one', 'two'], String(2n ** 60n), '']);
    expect(values.slice(9)).toEqual(['8-bits', 0]);
  });

  it('before version 1.4 have no pieces: a value that begins like them is itself', () => {
    const bytes = Buffer.concat([Buffer.from('db'), Buffer.alloc(20_000, 7)]);
    const { found } = walked(hiveFile([{ name: 'K', values: [binary('v', bytes)] }], { minorVersion: 3 }));
    const [value] = found[1]?.values() ?? [];
    expect(typeof value === 'object' && typeof value.bytes() === 'object' && (value.bytes() as Uint8Array).length).toBe(20_002);
  });

  it('that lead in circles, nowhere or to what they are not are told, and the rest is read', () => {
    const hive = Buffer.from(hiveFile(tree));
    const base = readBaseBlock(hive);
    const cells = openCells(hive, base?.binsBytes ?? 0, 5);
    const root = keyAt(cells, base?.rootCell ?? 0);
    if (typeof root === 'string') throw new Error(root);
    const list = 4096 + hive.readUInt32LE(4096 + root.cell + 4 + 28) + 4;
    const circle = Buffer.from(hive);
    circle.writeUInt32LE(root.cell, list + 4);
    expect(walked(circle).troubles).toEqual([expect.stringContaining('a second time')]);
    expect(walked(circle).keys).toEqual(all.filter((path) => !path.startsWith('A')));
    const nowhere = Buffer.from(hive);
    nowhere.writeUInt32LE(0x00fffff8, list + 4);
    expect(walked(nowhere).troubles).toEqual([expect.stringContaining('no place of a cell')]);
    const absurd = Buffer.from(hive);
    absurd.writeInt32LE(-0x7fffffff, 4096 + root.cell);
    expect(walked(absurd)).toMatchObject({ keys: [], troubles: [expect.stringContaining('root')] });
  });
});

describe('Marvin32', () => {
  // Known answers of the implementation of .NET (seed and 64 bits of the result).
  it.each([
    ['', 0x30ed35c100cd3c7dn],
    ['af', 0x48e73fc77d75ddc1n],
    ['e70f', 0xb5f6e1fc485dbff8n],
    ['37f495', 0xf0b07c789b8cf7e8n],
    ['8642dc59', 0x7008f2e87e9cf556n],
  ])('of %s', (hex, hash) => {
    expect(marvin32(Buffer.from(hex, 'hex'), 0x004fb61a001bdbccn)).toBe(hash);
  });
});

describe('a hive and its logs', () => {
  const before = hiveFile([keyPath(typed, { values: [text('url1', 'C:\\before')] })], { binsBytes: 8192 });
  const after = hiveFile([keyPath(typed, { values: [text('url1', 'C:\\after'), text('url2', 'C:\\before')] })], { binsBytes: 8192 });
  const last = hiveFile(
    [keyPath(typed, { values: [text('url1', 'C:\\last'), text('url2', 'C:\\after'), binary('filler', Buffer.alloc(9000, 1))] })],
    { binsBytes: 20_480 },
  );
  const read = (hive: Uint8Array, files: Readonly<Record<string, Uint8Array>>): Reading =>
    readAll(registryHiveReader, memorySource(hive), { fileName: 'NTUSER.DAT', surroundings: besideIt(files) });
  const dirty = withSequences(before, 11, 10);

  it('of the new form are applied in order, from both logs, and told', () => {
    const files = {
      'ntuser.dat.LOG1': newLog(11, before, [logEntry(10, before, before), logEntry(11, before, after)]),
      'NTUSER.DAT.LOG2': newLog(12, after, [logEntry(12, after, last)]),
    };
    const reading = read(dirty, files);
    expect(shownIn(reading, 'typed')).toEqual(['C:\\last', 'C:\\after']);
    expect(reading.diagnostics.filter(({ code }) => code === 'log-applied').map(({ detail }) => detail)).toEqual([
      'Of the log ntuser.dat.LOG1 the entries with the sequence numbers 11 to 11 were applied.',
      'Of the log NTUSER.DAT.LOG2 the entries with the sequence numbers 12 to 12 were applied.',
    ]);
    expect(reading.facts.every(({ observed, locator }) => observed.range === null || formatLocator(locator).includes('setting:hive'))).toBe(
      true,
    );
  });

  it('are not applied to a clean hive, nor past a gap or a wrong checksum', () => {
    const log = newLog(11, before, [logEntry(11, before, after), logEntry(13, after, last)]);
    expect(shownIn(read(before, { 'NTUSER.DAT.LOG1': log }), 'typed')).toEqual(['C:\\before']);
    const gap = read(dirty, { 'NTUSER.DAT.LOG1': log });
    expect(shownIn(gap, 'typed')).toEqual(['C:\\after', 'C:\\before']);
    expect(gap.diagnostics.map(({ detail }) => detail)).toContainEqual(expect.stringContaining('does not follow on'));
    const entry = Buffer.from(logEntry(12, after, last));
    entry.writeUInt8(entry.readUInt8(100) ^ 1, 100);
    const wrong = read(dirty, { 'NTUSER.DAT.LOG1': newLog(11, before, [logEntry(11, before, after), entry]) });
    expect(shownIn(wrong, 'typed')).toEqual(['C:\\after', 'C:\\before']);
    expect(wrong.diagnostics.map(({ detail }) => detail)).toContainEqual(expect.stringContaining('wrong checksum of its pages'));
  });

  it('of the old form are applied where they belong to the hive', () => {
    const times = { lastWritten: '2026-03-14T10:00:00Z', primarySequence: 10, secondarySequence: 10 };
    const applied = read(dirty, { 'NTUSER.DAT.LOG1': oldLog(before, after, times) });
    expect(shownIn(applied, 'typed')).toEqual(['C:\\after', 'C:\\before']);
    expect(applied.diagnostics.map(({ detail }) => detail)).toContainEqual(expect.stringContaining('(old form) was applied'));
    const stranger = read(dirty, { 'NTUSER.DAT.LOG1': oldLog(before, after, { ...times, lastWritten: '2025-01-01T00:00:00Z' }) });
    expect(shownIn(stranger, 'typed')).toEqual(['C:\\before']);
    expect(stranger.diagnostics.map(({ code }) => code)).toEqual(['index-damaged', 'index-damaged']);
  });

  it('a wrong checksum of the base block is made good by a log', () => {
    const broken = Buffer.from(dirty);
    broken.writeUInt32LE(0xdeadbeef, 508);
    const reading = read(broken, { 'NTUSER.DAT.LOG1': newLog(11, before, [logEntry(11, before, after)]) });
    expect(shownIn(reading, 'typed')).toEqual(['C:\\after', 'C:\\before']);
  });

  it('a dirty hive without a log is read and told', () => {
    const reading = read(dirty, {});
    expect(shownIn(reading, 'typed')).toEqual(['C:\\before']);
    expect(reading.diagnostics).toMatchObject([
      { code: 'index-damaged', effect: 'noted', detail: expect.stringContaining('11 and 10') as string },
    ]);
  });

  it('a hive whose folder cannot be listed is read and told', () => {
    const surroundings = {
      ...besideIt({}),
      list: () => {
        throw new EvidenceReadError('The folder cannot be listed.');
      },
    };
    const reading = readAll(registryHiveReader, memorySource(dirty), { fileName: 'NTUSER.DAT', surroundings });
    expect(shownIn(reading, 'typed')).toEqual(['C:\\before']);
    expect(reading.diagnostics.map(({ detail }) => detail)).toContainEqual(expect.stringContaining('Whether logs lie beside the hive'));
  });

  it('a log alone is no hive', () => {
    const log = memorySource(newLog(11, before, [logEntry(11, before, after)]));
    expect(chooseReader(log, readers).reader?.id).toBe('registry-hive-log');
    expect(readAll(hiveLogReader, log).facts).toEqual([]);
    expect(chooseReader(memorySource(before), readers).reader?.id).toBe('registry-hive');
  });
});

describe('what is deleted in a hive', () => {
  const profile = 'Software\\Microsoft\\Office\\16.0\\Outlook\\Profiles\\Outlook\\0a0d020000000000c000000000000046';
  const pst = (path: string): Uint8Array => wideText(path);

  it('is told as deleted, with its path: keys, and values that the list of their key still leads to', () => {
    const hive = hiveFile(
      merged([
        keyPath(profile, { values: [binary('001f6700', pst('C:\\kept.pst'))] }),
        keyPath(profile.replace(/[^\\]+$/, 'ffffffffffffffffffffffffffffffff'), {
          isDeleted: true,
          values: [binary('001f6700', pst('C:\\gone.pst'))],
        }),
        keyPath(typed, { values: [text('url1', 'C:\\here'), { ...text('url2', 'C:\\removed'), isDeleted: true }] }),
      ]),
    );
    const reading = readAll(registryHiveReader, memorySource(hive));
    const told = reading.facts.map(
      ({ observed, locator }) => `${observed.allocation} ${formatLocator(locator).replace(/cell:.*/, 'cell')}`,
    );
    expect(told).toContain(`deleted file:evidence|key:${typed}|value:url2|cell`);
    expect(told).toContain(
      `deleted file:evidence|key:${profile.replace(/[^\\]+$/, 'ffffffffffffffffffffffffffffffff')}|value:001f6700|cell`,
    );
    expect(told).toContain(`allocated file:evidence|key:${profile}|value:001f6700`);
    expect(reading.accounts).toMatchObject([{ kind: 'settings' }, { kind: 'hive', expected: 2, records: 2, failed: 0, recovered: 2 }]);
  });

  it('is told once, where a key still leads to it', () => {
    const gone = { ...binary('001f6700', pst('C:\\gone.pst')), isDeleted: true };
    const hive = hiveFile([keyPath(profile, { values: [binary('001f3001', pst('Main')), gone] })]);
    const deleted = readAll(registryHiveReader, memorySource(hive)).facts.filter(({ observed }) => observed.allocation === 'deleted');
    expect(deleted.map(({ locator }) => formatLocator(locator).replace(/cell:.*/, 'cell'))).toEqual([
      `file:evidence|key:${profile}|value:001f6700|cell`,
    ]);
  });

  it('is told of a store whose key is gone, without a key', () => {
    const value = { ...binary('001f6700', pst('C:\\stray.pst')), isDeleted: true };
    const hive = Buffer.from(hiveFile([{ name: 'X', values: [text('a', 'b'), value] }]));
    // The list forgets it as well.
    const { found } = walked(hive);
    const list = 4096 + hive.readUInt32LE(4096 + (found[1]?.cell ?? 0) + 4 + 40) + 4;
    hive.writeUInt32LE(0, list + 4);
    const settings = readAll(registryHiveReader, memorySource(hive)).facts.filter(({ observed }) => observed.allocation === 'deleted');
    expect(settings).toMatchObject([
      { kind: 'setting', claimed: { name: 'mail store of an Outlook profile', modified: null, values: [{ value: 'C:\\stray.pst' }] } },
    ]);
  });
});

describe('damage', () => {
  it('a value that cannot be read is lost and told, the others are records', () => {
    const hive = Buffer.from(
      hiveFile([keyPath(security, { values: [text('Level', 'none'), text('OutlookSecureTempFolder', 'C:\\temp')] })]),
    );
    const key = walked(hive).found.at(-1);
    const list = 4096 + hive.readUInt32LE(4096 + (key?.cell ?? 0) + 4 + 40) + 4;
    hive.writeUInt32LE(0x123450, list);
    const { accounts, diagnostics } = readAll(registryHiveReader, memorySource(hive));
    expect(accounts).toContainEqual(expect.objectContaining({ kind: 'hive', expected: 2, records: 1, failed: 1 }));
    expect(diagnostics).toContainEqual(expect.objectContaining({ code: 'item-unreadable', effect: 'item-lost' }));
  });

  it('lists and values that are shared by many keys come to an end', () => {
    // A thousand keys that all name one list of thousands of values, each of which names one large cell.
    const keys = Array.from({ length: 1000 }, (_, index) => ({ name: `k${String(index)}`, values: [binary('x', Buffer.alloc(8))] }));
    const values = Array.from({ length: 1000 }, (_, index) => binary(String(index), Buffer.alloc(5)));
    const hive = Buffer.from(
      hiveFile(
        merged([
          keyPath('Root\\InventoryApplicationFile', { keys }),
          keyPath('Root\\InventoryApplicationFile\\all', { values }),
          { name: 'Big', values: [binary('big', Buffer.alloc(16_000))] },
        ]),
      ),
    );
    const { found } = walked(hive);
    const all = found.find(({ name }) => name === 'all');
    const big = found.find(({ name }) => name === 'Big')?.values()[0];
    const bigCell = hive.readUInt32LE(4096 + (typeof big === 'object' ? big.cell : 0) + 4 + 8);
    for (const value of all?.values() ?? []) {
      if (typeof value !== 'object') continue;
      hive.writeUInt32LE(16_000, 4096 + value.cell + 4 + 4);
      hive.writeUInt32LE(bigCell, 4096 + value.cell + 4 + 8);
    }
    for (const key of found.filter(({ name }) => name.startsWith('k'))) {
      hive.writeUInt32LE(1000, 4096 + key.cell + 4 + 36);
      hive.writeUInt32LE(hive.readUInt32LE(4096 + (all?.cell ?? 0) + 4 + 40), 4096 + key.cell + 4 + 40);
    }
    const { accounts, diagnostics } = readAll(registryHiveReader, memorySource(hive));
    for (const { expected, records, failed } of accounts) expect(expected).toBe(records + failed);
    expect(diagnostics.map(({ detail }) => detail)).toContainEqual(expect.stringContaining('name more than it can hold'));
    expect(diagnostics.length).toBeLessThan(10_000);
  });

  it('a hive that is cut off is told', () => {
    const hive = hiveFile([keyPath(typed, { values: [text('url1', 'C:\\x')] })]);
    expect(readAll(registryHiveReader, memorySource(hive.subarray(0, 5000))).diagnostics.map(({ code }) => code)).toContain(
      'index-damaged',
    );
    const head = readAll(registryHiveReader, memorySource(hive.subarray(0, 300)));
    expect(head.accounts).toMatchObject([{ expected: 1, records: 0, failed: 1 }]);
  });

  it('a hive above the limit is read to the limit', () => {
    const hive = hiveFile([keyPath(typed, { values: [text('url1', 'C:\\x')] })], { binsBytes: 16_384 });
    const reading = readAll(registryHiveReader, memorySource(hive), { limits: { ...defaultLimits, indexBytes: 8192 } });
    expect(reading.diagnostics.map(({ code }) => code)).toContain('limit-reached');
  });
});
