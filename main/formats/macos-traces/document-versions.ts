import { accessEvent, type AccessEventClaims, type ContainerRef } from '#model/index.ts';
import { countedTime, unixSeconds } from '../counted-time.ts';
import { cut, factsOfRow, presentColumns, rowEvent, textOfValue } from '../row-event.ts';
import { readTable, type DatabaseSchema, type SqliteRow } from '../sqlite/index.ts';

/**
 * Versions of documents that macOS kept when programs saved them (`/.DocumentRevisions-V100/db-V1/db.sqlite`; tables generations and
 * files, joined by storage). Each generation is an event: the file was saved, by a user whose number stands in the path.
 */
export const documentVersions: DatabaseSchema = {
  id: 'macos-document-versions',
  title: 'Versions of documents on macOS (DocumentRevisions)',
  recognises: (database) =>
    database.has('generations', 'generation_storage_id', 'generation_path', 'generation_add_time') &&
    database.has('files', 'file_path', 'file_storage_id'),
  *read(database, context) {
    const container: ContainerRef = { kind: 'document-versions', locator: context.locator };
    const columns = presentColumns(database, 'generations', [
      ...['generation_storage_id', 'generation_name', 'generation_client_id', 'generation_path', 'generation_add_time'],
      ...['generation_size', 'generation_status'],
    ]);
    yield* readTable({
      database,
      context,
      container,
      query: {
        table: 'generations',
        columns: { ...columns, file_path: 'f.path' },
        // Several names may have one storage; the first is told, so that every generation comes once.
        joins:
          'LEFT JOIN (SELECT file_storage_id AS storage, MIN(file_path) AS path FROM files GROUP BY file_storage_id) f ON f.storage = t.generation_storage_id',
      },
      record: (row, locator) => rowEvent(locator, eventOf(row)),
    });
  },
};

function eventOf(row: SqliteRow): AccessEventClaims {
  const { values } = row;
  const added = values['generation_add_time'];
  const kept = textOfValue(values['generation_path']);
  const user = /^PerUID\/(\d{1,10})\//.exec(kept)?.[1];
  return accessEvent({
    time: countedTime(
      typeof added === 'number' || typeof added === 'bigint' ? added : null,
      unixSeconds,
      'generations.generation_add_time',
    ),
    precision: 'second',
    clock: 'clock of the machine',
    strength: 'CHANGED',
    action: 'file-write',
    operation: 'version of a document kept',
    account: user === undefined ? '' : `user number ${user}`,
    object: { kind: 'file', name: cut(textOfValue(values['file_path']) || textOfValue(values['generation_name'])) },
    source: 'versions of documents, table generations',
    doesNotShow: 'It shows that a program saved the document, not who sat at the machine, nor what was changed.',
    facts: factsOfRow(row, ['generation_add_time', 'file_path']),
  });
}
