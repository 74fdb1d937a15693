import type { ByteSource } from '#evidence/byte-source.ts';
import type { ClaimedTime, Limits, LocatorStep } from '#model/index.ts';
import { bunzipped } from './bunzip2.ts';
import { inflated } from './inflate.ts';
import { inflated64 } from './inflate64.ts';
import { decodeMemberName, doubtsOfName } from './member-name.ts';
import { partOf, stepsTo, type ArchiveListing, type ArchiveMember, type MemberContent } from './member.ts';
import { readZipDirectory, type ZipEntry } from '#formats/zip/zip-directory.ts';
import { findLocalEntries, readLocalHeader } from '#formats/zip/zip-local.ts';
import { unlzmad } from './unlzma.ts';
import { unxzipped } from './unxz.ts';

/** Lists the members of a zip file: those of its directory, and those that only their own headers tell of. */
export function listZip(source: ByteSource, limits: Limits): ArchiveListing {
  const directory = readZipDirectory(source, limits.archiveMembers);
  const listed = directory?.entries ?? [];
  const found: ZipEntry[] = [];
  const strangeRuns: { readonly startBytes: number; readonly lengthBytes: number }[] = [];
  for (const gap of gapsBetween(source, listed, directory?.startBytes ?? source.sizeBytes)) {
    const before = found.length;
    for (const entry of findLocalEntries(source, gap.startBytes, gap.endBytes)) {
      if (listed.length + found.length >= limits.archiveMembers) break;
      found.push(entry);
    }
    if (found.length === before) strangeRuns.push({ startBytes: gap.startBytes, lengthBytes: gap.endBytes - gap.startBytes });
  }
  const overlapping = overlapsOf(listed);
  const entries = [
    ...listed.map((entry) => ({ entry, isUnlisted: false })),
    ...found.map((entry) => ({ entry, isUnlisted: directory !== null })),
  ].filter(({ entry }) => !isFolder(entry));
  const names = entries.map(({ entry }) => nameOf(entry));
  const steps = stepsTo(names);
  const members = entries.map(({ entry, isUnlisted }, index) =>
    memberOf(source, entry, names[index] ?? '', steps[index] ?? [], { isUnlisted, isOverlapping: overlapping.has(entry) }),
  );
  const left = directory === null || directory.trouble !== null ? 0 : directory.statedEntries - listed.length;
  const isLimited = listed.length + found.length >= limits.archiveMembers;
  const troubles = directory === null ? ['The directory at its end is missing or damaged; members were found by their own headers.'] : [];
  if (found.length > 0 && directory !== null) {
    troubles.push(`${String(found.length)} members are not listed in its directory; they were found by their own headers.`);
  }
  if (directory !== null && directory.archiveEndBytes < source.sizeBytes) {
    strangeRuns.push({ startBytes: directory.archiveEndBytes, lengthBytes: source.sizeBytes - directory.archiveEndBytes });
  }
  const [firstStrange] = strangeRuns;
  // Beyond the limit nobody looked at what lies there.
  if (firstStrange !== undefined && directory !== null && !isLimited) {
    const strangeBytes = strangeRuns.reduce((sum, { lengthBytes }) => sum + lengthBytes, 0);
    troubles.push(
      `${String(strangeBytes)} bytes, the first at byte ${String(firstStrange.startBytes)}, belong to no member and not to the directory: they stand before, between or behind them.`,
    );
  }
  if (left < 0)
    troubles.push(`Its directory lists ${String(listed.length)} entries, though it says to have ${String(directory?.statedEntries ?? 0)}.`);
  return {
    is: 'folder',
    members,
    troubles,
    // Without a directory nobody knows of what lay beyond the end.
    mayHideMembers: directory === null,
    missing: missingOf(directory, listed.length, isLimited ? 0 : left),
    limit: isLimited
      ? `It has ${String(directory?.statedEntries ?? 'more')} members; the first ${String(limits.archiveMembers)} were read.`
      : null,
  };
}

