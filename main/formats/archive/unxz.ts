import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { ByteSource } from '#evidence/byte-source.ts';
import { ForwardBits } from './bits.ts';
import { mostDictionaryBytes } from './lzma-window.ts';
import { unpackedLzma2 } from './lzma2.ts';
import { MemberDamage } from './member.ts';

export const xzSignature = Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00);

/**
 * Unpacks a whole file of xz (The .xz File Format, version 1.2.1), in pieces; files put behind each other are one content.
 * @throws MemberDamage when it is damaged, ends early, does not match a checksum or was packed with a filter besides LZMA2, after all
 * pieces that could be had.
 */
export function* unxzipped(source: ByteSource): Generator<Uint8Array, void, undefined> {
  const bytes = new ForwardBits(source);
  let isFirst = true;
  while (isFirst || !bytes.isAtEnd) {
    const first = bytes.byte();
    // 2.2: zeros may stand behind a file, for its size to be a multiple of four.
    if (first === 0 && !isFirst) continue;
    const rest = bytes.bytes(11);
    const begin = Uint8Array.of(first, ...rest);
    if (!xzSignature.every((byte, index) => begin[index] === byte)) {
      if (isFirst) throw new MemberDamage('it does not begin as a file of xz');
      return;
    }
    isFirst = false;
    const checkType = (begin[7] ?? 0) & 0x0f;
    if (crc32(begin.subarray(6, 8)) !== numberAt(begin, 8)) throw new MemberDamage('its head does not match its checksum');
    yield* blocksOf(bytes, checkType);
  }
}

/** 2.1.1.2: bytes of a checksum by its type. */
const checkBytes = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64];

function* blocksOf(bytes: ForwardBits, checkType: number): Generator<Uint8Array, void, undefined> {
  for (;;) {
    const start = bytes.offsetBytes;
    const size = bytes.byte();
    if (size === 0) {
      skipIndex(bytes, start);
      // 2.1.2: checksum, size of the index, flags, and the two letters.
      const footer = bytes.bytes(12);
      if (footer[10] !== 0x59 || footer[11] !== 0x5a || crc32(footer.subarray(4, 10)) !== numberAt(footer, 0))
        throw new MemberDamage('its end is damaged');
      return;
    }
    const header = Uint8Array.of(size, ...bytes.bytes((size + 1) * 4 - 1));
    const dictionaryBytes = dictionaryOf(header);
    const check = checkOf(checkType);
    const packedFrom = bytes.offsetBytes;
    for (const piece of unpackedLzma2(bytes, dictionaryBytes)) {
      check.add(piece);
      yield piece;
    }
    while ((bytes.offsetBytes - packedFrom) % 4 !== 0) bytes.byte();
    const stated = Buffer.from(bytes.bytes(checkBytes[checkType] ?? 0)).toString('hex');
    const found = check.result();
    if (found !== null && found !== stated) throw new MemberDamage('the unpacked bytes do not match the checksum');
  }
}

// 3.1: the number of filters and which sizes are stated, the sizes, the filters, zeros, the checksum.
function dictionaryOf(header: Uint8Array): number {
  const end = header.length - 4;
  if (crc32(header.subarray(0, end)) !== numberAt(header, end)) throw new MemberDamage('the head of a block does not match its checksum');
  const flags = header[1] ?? 0;
  let at = 2;
  const vli = (): number => {
    let value = 0;
    for (let shift = 0; shift < 63; shift += 7) {
      const byte = header[at++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if ((byte & 0x80) === 0) return value;
    }
    throw new MemberDamage('a number in the head of a block is damaged');
  };
  if ((flags & 0x40) !== 0) vli();
  if ((flags & 0x80) !== 0) vli();
  if ((flags & 3) !== 0 || vli() !== 0x21 || vli() !== 1)
    throw new MemberDamage('it was packed with a filter for programs, which is not undone here');
  const bits = header[at] ?? 0;
  if (bits > 40) throw new MemberDamage('the size of its window is damaged');
  const dictionaryBytes = bits === 40 ? 0xffffffff : (2 | (bits & 1)) * 2 ** ((bits >> 1) + 11);
  // What was packed with a larger window may still never reach so far back; that it does shows when it is unpacked.
  return Math.min(dictionaryBytes, mostDictionaryBytes);
}

// 4: records of two numbers each; zeros up to a multiple of four; a checksum. What the blocks hold is known already.
function skipIndex(bytes: ForwardBits, start: number): void {
  const vli = (): number => {
    let value = 0;
    for (let shift = 0; shift < 63; shift += 7) {
      const byte = bytes.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if ((byte & 0x80) === 0) return value;
    }
    throw new MemberDamage('its index is damaged');
  };
  const records = vli();
  for (let record = 0; record < records; record += 1) {
    vli();
    vli();
  }
  while ((bytes.offsetBytes - start) % 4 !== 0) bytes.byte();
  bytes.bytes(4);
}

interface Check {
  add(piece: Uint8Array): void;
  /** In hexadecimal, as it is stored; null for a kind that is not known. */
  result(): string | null;
}

function checkOf(type: number): Check {
  if (type === 1) {
    let value = 0;
    return {
      add(piece) {
        value = crc32(piece, value);
      },
      result: () => little(value),
    };
  }
  if (type === 4) return crc64();
  if (type !== 10) return { add: () => undefined, result: () => null };
  const hash = createHash('sha256');
  return { add: (piece) => hash.update(piece), result: () => hash.digest('hex') };
}

function little(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes.toString('hex');
}

/** CRC-64 of ECMA-182, least significant bit first, in two halves. */
const crc64Table = Array.from({ length: 256 }, (_, byte) => {
  let value = BigInt(byte);
  for (let bit = 0; bit < 8; bit += 1) value = (value & 1n) === 0n ? value >> 1n : (value >> 1n) ^ 0xc96c5795d7870f42n;
  return { low: Number(value & 0xffffffffn), high: Number(value >> 32n) };
});
const crc64Low = Uint32Array.from(crc64Table, ({ low }) => low);
const crc64High = Uint32Array.from(crc64Table, ({ high }) => high);

function crc64(): Check {
  let low = 0xffffffff;
  let high = 0xffffffff;
  return {
    add(piece) {
      for (const byte of piece) {
        const index = (low ^ byte) & 0xff;
        low = (((low >>> 8) | (high << 24)) ^ (crc64Low[index] ?? 0)) >>> 0;
        high = ((high >>> 8) ^ (crc64High[index] ?? 0)) >>> 0;
      }
    },
    result: () => little(~low) + little(~high),
  };
}

function numberAt(bytes: Uint8Array, at: number): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).readUInt32LE(at);
}
