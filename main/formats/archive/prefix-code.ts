import type { LowBits } from './low-bits.ts';
import { MemberDamage } from './member.ts';

/** Codes up to so many bits are looked up; longer ones, which are seldom, are followed bit by bit. */
const lookedUp = 9;
const longest = 15;

/** A code of symbols by the lengths of their bits (RFC 1951 3.2.2). */
export class PrefixCode {
  /** For each next bits: symbol and length, or 0 where the code is longer or none. */
  readonly #table = new Uint16Array(1 << lookedUp);
  /** How many codes have each length, and all symbols in the order of their codes. */
  readonly #counts = new Uint16Array(longest + 1);
  readonly #symbols: Uint16Array;

  /**
   * @param lengths for each symbol; 0: it has no code
   * @throws MemberDamage where more codes are asked for than there can be, or fewer, but for a single one.
   */
  constructor(lengths: Uint8Array) {
    for (const length of lengths) this.#counts[length] = (this.#counts[length] ?? 0) + 1;
    const used = lengths.length - (this.#counts[0] ?? 0);
    this.#counts[0] = 0;
    this.#symbols = new Uint16Array(used);
    let free = 1;
    const first = new Uint16Array(longest + 2);
    const place = new Uint16Array(longest + 2);
    for (let length = 1; length <= longest; length += 1) {
      const count = this.#counts[length] ?? 0;
      free = free * 2 - count;
      if (free < 0) throw new MemberDamage('the lengths of the codes are damaged');
      first[length + 1] = ((first[length] ?? 0) + count) << 1;
      place[length + 1] = (place[length] ?? 0) + count;
    }
    // A block without copies has no distance, and one with copies of one distance has a code of one bit, of which half is unused.
    if (free > 0 && used > 0 && !(used === 1 && this.#counts[1] === 1)) throw new MemberDamage('the lengths of the codes are damaged');
    lengths.forEach((length, symbol) => {
      if (length === 0) return;
      const code = first[length] ?? 0;
      first[length] = code + 1;
      this.#symbols[place[length] ?? 0] = symbol;
      place[length] = (place[length] ?? 0) + 1;
      if (length > lookedUp) return;
      const step = 1 << length;
      for (let bits = reversed(code, length); bits < 1 << lookedUp; bits += step) this.#table[bits] = (symbol << 4) | length;
    });
  }

  /** Takes the next symbol. @throws MemberDamage where there is none. */
  next(bits: LowBits): number {
    const ahead = bits.ahead();
    const known = this.#table[ahead & ((1 << lookedUp) - 1)] ?? 0;
    if (known !== 0) {
      bits.drop(known & 15);
      return known >> 4;
    }
    let code = 0;
    let first = 0;
    let place = 0;
    for (let length = 1; length <= longest; length += 1) {
      code |= (ahead >>> (length - 1)) & 1;
      const count = this.#counts[length] ?? 0;
      if (code - first < count) {
        bits.drop(length);
        return this.#symbols[place + code - first] ?? 0;
      }
      place += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw new MemberDamage('a code is none of those that its block has');
  }
}

function reversed(code: number, length: number): number {
  let result = 0;
  for (let bit = 0; bit < length; bit += 1) result |= ((code >>> bit) & 1) << (length - 1 - bit);
  return result;
}
