import { fieldsOf } from '#formats/windows-values/fields.ts';
import { logBaseBytes } from './base-block.ts';
import { logSeed, marvin32 } from './marvin32.ts';

/** A piece of a hive as a log keeps it. */
export interface LogPage {
  /** From the beginning of the hive bins. */
  readonly offsetBytes: number;
  readonly bytes: Uint8Array;
}

/** An entry of a log of the new form. */
export interface LogEntry {
  readonly sequence: number;
  readonly offsetBytes: number;
  /** Size of all hive bins when it was written. */
  readonly binsBytes: number;
  readonly pages: readonly LogPage[];
}

/** The entries up to the first that is not sound. */
export interface LogEntries {
  readonly entries: readonly LogEntry[];
  /** Why reading stopped before the end, in words; null when it ended where no entry begins. */
  readonly trouble: string | null;
}

const signature = 0x454c7648;
const headBytes = 40;
/** More pages than this an entry of a log does not have: Windows splits entries. */
const mostPages = 1_000_000;

/**
 * The entries of a log of the new form (Windows 8.1 and later; "New format" of transaction log files in the public
 * specification of REGF). As Windows does, it stops at the first entry whose checksums are wrong.
 */
export function newLogEntries(log: Uint8Array): LogEntries {
  const entries: LogEntry[] = [];
  let at = logBaseBytes;
  while (at + headBytes <= log.length && fieldsOf(log).u32(at) === signature) {
    const entry = entryAt(log, at);
    if (typeof entry === 'string') return { entries, trouble: `the entry at byte ${String(at)} ${entry}` };
    entries.push(entry);
    at += fieldsOf(log).u32(at + 4);
  }
  return { entries, trouble: null };
}

function entryAt(log: Uint8Array, offsetBytes: number): LogEntry | string {
  const size = fieldsOf(log).u32(offsetBytes + 4);
  if (size < headBytes || size % 512 !== 0) return 'states a size that no entry has';
  if (offsetBytes + size > log.length) return 'is cut off';
  const fields = fieldsOf(log.subarray(offsetBytes, offsetBytes + size));
  if (fields.u64(24) !== marvin32(fields.slice(headBytes, size - headBytes), logSeed)) return 'has a wrong checksum of its pages';
  if (fields.u64(32) !== marvin32(fields.slice(0, 32), logSeed)) return 'has a wrong checksum of its head';
  const binsBytes = fields.u32(16);
  if (binsBytes % 4096 !== 0) return 'states a size of the hive bins that there is not';
  const count = fields.u32(20);
  if (count > mostPages || headBytes + 8 * count > size) return 'states more pages than fit into it';
  const pages: LogPage[] = [];
  let at = headBytes + 8 * count;
  for (let index = 0; index < count; index += 1) {
    const pageOffset = fields.u32(headBytes + 8 * index);
    const length = fields.u32(headBytes + 8 * index + 4);
    if (!fields.has(at, length) || pageOffset + length > binsBytes) return 'has a page that lies outside of it or of the hive';
    pages.push({ offsetBytes: pageOffset, bytes: fields.slice(at, length) });
    at += length;
  }
  return { sequence: fields.u32(12), offsetBytes, binsBytes, pages };
}
