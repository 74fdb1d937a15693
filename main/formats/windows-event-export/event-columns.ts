import type { SystemField } from '#formats/windows-events/index.ts';
import type { EventCollector } from './event-collector.ts';

/** A list of events by the names of its columns or members, in lower case without blanks. */
interface ColumnNames {
  /** Columns of which at least these must be there. */
  readonly needs: readonly string[];
  readonly fields: Readonly<Record<string, SystemField>>;
  /** What the times of a list without zone mean. */
  readonly zone: 'UTC' | null;
}

const common = {
  eventid: 'eventId',
  channel: 'channel',
  level: 'level',
  keywords: 'keywords',
  computer: 'computer',
} as const satisfies Record<string, SystemField>;

/** Known lists, in the order in which they are asked. Adding one is an entry. */
const lists: readonly ColumnNames[] = [
  {
    // EvtxECmd (CSV and JSON); its times are UTC.
    needs: ['eventid', 'provider', 'channel', 'timecreated', 'computer', 'eventrecordid'],
    fields: {
      ...common,
      provider: 'provider',
      timecreated: 'time',
      eventrecordid: 'recordId',
      processid: 'processId',
      threadid: 'threadId',
      userid: 'userId',
    },
    zone: 'UTC',
  },
  {
    // Get-WinEvent (Export-Csv and ConvertTo-Json).
    needs: ['id', 'providername', 'logname', 'timecreated'],
    fields: {
      ...common,
      id: 'eventId',
      providername: 'provider',
      providerid: 'providerGuid',
      logname: 'channel',
      timecreated: 'time',
      recordid: 'recordId',
      machinename: 'computer',
      processid: 'processId',
      threadid: 'threadId',
      userid: 'userId',
      version: 'version',
      qualifiers: 'qualifiers',
      task: 'task',
      opcode: 'opcode',
      activityid: 'activityId',
      relatedactivityid: 'relatedActivityId',
    },
    zone: null,
  },
  {
    // NXLog and the data sets made with it: values of the event stand among the fields.
    needs: ['eventid', 'sourcename', 'channel'],
    fields: {
      ...common,
      sourcename: 'provider',
      providerguid: 'providerGuid',
      hostname: 'computer',
      recordnumber: 'recordId',
      timecreated: 'time',
      eventtime: 'time',
      '@timestamp': 'time',
      executionprocessid: 'processId',
      threadid: 'threadId',
      task: 'task',
      opcodevalue: 'opcode',
      activityid: 'activityId',
    },
    zone: null,
  },
  {
    // Winlogbeat before version 7.
    needs: ['event_id', 'source_name', 'log_name'],
    fields: {
      ...common,
      event_id: 'eventId',
      source_name: 'provider',
      provider_guid: 'providerGuid',
      log_name: 'channel',
      computer_name: 'computer',
      record_number: 'recordId',
      '@timestamp': 'time',
      process_id: 'processId',
      thread_id: 'threadId',
    },
    zone: 'UTC',
  },
  {
    // Event Viewer, "Save Selected Events" as CSV; its times are those of the machine that saved.
    needs: ['level', 'dateandtime', 'source', 'eventid', 'taskcategory'],
    fields: { ...common, source: 'provider', dateandtime: 'time', taskcategory: 'task' },
    zone: null,
  },
];

const plain = (name: string): string => name.toLowerCase().replaceAll(/[\s\uFEFF]/g, '');

/** What columns of these names are; null where they are no list of events. */
export function columnsOf(names: readonly string[]): ColumnNames | null {
  if (names.length > mostColumns) return null;
  const given = new Set(names.map((name) => plain(name.slice(0, longestName))));
  return lists.find(({ needs }) => needs.every((name) => given.has(name))) ?? null;
}

const mostColumns = 4096;
const longestName = 256;

/** Reads cells by the names of their columns into a collector; those of no known name are values. */
export function readColumns(cells: readonly (readonly [name: string, text: string])[], into: EventCollector): void {
  const list = columnsOf(cells.map(([name]) => name));
  const times: (readonly [name: string, text: string])[] = [];
  for (const [name, text] of cells) {
    const key = plain(name.slice(0, longestName));
    const field = list !== null && Object.hasOwn(list.fields, key) ? list.fields[key] : undefined;
    if (field === undefined) into.value(name, text);
    else if (field === 'time') times.push([key, text]);
    else into.field(field, text);
  }
  // A time with a zone says more than one without.
  const best = times.find(([, text]) => /(?:Z|[+-]\d\d:?\d\d)$/.test(text.slice(-40)) || /^\/Date\(\d/.test(text)) ?? times[0];
  for (const one of times) {
    if (one === best)
      into.field('time', list?.zone === 'UTC' && /\d$/.test(one[1]) && !/[+-]\d\d:\d\d$/.test(one[1]) ? `${one[1]}Z` : one[1]);
    else into.value(one[0], one[1]);
  }
}
