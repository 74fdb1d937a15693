import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { EvidenceReadError, type ByteSource } from '#evidence/byte-source.ts';
import type { Limits } from '#model/index.ts';
import type { ExpansionBudget, ReadingRoom, ScratchFile } from '../reader.ts';
import { MemberDamage, type MemberContent } from './member.ts';

/** The content of a member, ready to be read. */
export interface Expanded {
  readonly source: ByteSource;
  /** Of exactly the bytes that `source` has. */
  readonly sha256: string;
  /** What is missing of it and why; null when it is whole. */
  readonly shortfall: { readonly effect: 'item-lost' | 'field-lost' | 'limit-reached'; readonly detail: string } | null;
  /** Gives the scratch room back. */
  release(): void;
}

const inMemoryBytes = 4 * 1024 * 1024;
const hashStepBytes = 1024 * 1024;

/**
 * Unpacks a member: into memory when it is small, else into a file of the scratch room; a stored one is read where it
 * lies. Stops at the limits; what was unpacked before damage or a limit stands.
 * @throws EvidenceReadError when the medium fails.
 */
export function expand(
  content: Extract<MemberContent, { kind: 'stored' | 'packed' }>,
  packedBytes: number,
  room: Pick<ReadingRoom, 'scratchFile'>,
  limits: Limits,
  budget: ExpansionBudget,
): Expanded {
  if (content.kind === 'stored') return stored(content.source, content.crc32);
  const hash = createHash('sha256');
  const target = openTarget(room);
  const mostBytes = Math.min(limits.memberBytes, Math.max(limits.archiveRatioFreeBytes, packedBytes * limits.archiveRatio));
  let checksum = 0;
  // Of a used-up budget nothing can be kept, and each piece that is looked at costs up to 8 MiB of unpacking.
  let shortfall: Expanded['shortfall'] =
    budget.bytesLeft <= 0 && packedBytes > emptyDeflateBytes ? { effect: 'limit-reached', detail: nothingLeft } : null;
  try {
    for (const piece of shortfall === null ? content.unpack() : []) {
      const allowed = Math.max(0, Math.min(mostBytes - target.sizeBytes, budget.bytesLeft));
      const kept = piece.subarray(0, allowed);
      budget.bytesLeft -= kept.length;
      hash.update(kept);
      if (content.crc32 !== null) checksum = crc32(kept, checksum);
      const refusal = target.add(kept);
      if (refusal !== null) {
        shortfall = { effect: 'item-lost', detail: `The scratch room did not take the unpacked bytes: ${refusal}` };
        break;
      }
      if (kept.length < piece.length) {
        shortfall = { effect: 'limit-reached', detail: limitDetail(target.sizeBytes, packedBytes, limits) };
        break;
      }
    }
    if (shortfall === null && content.crc32 !== null && content.crc32 !== checksum) shortfall = wrongChecksum;
  } catch (error) {
    if (!(error instanceof MemberDamage)) {
      target.release();
      throw error;
    }
    const detail = `It could not be unpacked to its end (${error.message}); the first ${String(target.sizeBytes)} bytes were read.`;
    shortfall = { effect: 'item-lost', detail };
  }
  return { source: target.content(), sha256: hash.digest('hex'), shortfall, release: target.release };
}

// RFC 1951: the shortest form of no bytes at all.
const emptyDeflateBytes = 2;
const nothingLeft = 'Nothing of it was unpacked: the members before it used up what this evidence file is unpacked to.';

const wrongChecksum = { effect: 'field-lost', detail: 'Its content does not match its checksum (CRC-32); it was read as it is.' } as const;

function limitDetail(sizeBytes: number, packedBytes: number, limits: Limits): string {
  const reached = sizeBytes >= limits.memberBytes ? 'the largest size' : 'the most that an archive of its size is unpacked to';
  return `It was unpacked to ${String(sizeBytes)} bytes from ${String(packedBytes)}, which is ${reached}; what lies beyond was not read.`;
}

function stored(source: ByteSource, stated: number | null): Expanded {
  const hash = createHash('sha256');
  let checksum = 0;
  for (let at = 0; at < source.sizeBytes; at += hashStepBytes) {
    const bytes = source.read(at, hashStepBytes);
    hash.update(bytes);
    if (stated !== null) checksum = crc32(bytes, checksum);
  }
  const shortfall = stated === null || stated === checksum ? null : wrongChecksum;
  return { source, sha256: hash.digest('hex'), shortfall, release: () => undefined };
}

interface Target {
  readonly sizeBytes: number;
  /** Says why the disk did not take them, or null. */
  add(bytes: Uint8Array): string | null;
  content(): ByteSource;
  release(): void;
}

function openTarget(room: Pick<ReadingRoom, 'scratchFile'>): Target {
  let pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  let file: ScratchFile | null = null;
  const write = (bytes: readonly Uint8Array[]): string | null => {
    try {
      file ??= room.scratchFile();
      for (const piece of bytes) file.append(piece);
      return null;
    } catch (error) {
      if (error instanceof EvidenceReadError) throw error;
      return error instanceof Error ? error.message : String(error);
    }
  };
  return {
    get sizeBytes() {
      return sizeBytes;
    },
    add(bytes) {
      const isSmall = file === null && sizeBytes + bytes.length <= inMemoryBytes;
      const refusal = isSmall ? null : write([...pieces, bytes]);
      if (refusal !== null) return refusal;
      if (isSmall) pieces.push(bytes);
      else pieces = [];
      sizeBytes += bytes.length;
      return null;
    },
    content() {
      if (file !== null) return file.content();
      const bytes = Buffer.concat(pieces);
      return {
        sizeBytes: bytes.length,
        read(offsetBytes, lengthBytes) {
          if (offsetBytes < 0 || lengthBytes < 0) throw new RangeError('Negative read.');
          return new Uint8Array(bytes.subarray(offsetBytes, offsetBytes + lengthBytes));
        },
      };
    },
    release() {
      file?.remove();
      pieces = [];
    },
  };
}
