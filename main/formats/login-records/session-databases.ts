import { accessEvent, type AccessEventClaims, type ContainerRef } from '#model/index.ts';
import { countedTime, unixMicroseconds, unixSeconds } from '../counted-time.ts';
import { factsOfRow, presentColumns, rowEvent, textOfValue } from '../row-event.ts';
import { readTable, type DatabaseSchema, type SqliteRow, type SqliteValue } from '../sqlite/index.ts';

/** Last log-ins of newer Linux (`lastlog2.db`; liblastlog2 of util-linux): one row for each user, by name. */
export const lastLoginDatabase: DatabaseSchema = {
  id: 'lastlog2',
  title: 'Last log-ins of Linux (lastlog2.db)',
  recognises: (database) => database.has('lastlog2', 'name', 'time'),
  *read(database, context) {
    const container: ContainerRef = { kind: 'log', locator: context.locator };
    yield* readTable({
      database,
      context,
      container,
      query: { table: 'Lastlog2', columns: presentColumns(database, 'lastlog2', ['name', 'time', 'tty', 'remotehost', 'service']) },
      record: (row, locator) =>
        rowEvent(
          locator,
          signIn(row, {
            operation: 'last log-in',
            user: textOfValue(row.values['name']),
            time: countedTime(countIn(row.values['time']), unixSeconds, 'lastlog2.db, Lastlog2.Time'),
            precision: 'second',
            source: 'lastlog2.db, table Lastlog2',
            isSession: true,
          }),
        ),
    });
  },
};

/** Sessions of newer Linux (`wtmp.db` of wtmpdb): one row for each session or start of the system, in microseconds. */
export const sessionDatabase: DatabaseSchema = {
  id: 'wtmpdb',
  title: 'Sessions of Linux (wtmp.db)',
  recognises: (database) => database.has('wtmp', 'type', 'user', 'login'),
  *read(database, context) {
    const container: ContainerRef = { kind: 'log', locator: context.locator };
    yield* readTable({
      database,
      context,
      container,
      query: {
        table: 'wtmp',
        columns: presentColumns(database, 'wtmp', ['type', 'user', 'login', 'logout', 'tty', 'remotehost', 'service']),
      },
      record: (row, locator) => {
        // 1: start of the system, 2: run level, 3: log-in (wtmpdb.h).
        const type = row.values['type'];
        return rowEvent(
          locator,
          signIn(row, {
            operation: type === 3 ? 'session' : type === 1 ? 'start of the system' : `type ${textOfValue(type)}`,
            user: textOfValue(row.values['user']),
            time: countedTime(countIn(row.values['login']), unixMicroseconds, 'wtmp.db, wtmp.Login'),
            precision: 'sub-millisecond',
            source: 'wtmp.db, table wtmp',
            isSession: type === 3,
          }),
        );
      },
    });
  },
};

function countIn(value: SqliteValue | undefined): number | bigint | null {
  return typeof value === 'number' || typeof value === 'bigint' ? value : null;
}

interface KeptLogin extends Pick<AccessEventClaims, 'operation' | 'time' | 'precision' | 'source'> {
  readonly user: string;
  readonly isSession: boolean;
}

function signIn(row: SqliteRow, { user, isSession, ...stated }: KeptLogin): AccessEventClaims {
  const until = countedTime(countIn(row.values['logout']), unixMicroseconds, '')?.instant ?? null;
  return accessEvent({
    ...stated,
    clock: 'clock of the machine',
    strength: isSession ? 'LOGGED ON' : 'RUN',
    action: isSession ? 'sign-in' : 'other',
    actor: isSession ? user : '',
    account: user,
    object: { kind: 'session', name: textOfValue(row.values['tty']) },
    doesNotShow: 'It does not show what was done in the session.',
    facts: [...(until === null ? [] : [{ name: 'until', value: until }]), ...factsOfRow(row, ['login', 'time', 'user', 'name'])],
  });
}
