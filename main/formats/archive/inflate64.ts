import type { ByteSource } from '#evidence/byte-source.ts';
import { MemberDamage } from './member.ts';
import { PrefixCode } from './prefix-code.ts';
import { LowBits } from './low-bits.ts';

/** How many bytes back a copy may reach (APPNOTE 4.4.5 names the method; its window has 64 KiB). */
const windowBytes = 64 * 1024;
/** The longest copy: 3 and the most that 16 bits say. */
const longestCopy = 3 + 0xffff;
/** Copies below this length are made byte by byte, which is faster then. */
const shortCopy = 32;
/** What is kept before it is given out: a window, a copy, and room for a piece. */
const bufferBytes = 4 * windowBytes;

/* Lengths and distances as in RFC 1951 3.2.5, but for three rows: the last length begins at 3 and has 16 more bits, and two
 * distances come after the last (32769 and 49153, with 14 more bits each). */
const lengthBase = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 3];
const lengthBits = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 16];
const distanceBits = Array.from({ length: 32 }, (_, code) => Math.max(0, (code >> 1) - 1));
const distanceBase = distanceBits.map((bits, code) => (code < 2 ? code + 1 : ((2 + (code & 1)) << bits) + 1));

/** RFC 1951 3.2.7: the order in which the lengths of the code for lengths stand. */
const lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

const endOfBlock = 256;

/**
 * Unpacks Deflate64 (“Enhanced Deflating”, method 9 of zip archives: RFC 1951 with a window of 64 KiB and longer copies), in pieces of
 * at most 256 KiB. What stands behind the last block is left out.
 * @throws MemberDamage when it is damaged or ends early, after all pieces that could be had; EvidenceReadError when the medium fails.
 */
export function* inflated64(source: ByteSource): Generator<Uint8Array, void, undefined> {
  const unpacking = new Unpacking(new LowBits(source));
  for (;;) {
    const damage = unpacking.fill();
    yield* unpacking.taken();
    if (damage !== null) throw damage;
    if (unpacking.isDone) return;
  }
}

type Block = { readonly literals: PrefixCode; readonly distances: PrefixCode } | { storedLeft: number };

class Unpacking {
  readonly #bits: LowBits;
  readonly #buffer = new Uint8Array(bufferBytes);
  /** Where the next byte goes, and up to where the bytes were given out. */
  #at = 0;
  #given = 0;
  #block: Block | null = null;
  #isLast = false;

  constructor(bits: LowBits) {
    this.#bits = bits;
  }

  get isDone(): boolean {
    return this.#isLast && this.#block === null;
  }

  /** Unpacks until the buffer is full or nothing is left. @returns what was wrong, where something was */
  fill(): MemberDamage | null {
    try {
      while (!this.isDone && this.#at + longestCopy <= bufferBytes) {
        if (this.#block === null) this.#beginBlock();
        else if ('storedLeft' in this.#block) this.#takeStored(this.#block);
        else this.#takeCoded(this.#block.literals, this.#block.distances);
      }
      return null;
    } catch (error) {
      if (!(error instanceof MemberDamage)) throw error;
      return error;
    }
  }

  /** The bytes that were unpacked since they were last taken; the last of them stay for copies. */
  *taken(): Generator<Uint8Array, void, undefined> {
    if (this.#at > this.#given) yield this.#buffer.slice(this.#given, this.#at);
    const kept = Math.min(this.#at, windowBytes);
    this.#buffer.copyWithin(0, this.#at - kept, this.#at);
    this.#at = kept;
    this.#given = kept;
  }

  #beginBlock(): void {
    const bits = this.#bits;
    this.#isLast = bits.take(1) === 1;
    const kind = bits.take(2);
    if (kind === 0) {
      bits.align();
      const size = bits.take(16);
      if ((size ^ bits.take(16)) !== 0xffff) throw new MemberDamage('the size of a stored block is damaged');
      this.#block = { storedLeft: size };
    } else if (kind === 1) this.#block = fixedBlock;
    else if (kind === 2) this.#block = readCodes(bits);
    else throw new MemberDamage('a block is of an unknown kind');
  }

  #takeStored(block: { storedLeft: number }): void {
    const most = Math.min(block.storedLeft, bufferBytes - this.#at);
    for (let left = most; left > 0; left -= 1) {
      const byte = this.#bits.take(8);
      this.#buffer[this.#at++] = byte;
    }
    block.storedLeft -= most;
    if (block.storedLeft === 0) this.#block = null;
  }

  #takeCoded(literals: PrefixCode, distances: PrefixCode): void {
    const bits = this.#bits;
    const buffer = this.#buffer;
    const until = bufferBytes - longestCopy;
    let at = this.#at;
    try {
      while (at <= until) {
        const symbol = literals.next(bits);
        if (symbol < endOfBlock) {
          buffer[at++] = symbol;
          continue;
        }
        if (symbol === endOfBlock) {
          this.#block = null;
          return;
        }
        const code = symbol - endOfBlock - 1;
        const more = lengthBits[code];
        if (more === undefined) throw new MemberDamage('a length is damaged');
        const length = (lengthBase[code] ?? 0) + bits.take(more);
        const far = distances.next(bits);
        const distance = (distanceBase[far] ?? 0) + bits.take(distanceBits[far] ?? 0);
        if (distance > at) throw new MemberDamage('a copy reaches back before the beginning');
        if (length < shortCopy) for (let index = 0; index < length; index += 1) buffer[at + index] = buffer[at + index - distance] ?? 0;
        else copyWithin(buffer, at, distance, length);
        at += length;
      }
    } finally {
      this.#at = at;
    }
  }
}

// What a copy reaches into itself for is a repetition of its first part: each step then has twice as much to take from.
function copyWithin(buffer: Uint8Array, at: number, distance: number, length: number): void {
  const from = at - distance;
  for (let done = 0; done < length;) {
    const step = Math.min(distance + done, length - done);
    buffer.copyWithin(at + done, from, from + step);
    done += step;
  }
}

// RFC 1951 3.2.6.
const fixedBlock: Block = {
  literals: new PrefixCode(Uint8Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8))),
  distances: new PrefixCode(new Uint8Array(32).fill(5)),
};

// RFC 1951 3.2.7; all 32 distances may be used.
function readCodes(bits: LowBits): Block {
  const literalCount = 257 + bits.take(5);
  const distanceCount = 1 + bits.take(5);
  const lengthCount = 4 + bits.take(4);
  const ofLengths = new Uint8Array(19);
  for (const symbol of lengthOrder.slice(0, lengthCount)) ofLengths[symbol] = bits.take(3);
  const code = new PrefixCode(ofLengths);
  const lengths = new Uint8Array(literalCount + distanceCount);
  for (let at = 0; at < lengths.length;) {
    const symbol = code.next(bits);
    if (symbol < 16) {
      lengths[at++] = symbol;
      continue;
    }
    if (symbol === 16 && at === 0) throw new MemberDamage('a repeated length has none before it');
    const value = symbol === 16 ? (lengths[at - 1] ?? 0) : 0;
    const times = symbol === 16 ? 3 + bits.take(2) : symbol === 17 ? 3 + bits.take(3) : 11 + bits.take(7);
    if (at + times > lengths.length) throw new MemberDamage('the lengths of the codes are damaged');
    lengths.fill(value, at, at + times);
    at += times;
  }
  if (lengths[endOfBlock] === 0) throw new MemberDamage('a block has no end');
  return { literals: new PrefixCode(lengths.subarray(0, literalCount)), distances: new PrefixCode(lengths.subarray(literalCount)) };
}
