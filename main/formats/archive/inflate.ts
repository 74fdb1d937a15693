import { crc32 } from 'node:zlib';
import { Gunzip, Inflate } from 'fflate';
import type { ByteSource } from '#evidence/byte-source.ts';
import { MemberDamage } from './member.ts';

// Deflate can make a thousand bytes of one, so this bounds what one step gives to some 8 MiB. Of a damaged piece nothing
// is had, which is the other reason for small ones.
const pieceBytes = 8 * 1024;

/**
 * Inflates a deflated run of bytes (RFC 1951), in pieces.
 * @throws MemberDamage when it is damaged or ends early; EvidenceReadError when the medium fails.
 */
export function* inflated(source: ByteSource, offsetBytes: number, lengthBytes: number): Generator<Uint8Array, void, undefined> {
  const ready: Uint8Array[] = [];
  const inflate = new Inflate((piece) => ready.push(piece));
  const end = Math.min(offsetBytes + lengthBytes, source.sizeBytes);
  for (let at = offsetBytes; at < end; at += pieceBytes) {
    const packed = source.read(at, Math.min(pieceBytes, end - at));
    const damage = attempt(() => {
      inflate.push(packed, false);
    });
    yield* ready.splice(0);
    if (damage !== null) throw new MemberDamage(damage);
  }
  // Told of the end by itself, so that what comes before a missing end is had.
  const damage = attempt(() => {
    inflate.push(new Uint8Array(0), true);
  });
  yield* ready.splice(0);
  if (damage !== null) throw new MemberDamage(damage);
  if (end < offsetBytes + lengthBytes) throw new MemberDamage('the archive ends within it');
}

/**
 * Inflates a whole gzip file (RFC 1952), in pieces; files put behind each other are one content, as `gunzip` has it.
 * @param tellTrailing is told how many bytes follow the last of them that are no gzip data, which `gunzip` leaves out, too
 * @throws MemberDamage when it is damaged, ends early or does not match its checksum, after all pieces that could be had.
 */
export function* gunzipped(source: ByteSource, tellTrailing: (bytes: number) => void): Generator<Uint8Array, void, undefined> {
  const ready: Uint8Array[] = [];
  let checksum = 0;
  let unpackedBytes = 0;
  let wrongChecksums = 0;
  const gunzip = new Gunzip((piece) => {
    checksum = crc32(piece, checksum);
    unpackedBytes += piece.length;
    if (piece.length > 0) ready.push(piece);
  });
  // RFC 1952 2.3.1: the checksum of the content before it stands eight bytes before the end.
  const compare = (endBytes: number): void => {
    if (storedChecksum(source, endBytes) !== checksum) wrongChecksums += 1;
    checksum = 0;
    unpackedBytes = 0;
  };
  gunzip.onmember = compare;
  let damage: string | null = null;
  let at = 0;
  for (; at < source.sizeBytes && damage === null; at += pieceBytes) {
    const packed = source.read(at, pieceBytes);
    damage = attempt(() => {
      gunzip.push(packed, false);
    });
    yield* ready.splice(0);
  }
  damage ??= attempt(() => {
    gunzip.push(new Uint8Array(0), true);
  });
  yield* ready.splice(0);
  const end = endOfWholeMember(source, Math.min(at, source.sizeBytes), checksum, unpackedBytes);
  if (end !== null && end < source.sizeBytes) tellTrailing(source.sizeBytes - end);
  else if (damage !== null) throw new MemberDamage(damage);
  if (end === null || wrongChecksums > 0) throw new MemberDamage('the unpacked bytes do not match the checksum');
}

/**
 * Where a gzip file ends whose content was had whole before something else came: behind its checksum and its size, as they
 * were counted (RFC 1952 2.3.1). Null where they do not stand in what was looked at last: then the file itself is damaged.
 */
function endOfWholeMember(source: ByteSource, lookedAtBytes: number, checksum: number, unpackedBytes: number): number | null {
  const trailer = Buffer.alloc(trailerBytes);
  trailer.writeUInt32LE(checksum, 0);
  trailer.writeUInt32LE(unpackedBytes % 2 ** 32, 4);
  const start = Math.max(0, lookedAtBytes - 2 * pieceBytes);
  const bytes = Buffer.from(source.read(start, lookedAtBytes - start));
  if (unpackedBytes > 0) {
    const found = bytes.lastIndexOf(trailer);
    return found === -1 ? null : start + found + trailerBytes;
  }
  // Of no content the trailer is eight zeros, of which damaged files are full: it counts at the end of a whole file of nothing only.
  const last = [...bytes.toString('latin1').matchAll(emptyFile)].at(-1);
  return last === undefined ? null : start + last.index + last[0].length;
}

// RFC 1952 2.3 with a name or without, RFC 1951 3.2.4 and 3.2.6 (the last block, with nothing in it), and the trailer.
const emptyFile = /\u001f\u008b\u0008(?:\0[^]{6}|\u0008[^]{6}[^\0]{1,255}\0)(?:\u0003\0|\u0001\0\0\u00ff\u00ff)\0{8}/g;

const trailerBytes = 8;

function storedChecksum(source: ByteSource, endBytes: number): number | null {
  const bytes = endBytes < 8 ? new Uint8Array(0) : source.read(endBytes - 8, 4);
  return bytes.length < 4 ? null : Buffer.from(bytes).readUInt32LE(0);
}

function attempt(step: () => void): string | null {
  try {
    step();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
