import { hash } from 'node:crypto';
import type { ByteSource } from '#evidence/byte-source.ts';
import {
  accessEvent,
  bytesStep,
  type AccessAction,
  type AccessEventClaims,
  type AccessStrength,
  type ClaimedTime,
  type ContainerRef,
  type Locator,
} from '#model/index.ts';
import { openLogText, readJsonValues } from '../log-text/index.ts';
import { AttachmentUnreadableError, type FormatReader, type ReadContext, type ReaderOutput } from '../reader.ts';
import { cut } from '../row-event.ts';

/**
 * Reads the unified log of macOS as `log show --style json` or `ndjson` exports it (log(1)). Entries of mail programs and of those
 * that hold accounts, permissions and log-ins are events; the others are counted by program.
 */
export const unifiedLogReader: FormatReader = {
  id: 'macos-unified-log',
  version: '1',
  title: 'Unified log of macOS as JSON',
  extensions: [],
  isNeverMail: true,
  probe(source) {
    const start = Buffer.from(source.read(0, 16 * 1024)).toString('latin1');
    const isLog =
      /^(?:\u00ef\u00bb\u00bf)?\s{0,100}\[?\s{0,100}\{/.test(start) &&
      ['"eventMessage"', '"processImagePath"', '"machTimestamp"'].every((name) => start.includes(name));
    return isLog
      ? { verdict: 'yes', because: 'It begins with an entry of the unified log of macOS as JSON.' }
      : { verdict: 'no', because: 'It does not begin with an entry of the unified log of macOS as JSON.' };
  },
  read,
  attachment() {
    throw new AttachmentUnreadableError('Entries of logs have no attachments.');
  },
};

interface ProgramMeaning {
  readonly action: AccessAction;
  readonly strength: AccessStrength;
}

const use: ProgramMeaning = { action: 'program-use', strength: 'RUN' };
const other: ProgramMeaning = { action: 'other', strength: 'PRESENT' };

/** Programs whose entries are events, by the last part of their path. */
const programs: ReadonlyMap<string, ProgramMeaning> = new Map([
  ['Mail', use],
  ['Microsoft Outlook', use],
  ['thunderbird', use],
  ['accountsd', { action: 'other', strength: 'SYNCED' }],
  ['tccd', { action: 'permission-change', strength: 'CHANGED' }],
  ['sshd', other],
  ['sshd-session', other],
  ['sudo', { action: 'privilege-use', strength: 'RUN' }],
  ['loginwindow', other],
  ['screensharingd', other],
  ['osascript', { action: 'script', strength: 'RUN' }],
]);

const mostPrograms = 40;

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const { locator } = context;
  const container: ContainerRef = { kind: 'log', locator };
  const others = new Map<string, number>();
  for (const { value, range, trouble } of readJsonValues(openLogText(source), context.limits)) {
    const place: Locator = [...locator, bytesStep(range.offsetBytes, range.lengthBytes)];
    if (trouble !== null || !isObject(value)) {
      yield { kind: 'expected', container, items: 1 };
      const detail = trouble ?? 'It is no object.';
      yield {
        kind: 'diagnostic',
        container,
        diagnostic: { code: 'item-unreadable', effect: 'item-lost', stage: 'read', locator: place, detail },
      };
      continue;
    }
    const path = textOf(value, 'processImagePath');
    const program = path.slice(path.lastIndexOf('/') + 1);
    const meaning = programs.get(program);
    if (meaning === undefined) {
      const name = program.slice(0, 60);
      const group = others.has(name) || others.size < mostPrograms ? name : 'others';
      others.set(group, (others.get(group) ?? 0) + 1);
      continue;
    }
    yield { kind: 'expected', container, items: 1 };
    if (!context.enter(place, container)) continue;
    const bytes = range.lengthBytes <= mostHashedBytes ? source.read(range.offsetBytes, range.lengthBytes) : null;
    const sha256 = bytes === null ? null : hash('sha256', bytes);
    const observed = { range, sizeBytes: range.lengthBytes, sha256, allocation: 'allocated', intact: true } as const;
    const claimed = eventOf(value, path, meaning);
    yield { kind: 'record', container, record: { kind: 'event', locator: place, parent: null, observed, claimed } };
  }
  if (others.size === 0) return;
  const counts = [...others].map(([name, count]) => `${name === '' ? 'unnamed' : name} ${String(count)}`);
  const detail = `Entries of other programs are no records: ${counts.join(', ')}.`;
  yield { kind: 'diagnostic', container, diagnostic: { code: 'log-entries-left-out', effect: 'noted', stage: 'read', locator, detail } };
}

const mostHashedBytes = 1024 * 1024;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: Readonly<Record<string, unknown>>, name: string): string {
  const field = Object.hasOwn(value, name) ? value[name] : undefined;
  return typeof field === 'string' ? field : typeof field === 'number' ? String(field) : '';
}

function eventOf(value: Readonly<Record<string, unknown>>, path: string, { action, strength }: ProgramMeaning): AccessEventClaims {
  const message = textOf(value, 'eventMessage');
  const facts = ['subsystem', 'category', 'messageType', 'eventType', 'senderImagePath', 'activityIdentifier', 'userID'].flatMap((name) => {
    const text = textOf(value, name);
    return text === '' || text === '0' ? [] : [{ name, value: cut(text, 300) }];
  });
  return accessEvent({
    time: timeOf(textOf(value, 'timestamp')),
    precision: 'sub-millisecond',
    clock: 'clock of the machine',
    strength,
    action,
    operation: 'log entry',
    process: { name: path, commandLine: '', id: textOf(value, 'processID') },
    object: { kind: 'other', name: path.slice(path.lastIndexOf('/') + 1) },
    source: 'unified log of macOS',
    doesNotShow: 'It shows what the program wrote of itself; texts that it marked as private are left out by the system.',
    facts: [{ name: 'message', value: cut(message) }, ...facts],
  });
}

// `2024-03-14 09:26:53.123456+0100`
function timeOf(raw: string): ClaimedTime | null {
  if (raw === '') return null;
  const match = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})\.(\d{3})\d{0,6}([+-])(\d{2})(\d{2})$/.exec(raw);
  const statedBy = 'timestamp of the log entry';
  if (match === null) return { raw: raw.slice(0, 64), instant: null, offsetMinutes: null, statedBy };
  const [, day, time, milliseconds, sign, hours, minutes] = match;
  const offsetMinutes = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  const local = Date.parse(`${day ?? ''}T${time ?? ''}.${milliseconds ?? ''}Z`);
  const instant = Number.isNaN(local) ? null : new Date(local - offsetMinutes * 60_000).toISOString();
  return { raw, instant, offsetMinutes, statedBy };
}
