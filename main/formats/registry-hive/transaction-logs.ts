import type { ByteSource } from '#evidence/byte-source.ts';
import { EvidenceReadError } from '#evidence/byte-source.ts';
import type { ReadContext } from '../reader.ts';
import { baseBlockBytes, isDirty, readBaseBlock, type BaseBlock } from './base-block.ts';
import { newLogEntries, type LogPage } from './log-entries.ts';
import { oldLogPages } from './old-log.ts';

/** A hive as it is read: its bytes, brought up to date in memory where logs lie beside it. */
export interface HiveState {
  readonly bytes: Uint8Array;
  readonly base: BaseBlock;
  /** Whether any log was applied: then places in `bytes` are not places in the file. */
  readonly isRestored: boolean;
  /** Whether it was being written and no log brought it up to date. */
  readonly isLeftDirty: boolean;
  /** What was found of logs and done with them, in sentences; empty for a clean hive without logs. */
  readonly notes: readonly string[];
}

type Restored = Pick<HiveState, 'bytes' | 'base'>;

interface Log {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly base: BaseBlock;
}

/** In the order in which Windows reads them. */
const suffixes = ['.LOG1', '.LOG2', '.LOG'];
/** Windows keeps logs far smaller than their hive. */
const mostLogBytes = 64 * 1024 * 1024;

/**
 * Applies the transaction logs beside a hive as Windows does when it loads it, in memory alone.
 * @param bytes the whole hive, or as much of it as the limits allow; it is not changed
 * @throws EvidenceReadError never: a log that cannot be read is a note
 */
export function withLogs(bytes: Uint8Array, base: BaseBlock, context: ReadContext): HiveState {
  const notes: string[] = [];
  const logs = logsBeside(context, notes);
  const state = { bytes, base, isRestored: false, isLeftDirty: isDirty(base), notes };
  const names = logs.map(({ name }) => name).join(', ');
  if (!isDirty(base)) {
    if (logs.length > 0) notes.push(`The hive is clean, so its logs (${names}) were not applied.`);
    return state;
  }
  const why = base.isChecksumRight
    ? `its sequence numbers differ (${String(base.primarySequence)} and ${String(base.secondarySequence)})`
    : 'the checksum of its base block is wrong';
  if (logs.length === 0) {
    notes.push(`The hive is dirty: ${why}. No log lies beside it: what was being written last may be missing or half written.`);
    return state;
  }
  const isNew = logs.some((log) => log.base.fileType === 6);
  const restored = isNew
    ? byNewLogs(
        bytes,
        base,
        logs.filter(({ base: own }) => own.fileType === 6),
        notes,
      )
    : byOldLog(bytes, base, logs, notes);
  if (restored === null) {
    notes.push(`The hive is dirty: ${why}. None of its logs (${names}) could be applied.`);
    return state;
  }
  return { ...restored, isRestored: true, isLeftDirty: false, notes };
}

function logsBeside({ surroundings, fileName }: ReadContext, notes: string[]): Log[] {
  const wanted = new Map(suffixes.map((suffix) => [`${fileName}${suffix}`.toLowerCase(), suffix]));
  const logs: (Log & { readonly rank: number })[] = [];
  let beside: ReturnType<typeof surroundings.list>;
  try {
    beside = surroundings.list('.');
  } catch (error) {
    if (!(error instanceof EvidenceReadError)) throw error;
    notes.push(`Whether logs lie beside the hive is not known, for its folder cannot be listed: ${error.message}`);
    return [];
  }
  for (const { name, kind } of beside) {
    const suffix = wanted.get(name.toLowerCase());
    if (suffix === undefined || kind !== 'file') continue;
    const bytes = logBytes(() => surroundings.open(name));
    if (typeof bytes === 'string') notes.push(`The log ${name} could not be read: ${bytes}`);
    if (typeof bytes === 'string' || bytes === null || bytes.length === 0) continue;
    const base = readBaseBlock(bytes);
    if (base === null) notes.push(`The file ${name} beside the hive does not begin as a transaction log does; it was left out.`);
    else logs.push({ name, bytes, base, rank: suffixes.indexOf(suffix) });
  }
  return logs.sort((one, other) => one.rank - other.rank);
}

