import { fieldsOf } from '#formats/windows-values/fields.ts';
import { ansiUntil0, utf16 } from '#formats/windows-values/text.ts';
import { droids, type LinkTracker } from '#formats/shell-link/extra-data.ts';

/** The list that says in which order, how often and when the entries of a jump list were used (stream `DestList`). */
export interface DestinationList {
  readonly version: number;
  readonly statedEntries: number;
  readonly entries: readonly DestinationEntry[];
  /** Why the list ends early, in words; null when it is whole. */
  readonly trouble: string | null;
}

export interface DestinationEntry {
  /** Name of the stream that holds the link: hexadecimal. */
  readonly stream: string;
  readonly path: string;
  /** FILETIME of the last use. */
  readonly used: bigint;
  /** How often it was used; null in the form of Windows 7. */
  readonly count: number | null;
  readonly isPinned: boolean;
  readonly tracker: LinkTracker;
  readonly offsetBytes: number;
  readonly lengthBytes: number;
}

const headBytes = 32;
const mostEntries = 100_000;

/** Reads the list (documentation of dtformats, "Jump lists format"): version 1 of Windows 7, later ones of 10 and 11. */
export function readDestinationList(bytes: Uint8Array): DestinationList {
  const fields = fieldsOf(bytes);
  const version = fields.u32(0);
  const statedEntries = fields.u32(4);
  const entries: DestinationEntry[] = [];
  const done = (trouble: string | null): DestinationList => ({ version, statedEntries, entries, trouble });
  if (bytes.length === 0) return done(null);
  if (bytes.length < headBytes) return done('it ends within its head');
  const isFirst = version <= 1;
  const fixed = isFirst ? 114 : 130;
  let at = headBytes;
  while (entries.length < Math.min(statedEntries, mostEntries)) {
    const characters = fields.u16(at + fixed - 2);
    if (!fields.has(at, fixed + 2 * characters)) return done('it ends within an entry');
    const lengthBytes = fixed + 2 * characters + (isFirst ? 0 : 4);
    entries.push({
      stream: fields.u32(at + 88).toString(16),
      path: utf16(fields.slice(at + fixed, 2 * characters)),
      used: fields.u64(at + 100),
      count: isFirst ? null : fields.u32(at + 116),
      isPinned: fields.i32(at + 108) >= 0,
      tracker: { machine: ansiUntil0(fields.slice(at + 72, 16)), ...droids(fields, at + 8) },
      offsetBytes: at,
      lengthBytes,
    });
    at += lengthBytes;
  }
  return done(statedEntries > mostEntries ? `it states ${String(statedEntries)} entries, more than are read` : null);
}
