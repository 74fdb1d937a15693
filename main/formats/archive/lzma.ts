import { MemberDamage } from './member.ts';
import type { LzmaWindow } from './lzma-window.ts';

const half = 1024;
const top = 2 ** 24;

/** A tree of probabilities. */
const tree = (size: number): Uint16Array => new Uint16Array(size).fill(half);

class LengthCoder {
  readonly choice = tree(2);
  readonly low = tree(16 * 8);
  readonly middle = tree(16 * 8);
  readonly high = tree(256);

  reset(): void {
    for (const probabilities of [this.choice, this.low, this.middle, this.high]) probabilities.fill(half);
  }
}

export type LzmaProgress = 'going' | 'ended' | 'cut';

/** Gives the next packed bytes, none of them empty; null at their end. */
export type PackedBytes = () => Uint8Array | null;

/** The distance that marks the end. */
const endDistance = 0xffffffff;

/** LZMA as the SDK describes it (lzma-specification.txt). Packed and unpacked bytes come and go in pieces. */
export class LzmaDecoder {
  readonly #window: LzmaWindow;
  #literalContext = 3;
  #literalMask = 0;
  #positionMask = 3;
  #literals = tree(0x300 << 3);
  readonly #isMatch = tree(12 << 4);
  readonly #isRepeat = tree(12);
  readonly #isRepeat0 = tree(12);
  readonly #isRepeat1 = tree(12);
  readonly #isRepeat2 = tree(12);
  readonly #isLongRepeat0 = tree(12 << 4);
  readonly #slots = tree(4 * 64);
  readonly #positions = tree(128);
  readonly #aligned = tree(16);
  readonly #lengths = new LengthCoder();
  readonly #repeatLengths = new LengthCoder();
  #symbolState = 0;
  #repeats: [number, number, number, number] = [0, 0, 0, 0];
  /** How many bytes the last piece has. */
  filled = 0;
  /** How many bytes were unpacked since the state was reset; literals and lengths depend on its lowest bits. */
  #position = 0;
  #more: PackedBytes = () => null;
  #packed: Uint8Array = new Uint8Array(0);
  #at = 0;
  #progress: LzmaProgress = 'going';
  /** What is left of a copy that did not fit into the last piece. */
  #copyLeft = 0;
  #range = 0;
  #code = 0;

  constructor(window: LzmaWindow) {
    this.#window = window;
  }

  /** Sets what the head of the packed bytes states. @throws MemberDamage where that cannot be */
  setProperties(byte: number, mostContextBits: number): void {
    const literalContext = byte % 9;
    const rest = Math.floor(byte / 9);
    const literalPosition = rest % 5;
    const position = Math.floor(rest / 5);
    if (position > 4 || literalContext + literalPosition > mostContextBits) throw new MemberDamage('its properties are damaged');
    this.#literalContext = literalContext;
    this.#literalMask = (1 << literalPosition) - 1;
    this.#positionMask = (1 << position) - 1;
    this.#literals = tree(0x300 << (literalContext + literalPosition));
  }

