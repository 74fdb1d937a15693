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
  isNeverMail: true,
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
/** Records share texts. Longer ones count against a room, as often as they are told. */
const shortText = 1024;
const roomForEachByte = 16;

function* records(source: ByteSource): Generator<PlacedEntry, void, undefined> {
  const texts = new Texts(source);
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
    const entry = entryOf(texts, head);
    if (entry === null) yield lost(range, 'The program or the message of the record cannot be read: no text stands where it should.');
    else yield { entry, range, trouble: range.lengthBytes < length + 6 ? 'The file ends within the record.' : texts.trouble };
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

/** Null where its program or its message cannot be read. */
function entryOf(texts: Texts, head: Buffer): LogEntry | null {
  const program = texts.at(head.subarray(74, 82));
  const message = texts.at(head.subarray(90, 98));
  if (program === null || message === null) return null;
  const seconds = head.readBigUInt64BE(22);
  const nanoseconds = head.readUInt32BE(30);
  const milliseconds = Number(seconds) * 1000 + Math.floor(nanoseconds / 1_000_000);
  const instant = milliseconds > 0 && milliseconds <= Date.UTC(9999, 11, 31) ? new Date(milliseconds).toISOString() : null;
  const raw = `${String(seconds)}.${String(nanoseconds).padStart(9, '0')}`;
  return {
    time: { raw, instant, offsetMinutes: 0, statedBy: 'time of the record in the system log of macOS' },
    precision: 'sub-millisecond',
    host: texts.at(head.subarray(66, 74)) ?? '',
    program,
    processId: String(head.readUInt32BE(38)),
    message,
    id: String(head.readBigUInt64BE(14)),
    lacks: '',
    clock: 'clock of the machine',
  };
}

/** The texts of a log. Many records may lead to one long text, so that there is a room for what is told of long ones together. */
class Texts {
  readonly #source: ByteSource;
  #bytesLeft: number;
  #isCut = false;

  constructor(source: ByteSource) {
    this.#source = source;
    this.#bytesLeft = source.sizeBytes * roomForEachByte;
  }

  /** Whether a text was cut since it was asked last, in a sentence; null when none was. */
  get trouble(): string | null {
    const isCut = this.#isCut;
    this.#isCut = false;
    return isCut
      ? `A text of the record was cut after ${String(shortText)} bytes: more of it is told of other records than the log holds.`
      : null;
  }

  /**
   * The text that a reference leads to; null where it leads to none. Short texts stand in the reference itself, whose highest bit is
   * set then: their length and up to seven bytes.
   */
  at(reference: Buffer): string | null {
    const first = reference[0] ?? 0;
    if ((first & 0x80) !== 0) return reference.toString('utf8', 1, 1 + Math.min(first & 0x7f, 7));
    const at = Number(reference.readBigUInt64BE(0));
    if (at === 0) return '';
    const head = at + 6 > this.#source.sizeBytes ? Buffer.alloc(0) : Buffer.from(this.#source.read(at, 6));
    if (head.length < 6 || head.readUInt16BE(0) !== 1) return null;
    const text = Buffer.from(this.#source.read(at + 6, this.#room(Math.min(head.readUInt32BE(2), longestText))));
    const zero = text.indexOf(0);
    return text.toString('utf8', 0, zero === -1 ? text.length : zero);
  }

  #room(length: number): number {
    if (length <= shortText) return length;
    if (length > this.#bytesLeft) {
      this.#isCut = true;
      return shortText;
    }
    this.#bytesLeft -= length;
    return length;
  }
}
