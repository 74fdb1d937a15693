import type { ByteSource } from '#evidence/byte-source.ts';
import { accessEvent, bytesStep, type AccessAction, type AccessEventClaims, type AccessStrength, type ContainerRef } from '#model/index.ts';
import { countedTime, unixMicroseconds } from '../counted-time.ts';
import { lostRecord, noted } from '../placed-event.ts';
import { AttachmentUnreadableError, type FormatReader, type ReadContext, type ReaderOutput } from '../reader.ts';
import { byteEvent } from './byte-record.ts';
import { layoutOf, type SessionEntry, type SessionLayout } from './session-layout.ts';

/**
 * Reads files of sessions: `utmp`, `wtmp`, `btmp` of Linux (utmp(5)) and `utmpx` of macOS (utmpx.h). Each entry is an event.
 * The same entry means a failed attempt where the file is `btmp`, which only its name tells; of other names the entries of
 * attempts that failed are known by their type.
 */
export const sessionReader: FormatReader = {
  id: 'login-sessions',
  version: '2',
  title: 'Sessions of Linux and macOS (utmp, wtmp, btmp, utmpx)',
  extensions: [],
  isNeverMail: true,
  probe(source) {
    const layout = layoutOf(Buffer.from(source.read(0, 4096)));
    return layout === null
      ? { verdict: 'no', because: 'Its beginning is no entry of sessions.' }
      : { verdict: 'yes', because: `Its first entries are sessions as ${layout.title} keeps them.` };
  },
  read,
  attachment() {
    throw new AttachmentUnreadableError('Entries of sessions have no attachments.');
  },
};

const entriesAtOnce = 256;

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const container: ContainerRef = { kind: 'log', locator: context.locator };
  const layout = layoutOf(Buffer.from(source.read(0, 4096)));
  if (layout === null) {
    yield* lostRecord(container, context.locator, 'Its beginning is no entry of sessions.');
    return;
  }
  const areFailures = /^btmp/i.test(context.fileName);
  let empty = 0;
  const { entryBytes } = layout;
  const whole = Math.floor(source.sizeBytes / entryBytes);
  // The first entry of the form of macOS is its signature.
  for (let first = layout.id === 'macos' ? 1 : 0; first < whole; first += entriesAtOnce) {
    const count = Math.min(entriesAtOnce, whole - first);
    const bytes = Buffer.from(source.read(first * entryBytes, count * entryBytes));
    for (let index = 0; index < count; index += 1) {
      const offset = (first + index) * entryBytes;
      const entry = bytes.subarray(index * entryBytes, (index + 1) * entryBytes);
      if (entry.every((byte) => byte === 0)) {
        empty += 1;
        continue;
      }
      yield { kind: 'expected', container, items: 1 };
      if (!context.enter([...context.locator, bytesStep(offset, entryBytes)], container)) continue;
      const isWhole = layout.isPlausible(entry);
      yield { kind: 'record', container, record: byteEvent(context.locator, offset, entry, eventOf(layout, entry, areFailures), isWhole) };
      if (!isWhole) {
        const locator = [...context.locator, bytesStep(offset, entryBytes)];
        const detail = 'The entry has a type, a text or a time that no system writes; it was read as it stands.';
        yield {
          kind: 'diagnostic',
          container,
          diagnostic: { code: 'index-damaged', effect: 'field-lost', stage: 'read', locator, detail },
        };
      }
    }
  }
  const rest = source.sizeBytes - whole * entryBytes;
  const place = [...context.locator, bytesStep(whole * entryBytes, rest)];
  const tail = source.read(whole * entryBytes, rest);
  const holdsNothing = tail.every((byte) => byte === 0);
  const parts = [
    ...(empty === 0 ? [] : [`${String(empty)} slots of the file are empty; they hold nothing.`]),
    ...(rest === 0 || !holdsNothing ? [] : [`The last ${String(rest)} bytes are zero and no entry.`]),
  ];
  if (parts.length > 0) yield noted(container, 'log-entries-left-out', parts.join(' '));
  if (!holdsNothing)
    yield* lostRecord(container, place, `The last ${String(rest)} bytes are no whole entry of ${String(entryBytes)} bytes.`);
}

interface Meaning {
  readonly operation: string;
  readonly action: AccessAction;
  readonly strength: AccessStrength;
}

