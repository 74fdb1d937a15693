import type { ClaimedTime } from '#model/index.ts';
import { syslogForm } from '../line-forms.ts';
import type { LogEntry } from '../log-entry.ts';
import { serviceOf } from '../services/index.ts';
import { bsdTimeAhead, isoTimeAhead, precisionOf } from '../stated-time.ts';
import { programOfMessage } from './bare-messages.ts';
import { fieldOf, type CollectedField, type CollectedRecord } from './collected-record.ts';

/**
 * Fields in which collectors keep the line of a log, those with the whole line first: Elastic Common Schema, Filebeat, Logstash and
 * Vector (`message`), Fluentd and Docker (`log`), Graylog (GELF), Microsoft Sentinel (table Syslog), Splunk, rsyslog, Loki,
 * OpenTelemetry and Google Cloud Logging.
 */
const lineFields = [
  ...['event.original', 'log.original', 'raw', 'rawmsg', 'rawmessage', 'rawevent', 'fullmessage', 'syslogmessage', 'message'],
  ...['log', 'msg', 'line', 'logline', 'textpayload', 'body', 'body.stringvalue', 'text', 'event', 'shortmessage', 'syslog.message'],
];

/** Fields that name the program. A name alone (`tag`) may have its process number with it. */
const programFields = [
  ...['log.syslog.appname', 'syslog.appname', 'syslog.program', 'syslogprogram', 'syslogidentifier', 'system.syslog.program'],
  ...['programname', 'appname', 'app.name', 'application', 'applicationname', 'process.name', 'processname', 'process.program', 'process'],
  ...['program', 'ident', 'syslogtag', 'tag', 'unit', 'systemdunit', 'comm'],
];
const processIdFields = ['log.syslog.procid', 'process.pid', 'processid', 'procid', 'pid', 'syslogpid', 'system.syslog.pid'];
const hostFields = [
  ...['log.syslog.hostname', 'syslog.hostname', 'system.syslog.hostname', 'host.name', 'host.hostname', 'hostname', 'logsource', 'host'],
  ...['computer', 'beat.hostname', 'source'],
];
/** Times that a collector read from the line, then those of its own; the first group is what the program's machine said. */
const lineTimeFields = ['syslog.timestamp', 'syslogtimestamp', 'system.syslog.timestamp', 'log.syslog.timestamp', 'eventtime'];
const ownTimeFields = [
  ...['@timestamp', 'timestamp', 'time', 'sourcerealtimetimestamp', 'realtimetimestamp', 'timegenerated', 'datetime', 'date', 'ts'],
  ...['event.created', 'event.ingested', 'receivetimestamp', 'receivedat'],
];

/** A line that a collector kept, and the entry that it is. */
export interface CollectedEntry {
  /** Where the line stands. */
  readonly line: CollectedField;
  readonly entry: LogEntry;
  /** Whether the line or its collector leaves no doubt that it is an entry of a system log. */
  readonly isClear: boolean;
}

/**
 * The entry of a system log that a record of a collector holds; null where it holds none. What the line itself says of program,
 * machine and time goes before what the collector says, which is taken only where the line is silent, and is named as such.
 */
export function collectedEntry(record: CollectedRecord): CollectedEntry | null {
  let bare: CollectedEntry | null = null;
  for (const name of lineFields) {
    const line = record.fields.get(name);
    if (line === undefined) continue;
    const entry = syslogForm.entryOf(line.text);
    if (entry !== null && entry.program !== '')
      return { line, entry, isClear: entry.processId !== '' || isKnownProgram(entry.program) || line.text.startsWith('<') };
    bare ??= bareEntry(record, line);
  }
  return bare;
}

