import type { ByteSource } from '#evidence/byte-source.ts';
import type { ByteRange } from '#model/index.ts';
import { looksBinary, openLogText, readLines, type LogLine, type LogText } from '../log-text/index.ts';
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
  version: '2',
  title: 'Log of a Unix system or mail server (syslog, Postfix, Exim, Sendmail, Dovecot, OpenSSH)',
  extensions: [],
  isNeverMail: true,
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
  const writing = writingOf(source);
  return writing === null
    ? { verdict: 'no', because: 'Its lines are no entries of a system log.' }
    : { verdict: 'yes', because: `Its lines are entries of ${writing.form.title}.` };
}

interface Writing {
  readonly form: LineForm;
  readonly isUnparted: boolean;
}

function writingOf(source: ByteSource): Writing | null {
  const head = source.read(0, probedBytes);
  const text = openLogText({ sizeBytes: head.length, read: (offset, length) => head.subarray(offset, offset + length) });
  if (looksBinary(text)) return null;
  const lines = firstLines(text, head.length < source.sizeBytes);
  if (isUnparted(lines)) {
    const range = { offsetBytes: 0, lengthBytes: 0 };
    const frames = lines.flatMap((line) =>
      framesOf({ text: line, range: { ...range, lengthBytes: Buffer.byteLength(line) }, isCut: false }),
    );
    return isSyslog(frames.map((frame) => frame.text)) ? { form: syslogForm, isUnparted: true } : null;
  }
  const form = isSyslog(lines) ? syslogForm : isExim(lines) ? eximForm : isPostfixAlone(lines) ? postfixMessagesForm : null;
  return form === null ? null : { form, isUnparted: false };
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
  const writing = writingOf(source) ?? { form: syslogForm, isUnparted: false };
  yield* tellEntries(source, entriesIn(source, writing, context), context);
}

function* entriesIn(source: ByteSource, writing: Writing, context: ReadContext): Generator<PlacedEntry, void, undefined> {
  for (const line of readLines(openLogText(source), context.limits)) {
    const trouble = line.isCut ? `The line has ${String(line.range.lengthBytes)} bytes; its beginning was read.` : null;
    for (const { text, range } of writing.isUnparted ? framesOf(line) : [line]) yield { entry: writing.form.entryOf(text), range, trouble };
  }
}

interface Frame {
  readonly text: string;
  readonly range: ByteRange;
}

const frameStart = /<\d{1,3}>(?=1 \d{4}-|\d{4}-\d\d-\d\dT|[A-Z][a-z]{2} [ \d]\d \d\d:)/g;
const mostFrames = 10_000;

/**
 * Tells whether nothing parts the entries but the priority with which each begins, as in what was taken from the network: most
 * entries of the beginning then stand within lines. In other logs a message that quotes an entry must not become one.
 */
function isUnparted(lines: readonly string[]): boolean {
  const starts = lines.flatMap((line) => Array.from(line.matchAll(frameStart), ({ index }) => index));
  return starts.filter((start) => start > 0).length > starts.length / 2;
}

/** The entries of a line that holds several. One whose characters and bytes do not agree is left whole: its pieces could not be cited. */
function framesOf({ text, range, isCut }: LogLine): readonly Frame[] {
  const whole = [{ text, range }];
  if (isCut || Buffer.byteLength(text) !== range.lengthBytes) return whole;
  const starts = Array.from(text.matchAll(frameStart), ({ index }) => index).slice(0, mostFrames);
  if (starts.length === 0) return whole;
  if (starts[0] !== 0) starts.unshift(0);
  let offsetBytes = range.offsetBytes;
  return starts.map((start, index) => {
    const piece = text.slice(start, starts[index + 1] ?? text.length);
    const lengthBytes = Buffer.byteLength(piece);
    offsetBytes += lengthBytes;
    return { text: piece, range: { offsetBytes: offsetBytes - lengthBytes, lengthBytes } };
  });
}
