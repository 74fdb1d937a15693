import { describe, expect, it } from 'vitest';
import { automaticJumpListReader, customJumpListReader } from '#formats/jump-list/index.ts';
import { prefetchReader } from '#formats/prefetch/index.ts';
import type { FormatReader } from '#formats/reader.ts';
import { registryHiveReader } from '#formats/registry-hive/index.ts';
import { shellLinkReader } from '#formats/shell-link/index.ts';
import { formatLocator } from '#model/index.ts';
import { withFlippedBits } from '#test/support/damaged-source.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { seededRandom } from '#test/support/random.ts';
import { readAll } from '#test/support/reading.ts';
import { ticks, wideText, byteWriter } from '#test/support/windows/bytes.ts';
import { besideIt, logEntry, newLog, oldLog } from '#test/support/windows/hive-log.ts';
import { binary, hiveFile, keyPath, merged, number, text, withSequences } from '#test/support/windows/hive.ts';
import { automaticList, customList } from '#test/support/windows/jump-list.ts';
import { compressedPrefetch, prefetchFile } from '#test/support/windows/prefetch.ts';
import { driveItem, fileItem, itemList, shellLink, thisComputer } from '#test/support/windows/shell.ts';

const explorer = 'Software\\Microsoft\\Windows\\CurrentVersion\\Explorer';
const list = itemList(thisComputer, driveItem('C'), fileItem('mail.pst', 'MAIL.PST'));
const hive = hiveFile(
  merged([
    keyPath(`${explorer}\\RecentDocs`, {
      values: [binary('0', Buffer.concat([wideText('a.pst'), list])), binary('MRUListEx', Buffer.alloc(8))],
    }),
    keyPath(`${explorer}\\ComDlg32\\OpenSavePidlMRU\\pst`, { values: [binary('0', list), { ...binary('1', list), isDeleted: true }] }),
    keyPath(`${explorer}\\TypedPaths`, { isDeleted: true, values: [text('url1', 'C:\\')] }),
    keyPath('Software\\Microsoft\\Office\\16.0\\Outlook\\Security', {
      values: [number('Level', 1), binary('long', Buffer.alloc(20_000, 3))],
    }),
    keyPath('ControlSet001\\Services\\bam\\UserSettings\\S-1', {
      values: [binary('C:\\x.exe', byteWriter().u64(ticks('2026-03-14T09:26:53Z')).done())],
    }),
  ]),
  { lists: 'ri' },
);
const later = hiveFile([keyPath(`${explorer}\\TypedPaths`, { values: [text('url1', 'C:\\later')] })], { binsBytes: hive.length - 4096 });
const link = shellLink({
  items: [thisComputer, driveItem('C'), fileItem('mail.pst', 'MAIL.PST')],
  localPath: 'C:\\mail.pst',
  share: '\\\\s\\m',
  strings: { description: 'd', commandLine: 'c' },
  environmentPath: '%A%',
  machine: 'pc',
  displayName: 'mail',
});
const jumps = [{ number: 1, path: 'C:\\mail.pst', used: '2026-03-14T09:26:53Z', link }];
const prefetch = prefetchFile({
  version: 30,
  program: 'OUTLOOK.EXE',
  runCount: 3,
  lastRuns: ['2026-03-14T09:26:53Z'],
  files: ['\\A.PST', '\\OUTLOOK.EXE'],
});

const subjects: readonly (readonly [string, FormatReader, Uint8Array])[] = [
  ['a hive', registryHiveReader, hive],
  ['a prefetch file', prefetchReader, prefetch],
  ['a compressed prefetch file', prefetchReader, compressedPrefetch(prefetch)],
  ['a shortcut', shellLinkReader, link],
  ['a jump list of Windows', automaticJumpListReader, automaticList(4, jumps)],
  [
    'a jump list of a program',
    customJumpListReader,
    customList([
      { name: 'Mail', links: [link, link] },
      { name: null, links: [link] },
    ]),
  ],
];

/** The books add up, and no two records have one place. */
function check(reader: FormatReader, bytes: Uint8Array, what: string): void {
  expect(() => reader.probe(memorySource(bytes), { fileName: 'x', folderPath: [] }), what).not.toThrow();
  const { accounts, facts } = readAll(reader, memorySource(bytes));
  for (const { expected, records, failed } of accounts) expect(expected, what).toBe(records + failed);
  expect(new Set(facts.map(({ locator }) => formatLocator(locator))).size, what).toBe(facts.length);
}

describe.each(subjects)('%s', (_, reader, bytes) => {
  it('with bits turned over is read and booked', () => {
    const random = seededRandom(20_260_314);
    for (let round = 0; round < 150; round += 1)
      check(reader, withFlippedBits(bytes, 1 + random.below(30), random), `round ${String(round)}`);
  });

  it('with numbers overwritten is read and booked', () => {
    const random = seededRandom(4711);
    for (let round = 0; round < 150; round += 1) {
      const changed = Buffer.from(bytes);
      for (let change = 0; change < 3; change += 1) {
        changed.writeUInt32LE(
          random.pick([0, 0xffffffff, 0x7fffffff, 0x80000000, 1, changed.length, random.below(changed.length)]),
          4 * random.below(changed.length / 4 - 1),
        );
      }
      check(reader, changed, `round ${String(round)}`);
    }
  });

  it('cut off anywhere is read and booked', () => {
    const random = seededRandom(99);
    for (let round = 0; round < 100; round += 1) check(reader, bytes.subarray(0, random.below(bytes.length)), `round ${String(round)}`);
  });
});

describe('damaged logs beside a hive', () => {
  const dirty = withSequences(hive, 11, 10);
  it.each([
    ['new', newLog(11, hive, [logEntry(11, hive, later), logEntry(12, later, hive)])],
    ['old', oldLog(hive, later, { lastWritten: '2026-03-14T10:00:00Z' })],
  ])('of the %s form cost at most what they hold', (_, log) => {
    const random = seededRandom(5);
    for (let round = 0; round < 150; round += 1) {
      const changed =
        round % 2 === 0 ? withFlippedBits(log, 1 + random.below(10), random) : Uint8Array.from(log.subarray(0, random.below(log.length)));
      const { accounts, diagnostics } = readAll(registryHiveReader, memorySource(dirty), {
        fileName: 'NTUSER.DAT',
        surroundings: besideIt({ 'NTUSER.DAT.LOG1': changed }),
      });
      for (const { expected, records, failed } of accounts) expect(expected).toBe(records + failed);
      expect(diagnostics.length).toBeGreaterThan(0);
    }
  });
});