// utmp(5); the numbers are the same in utmpx.h of macOS up to 8.
const linuxMeanings: readonly Meaning[] = [
  { operation: 'EMPTY', action: 'other', strength: 'PRESENT' },
  { operation: 'RUN_LVL, change of run level', action: 'other', strength: 'CHANGED' },
  { operation: 'BOOT_TIME, start of the system', action: 'other', strength: 'RUN' },
  { operation: 'NEW_TIME, clock after a change', action: 'other', strength: 'CHANGED' },
  { operation: 'OLD_TIME, clock before a change', action: 'other', strength: 'CHANGED' },
  { operation: 'INIT_PROCESS', action: 'process-start', strength: 'RUN' },
  { operation: 'LOGIN_PROCESS, terminal waits for a log-in', action: 'other', strength: 'PRESENT' },
  { operation: 'USER_PROCESS, log-in', action: 'sign-in', strength: 'LOGGED ON' },
  { operation: 'DEAD_PROCESS, end of a session', action: 'sign-out', strength: 'LOGGED ON' },
  { operation: 'ACCOUNTING', action: 'other', strength: 'PRESENT' },
];

const macosMeanings: readonly Meaning[] = [
  { operation: 'EMPTY', action: 'other', strength: 'PRESENT' },
  { operation: 'RUN_LVL, change of run level', action: 'other', strength: 'CHANGED' },
  { operation: 'BOOT_TIME, start of the system', action: 'other', strength: 'RUN' },
  { operation: 'OLD_TIME, clock before a change', action: 'other', strength: 'CHANGED' },
  { operation: 'NEW_TIME, clock after a change', action: 'other', strength: 'CHANGED' },
  { operation: 'INIT_PROCESS', action: 'process-start', strength: 'RUN' },
  { operation: 'LOGIN_PROCESS, terminal waits for a log-in', action: 'other', strength: 'PRESENT' },
  { operation: 'USER_PROCESS, log-in', action: 'sign-in', strength: 'LOGGED ON' },
  { operation: 'DEAD_PROCESS, end of a session', action: 'sign-out', strength: 'LOGGED ON' },
  { operation: 'ACCOUNTING', action: 'other', strength: 'PRESENT' },
  { operation: 'SIGNATURE', action: 'other', strength: 'PRESENT' },
  { operation: 'SHUTDOWN_TIME, end of the system', action: 'other', strength: 'RUN' },
];

const failure: Meaning = { operation: 'log-in that failed', action: 'sign-in', strength: 'ATTEMPTED' };

function eventOf(layout: SessionLayout, bytes: Buffer, areFailures: boolean): AccessEventClaims {
  const entry = layout.decode(bytes);
  const meaning = meaningOf(layout, entry, areFailures);
  const { seconds, microseconds } = entry;
  const time = countedTime(BigInt(seconds) * 1_000_000n + BigInt(microseconds), unixMicroseconds, 'time of the session entry');
  return accessEvent({
    // utmp(5): an entry of type EMPTY holds no valid information, so what stands for its time is no instant.
    time:
      time === null
        ? null
        : { ...time, ...(entry.type === 0 ? { instant: null } : {}), raw: `${String(seconds)}.${String(microseconds).padStart(6, '0')}` },
    precision: 'sub-millisecond',
    clock: 'clock of the machine',
    ...meaning,
    actor: meaning.action === 'sign-in' ? entry.user : '',
    account: entry.user,
    address: entry.address,
    ...(entry.session === 0 ? {} : { session: String(entry.session) }),
    object: { kind: 'session', name: entry.line },
    outcome: meaning === failure ? 'failed' : '',
    source: `session entry of ${layout.title}`,
    doesNotShow: 'It does not show what was done in the session.',
    facts: [
      { name: 'type', value: entry.type },
      { name: 'process', value: entry.processId },
      // The machine that the session came from, by name; in entries of the system its kernel.
      ...(entry.host === '' ? [] : [{ name: 'host in the entry', value: entry.host }]),
    ],
  });
}

function meaningOf({ id }: SessionLayout, { type, user }: SessionEntry, areFailures: boolean): Meaning {
  if (areFailures && (type === 6 || type === 7)) return failure;
  // A terminal that waits is entered for the user LOGIN; any other name there is of an attempt.
  if (id !== 'macos' && type === 6 && user !== '' && user !== 'LOGIN') return failure;
  const meanings = id === 'macos' ? macosMeanings : linuxMeanings;
  return meanings[type] ?? { operation: `type ${String(type)}`, action: 'other', strength: 'PRESENT' };
}
