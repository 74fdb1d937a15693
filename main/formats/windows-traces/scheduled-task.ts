import type { ByteSource } from '#evidence/byte-source.ts';
import { accessEvent, type AccessEventClaims, type ClaimedTime, type ContainerRef } from '#model/index.ts';
import { lostRecord, tellEvent } from '../placed-event.ts';
import { AttachmentUnreadableError, type FormatReader, type ReadContext, type ReaderOutput } from '../reader.ts';

/**
 * Reads a scheduled task of Windows up to XP (`%SystemRoot%\Tasks\*.job`; [MS-TSCH] 2.4, .JOB file format): which program was to
 * run, with what, and when it last did. It is one event.
 */
export const scheduledTaskReader: FormatReader = {
  id: 'windows-job',
  version: '1',
  title: 'Scheduled task of Windows (.job)',
  isNeverMail: true,
  extensions: [],
  probe(source) {
    const bytes = Buffer.from(source.read(0, fixedBytes));
    return bytes.length === fixedBytes && isJob(bytes)
      ? { verdict: 'yes', because: 'It begins with the fixed part of a scheduled task of Windows.' }
      : { verdict: 'no', because: 'It does not begin with the fixed part of a scheduled task of Windows.' };
  },
  read,
  attachment() {
    throw new AttachmentUnreadableError('A scheduled task has no attachments.');
  },
};

/** FIXDLEN_DATA, 2.4.1. */
const fixedBytes = 68;
const products = new Set([0x0400, 0x0500, 0x0501, 0x0600, 0x0601, 0x0602, 0x0603, 0x0a00]);
const longestTask = 1024 * 1024;

function isJob(bytes: Buffer): boolean {
  const nameOffset = bytes.readUInt16LE(20);
  const triggerOffset = bytes.readUInt16LE(22);
  return (
    products.has(bytes.readUInt16LE(0)) && bytes.readUInt16LE(2) === 1 && nameOffset >= 68 && nameOffset <= 72 && triggerOffset > nameOffset
  );
}

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const container: ContainerRef = { kind: 'tasks', locator: context.locator };
  const bytes = Buffer.from(source.read(0, Math.min(source.sizeBytes, longestTask)));
  if (bytes.length < fixedBytes) {
    yield* lostRecord(container, context.locator, 'The task ends within its fixed part.');
    return;
  }
  const { texts, triggers, isWhole } = variablePart(bytes);
  yield* tellEvent(source, context, container, {
    range: { offsetBytes: 0, lengthBytes: source.sizeBytes },
    claimed: () => eventOf(bytes, texts, triggers),
    trouble: isWhole ? null : 'The task ends before its texts and triggers do; what could be read was read.',
    troubleIs: 'index-damaged',
  });
}

interface Texts {
  readonly application: string;
  readonly parameters: string;
  readonly folder: string;
  readonly author: string;
  readonly comment: string;
}

// 2.4.2: the number of running instances, five texts with their lengths in characters, two runs of bytes with their lengths, triggers.
function variablePart(bytes: Buffer): { readonly texts: Texts; readonly triggers: readonly Buffer[]; readonly isWhole: boolean } {
  let at = bytes.readUInt16LE(20);
  let isWhole = true;
  const take = (length: number): Buffer => {
    if (at + length > bytes.length) isWhole = false;
    const taken = bytes.subarray(Math.min(at, bytes.length), Math.min(at + length, bytes.length));
    at += length;
    return taken;
  };
  const number = (): number => {
    const taken = take(2);
    return taken.length < 2 ? 0 : taken.readUInt16LE(0);
  };
  const text = (): string => {
    const length = number();
    return take(length * 2)
      .toString('utf16le')
      .replace(/\0.*$/s, '')
      .slice(0, 8000);
  };
  const texts = { application: text(), parameters: text(), folder: text(), author: text(), comment: text() };
  take(number());
  take(number());
  const count = number();
  const triggers: Buffer[] = [];
  for (let index = 0; index < Math.min(count, mostTriggers) && at < bytes.length; index += 1) triggers.push(take(triggerBytes));
  return { texts, triggers: triggers.filter(({ length }) => length === triggerBytes), isWhole };
}

const mostTriggers = 100;
const triggerBytes = 48;
const triggerTypes = [
  'once',
  'daily',
  'weekly',
  'monthly by date',
  'monthly by weekday',
  'when idle',
  'at start of the system',
  'at log-on',
];

function eventOf(bytes: Buffer, texts: Texts, triggers: readonly Buffer[]): AccessEventClaims {
  const last = systemTime(bytes, 52);
  const lastExit = bytes.readUInt32LE(40);
  const commandLine = [texts.application, texts.parameters].filter((text) => text !== '').join(' ');
  return accessEvent({
    time: last,
    precision: last === null ? 'unknown' : 'millisecond',
    clock: 'clock of the machine',
    strength: last === null ? 'PRESENT' : 'RUN',
    action: last === null ? 'task-change' : 'process-start',
    operation: last === null ? 'scheduled task that never ran' : 'last run of a scheduled task',
    // Whoever made the task need not be the account that it runs as, which stands elsewhere.
    actor: last === null ? texts.author : '',
    process: { name: texts.application, commandLine },
    object: { kind: 'other', name: texts.application },
    outcome: last === null ? '' : `0x${lastExit.toString(16).padStart(8, '0')}`,
    source: 'scheduled task (.job)',
    doesNotShow: `It shows the last run alone, not what the program did, nor as whom it ran.${last === null ? '' : ' The task does not name the zone of its time.'}`,
    facts: [
      ...(texts.author === '' ? [] : [{ name: 'author', value: texts.author.slice(0, 1000) }]),
      ...(texts.folder === '' ? [] : [{ name: 'folder', value: texts.folder }]),
      ...(texts.comment === '' ? [] : [{ name: 'comment', value: texts.comment.slice(0, 1000) }]),
      ...(triggers.length === 0 ? [] : [{ name: 'triggers', value: triggers.map(triggerText) }]),
    ],
  });
}

// SYSTEMTIME ([MS-DTYP] 2.3.13), local; all zero where the task never ran.
function systemTime(bytes: Buffer, at: number): ClaimedTime | null {
  const [year = 0, month = 0, , day = 0, hour = 0, minute = 0, second = 0, millisecond = 0] = Array.from({ length: 8 }, (_, index) =>
    bytes.readUInt16LE(at + 2 * index),
  );
  if (year === 0) return null;
  const two = (number: number): string => String(number).padStart(2, '0');
  const raw = `${String(year)}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}.${String(millisecond).padStart(3, '0')}`;
  return { raw, instant: null, offsetMinutes: null, statedBy: 'time of the last run in the task' };
}

function triggerText(trigger: Buffer): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  const begins = `${String(trigger.readUInt16LE(4))}-${two(trigger.readUInt16LE(6))}-${two(trigger.readUInt16LE(8))}`;
  const type = trigger.readUInt32LE(32);
  return `${triggerTypes[type] ?? `type ${String(type)}`} from ${begins} at ${two(trigger.readUInt16LE(16))}:${two(trigger.readUInt16LE(18))}`;
}
