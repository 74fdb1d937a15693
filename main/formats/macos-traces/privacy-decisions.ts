import { accessEvent, type AccessEventClaims, type ContainerRef } from '#model/index.ts';
import { countedTime, unixSeconds } from '../counted-time.ts';
import { factsOfRow, presentColumns, rowEvent, textOfValue } from '../row-event.ts';
import { readTable, type DatabaseSchema, type SqliteRow } from '../sqlite/index.ts';

/**
 * What macOS lets programs do (`TCC.db`, Transparency, Consent and Control): which may read all files, mail among them, or
 * drive other programs. Each row of `access` is the last decision on one program and one service; its columns differ by
 * version (`allowed` until 10.15, `auth_value` since 11).
 */
export const privacyDecisions: DatabaseSchema = {
  id: 'macos-tcc',
  title: 'Privacy decisions of macOS (TCC.db)',
  recognises: (database) => database.has('access', 'service', 'client', 'client_type'),
  *read(database, context) {
    const container: ContainerRef = { kind: 'privacy-decisions', locator: context.locator };
    yield* readTable({
      database,
      context,
      container,
      query: {
        table: 'access',
        columns: presentColumns(database, 'access', [
          ...['service', 'client', 'client_type', 'allowed', 'auth_value', 'auth_reason', 'prompt_count', 'last_modified'],
          ...['indirect_object_identifier', 'indirect_object_identifier_type', 'boot_uuid', 'pid'],
        ]),
      },
      record: (row, locator) => rowEvent(locator, decisionOf(row)),
    });
  },
};

function decisionOf(row: SqliteRow): AccessEventClaims {
  const { values } = row;
  const [service, client, target] = ['service', 'client', 'indirect_object_identifier'].map((name) => textOfValue(values[name]));
  const allowed = stateOf(values['auth_value'] ?? null, values['allowed'] ?? null);
  const modified = values['last_modified'];
  return accessEvent({
    time: countedTime(
      typeof modified === 'number' || typeof modified === 'bigint' ? modified : null,
      unixSeconds,
      'TCC.db, access.last_modified',
    ),
    precision: 'second',
    clock: 'clock of the machine',
    strength: 'CHANGED',
    action: 'permission-change',
    operation: `${service ?? ''} ${allowed.word}`.trim(),
    process: { name: client ?? '', commandLine: '' },
    object: { kind: 'setting', name: service ?? '' },
    change: {
      what: 'application-permission',
      name: service ?? '',
      state: allowed.state,
      of: target === 'UNUSED' ? '' : (target ?? ''),
      destinations: [client ?? ''].filter((name) => name !== ''),
      actions: [],
      conditions: [],
    },
    outcome: allowed.word,
    source: 'TCC.db, table access',
    doesNotShow: 'It does not show that the program used the permission, nor earlier decisions on the same program and service.',
    facts: factsOfRow(row, ['service', 'client', 'last_modified']),
  });
}

type Allowed = { readonly word: string; readonly state: 'enabled' | 'disabled' | 'unknown' };

// auth_value: 0 denied, 1 unknown, 2 allowed, 3 limited; allowed: 0 or 1.
function stateOf(authValue: SqliteRow['values'][string], allowed: SqliteRow['values'][string]): Allowed {
  if (authValue === 2 || (authValue === null && allowed === 1)) return { word: 'allowed', state: 'enabled' };
  if (authValue === 3) return { word: 'allowed with limits', state: 'enabled' };
  if (authValue === 0 || (authValue === null && allowed === 0)) return { word: 'denied', state: 'disabled' };
  return { word: 'undecided', state: 'unknown' };
}
