import type { ClaimedTime } from '#model/index.ts';
import type { LogEntry } from './log-entry.ts';

/** Gives a field of a journal entry by its name (systemd.journal-fields(7)); empty where it has none. */
export type JournalFields = (name: string) => string;

/** The entry that the fields of a journal entry make. */
export function entryOfJournal(fields: JournalFields): LogEntry {
  const time = realTime(fields('__REALTIME_TIMESTAMP'));
  return {
    time,
    precision: 'sub-millisecond',
    host: fields('_HOSTNAME'),
    program: fields('SYSLOG_IDENTIFIER') || fields('_COMM'),
    processId: fields('_PID') || fields('SYSLOG_PID'),
    message: fields('MESSAGE'),
    id: fields('__CURSOR'),
    lacks: time === null ? 'The entry names no time.' : '',
  };
}

// Microseconds since 1970 in UTC, by the clock of the machine.
function realTime(raw: string): ClaimedTime | null {
  if (!/^\d{1,17}$/.test(raw)) return null;
  const milliseconds = Number(BigInt(raw) / 1000n);
  const instant = milliseconds <= Date.UTC(9999, 11, 31) ? new Date(milliseconds).toISOString() : null;
  return { raw, instant, offsetMinutes: 0, statedBy: '__REALTIME_TIMESTAMP of the journal' };
}