function missingOf(directory: ReturnType<typeof readZipDirectory>, listed: number, left: number): string | null {
  if (directory === null) return null;
  const { trouble, statedEntries } = directory;
  if (trouble === null && left <= 0) return null;
  return `Of ${String(statedEntries)} entries that it says to have, ${String(listed)} could be read${trouble === null ? '' : `: ${trouble}`}.`;
}

function memberOf(
  source: ByteSource,
  entry: ZipEntry,
  name: string,
  steps: readonly LocatorStep[],
  { isUnlisted, isOverlapping }: { readonly isUnlisted: boolean; readonly isOverlapping: boolean },
): ArchiveMember {
  return {
    name,
    steps,
    packedBytes: entry.packedBytes,
    statedBytes: entry.sizeBytes,
    modified: modifiedOf(entry),
    isUnlisted,
    doubts: () => {
      const doubts = [...doubtsOfName(name)];
      if (steps.length > 1) doubts.push('An earlier member has the same name.');
      if (isOverlapping) doubts.push('It shares bytes of the archive with another member.');
      const own = readLocalHeader(source, entry.headerOffset);
      if (own !== null && !sameBytes(own.entry.nameBytes, entry.nameBytes)) {
        doubts.push(`Its own header has another name than the directory: ${JSON.stringify(nameOf(own.entry))}.`);
      }
      return doubts;
    },
    content: () => (isOverlapping ? counted(contentOf(source, entry)) : contentOf(source, entry)),
  };
}

function contentOf(source: ByteSource, entry: ZipEntry): MemberContent {
  const { flags, method, packedBytes } = entry;
  if (method === 99 || (flags & 0x0041) !== 0) {
    const how = method === 99 ? 'AES' : (flags & 0x0040) !== 0 ? 'strong encryption' : 'the traditional encryption of zip';
    return { kind: 'closed', code: 'member-encrypted', because: `It is encrypted (${how}) and was not read.` };
  }
  const linkTarget = isUnixLink(entry);
  if (linkTarget) return { kind: 'no-file', because: 'It is a link, which was not followed.' };
  const header = readLocalHeader(source, entry.headerOffset);
  if (header === null) {
    const because = `No header is where the directory says that it lies (byte ${String(entry.headerOffset)}).`;
    return { kind: 'closed', code: 'member-unreadable', because };
  }
  if (method === 0) {
    const isWhole = header.contentBytes + packedBytes <= source.sizeBytes;
    if (isWhole) return { kind: 'stored', source: partOf(source, header.contentBytes, packedBytes), crc32: entry.crc32 };
  } else if (method === 9 || method === 12 || method === 14 || method === 95) {
    const packed = partOf(source, header.contentBytes, packedBytes);
    return { kind: 'packed', unpack: () => unpacked(packed, entry), crc32: entry.crc32 };
  } else if (method !== 8) {
    const because = `It is packed by ${methodNames.get(method) ?? `method ${String(method)}`}, which is not read.`;
    return { kind: 'closed', code: 'member-unreadable', because };
  }
  const unpack = (): Iterable<Uint8Array> =>
    method === 0 ? storedPieces(source, header.contentBytes) : inflated(source, header.contentBytes, packedBytes);
  return { kind: 'packed', unpack, crc32: entry.crc32 };
}

// APPNOTE 4.4.5.
function unpacked(packed: ByteSource, { method, flags, sizeBytes }: ZipEntry): Iterable<Uint8Array> {
  if (method === 9) return inflated64(packed);
  if (method === 12) return bunzipped(packed);
  if (method === 95) return unxzipped(packed);
  // 4.4.4: whether the size stands behind the content, where it may have been lost, and whether a mark tells the end.
  const isSizeLost = (flags & 0x0008) !== 0 && sizeBytes === 0;
  return unlzmad(packed, isSizeLost ? null : sizeBytes, (flags & 0x0002) !== 0);
}

// Members that share bytes could name the same gigabyte a hundred thousand times: as packed ones they count against what an
// archive may become.
function counted(content: MemberContent): MemberContent {
  if (content.kind !== 'stored') return content;
  const { source, crc32 } = content;
  return { kind: 'packed', unpack: () => pieces(source, 0), crc32 };
}

