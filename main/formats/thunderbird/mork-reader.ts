import type { ByteSource } from '#evidence/byte-source.ts';
import type { ContainerRef, Locator } from '#model/index.ts';
import { AttachmentUnreadableError, type FormatReader, type ReadContext, type ReaderOutput } from '../reader.ts';
import { fact, observedIn, textOfBytes } from './claims.ts';
import { openMork, probeMork, troublesOf } from './mork-file.ts';

/** Reads every other Mork file as it is: a setting for each table, with the number of its rows. To be asked after the readers of the known kinds. */
export const morkReader: FormatReader = {
  id: 'mork',
  version: '1',
  title: 'Mork database of a Mozilla program',
  isNeverMail: true,
  extensions: [],
  probe: (source) => probeMork(source, null),
  read,
  attachment() {
    throw new AttachmentUnreadableError('A Mork database has no attachments.');
  },
};

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const store = openMork(source, context);
  const container: ContainerRef = { kind: 'settings', locator: context.locator };
  for (const { scope, id, kind, rows } of store.tables) {
    const locator: Locator = [
      ...context.locator,
      { kind: 'table', at: `${id.toString(16).toUpperCase()}:${textOfBytes(scope).slice(0, 200)}` },
    ];
    yield { kind: 'expected', container, items: 1 };
    if (!context.enter(locator, container)) continue;
    const values = [fact('kind', textOfBytes(kind)), fact('rows', rows.size)];
    const claimed = {
      setting: 'client-setting',
      client: 'other',
      name: 'table of a Mork database',
      folderPath: context.folderPath,
      modified: null,
      values,
    } as const;
    const observed = { ...observedIn({ offsetBytes: 0, lengthBytes: source.sizeBytes }), range: null };
    yield { kind: 'record', container, record: { kind: 'setting', locator, parent: null, observed, claimed } };
  }
  yield* troublesOf(store, source, context, container);
}
