import { accessEvent, type AccessAction, type AccessEventClaims, type ContainerRef } from '#model/index.ts';
import { countedTime, unixSeconds } from '../counted-time.ts';
import { cut, factsOfRow, presentColumns, rowEvent, textOfValue } from '../row-event.ts';
import { readTable, type DatabaseSchema, type SqliteRow } from '../sqlite/index.ts';

/** Starts and ends of programs as Munki keeps them (`application_usage.sqlite`): for each program and kind of event the last time. */
export const applicationUsage: DatabaseSchema = {
  id: 'macos-application-usage',
  title: 'Use of programs on macOS (Munki, application_usage.sqlite)',
  recognises: (database) => database.has('application_usage', 'event', 'bundle_id', 'last_time', 'number_times'),
  *read(database, context) {
    const container: ContainerRef = { kind: 'program-use', locator: context.locator };
    const names = ['event', 'bundle_id', 'app_version', 'app_path', 'last_time', 'number_times'];
    yield* readTable({
      database,
      context,
      container,
      query: { table: 'application_usage', columns: presentColumns(database, 'application_usage', names) },
      record: (row, locator) => rowEvent(locator, eventOf(row)),
    });
  },
};

const actions: ReadonlyMap<string, AccessAction> = new Map<string, AccessAction>([
  ['launch', 'process-start'],
  ['activate', 'program-use'],
  ['quit', 'process-end'],
]);

function eventOf(row: SqliteRow): AccessEventClaims {
  const { values } = row;
  const last = values['last_time'];
  const path = cut(textOfValue(values['app_path']));
  const event = textOfValue(values['event']);
  const action = actions.get(event);
  return accessEvent({
    time: countedTime(typeof last === 'number' || typeof last === 'bigint' ? last : null, unixSeconds, 'application_usage.last_time'),
    precision: 'second',
    clock: 'clock of the machine',
    strength: action === undefined ? 'PRESENT' : 'RUN',
    action: action ?? 'other',
    operation: `program: ${event}`,
    process: { name: path || textOfValue(values['bundle_id']), commandLine: '' },
    object: { kind: 'other', name: cut(textOfValue(values['bundle_id'])) },
    source: 'application_usage.sqlite, table application_usage',
    doesNotShow: 'It shows the last time alone, not what the program showed or did, nor who sat at the machine.',
    facts: factsOfRow(row, ['last_time', 'app_path']),
  });
}
