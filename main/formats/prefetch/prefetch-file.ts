import { fieldsOf, type Fields } from '#formats/windows-values/fields.ts';
import { utf16, utf16Until0 } from '#formats/windows-values/text.ts';

/** What a prefetch file states (documentation of libscca, "Windows Prefetch File (PF) format"). */
export interface PrefetchFile {
  readonly version: number;
  /** Name of the program, cut after 29 characters. */
  readonly program: string;
  /** Hash of the path that it was started from, as in the name of the file. */
  readonly hash: number;
  readonly runCount: number;
  /** FILETIMEs, newest first; empty places left out. */
  readonly lastRuns: readonly bigint[];
  /** Paths of the files that the program read in its first ten seconds, in the order of the file. */
  readonly files: readonly string[];
  readonly volumes: readonly PrefetchVolume[];
  /** What could not be read, in sentences. */
  readonly troubles: readonly string[];
}

export interface PrefetchVolume {
  readonly path: string;
  /** FILETIME. */
  readonly created: bigint;
  readonly serial: number;
  readonly directories: readonly string[];
}

export const scca = 0x41434353;
/** 17: Windows XP; 23: Vista and 7; 26: 8.1; 30, 31: 10 and 11. */
export const knownVersions = [17, 23, 26, 30, 31];

const headBytes = 84;
const mostFiles = 100_000;
const mostVolumes = 1000;
const mostDirectories = 100_000;

/** Reads an uncompressed prefetch file; a text says in words why it is none. */
export function readPrefetch(bytes: Uint8Array): PrefetchFile | string {
  const fields = fieldsOf(bytes);
  const version = fields.u32(0);
  if (fields.u32(4) !== scca) return 'it does not have the signature of a prefetch file (SCCA)';
  if (!knownVersions.includes(version)) return `it has the version ${String(version)}, which is not known`;
  if (!fields.has(0, headBytes + 68)) return 'it ends within its head';
  const troubles: string[] = [];
  const stated = fields.u32(12);
  if (stated > bytes.length) troubles.push(`It states ${String(stated)} bytes and has ${String(bytes.length)}.`);
  return {
    version,
    program: utf16Until0(fields.slice(16, 60)),
    hash: fields.u32(76),
    ...runs(fields, version),
    files: fileNames(fields, troubles),
    volumes: volumes(fields, version, troubles),
    troubles,
  };
}

function runs(fields: Fields, version: number): Pick<PrefetchFile, 'runCount' | 'lastRuns'> {
  const timesAt = headBytes + (version === 17 ? 36 : 44);
  const count = version < 26 ? 1 : 8;
  const lastRuns = Array.from({ length: count }, (_, index) => fields.u64(timesAt + 8 * index)).filter((ticks) => ticks !== 0n);
  return { runCount: fields.u32(headBytes + runCountPlace(fields, version)), lastRuns };
}

/** Later builds of Windows 10 leave out eight bytes before the count, and begin the next part eight bytes earlier. */
function runCountPlace(fields: Fields, version: number): number {
  if (version === 17) return 60;
  if (version === 23) return 68;
  return version >= 30 && fields.u32(headBytes) === 296 ? 116 : 124;
}

/** The names lie behind each other, each ended by NUL; the list that leads to them states nothing more about them. */
function fileNames(fields: Fields, troubles: string[]): string[] {
  const offset = fields.u32(headBytes + 16);
  const size = fields.u32(headBytes + 20);
  if (!fields.has(offset, size)) {
    troubles.push('The names of the files that it loaded lie outside of it, in part or all.');
  }
  const names = utf16(fields.slice(offset, size)).split('\0');
  const files = names.filter((name) => name !== '').slice(0, mostFiles);
  const stated = fields.u32(headBytes + 4);
  if (files.length !== stated)
    troubles.push(`It states ${String(stated)} files that the program loaded and names ${String(files.length)}.`);
  return files;
}

function volumes(fields: Fields, version: number, troubles: string[]): PrefetchVolume[] {
  const offset = fields.u32(headBytes + 24);
  const stated = fields.u32(headBytes + 28);
  const section = fieldsOf(fields.slice(offset, fields.u32(headBytes + 32)));
  const entryBytes = version === 17 ? 40 : version < 30 ? 104 : 96;
  const count = Math.min(stated, mostVolumes, Math.floor(section.bytes.length / entryBytes));
  if (count < stated) troubles.push(`It states ${String(stated)} volumes; ${String(count)} could be read.`);
  let directories = 0;
  return Array.from({ length: count }, (_, index): PrefetchVolume => {
    const at = index * entryBytes;
    const found = directoryNames(section, section.u32(at + 28), Math.min(section.u32(at + 32), mostDirectories - directories));
    directories += found.length;
    return {
      path: utf16(section.slice(section.u32(at), 2 * section.u32(at + 4))),
      created: section.u64(at + 8),
      serial: section.u32(at + 16),
      directories: found,
    };
  });
}

function directoryNames(section: Fields, offset: number, count: number): string[] {
  const names: string[] = [];
  let at = offset;
  while (names.length < count && section.has(at, 2)) {
    const length = section.u16(at);
    if (!section.has(at + 2, 2 * length)) break;
    names.push(utf16(section.slice(at + 2, 2 * length)));
    at += 2 + 2 * (length + 1);
  }
  return names;
}
