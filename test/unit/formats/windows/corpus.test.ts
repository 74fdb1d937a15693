import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chooseReader } from '#formats/choose-reader.ts';
import { readBaseBlock } from '#formats/registry-hive/base-block.ts';
import { openCells } from '#formats/registry-hive/cells.ts';
import { walkKeys } from '#formats/registry-hive/walk.ts';
import { readers } from '#formats/registry.ts';
import { formatLocator } from '#model/index.ts';
import { corpusPath, inventory, skipReason } from '#test/support/corpus.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { readAll, type Reading } from '#test/support/reading.ts';

const files = ['host/plaso-exec/', 'host/plaso-git/winprefetch/'].flatMap((prefix) => inventory(prefix));
if (files.length === 0) console.warn(skipReason);
const contentOf = (path: string): Buffer => readFileSync(corpusPath(path) ?? '');

/** What the reader that is chosen for a file gives; its books must add up. */
function read(path: string): { readonly id: string; readonly reading: Reading } {
  const source = memorySource(contentOf(path));
  const fileName = path.slice(path.lastIndexOf('/') + 1);
  const { reader } = chooseReader(source, readers, { fileName, folderPath: [] });
  if (reader === null) throw new Error(`no reader for ${path}`);
  const reading = readAll(reader, source, { fileName });
  for (const { expected, records, failed } of reading.accounts) expect(expected).toBe(records + failed);
  return { id: reader.id, reading };
}

const events = (reading: Reading) => reading.facts.flatMap((fact) => (fact.kind === 'event' ? [fact] : []));