  resetState(): void {
    const all = [this.#literals, this.#isMatch, this.#isRepeat, this.#isRepeat0, this.#isRepeat1, this.#isRepeat2, this.#isLongRepeat0];
    for (const probabilities of [...all, this.#slots, this.#positions, this.#aligned]) probabilities.fill(half);
    this.#lengths.reset();
    this.#repeatLengths.reset();
    this.#symbolState = 0;
    this.#repeats = [0, 0, 0, 0];
  }

  /** Begins to take packed bytes: the first is of no meaning, the next four begin the code. */
  begin(more: PackedBytes): void {
    this.#more = more;
    this.#packed = new Uint8Array(0);
    this.#at = 0;
    this.#progress = 'going';
    this.#copyLeft = 0;
    this.#range = 0xffffffff;
    this.#code = 0;
    this.#next();
    for (let index = 0; index < 4; index += 1) this.#code = ((this.#code << 8) | this.#next()) >>> 0;
  }

  /** `ended`: the mark of the end was met. `cut`: the packed bytes end before it; what was given out before stands. */
  get state(): LzmaProgress {
    return this.#progress;
  }

  /** How many of the packed bytes that were taken were not needed yet. */
  get unneededBytes(): number {
    return this.#packed.length - this.#at;
  }

  /** Whether a copy goes on behind what was given out. */
  get isInCopy(): boolean {
    return this.#copyLeft > 0;
  }

  /**
   * Unpacks until there is no room left or nothing more to unpack.
   * @returns how many bytes were put
   * @throws MemberDamage where a copy reaches back too far; `filled` says how many bytes were put before.
   */
  decode(out: Uint8Array): number {
    this.filled = 0;
    while (this.filled < out.length && this.#progress === 'going') {
      if (this.#copyLeft > 0) {
        this.#copy(out);
        continue;
      }
      const within = this.#position & this.#positionMask;
      if (this.#bit(this.#isMatch, (this.#symbolState << 4) + within) === 0) {
        const literal = this.#literal();
        // What was made of bytes behind the end is none.
        if (this.#isCut()) break;
        this.#put(literal, out);
        continue;
      }
      const length = this.#match(within);
      if (this.#isCut()) break;
      if (this.#repeats[0] === endDistance) this.#progress = 'ended';
      else this.#copyLeft = length;
    }
    return this.filled;
  }

  #isCut(): boolean {
    return this.#progress === 'cut';
  }

  #copy(out: Uint8Array): void {
    const [distance] = this.#repeats;
    const until = Math.min(out.length, this.filled + this.#copyLeft);
    this.#copyLeft -= until - this.filled;
    while (this.filled < until) this.#put(this.#window.back(distance), out);
  }

  #put(byte: number, out: Uint8Array): void {
    this.#window.put(byte);
    out[this.filled++] = byte;
    this.#position += 1;
  }

  #next(): number {
    if (this.#at === this.#packed.length) {
      const more = this.#progress === 'cut' ? null : this.#more();
      this.#at = 0;
      this.#packed = more ?? new Uint8Array(0);
      if (more === null) {
        this.#progress = 'cut';
        return 0;
      }
    }
    return this.#packed[this.#at++] ?? 0;
  }

  #bit(probabilities: Uint16Array, index: number): 0 | 1 {
    const probability = probabilities[index] ?? half;
    const bound = (this.#range >>> 11) * probability;
    let bit: 0 | 1;
    if (this.#code < bound) {
      this.#range = bound;
      probabilities[index] = probability + ((2048 - probability) >> 5);
      bit = 0;
    } else {
      this.#range -= bound;
      this.#code -= bound;
      probabilities[index] = probability - (probability >> 5);
      bit = 1;
    }
    if (this.#range < top) {
      this.#range = (this.#range << 8) >>> 0;
      this.#code = ((this.#code << 8) | this.#next()) >>> 0;
    }
    return bit;
  }

  #direct(count: number): number {
    let value = 0;
    for (let index = 0; index < count; index += 1) {
      this.#range >>>= 1;
      const isOne = this.#code >= this.#range;
      if (isOne) this.#code -= this.#range;
      value = value * 2 + (isOne ? 1 : 0);
      if (this.#range < top) {
        this.#range = (this.#range << 8) >>> 0;
        this.#code = ((this.#code << 8) | this.#next()) >>> 0;
      }
    }
    return value;
  }

  #treeBits(probabilities: Uint16Array, base: number, count: number): number {
    let node = 1;
    for (let index = 0; index < count; index += 1) node = (node << 1) | this.#bit(probabilities, base + node);
    return node - (1 << count);
  }

  #reverseBits(probabilities: Uint16Array, base: number, count: number): number {
    let node = 1;
    let value = 0;
    for (let index = 0; index < count; index += 1) {
      const bit = this.#bit(probabilities, base + node);
      node = (node << 1) | bit;
      value |= bit << index;
    }
    return value;
  }

  #literal(): number {
    const before = this.#window.isEmpty ? 0 : this.#window.back(0);
    const context = ((this.#position & this.#literalMask) << this.#literalContext) + (before >> (8 - this.#literalContext));
    const base = 0x300 * context;
    let symbol = 1;
    if (this.#symbolState >= 7) {
      let matched = this.#window.back(this.#repeats[0]);
      do {
        const expected = (matched >> 7) & 1;
        matched <<= 1;
        const bit = this.#bit(this.#literals, base + ((1 + expected) << 8) + symbol);
        symbol = (symbol << 1) | bit;
        if (bit !== expected) break;
      } while (symbol < 0x100);
    }
    while (symbol < 0x100) symbol = (symbol << 1) | this.#bit(this.#literals, base + symbol);
    this.#symbolState = this.#symbolState < 4 ? 0 : this.#symbolState < 10 ? this.#symbolState - 3 : this.#symbolState - 6;
    return symbol & 0xff;
  }

  /** Sets the distance of a copy as the last one. @returns its length */
  #match(within: number): number {
    const [first, second, third, fourth] = this.#repeats;
    if (this.#bit(this.#isRepeat, this.#symbolState) === 0) {
      const length = this.#length(this.#lengths, within);
      this.#symbolState = this.#symbolState < 7 ? 7 : 10;
      this.#repeats = [this.#distance(length), first, second, third];
      return length;
    }
    if (this.#bit(this.#isRepeat0, this.#symbolState) === 0) {
      if (this.#bit(this.#isLongRepeat0, (this.#symbolState << 4) + within) === 0) {
        this.#symbolState = this.#symbolState < 7 ? 9 : 11;
        return 1;
      }
    } else if (this.#bit(this.#isRepeat1, this.#symbolState) === 0) this.#repeats = [second, first, third, fourth];
    else if (this.#bit(this.#isRepeat2, this.#symbolState) === 0) this.#repeats = [third, first, second, fourth];
    else this.#repeats = [fourth, first, second, third];
    const length = this.#length(this.#repeatLengths, within);
    this.#symbolState = this.#symbolState < 7 ? 8 : 11;
    return length;
  }

  #length(coder: LengthCoder, within: number): number {
    if (this.#bit(coder.choice, 0) === 0) return 2 + this.#treeBits(coder.low, within << 3, 3);
    if (this.#bit(coder.choice, 1) === 0) return 10 + this.#treeBits(coder.middle, within << 3, 3);
    return 18 + this.#treeBits(coder.high, 0, 8);
  }

  #distance(length: number): number {
    const slot = this.#treeBits(this.#slots, Math.min(length - 2, 3) << 6, 6);
    if (slot < 4) return slot;
    const count = (slot >> 1) - 1;
    const base = (2 | (slot & 1)) * 2 ** count;
    if (slot < 14) return base + this.#reverseBits(this.#positions, base - slot, count);
    return base + this.#direct(count - 4) * 16 + this.#reverseBits(this.#aligned, 0, 4);
  }
}
