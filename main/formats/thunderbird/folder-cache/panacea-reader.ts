import type { ByteSource } from '#evidence/byte-source.ts';
import type { ContainerRef, Locator } from '#model/index.ts';
import { AttachmentUnreadableError, type FormatReader, type ReadContext, type ReaderOutput } from '#formats/reader.ts';
import { hexNumber, observedIn, textOfBytes } from '../claims.ts';
import { cellOf, placeOfCell, type MorkRow } from '../mork/index.ts';
import { openMork, probeMork, troublesOf } from '../mork-file.ts';
import { cachedEvents, cachedSetting, type CachedFolder } from './cached-folder.ts';

const scope = 'ns:msg:db:row:scope:folders:all';

/** Reads the folder cache of Thunderbird before version 92 (`panacea.dat`): a setting for each folder, and its times as events. */
export const panaceaReader: FormatReader = {
  id: 'thunderbird-folder-cache',
  version: '1',
  title: 'Thunderbird folder cache (panacea.dat)',
  isNeverMail: true,
  extensions: [],
  probe: (source) => probeMork(source, [scope]),
  read,
  attachment() {
    throw new AttachmentUnreadableError('A folder cache has no attachments.');
  },
};

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const store = openMork(source, context);
  const container: ContainerRef = { kind: 'folder-cache', locator: context.locator };
  for (const row of store.rows.get(scope)?.values() ?? []) {
    if (row.columns.length === 0) continue;
    const folder = folderOf(row);
    const locator: Locator = [...context.locator, { kind: 'table', at: scope }, { kind: 'row', at: row.id.toString(16).toUpperCase() }];
    yield { kind: 'expected', container, items: 1 };
    if (!context.enter(locator, container)) continue;
    yield {
      kind: 'record',
      container,
      record: { kind: 'setting', locator, parent: null, observed: observedIn(row.range), claimed: cachedSetting(folder) },
    };
    for (const { name, claims } of cachedEvents(folder)) {
      const own: Locator = [...locator, { kind: 'column', at: name }];
      yield { kind: 'expected', container, items: 1 };
      if (!context.enter(own, container)) continue;
      const observed = observedIn(placeOfCell(row, name) ?? row.range);
      yield { kind: 'record', container, record: { kind: 'event', locator: own, parent: locator, observed, claimed: claims } };
    }
  }
  yield* troublesOf(store, source, context, container);
}

// Numbers are hexadecimal but for the times, which are decimal texts.
const texts = new Set(['key', 'onlineName', 'folderName', 'charset', 'MRUTime', 'MRMTime']);

function folderOf(row: MorkRow): CachedFolder {
  const values = row.columns.flatMap((column, index): [string, string | number][] => {
    const value = row.values[index] ?? '';
    const number = texts.has(column) ? null : signed(hexNumber(value));
    return column === 'key' ? [] : [[textOfBytes(column), number ?? textOfBytes(value)]];
  });
  return { path: textOfBytes(cellOf(row, 'key') ?? ''), values: new Map(values) };
}

// Counts that are not known are -1, written in 32 bits.
function signed(value: number | null): number | null {
  return value === 0xffffffff ? -1 : value;
}
