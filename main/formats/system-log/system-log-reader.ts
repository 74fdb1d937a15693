import type { ByteSource } from '#evidence/byte-source.ts';
import { looksBinary, openLogText, readLines, type LogText } from '../log-text/index.ts';
import { AttachmentUnreadableError, type FormatReader, type ProbeResult, type ReadContext, type ReaderOutput } from '../reader.ts';
import { eximForm, postfixMessagesForm, syslogForm, type LineForm } from './line-forms.ts';
import { serviceOf } from './services/index.ts';
import { tellEntries, type PlacedEntry } from './tell-entries.ts';

/**
 * Reads logs of Unix systems in lines: of syslog, the main log of Exim, and messages of Postfix that were exported without time.
 * What mail servers and log-in services say are events (`services`).
 */
export const systemLogReader: FormatReader = {
  id: 'system-log',
  version: '1',
  title: 'Log of a Unix system or mail server (syslog, Postfix, Exim, Sendmail, Dovecot, OpenSSH)',
  extensions: [],
  probe,
  read,
  attachment() {
    throw new AttachmentUnreadableError('Entries of logs have no attachments.');
  },
};

const probedBytes = 16 * 1024;
const probedLines = 60;
const limits = { logLineBytes: 4096 };

function probe(source: ByteSource): ProbeResult {
  const form = formOf(source);
  return form === null
    ? { verdict: 'no', because: 'Its lines are no entries of a system log.' }
    : { verdict: 'yes', because: `Its lines are entries of ${form.title}.` };
}

function formOf(source: ByteSource): LineForm | null {
  const head = source.read(0, probedBytes);
  const text = openLogText({ sizeBytes: head.length, read: (offset, length) => head.subarray(offset, offset + length) });
  if (looksBinary(text)) return null;
  const lines = firstLines(text, head.length < source.sizeBytes);
  if (isSyslog(lines)) return syslogForm;
  if (isExim(lines)) return eximForm;
  return isPostfixAlone(lines) ? postfixMessagesForm : null;
}

function firstLines(text: LogText, isCut: boolean): string[] {
  const lines: string[] = [];
  for (const line of readLines(text, limits)) {
    lines.push(line.text);
    if (lines.length > probedLines) break;
  }
  // The last line of a piece is seldom whole.
  return isCut && lines.length > 1 && lines.length <= probedLines ? lines.slice(0, -1) : lines.slice(0, probedLines);
}

// Programs that every system has; an entry of one, or one with a process number, tells syslog from other logs with times.
const systemPrograms =
  /^(?:kernel|systemd|cron|crond|anacron|rsyslogd|syslogd|syslog-ng|audit|auditd|networkmanager|dbus-daemon|named)(?:[/-].{1,40})?$/i;

function isSyslog(lines: readonly string[]): boolean {
  let entries = 0;
  let clear = 0;
  for (const line of lines) {
    const entry = syslogForm.entryOf(line);
    if (entry === null) continue;
    entries += 1;
    if (entry.program !== '' && (entry.processId !== '' || systemPrograms.test(entry.program) || serviceOf(entry.program) !== null))
      clear += 1;
  }
  return clear > 0 && entries * 10 >= lines.length * 6 && clear * 10 >= entries * 3;
}

const eximMessage =
  /^(?:[0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4} (?:<=|=>|->|>>|\*>|\*\*|==|Completed|SMTP|Message|H=)|exim [\d.]{1,10}.{0,20} daemon|Start queue run|End queue run|no host name found|SMTP |H=|\S{1,40} authenticator failed)/;

function isExim(lines: readonly string[]): boolean {
  const messages = lines.map((line) => eximForm.entryOf(line)?.message ?? '');
  const clear = messages.filter((message) => eximMessage.test(message)).length;
  return clear * 10 >= lines.length * 5 && messages.some((message) => /^[0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4} /.test(message));
}

// Two lines at least with all of the fields that no other program writes in this order.
function isPostfixAlone(lines: readonly string[]): boolean {
  const clear = lines.filter((line) => /^[0-9A-Za-z]{8,20}: to=\S{1,330}, (?:orig_to=\S{1,330}, )?relay=[^,]{1,300}, /.test(line));
  return clear.length >= 2 && clear.length * 10 >= lines.length;
}

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  yield* tellEntries(source, entriesIn(source, formOf(source) ?? syslogForm, context), context);
}

function* entriesIn(source: ByteSource, form: LineForm, context: ReadContext): Generator<PlacedEntry, void, undefined> {
  for (const { text, range, isCut } of readLines(openLogText(source), context.limits)) {
    const trouble = isCut ? `The line has ${String(range.lengthBytes)} bytes; its beginning was read.` : null;
    yield { entry: form.entryOf(text), range, trouble };
  }
}
