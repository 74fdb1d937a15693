import { accessEvent, type AccessEventClaims, type ContainerRef } from '#model/index.ts';
import { cocoaSeconds, countedTime } from '../counted-time.ts';
import { cut, factsOfRow, presentColumns, rowEvent, textOfValue } from '../row-event.ts';
import { readTable, type DatabaseSchema, type SqliteRow } from '../sqlite/index.ts';

/**
 * Files that came to a Mac from outside (`com.apple.LaunchServices.QuarantineEventsV2`, table LSQuarantineEvent): which program
 * saved what, from where, and for attachments of mail from whom (LSQuarantine.h of Launch Services for the types).
 */
export const quarantineEvents: DatabaseSchema = {
  id: 'macos-quarantine',
  title: 'Quarantine events of macOS',
  recognises: (database) => database.has('lsquarantineevent', 'lsquarantineeventidentifier', 'lsquarantinetimestamp'),
  *read(database, context) {
    const container: ContainerRef = { kind: 'quarantine', locator: context.locator };
    yield* readTable({
      database,
      context,
      container,
      query: { table: 'LSQuarantineEvent', columns: presentColumns(database, 'lsquarantineevent', columns) },
      record: (row, locator) => rowEvent(locator, eventOf(row)),
    });
  },
};

const columns = [
  ...['lsquarantineeventidentifier', 'lsquarantinetimestamp', 'lsquarantineagentbundleidentifier', 'lsquarantineagentname'],
  ...['lsquarantinedataurlstring', 'lsquarantinesendername', 'lsquarantinesenderaddress', 'lsquarantinetypenumber'],
  ...['lsquarantineorigintitle', 'lsquarantineoriginurlstring'],
] as const;

const kinds = [
  'web download',
  'other download',
  'attachment of mail',
  'attachment of a chat',
  'attachment of a calendar',
  'other attachment',
];

function eventOf(row: SqliteRow): AccessEventClaims {
  const text = (name: (typeof columns)[number]): string => textOfValue(row.values[name]);
  const type = row.values['lsquarantinetypenumber'];
  const stamp = row.values['lsquarantinetimestamp'];
  const agent = text('lsquarantineagentbundleidentifier') || text('lsquarantineagentname');
  const isAttachment = type === 2;
  return accessEvent({
    time: countedTime(
      typeof stamp === 'number' || typeof stamp === 'bigint' ? stamp : null,
      cocoaSeconds,
      'QuarantineEventsV2, LSQuarantineTimeStamp',
    ),
    precision: 'second',
    clock: 'clock of the machine',
    strength: 'EXPORTED',
    action: isAttachment ? 'attachment-access' : 'download',
    operation: typeof type === 'number' ? (kinds[type] ?? `type ${String(type)}`) : 'file from outside',
    process: agent === '' ? null : { name: agent, commandLine: '' },
    object: { kind: 'file', name: cut(text('lsquarantinedataurlstring') || text('lsquarantineorigintitle')) },
    sourceId: text('lsquarantineeventidentifier'),
    source: 'QuarantineEventsV2, table LSQuarantineEvent',
    doesNotShow: isAttachment
      ? 'It does not show where the attachment was saved, nor that it was opened.'
      : 'It does not show where the file was saved, nor that it was opened.',
    facts: factsOfRow(row, ['lsquarantineeventidentifier', 'lsquarantinetimestamp']),
  });
}
