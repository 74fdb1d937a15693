import type { ByteSource } from '#evidence/byte-source.ts';
import { accessEvent, bytesStep, type ContainerRef } from '#model/index.ts';
import { countedTime, unixSeconds } from '../counted-time.ts';
import { lostRecord, noted } from '../placed-event.ts';
import { AttachmentUnreadableError, type FormatReader, type ReadContext, type ReaderOutput } from '../reader.ts';
import { byteEvent, fixedText, isPlainField } from './byte-record.ts';

/**
 * Reads `lastlog` of Linux (lastlog(8), bits/utmp.h): an entry of 292 bytes for each user number, mostly empty. The file names no
 * users, only their numbers. It is sparse: a large number makes it long without content.
 */
export const lastLoginReader: FormatReader = {
  id: 'lastlog',
  version: '1',
  title: 'Last log-ins of Linux (lastlog)',
  extensions: [],
  probe(source) {
    const isLog = looksLikeLastLog(source);
    return isLog
      ? { verdict: 'yes', because: 'It is a whole number of last log-ins, and those at its beginning are plausible.' }
      : { verdict: 'no', because: 'It does not begin with last log-ins.' };
  },
  read,
  attachment() {
    throw new AttachmentUnreadableError('Last log-ins have no attachments.');
  },
};

const entryBytes = 292;
const probedBytes = 64 * 1024;
const entriesAtOnce = 1024;
const thisAge = { from: Date.UTC(1990, 0, 1) / 1000, to: Date.UTC(2060, 0, 1) / 1000 };

// Every entry at the beginning must be empty or a log-in: a time of this age and the name of a terminal.
function looksLikeLastLog(source: ByteSource): boolean {
  if (source.sizeBytes === 0 || source.sizeBytes % entryBytes !== 0) return false;
  // Most beginnings are none; they are not read further than that.
  if (!isEntryOrEmpty(Buffer.from(source.read(0, entryBytes)))) return false;
  const start = Buffer.from(source.read(0, probedBytes));
  let logIns = 0;
  for (let at = 0; at + entryBytes <= start.length; at += entryBytes) {
    const entry = start.subarray(at, at + entryBytes);
    if (!isEntryOrEmpty(entry)) return false;
    if (entry.readUInt32LE(0) !== 0) logIns += 1;
  }
  return logIns > 0;
}

function isEntryOrEmpty(entry: Buffer): boolean {
  const seconds = entry.readUInt32LE(0);
  if (seconds === 0) return entry.every((byte) => byte === 0);
  // Both texts end within their room, which no other text of four letters at the beginning does.
  if (entry[35] !== 0 || entry[291] !== 0) return false;
  return seconds >= thisAge.from && seconds < thisAge.to && entry[4] !== 0 && isPlainField(entry, 4, 32) && isPlainField(entry, 36, 256);
}

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const container: ContainerRef = { kind: 'log', locator: context.locator };
  const entries = Math.floor(source.sizeBytes / entryBytes);
  const readable = Math.min(entries, context.limits.indexRows);
  for (let first = 0; first < readable; first += entriesAtOnce) {
    const count = Math.min(entriesAtOnce, readable - first);
    const bytes = Buffer.from(source.read(first * entryBytes, count * entryBytes));
    for (let index = 0; index < count; index += 1) {
      const entry = bytes.subarray(index * entryBytes, (index + 1) * entryBytes);
      if (entry.every((byte) => byte === 0)) continue;
      const user = first + index;
      yield { kind: 'expected', container, items: 1 };
      if (!context.enter([...context.locator, bytesStep(user * entryBytes, entryBytes)], container)) continue;
      const claimed = eventOf(user, entry);
      yield { kind: 'record', container, record: byteEvent(context.locator, user * entryBytes, entry, claimed, isEntryOrEmpty(entry)) };
    }
  }
  if (readable < entries) {
    const detail = `The file has room for ${String(entries)} user numbers; the first ${String(readable)} were read.`;
    yield noted(container, 'limit-reached', detail);
  }
  const rest = source.sizeBytes - entries * entryBytes;
  if (rest > 0) {
    const place = [...context.locator, bytesStep(entries * entryBytes, rest)];
    yield* lostRecord(container, place, `The last ${String(rest)} bytes are no whole entry of ${String(entryBytes)} bytes.`);
  }
}

function eventOf(user: number, entry: Buffer): ReturnType<typeof accessEvent> {
  const host = fixedText(entry, 36, 256);
  return accessEvent({
    time: countedTime(entry.readUInt32LE(0), unixSeconds, 'lastlog, time of the last log-in'),
    precision: 'second',
    clock: 'clock of the machine',
    strength: 'LOGGED ON',
    action: 'sign-in',
    operation: 'last log-in',
    account: `user number ${String(user)}`,
    address: /^[\d.]{7,15}$|^[\da-f:.]{2,45}$/i.test(host) && host.includes(':') === !/^[\d.]+$/.test(host) ? host : '',
    object: { kind: 'session', name: fixedText(entry, 4, 32) },
    source: 'lastlog of Linux',
    doesNotShow: 'It shows the last log-in alone, and the number of the user instead of the name, which /etc/passwd has.',
    facts: [{ name: 'user number', value: user }, ...(host === '' ? [] : [{ name: 'host in the entry', value: host }])],
  });
}