function* pieces(source: ByteSource, startBytes: number): Generator<Uint8Array, void, undefined> {
  const step = 64 * 1024;
  for (let at = startBytes; at < source.sizeBytes; at += step) yield source.read(at, step);
}

// A stored member that the archive is too short for: what is there, and then the damage.
function* storedPieces(source: ByteSource, startBytes: number): Generator<Uint8Array, void, undefined> {
  yield* pieces(source, startBytes);
  yield* inflated(source, source.sizeBytes, 1);
}

// APPNOTE 4.4.5.
const methodNames = new Map([
  [1, 'shrinking'],
  [6, 'imploding'],
  [93, 'Zstandard'],
  [98, 'PPMd'],
]);

function nameOf({ nameBytes, flags, extra }: ZipEntry): string {
  return decodeMemberName(nameBytes, (flags & 0x0800) !== 0, extra.get(0x7075) ?? null);
}

function isFolder({ nameBytes, sizeBytes }: ZipEntry): boolean {
  const last = nameBytes.at(-1);
  return sizeBytes === 0 && (last === 0x2f || last === 0x5c);
}

// APPNOTE 4.4.2 and 4.4.15: made on Unix, the upper half of the attributes is the file's mode.
function isUnixLink({ madeBy, externalAttributes }: ZipEntry): boolean {
  return madeBy >>> 8 === 3 && ((externalAttributes >>> 16) & 0xf000) === 0xa000;
}

function modifiedOf({ extra, dosTime }: ZipEntry): ClaimedTime | null {
  const unix = Buffer.from(extra.get(0x5455) ?? new Uint8Array(0));
  if (unix.length >= 5 && ((unix[0] ?? 0) & 1) === 1) {
    const seconds = unix.readInt32LE(1);
    const instant = new Date(seconds * 1000).toISOString();
    return { raw: String(seconds), instant, offsetMinutes: 0, statedBy: 'zip archive, extended timestamp' };
  }
  const [date, time] = [dosTime >>> 16, dosTime & 0xffff];
  if (date === 0) return null;
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${String(1980 + (date >>> 9))}-${two((date >>> 5) & 15)}-${two(date & 31)}`;
  const raw = `${day} ${two(time >>> 11)}:${two((time >>> 5) & 63)}:${two((time & 31) * 2)}`;
  return { raw, instant: null, offsetMinutes: null, statedBy: 'zip archive, local time of an unknown zone' };
}

// Members whose certain extent reaches into the next one's.
function overlapsOf(entries: readonly ZipEntry[]): ReadonlySet<ZipEntry> {
  const sorted = [...entries].sort((one, other) => one.headerOffset - other.headerOffset);
  const overlapping = new Set<ZipEntry>();
  let widest: ZipEntry | null = null;
  for (const entry of sorted) {
    if (widest !== null && entry.headerOffset < leastEnd(widest)) overlapping.add(entry).add(widest);
    if (widest === null || leastEnd(entry) > leastEnd(widest)) widest = entry;
  }
  return overlapping;
}

function leastEnd({ headerOffset, nameBytes, packedBytes }: ZipEntry): number {
  return headerOffset + 30 + nameBytes.length + packedBytes;
}

// A descriptor after a member has at most 24 bytes, in which no header with a name fits.
const smallestGap = 31;

function gapsBetween(
  source: ByteSource,
  entries: readonly ZipEntry[],
  endBytes: number,
): readonly { readonly startBytes: number; readonly endBytes: number }[] {
  const gaps: { startBytes: number; endBytes: number }[] = [];
  let coveredTo = 0;
  const cover = (next: number): void => {
    if (next - coveredTo >= smallestGap) gaps.push({ startBytes: coveredTo, endBytes: next });
  };
  for (const entry of [...entries].sort((one, other) => one.headerOffset - other.headerOffset)) {
    cover(Math.min(entry.headerOffset, endBytes));
    const least = leastEnd(entry);
    const end =
      least <= coveredTo
        ? least
        : (readLocalHeader(source, entry.headerOffset)?.contentBytes ?? least - entry.packedBytes) + entry.packedBytes;
    coveredTo = Math.max(coveredTo, end);
  }
  cover(endBytes);
  return gaps;
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