function logBytes(open: () => ByteSource | null): Uint8Array | string | null {
  try {
    const source = open();
    return source === null ? null : source.read(0, Math.min(source.sizeBytes, mostLogBytes));
  } catch (error) {
    if (error instanceof EvidenceReadError) return error.message;
    throw error;
  }
}

/** Windows applies the one log of the old form that was written with the hive. */
function byOldLog(bytes: Uint8Array, base: BaseBlock, logs: readonly Log[], notes: string[]): Restored | null {
  for (const log of logs) {
    const refused = !log.base.isChecksumRight
      ? 'the checksum of its base block is wrong'
      : log.base.primarySequence !== log.base.secondarySequence
        ? 'it was itself being written'
        : base.isChecksumRight && log.base.lastWritten !== base.lastWritten
          ? 'it belongs to another state of the hive'
          : null;
    const pages = refused ?? oldLogPages(log.bytes, log.base);
    if (typeof pages === 'string') {
      notes.push(`The log ${log.name} was not applied: ${pages}.`);
      continue;
    }
    notes.push(
      `The log ${log.name} (old form) was applied: ${String(pages.length)} pages of 512 bytes, sequence number ${String(log.base.primarySequence)}.`,
    );
    const chosen = base.isChecksumRight ? base : log.base;
    return withPages(bytes, chosen, log.base.binsBytes, log.base.primarySequence, pages);
  }
  return null;
}

/** Windows applies all entries that follow on what the hive holds, in the order of their sequence numbers. */
function byNewLogs(bytes: Uint8Array, base: BaseBlock, logs: readonly Log[], notes: string[]): Restored | null {
  const donor = base.isChecksumRight ? base : logs.find((log) => log.base.isChecksumRight)?.base;
  if (donor === undefined) return null;
  const read = logs.map((log) => ({ log, ...newLogEntries(log.bytes) }));
  for (const { log, trouble } of read) {
    if (trouble !== null) notes.push(`Of the log ${log.name} what follows was not applied: ${trouble}.`);
  }
  // Entries that were applied already stay in the logs; those that follow on each other count, whichever log they are in.
  const first = donor.primarySequence;
  const later = read
    .flatMap(({ log, entries }) => entries.map((entry) => ({ log, entry })))
    .filter(({ entry }) => entry.sequence >= first)
    .sort((one, other) => one.entry.sequence - other.entry.sequence);
  const pages: LogPage[] = [];
  let binsBytes = donor.binsBytes;
  let expected: number | null = null;
  const applied = new Map<string, number[]>();
  for (const { log, entry } of later) {
    if (expected !== null && entry.sequence !== expected) {
      notes.push(
        `The entry ${String(entry.sequence)} of the log ${log.name} does not follow on the one before it; it and what follows were not applied.`,
      );
      break;
    }
    expected = entry.sequence + 1;
    binsBytes = entry.binsBytes;
    pages.push(...entry.pages);
    applied.set(log.name, [...(applied.get(log.name) ?? []), entry.sequence]);
  }
  if (expected === null) return null;
  for (const [name, sequences] of applied) {
    notes.push(
      `Of the log ${name} the entries with the sequence numbers ${String(sequences[0])} to ${String(sequences.at(-1))} were applied.`,
    );
  }
  return withPages(bytes, donor, binsBytes, expected - 1, pages);
}

/** A hive grows at most by the pages that its logs hold; for a page that lies beyond that no room is made. */
function withPages(bytes: Uint8Array, base: BaseBlock, binsBytes: number, sequence: number, pages: readonly LogPage[]): Restored {
  const end = pages.reduce((most, page) => Math.max(most, baseBlockBytes + page.offsetBytes + page.bytes.length), bytes.length);
  const size = Math.min(end, bytes.length + pages.reduce((sum, page) => sum + page.bytes.length, 0));
  const restored = new Uint8Array(size);
  restored.set(bytes);
  for (const page of pages) {
    const at = baseBlockBytes + page.offsetBytes;
    if (at + page.bytes.length <= size) restored.set(page.bytes, at);
  }
  return { bytes: restored, base: { ...base, binsBytes, primarySequence: sequence, secondarySequence: sequence, isChecksumRight: true } };
}
