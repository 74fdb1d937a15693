import type { LogEntry } from './log-entry.ts';
import { bsdTimeAhead, isoTimeAhead, type TimeAhead } from './stated-time.ts';

/** How the lines of a log are written. */
export interface LineForm {
  readonly id: 'syslog' | 'exim' | 'postfix-messages';
  /** For people. */
  readonly title: string;
  /** The entry that a line is, or null. */
  entryOf(line: string): LogEntry | null;
}

const severities = new Set(['EMERG', 'ALERT', 'CRIT', 'ERR', 'ERROR', 'WARNING', 'WARN', 'NOTICE', 'INFO', 'DEBUG']);

/**
 * Lines of syslog: as RFC 3164 and its daemons write them, with times of ISO 8601 as rsyslog does, and as RFC 5424 defines them.
 */
export const syslogForm: LineForm = {
  id: 'syslog',
  title: 'syslog',
  entryOf(line) {
    const priority = /^<\d{1,3}>/.exec(line)?.[0].length ?? 0;
    const text = priority === 0 ? line : line.slice(priority);
    if (priority > 0 && text.startsWith('1 ')) return structuredEntry(text.slice(2));
    const time = bsdTimeAhead(text, 'time of the log entry') ?? isoTimeAhead(text, 'time of the log entry');
    return time === null ? null : taggedEntry(text.slice(time.next).trimStart(), time);
  },
};

// `host program[123]: message`; some daemons write a severity where the host stands, or behind the program. `secd` of macOS
// names no host, and behind the severity who asked.
function taggedEntry(rest: string, { time, precision, lacks }: TimeAhead): LogEntry | null {
  const hostless = /^([^\s:[\]]{1,128})\[(\d{1,10})\] <\w{1,12}> \[[^\]]{0,300}\]: ?/.exec(rest);
  if (hostless !== null) {
    const [head, program = '', processId = ''] = hostless;
    return { time, precision, lacks, id: '', host: '', program, processId, message: rest.slice(head.length) };
  }
  const words = /^([^\s:[]{1,255}) /.exec(rest);
  const host = words?.[1] ?? '';
  const tagged = /^([^\s:[\]]{1,128})(?:\[(\d{1,10})\])?(?: <\w{1,12}>)?: ?/.exec(rest.slice(words?.[0].length ?? 0));
  const entry = { time, precision, lacks, id: '', host: severities.has(host) ? '' : host };
  if (words === null || tagged === null) return { ...entry, program: '', processId: '', message: rest };
  const message = rest.slice(words[0].length + tagged[0].length);
  return { ...entry, program: tagged[1] ?? '', processId: tagged[2] ?? '', message };
}

// RFC 5424 6: TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA MSG.
function structuredEntry(text: string): LogEntry | null {
  const head = /^(\S{1,64}) (\S{1,255}) (\S{1,128}) (\S{1,128}) (\S{1,64}) /.exec(text.slice(0, 700));
  if (head === null) return null;
  const time = isoTimeAhead(`${head[1] ?? ''} `, 'TIMESTAMP of the log entry');
  if (time === null && head[1] !== '-') return null;
  const message = text.slice(skipStructuredData(text, head[0].length)).replace(/^ ?(?:\ufeff|BOM)?/, '');
  return {
    time: time?.time ?? null,
    precision: time?.precision ?? 'unknown',
    lacks: time?.lacks ?? 'The entry names no time.',
    host: absent(head[2]),
    program: absent(head[3]),
    processId: absent(head[4]),
    message: message.trimStart(),
    id: '',
  };
}

function absent(word: string | undefined): string {
  return word === undefined || word === '-' ? '' : word;
}

// 6.3: `-`, or elements in brackets in which `]` within quotes is escaped.
function skipStructuredData(text: string, start: number): number {
  if (text.charAt(start) === '-') return start + 1;
  let at = start;
  let isQuoted = false;
  for (; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '\\' && isQuoted) at += 1;
    else if (character === '"') isQuoted = !isQuoted;
    else if (character === ']' && !isQuoted && text.charAt(at + 1) !== '[') return at + 1;
  }
  return at;
}

/** Lines of the main log of Exim (specification of Exim, chapter 53): a local time, unless the zone is logged with it. */
export const eximForm: LineForm = {
  id: 'exim',
  title: 'main log of Exim',
  entryOf(line) {
    const time = isoTimeAhead(line, 'time of the log entry');
    if (time?.time.raw.includes('T') !== false) return null;
    const rest = /^ (?:\[(\d{1,10})\] )?([^]*)$/.exec(line.slice(time.next));
    if (rest === null) return null;
    const { precision, lacks } = time;
    return { time: time.time, precision, lacks, host: '', program: 'exim', processId: rest[1] ?? '', message: rest[2] ?? '', id: '' };
  },
};

/** Messages of Postfix alone, without the head of a log line, as collectors export them. They name no time. */
export const postfixMessagesForm: LineForm = {
  id: 'postfix-messages',
  title: 'messages of Postfix without time',
  entryOf: (line) => ({
    time: null,
    precision: 'unknown',
    lacks: 'The entry names no time: it was exported without the head of its line.',
    host: '',
    program: 'postfix/unknown',
    processId: '',
    message: line,
    id: '',
  }),
};