describe.runIf(files.length > 0)('hives, prefetch files, shortcuts and jump lists of plaso', () => {
  it('are all read, none with a loss', () => {
    for (const { path } of files) {
      const { reading } = read(path);
      expect(
        reading.diagnostics.filter(({ effect }) => effect !== 'noted'),
        path,
      ).toEqual([]);
    }
  });

  // Keys and values as reglookup and hivexml count them.
  it.each([
    ['NTUSER-CCLEANER.DAT', 1203, 2373],
    ['NTUSER-RunTests.DAT', 893, 1306],
    ['NTUSER-WIN7.DAT', 2288, 5470],
    ['NTUSER.DAT', 1127, 5602],
  ])('%s has %i keys and %i values', (name, keys, values) => {
    const bytes = contentOf(`host/plaso-exec/${name}`);
    const base = readBaseBlock(bytes);
    const cells = openCells(bytes, base?.binsBytes ?? 0, base?.minorVersion ?? 0);
    const met = [...walkKeys(cells, base?.rootCell ?? 0, [])].flatMap((step) => ('key' in step ? [step.key] : []));
    const stored = met.flatMap((key) => key.values()).filter((value) => typeof value === 'object' && value.allocation === 'allocated');
    expect([met.length, stored.length]).toEqual([keys, values]);
    expect(stored.every((value) => typeof value === 'object' && typeof value.bytes() === 'object')).toBe(true);
  });

  it('NTUSER-WIN7.DAT: accounts, stores, documents and programs', () => {
    const { id, reading } = read('host/plaso-exec/NTUSER-WIN7.DAT');
    expect(id).toBe('registry-hive');
    const accounts = reading.facts.flatMap((fact) => (fact.kind === 'account' ? [fact.claimed] : []));
    expect(accounts.map(({ key, service, server, userName }) => [key, service, server, userName])).toEqual([
      ['Outlook/00000001', 'other', '', ''],
      ['Outlook/00000002', 'other', '', ''],
      ['Outlook/00000003', 'pop3', 'controller.shieldbase.local', 'nfury@stark-research-labs.com'],
      ['Outlook/00000004', 'local', '', ''],
    ]);
    expect(accounts[2]?.storedAt).toBe('C:\\Users\\nfury\\Documents\\Outlook Files\\nfury@stark-research-labs.com.pst');
    const counts = new Map<string, number>();
    for (const { claimed } of events(reading)) counts.set(claimed.source, (counts.get(claimed.source) ?? 0) + 1);
    expect(Object.fromEntries(counts)).toMatchObject({
      'Windows registry, RecentDocs': 38,
      'Windows registry, UserAssist': 88,
      'Windows registry, TypedURLs': 13,
      'Windows registry, recent documents of Office': 7,
      'Windows registry, trusted documents of Office': 3,
      'Windows registry, search catalogue of Outlook': 2,
    });
    expect(events(reading).every(({ claimed }) => claimed.actor === 'nfury')).toBe(true);
    const places = reading.facts.map(({ locator }) => formatLocator(locator));
    expect(new Set(places).size).toBe(places.length);
  });

  // Starts, count and files as sccainfo tells them.
  it.each([
    ['plaso-exec/winprefetch/BYTECODEGENERATOR.EXE-C1E9BCE6.pf', 7, 7, '2015-05-14T22:11:58.091Z'],
    ['plaso-exec/winprefetch/CMD.EXE-087B4001.pf', 1, 2, '2013-03-10T10:11:49.281Z'],
    ['plaso-exec/winprefetch/NOTEPAD.EXE-D8414F97.pf', 2, 2, '2019-06-05T19:55:04.877Z'],
    ['plaso-exec/winprefetch/ONEDRIVE.EXE-7E152375.pf', 2, 2, '2015-05-14T22:11:05.485Z'],
    ['plaso-exec/winprefetch/PING.EXE-B29F6629.pf', 1, 14, '2012-04-06T19:00:55.932Z'],
    ['plaso-exec/winprefetch/TASKHOST.EXE-3AE259FC.pf', 4, 4, '2013-10-04T15:40:09.037Z'],
    ['plaso-exec/winprefetch/WUAUCLT.EXE-830BCC14.pf', 1, 25, '2012-03-15T21:17:39.807Z'],
    ['plaso-git/winprefetch/AM_DELTA_PATCH_1.443.990.0.EX-7037CF86.pf', 1, 1, '2026-02-04T13:43:44.668Z'],
  ])('%s: %i times, %i starts, the last at %3$s', (path, times, count, last) => {
    const told = events(read(`host/${path}`).reading);
    expect(told).toHaveLength(times);
    expect(told[0]?.claimed).toMatchObject({ strength: 'RUN', time: { instant: last } });
    expect(told[0]?.claimed.facts).toContainEqual({ name: 'starts counted', value: count });
  });

  // As lnkinfo tells them.
  it.each([
    ['NeroInfoTool.lnk', 'C:\\Program Files (x86)\\Nero\\Nero 9\\Nero InfoTool\\InfoTool.exe', 'win-3qmdjgkf3g9'],
    ['example.lnk', '%windir%\\system32\\migwiz\\migwiz.exe', 'win-tj9qcsjkags'],
    ['unpaired_surrogate.lnk', 'C:\\test\\unicode_U+0000d800_\ud800.exe', 'test'],
  ])('%s leads to %s on %s', (name, target, machine) => {
    const [link] = events(read(`host/plaso-exec/${name}`).reading);
    expect([link?.claimed.object.name, link?.claimed.host]).toEqual([target, machine]);
  });

  // Links as olefile lists their streams, and as their beginnings are found in the bytes.
  it.each([
    ['automatic_destinations/1b4dd67f29cb1962.automaticDestinations-ms', 11],
    ['automatic_destinations/9d1f905ce5044aee.automaticDestinations-ms', 2],
    ['custom_destinations/368d807282ccde9d.customDestinations-ms', 3],
    ['custom_destinations/5afe4de1b92fc382.customDestinations-ms', 9],
    ['custom_destinations/c98dce577f884ef8.customDestinations-ms', 0],
  ])('%s has %i entries', (name, count) => {
    expect(events(read(`host/plaso-exec/${name}`).reading)).toHaveLength(count);
  });
});
