import type { ByteSource } from '#evidence/byte-source.ts';
import type { ClaimedTime, Limits } from '#model/index.ts';
import { doubtsOfName } from './member-name.ts';
import { partOf, stepsTo, type ArchiveListing, type ArchiveMember, type MemberContent } from './member.ts';

/** Tar archives are rows of blocks of this size. */
export const blockBytes = 512;

/** A header block of a tar archive. */
export interface TarHeader {
  readonly name: string;
  readonly sizeBytes: number;
  readonly modifiedSeconds: number | null;
  /** `0` a file, `5` a folder, `L` a long name, `x` a POSIX extended header, … */
  readonly type: string;
}

/**
 * Reads a header block (POSIX.1-1988 ustar, the older form without a mark, and the forms of GNU tar).
 * @returns null when the block's checksum or its numbers do not fit: then it is no header.
 */
export function readTarHeader(block: Buffer): TarHeader | null {
  if (block.length < blockBytes) return null;
  const stated = octal(block, 148, 8);
  if (stated === null) return null;
  let sum = 8 * 0x20;
  for (let at = 0; at < blockBytes; at++) if (at < 148 || at >= 156) sum += block[at] ?? 0;
  const sizeBytes = octal(block, 124, 12);
  if (stated !== sum || sizeBytes === null) return null;
  const name = text(block, 0, 100);
  const prefix = block.toString('latin1', 257, 263) === 'ustar\0' ? text(block, 345, 155) : '';
  if (name === '' && prefix === '') return null;
  const type = block.toString('latin1', 156, 157);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    sizeBytes,
    modifiedSeconds: octal(block, 136, 12),
    type: type === '\0' || type === '7' ? '0' : type,
  };
}

/**
 * Lists the members of a tar archive. Damaged blocks, and blocks of zeros, with which most programs take an archive to end,
 * are passed over until the next header.
 *
 * Two blocks of zeros end an archive (POSIX.1-1988, 10.1.1); many programs write one, and padding follows at will. So one is
 * taken for the end; an archive that was cut between two members and filled up with zeros cannot be told from a whole one.
 */
export function listTar(source: ByteSource, limits: Limits): ArchiveListing {
  const found: Found[] = [];
  const troubles: string[] = [];
  let damagedBytes = 0;
  // Since the last header, whether or not others lie among them.
  let zeroBlocks = 0;
  let zeroBlocksBetween = 0;
  let ahead: Partial<TarHeader> = {};
  let at = 0;
  while (at + blockBytes <= source.sizeBytes && found.length < limits.archiveMembers) {
    const block = Buffer.from(source.read(at, blockBytes));
    const header = readTarHeader(block);
    at += blockBytes;
    if (header === null) {
      const isZero = block.every((byte) => byte === 0);
      if (!isZero) damagedBytes += blockBytes;
      if (isZero) zeroBlocks += 1;
      continue;
    }
    zeroBlocksBetween += zeroBlocks;
    zeroBlocks = 0;
    const isLongName = header.type === 'L' || header.type === 'K';
    const isExtended = header.type === 'x' || header.type === 'g' || header.type === 'X';
    if (isLongName || isExtended) {
      const bytes = Buffer.from(source.read(at, Math.min(header.sizeBytes, longestExtension)));
      if (header.type === 'L') ahead = { ...ahead, name: text(bytes, 0, bytes.length) };
      if (header.type === 'x') ahead = { ...ahead, ...extendedHeader(bytes) };
      at += roundUp(header.sizeBytes);
      continue;
    }
    const whole = { ...header, ...ahead };
    ahead = {};
    if (whole.type !== '5') found.push({ header: whole, startBytes: at });
    if (!linkTypes.has(whole.type)) at += roundUp(whole.sizeBytes);
  }
  if (damagedBytes > 0)
    troubles.push(`${String(damagedBytes)} bytes between or behind its members are no header; the next header was looked for.`);
  if (zeroBlocksBetween > 0) {
    troubles.push(
      `${String(zeroBlocksBetween)} blocks of zeros lie between its members, where most programs take an archive to end: several were joined, members were overwritten, or they are of a member whose header is damaged. What follows was read.`,
    );
  }
  const last = found.at(-1);
  const isLimited = found.length >= limits.archiveMembers;
  if (last !== undefined && !linkTypes.has(last.header.type) && last.startBytes + last.header.sizeBytes > source.sizeBytes) {
    troubles.push('It ends within its last member.');
  } else if (!isLimited && zeroBlocks === 0 && !beginsWithZero(source, at)) {
    troubles.push('It ends without the blocks of zeros that end an archive: members may be missing.');
  }
  const steps = stepsTo(found.map(({ header }) => header.name));
  return {
    is: 'folder',
    members: found.map((one, index) => memberOf(source, one, steps[index] ?? [])),
    troubles,
    mayHideMembers: troubles.length > 0,
    missing: null,
    limit: isLimited ? `It has more members than ${String(limits.archiveMembers)}; those were read.` : null,
  };
}

