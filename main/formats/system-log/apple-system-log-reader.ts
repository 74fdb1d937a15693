import type { ByteSource } from '#evidence/byte-source.ts';
import type { ByteRange } from '#model/index.ts';
import { AttachmentUnreadableError, type FormatReader, type ReadContext, type ReaderOutput } from '../reader.ts';
import type { LogEntry } from './log-entry.ts';
import { tellEntries, type PlacedEntry } from './tell-entries.ts';

/**
 * Reads the system log of macOS up to 10.11 (`/var/log/asl/*.asl`; asl_file.h of Apple's Libc): records that lead from one to the
 * next, with texts of their own elsewhere in the file. Times are of UTC.
 */
export const appleSystemLogReader: FormatReader = {
  id: 'apple-system-log',
  version: '1',
  title: 'System log of macOS (.asl)',
  extensions: ['.asl'],
  probe(source) {
    const head = Buffer.from(source.read(0, 16));
    return head.length === 16 && head.toString('latin1', 0, 12) === 'ASL DB\0\0\0\0\0\0' && head.readUInt32BE(12) === 2
      ? { verdict: 'yes', because: 'It begins as a system log of macOS (ASL).' }
      : { verdict: 'no', because: 'It does not begin as a system log of macOS (ASL).' };
  },
  *read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
    yield* tellEntries(source, records(source), context);
  },
  attachment() {
    throw new AttachmentUnreadableError('Entries of logs have no attachments.');
  },
};

const headerBytes = 80;
/** Numbers of a record before its texts, behind its type and length. */
const fixedBytes = 114;
const longestRecord = 64 * 1024;
const longestText = 1024 * 1024;

function* records(source: ByteSource): Generator<PlacedEntry, void, undefined> {
  const header = Buffer.from(source.read(0, headerBytes));
  let at = header.length < headerBytes ? 0 : Number(header.readBigUInt64BE(16));
  if (header.length < headerBytes) yield lost({ offsetBytes: 0, lengthBytes: source.sizeBytes }, 'The log ends within its header.');
  while (at !== 0) {
    const head = at + 6 > source.sizeBytes ? Buffer.alloc(0) : Buffer.from(source.read(at, fixedBytes));
    const length = head.length < 6 ? 0 : head.readUInt32BE(2);
    const range = { offsetBytes: Math.min(at, source.sizeBytes), lengthBytes: Math.max(Math.min(length + 6, source.sizeBytes - at), 0) };
    if (head.length < fixedBytes || head.readUInt16BE(0) !== 0 || length < fixedBytes - 6 || length > longestRecord) {
      yield lost(range, 'No record of the log stands where one should; what follows it was not read.');
      return;
    }
    yield { entry: entryOf(source, head), range, trouble: range.lengthBytes < length + 6 ? 'The file ends within the record.' : null };
    const next = Number(head.readBigUInt64BE(6));
    // Records are added at the end, so a way back would be a circle.
    if (next !== 0 && next <= at) {
      yield lost({ ...range, lengthBytes: 0 }, 'The record leads back to an earlier one; what follows was not read.');
      return;
    }
    at = next;
  }
}

function lost(range: ByteRange, trouble: string): PlacedEntry {
  return { entry: null, range, trouble, isLost: true };
}

function entryOf(source: ByteSource, head: Buffer): LogEntry {
  const seconds = head.readBigUInt64BE(22);
  const nanoseconds = head.readUInt32BE(30);
  const milliseconds = Number(seconds) * 1000 + Math.floor(nanoseconds / 1_000_000);
  const instant = milliseconds > 0 && milliseconds <= Date.UTC(9999, 11, 31) ? new Date(milliseconds).toISOString() : null;
  const raw = `${String(seconds)}.${String(nanoseconds).padStart(9, '0')}`;
  return {
    time: { raw, instant, offsetMinutes: 0, statedBy: 'time of the record in the system log of macOS' },
    precision: 'sub-millisecond',
    host: textAt(source, head.subarray(66, 74)),
    program: textAt(source, head.subarray(74, 82)),
    processId: String(head.readUInt32BE(38)),
    message: textAt(source, head.subarray(90, 98)),
    id: String(head.readBigUInt64BE(14)),
    lacks: '',
    clock: 'clock of the machine',
  };
}

// Short texts stand in the reference itself, whose highest bit is set then: their length and up to seven bytes.
function textAt(source: ByteSource, reference: Buffer): string {
  const first = reference[0] ?? 0;
  if ((first & 0x80) !== 0) return reference.toString('utf8', 1, 1 + Math.min(first & 0x7f, 7));
  const at = Number(reference.readBigUInt64BE(0));
  if (at === 0 || at + 6 > source.sizeBytes) return '';
  const head = Buffer.from(source.read(at, 6));
  if (head.length < 6 || head.readUInt16BE(0) !== 1) return '';
  const text = Buffer.from(source.read(at + 6, Math.min(head.readUInt32BE(2), longestText)));
  const zero = text.indexOf(0);
  return text.toString('utf8', 0, zero === -1 ? text.length : zero);
}
