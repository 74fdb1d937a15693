import { accessEvent, type AccessEventClaims, type ContainerRef } from '#model/index.ts';
import { cocoaSeconds, countedTime } from '../counted-time.ts';
import { cut, factsOfRow, presentColumns, rowEvent, textOfValue } from '../row-event.ts';
import { readTable, type DatabaseSchema, type SqliteRow, type SqliteValue } from '../sqlite/index.ts';

/**
 * Notes of macOS 10.8 to 10.10 (`NotesV1.storedata` to `NotesV7.storedata`; a store of Core Data). Notes of that time lay in mail
 * accounts: each note is an event, the time being that of its last change, and each account that notes were kept in.
 */
export const notes: DatabaseSchema = {
  id: 'macos-notes',
  title: 'Notes of macOS (NotesV*.storedata)',
  recognises: (database) => database.has('znote', 'z_pk', 'zdateedited', 'ztitle') && database.has('znotebody', 'znote', 'zhtmlstring'),
  *read(database, context) {
    const container: ContainerRef = { kind: 'notes', locator: context.locator };
    const hasFolder = database.has('zfolder', 'z_pk', 'zname') && database.has('znote', 'zfolder');
    yield* readTable({
      database,
      context,
      container,
      query: {
        table: 'ZNOTE',
        columns: {
          ...presentColumns(database, 'znote', ['zdatecreated', 'zdateedited', 'ztitle', 'zremoteid']),
          zhtmlstring: 'b.body',
          ...(hasFolder ? { folder: 'f.name' } : {}),
        },
        joins: [
          'LEFT JOIN (SELECT ZNOTE AS note, MIN(ZHTMLSTRING) AS body FROM ZNOTEBODY GROUP BY ZNOTE) b ON b.note = t.Z_PK',
          ...(hasFolder
            ? ['LEFT JOIN (SELECT Z_PK AS folder, MIN(ZNAME) AS name FROM ZFOLDER GROUP BY Z_PK) f ON f.folder = t.ZFOLDER']
            : []),
        ].join(' '),
      },
      record: (row, locator) => rowEvent(locator, noteEvent(row)),
    });
    if (!database.has('zaccount', 'zaccountdescription')) return;
    const accounts: ContainerRef = { kind: 'accounts', locator: context.locator };
    yield* readTable({
      database,
      context,
      container: accounts,
      query: { table: 'ZACCOUNT', columns: presentColumns(database, 'zaccount', accountColumns) },
      record: (row, locator) => rowEvent(locator, accountEvent(row)),
    });
  },
};

const accountColumns = ['zaccountdescription', 'zemailaddress', 'zfullname', 'zusername', 'zhostname', 'zport', 'zenabled'];

function timeOf(value: SqliteValue | undefined, statedBy: string): ReturnType<typeof countedTime> {
  return countedTime(typeof value === 'number' || typeof value === 'bigint' ? value : null, cocoaSeconds, statedBy);
}

function noteEvent(row: SqliteRow): AccessEventClaims {
  const { values } = row;
  const created = timeOf(values['zdatecreated'], 'ZNOTE.ZDATECREATED')?.instant ?? null;
  return accessEvent({
    time: timeOf(values['zdateedited'], 'ZNOTE.ZDATEEDITED'),
    precision: 'sub-millisecond',
    clock: 'clock of the machine',
    strength: 'CHANGED',
    action: 'other',
    operation: 'note edited last',
    object: { kind: 'other', name: cut(textOfValue(values['ztitle']), 300) },
    source: 'Notes, table ZNOTE',
    doesNotShow: 'It shows the last change alone, which may have come from another device of the account.',
    facts: [
      ...(created === null ? [] : [{ name: 'created', value: created }]),
      ...(textOfValue(values['folder']) === '' ? [] : [{ name: 'folder', value: cut(textOfValue(values['folder']), 300) }]),
      // The text as it is kept, in HTML.
      ...factsOfRow(row, ['zdatecreated', 'zdateedited', 'ztitle', 'folder']),
    ],
  });
}

function accountEvent(row: SqliteRow): AccessEventClaims {
  const { values } = row;
  const address = textOfValue(values['zemailaddress']) || textOfValue(values['zusername']);
  return accessEvent({
    time: null,
    precision: 'unknown',
    clock: '',
    strength: 'PRESENT',
    action: 'other',
    operation: 'account that notes were kept in',
    account: cut(address, 320),
    object: { kind: 'mailbox', name: cut(address || textOfValue(values['zaccountdescription']), 320) },
    source: 'Notes, table ZACCOUNT',
    doesNotShow: 'It shows that the account was set up on the machine, not when it was used.',
    facts: factsOfRow(row),
  });
}