function bareEntry(record: CollectedRecord, line: CollectedField): CollectedEntry | null {
  const tagged = taggedProgram(fieldOf(record, programFields)?.text ?? '');
  const byMessage = isKnownProgram(tagged.program) ? null : programOfMessage(line.text);
  const program = byMessage ?? tagged.program;
  if (program === '') return null;
  const host = fieldOf(record, hostFields)?.text.slice(0, 255) ?? '';
  const entry = {
    ...timeOf(record),
    host,
    program,
    processId: tagged.processId || (fieldOf(record, processIdFields)?.text ?? ''),
    message: line.text,
    id: '',
  };
  return { line, entry, isClear: byMessage !== null || isKnownProgram(program) };
}

// Programs of Unix systems, beside those whose entries are understood.
const systemPrograms =
  /^(?:kernel|systemd[\w-]{0,30}|crond?|anacron|rsyslogd|syslogd|syslog-ng|auditd?|networkmanager|dbus-daemon|named|postgrey|policyd-spf|spamd|amavis|opendkim|opendmarc|clamd|rspamd)(?:[/-].{1,40})?$/i;

function isKnownProgram(program: string): boolean {
  return serviceOf(program) !== null || systemPrograms.test(program);
}

/** `postfix/smtp[123]:` of a tag; a dash is the sign of syslog for nothing. */
function taggedProgram(text: string): { readonly program: string; readonly processId: string } {
  const match = /^([^\s[\]:]{1,128})(?:\[(\d{1,10})\])?:?$/.exec(text.trim());
  if (match === null || match[1] === '-') return { program: '', processId: '' };
  return { program: (match[1] ?? '').replace(/\.service$/, ''), processId: match[2] ?? '' };
}

const withoutHead = 'The line was exported without its head';

function timeOf(record: CollectedRecord): Pick<LogEntry, 'time' | 'precision' | 'lacks' | 'clock'> {
  const ofLine = fieldOf(record, lineTimeFields);
  const field = ofLine ?? fieldOf(record, ownTimeFields);
  if (field === null)
    return { time: null, precision: 'unknown', lacks: 'The entry names no time: it was exported without the head of its line.' };
  const { time, precision } = collectedTime(field);
  const zone = time.instant === null ? ' It does not name an instant.' : '';
  if (ofLine !== null) return { time, precision, lacks: `${withoutHead}; its time is as the collector read it.${zone}` };
  return {
    time,
    precision,
    lacks: `${withoutHead}; the time is that of the collector, which may be when it received the line.${zone}`,
    clock: 'clock of the collector or of the server, which the export does not tell apart',
  };
}

const earliest = Date.UTC(1985, 0, 1);
const latest = Date.UTC(2200, 0, 1);

/** The time that a field of a collector states: ISO 8601, RFC 3164, or a count since 1970 whose unit shows by its size. */
export function collectedTime({ name, text }: CollectedField): Pick<LogEntry, 'precision'> & { readonly time: ClaimedTime } {
  const raw = text.slice(0, 64);
  const statedBy = `field ${name.slice(0, 100)} of the collector`;
  const written = isoTimeAhead(`${raw} `, statedBy) ?? bsdTimeAhead(`${raw} `, statedBy);
  if (written !== null) return written;
  const count = /^(\d{9,19})(?:\.(\d{1,9}))?$/.exec(raw);
  if (count === null) return { time: { raw, instant: null, offsetMinutes: null, statedBy }, precision: 'unknown' };
  const digits = count[1] ?? '';
  // 11 digits of seconds reach to the year 5138; milliseconds had as many in 1973.
  const power = digits.length <= 11 ? 0 : digits.length <= 14 ? 3 : digits.length <= 17 ? 6 : 9;
  const milliseconds = Number((BigInt(digits) * 1000n) / 10n ** BigInt(power)) + Math.floor(Number(`0.${count[2] ?? '0'}`) * 1000);
  // Digits of a date (`20240301120000`) are a count to the eye, too: one of a time in which there were no such logs.
  const instant = milliseconds >= earliest && milliseconds <= latest ? new Date(milliseconds).toISOString() : null;
  const precision = power === 0 ? precisionOf(count[2]) : power === 3 ? 'millisecond' : 'sub-millisecond';
  return { time: { raw, instant, offsetMinutes: 0, statedBy }, precision };
}
