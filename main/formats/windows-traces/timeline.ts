import {
  accessEvent,
  type AccessAction,
  type AccessEventClaims,
  type AccessStrength,
  type ContainerRef,
  type RuleValue,
} from '#model/index.ts';
import { countedTime, unixSeconds } from '../counted-time.ts';
import { cut, factsOfRow, presentColumns, rowEvent, textOfValue } from '../row-event.ts';
import { readTable, type DatabaseSchema, type SqliteDatabase, type SqliteRow, type SqliteValue } from '../sqlite/index.ts';

/**
 * The timeline of Windows 10 and 11 (`ActivitiesCache.db`; tables Activity and ActivityOperation, the latter being what was still to be
 * sent): which program showed what, and how long it was in use. Each row is an event; times are of UTC.
 */
export const windowsTimeline: DatabaseSchema = {
  id: 'windows-timeline',
  title: 'Timeline of Windows (ActivitiesCache.db)',
  recognises: (database) => database.has('activity', 'appid', 'activitytype', 'starttime', 'payload'),
  *read(database, context) {
    for (const table of ['Activity', 'ActivityOperation'] as const) {
      if (!database.has(table.toLowerCase(), 'appid', 'activitytype')) continue;
      const container: ContainerRef = { kind: table === 'Activity' ? 'timeline' : 'timeline-to-send', locator: context.locator };
      yield* readTable({
        database,
        context,
        container,
        query: { table, columns: columnsOf(database, table) },
        record: (row, locator) => rowEvent(locator, eventOf(row, table)),
      });
    }
  },
};

const names = [
  ...['id', 'appid', 'appactivityid', 'activitytype', 'activitystatus', 'operationtype', 'lastmodifiedtime', 'expirationtime', 'payload'],
  ...[
    'platformdeviceid',
    'createdincloud',
    'starttime',
    'endtime',
    'lastmodifiedonclient',
    'clipboardpayload',
    'group',
    'tag',
    'enterpriseid',
  ],
];

function columnsOf(database: SqliteDatabase, table: string): Record<string, string> {
  const columns = presentColumns(database, table.toLowerCase(), names);
  // Payloads are kept as bytes of UTF-8.
  return { ...columns, ...('payload' in columns ? { payload: 'CAST(t."payload" AS TEXT)' } : {}) };
}

interface ActivityKind {
  readonly operation: string;
  readonly action: AccessAction;
  readonly strength: AccessStrength;
}

const kinds: ReadonlyMap<number, ActivityKind> = new Map([
  [2, { operation: 'notification', action: 'other', strength: 'PRESENT' }],
  [3, { operation: 'activity of a device for backup', action: 'other', strength: 'PRESENT' }],
  [5, { operation: 'program or file opened', action: 'program-use', strength: 'OPENED' }],
  [6, { operation: 'program in use', action: 'program-use', strength: 'RUN' }],
  [10, { operation: 'text copied to the clipboard', action: 'other', strength: 'PRESENT' }],
  [11, { operation: 'activity of the system', action: 'other', strength: 'PRESENT' }],
  [12, { operation: 'activity of the system', action: 'other', strength: 'PRESENT' }],
  [15, { operation: 'activity of the system', action: 'other', strength: 'PRESENT' }],
  [16, { operation: 'copied or pasted', action: 'other', strength: 'PRESENT' }],
]);

function eventOf(row: SqliteRow, table: string): AccessEventClaims {
  const { values } = row;
  const type = numberOf(values['activitytype']);
  const kind = kinds.get(type) ?? { operation: `activity of type ${String(type)}`, action: 'other', strength: 'PRESENT' };
  const payload = jsonObject(textOfValue(values['payload']));
  const text = (name: string): string => (typeof payload[name] === 'string' ? cut(payload[name], 1000) : '');
  const program = programOf(textOfValue(values['appid']));
  const address = text('contentUri');
  const isFile = kind.action === 'program-use' && type === 5 && address !== '';
  const shown = [text('displayText'), text('description')].filter((one) => one !== '');
  return accessEvent({
    time: countedTime(numberOf(values['starttime']), unixSeconds, `${table}.StartTime`),
    precision: 'second',
    clock: 'clock of the machine',
    ...kind,
    ...(isFile ? { action: 'file-open' as const } : {}),
    process: program === '' ? null : { name: program, commandLine: '' },
    object: isFile ? { kind: 'file', name: address } : { kind: 'other', name: shown[0] ?? (text('appDisplayName') || program) },
    sourceId: idOf(values['id']),
    source: `timeline of Windows, table ${table}`,
    doesNotShow: 'It shows what the program told the system. An activity may be of another device of the account.',
    facts: [
      ...spanFacts(values),
      ...fromPayload(payload),
      ...factsOfRow(row, ['id', 'payload', 'starttime', 'endtime', 'appid', 'activitytype', 'clipboardpayload']),
      ...(program === '' ? [] : [{ name: 'activity type', value: type }]),
      ...(textOfValue(values['clipboardpayload']) === ''
        ? []
        : [{ name: 'clipboard', value: cut(clipboardText(values['clipboardpayload'])) }]),
    ],
  });
}

function numberOf(value: SqliteValue | undefined): number {
  return typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : 0;
}

/** The program for the desktop, else the first that is named: `[{"application":"Microsoft.Office.OUTLOOK.EXE.15","platform":"windows_win32"},…]`. */
function programOf(text: string): string {
  const list = jsonOf(text);
  const named = (Array.isArray(list) ? list : []).flatMap((one: unknown) => {
    if (typeof one !== 'object' || one === null || !('application' in one) || typeof one.application !== 'string') return [];
    return one.application === '' ? [] : [{ name: one.application, platform: 'platform' in one ? one.platform : '' }];
  });
  return cut((named.find(({ platform }) => platform === 'windows_win32') ?? named[0])?.name ?? '', 1000);
}

function jsonOf(text: string): unknown {
  try {
    return text.length > longestJson ? null : (JSON.parse(text) as unknown);
  } catch {
    return null;
  }
}

const longestJson = 1024 * 1024;

function jsonObject(text: string): Readonly<Record<string, unknown>> {
  const value = jsonOf(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : {};
}

function fromPayload(payload: Readonly<Record<string, unknown>>): RuleValue[] {
  return Object.entries(payload)
    .slice(0, 30)
    .flatMap(([name, value]) => {
      if (typeof value !== 'string' && typeof value !== 'number') return [];
      return value === '' ? [] : [{ name: `payload: ${name.slice(0, 60)}`, value: typeof value === 'string' ? cut(value, 1000) : value }];
    });
}

function spanFacts(values: SqliteRow['values']): RuleValue[] {
  const until = countedTime(numberOf(values['endtime']), unixSeconds, '')?.instant ?? null;
  return until === null ? [] : [{ name: 'until', value: until }];
}

// What was copied stands in base64 within JSON: [{"content":"…","formatName":"Text"}].
function clipboardText(value: SqliteValue | undefined): string {
  const text = value instanceof Uint8Array ? Buffer.from(value.subarray(0, longestJson)).toString('utf8') : textOfValue(value);
  const list = jsonOf(text);
  const [first] = Array.isArray(list) ? (list as unknown[]) : [];
  if (typeof first !== 'object' || first === null || !('content' in first) || typeof first.content !== 'string') return text;
  return Buffer.from(first.content, 'base64').toString('utf8');
}

function idOf(value: SqliteValue | undefined): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : textOfValue(value);
}