// Less than a block is left. A header begins with a name, so a zero is the beginning of the blocks that end an archive.
function beginsWithZero(source: ByteSource, at: number): boolean {
  return at < source.sizeBytes && source.read(at, 1)[0] === 0;
}

interface Found {
  readonly header: TarHeader;
  readonly startBytes: number;
}

const linkTypes = new Set(['1', '2', '3', '4', '6']);
const longestExtension = 1024 * 1024;

function memberOf(source: ByteSource, { header, startBytes }: Found, steps: ArchiveMember['steps']): ArchiveMember {
  return {
    name: header.name,
    steps,
    packedBytes: header.sizeBytes,
    statedBytes: header.sizeBytes,
    modified: timeOf(header.modifiedSeconds),
    isUnlisted: false,
    doubts: () => [
      ...doubtsOfName(header.name),
      ...(steps.length > 1 ? ['An earlier member has the same name.'] : []),
      ...(startBytes + header.sizeBytes > source.sizeBytes ? ['The archive ends within it; what is there was read.'] : []),
    ],
    content: (): MemberContent => {
      if (linkTypes.has(header.type)) return { kind: 'no-file', because: 'It is a link or a device and was not followed.' };
      if (header.type !== '0') {
        return {
          kind: 'closed',
          code: 'member-unreadable',
          because: `It is of the type ${JSON.stringify(header.type)}, which is not read.`,
        };
      }
      return { kind: 'stored', source: partOf(source, startBytes, header.sizeBytes), crc32: null };
    },
  };
}

function timeOf(seconds: number | null): ClaimedTime | null {
  const latest = 8.64e12;
  if (seconds === null || seconds === 0 || Math.abs(seconds) > latest) return null;
  return {
    raw: String(seconds),
    instant: new Date(seconds * 1000).toISOString(),
    offsetMinutes: 0,
    statedBy: 'tar header, time of modification',
  };
}

// POSIX.1-2001: `length key=value` and a line feed, the length counting all of it.
function extendedHeader(bytes: Buffer): Partial<TarHeader> {
  let known: Partial<TarHeader> = {};
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at);
    const length = space === -1 ? Number.NaN : Number(bytes.toString('latin1', at, space));
    if (!Number.isInteger(length) || length <= space - at + 1 || at + length > bytes.length) break;
    const line = bytes.toString('utf8', space + 1, at + length - 1);
    const [, key = '', value = ''] = /^([^=]*)=([^]*)$/.exec(line) ?? [];
    if (key === 'path') known = { ...known, name: value };
    if (key === 'size' && /^\d{1,15}$/.test(value)) known = { ...known, sizeBytes: Number(value) };
    if (key === 'mtime' && /^-?\d{1,12}(\.\d+)?$/.test(value)) known = { ...known, modifiedSeconds: Math.floor(Number(value)) };
    at += length;
  }
  return known;
}

// Octal digits, ended by a blank or NUL; GNU tar writes large numbers as bytes with the first bit set.
function octal(block: Buffer, at: number, length: number): number | null {
  const first = block[at] ?? 0;
  if (first === 0x80) {
    const number = Number(block.readBigUInt64BE(at + length - 8));
    return Number.isSafeInteger(number) ? number : null;
  }
  const digits = /^[ \0]*([0-7]*)[ \0]*$/.exec(block.toString('latin1', at, at + length))?.[1];
  return digits === undefined ? null : digits === '' ? 0 : Number.parseInt(digits, 8);
}

function text(bytes: Buffer, at: number, length: number): string {
  const end = bytes.subarray(at, at + length).indexOf(0);
  return bytes.toString('utf8', at, end === -1 ? at + length : at + end);
}

function roundUp(sizeBytes: number): number {
  return Math.ceil(sizeBytes / blockBytes) * blockBytes;
}
