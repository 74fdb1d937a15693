import type { ForwardBits } from './bits.ts';
import { MemberDamage } from './member.ts';

/** How many bytes back a copy may reach; the window holds as many. */
export const mostDictionaryBytes = 256 * 1024 * 1024;

/**
 * Unpacks LZMA2 (format of the LZMA SDK; the .xz file format, version 1.2.1, 5.3.1) from where `bytes` stands to its end, in pieces of at
 * most 2 MiB.
 * @param dictionaryBytes the size that the head of the block states
 * @throws MemberDamage when it is damaged or ends early.
 */
export function* unpackedLzma2(bytes: ForwardBits, dictionaryBytes: number): Generator<Uint8Array, void, undefined> {
  const window = new Window(dictionaryBytes);
  const decoder = new LzmaDecoder(window);
  let needsDictionary = true;
  let needsProperties = true;
  for (;;) {
    const control = bytes.byte();
    if (control === 0) return;
    const resetsDictionary = control === 1 || control >= 0xe0;
    if (resetsDictionary) window.reset();
    else if (needsDictionary) throw new MemberDamage('its first piece needs one before it');
    needsDictionary = false;
    if (control < 0x80) {
      if (control > 2) throw new MemberDamage('a piece is of an unknown kind');
      const size = ((bytes.byte() << 8) | bytes.byte()) + 1;
      const plain = bytes.bytes(size);
      for (const byte of plain) window.put(byte);
      yield plain;
      continue;
    }
    const size = (((control & 0x1f) << 16) | (bytes.byte() << 8) | bytes.byte()) + 1;
    const packed = ((bytes.byte() << 8) | bytes.byte()) + 1;
    const reset = (control >> 5) & 3;
    if (reset >= 2) {
      decoder.setProperties(bytes.byte());
      needsProperties = false;
    } else if (needsProperties) throw new MemberDamage('its first piece needs one before it');
    if (reset >= 1) decoder.resetState();
    yield decoder.decode(bytes.bytes(packed), size);
  }
}

/** The last bytes that were unpacked, in a ring that grows up to its size. */
class Window {
  readonly #most: number;
  #ring: Uint8Array;
  #at = 0;
  #held = 0;

  constructor(mostBytes: number) {
    this.#most = Math.max(Math.min(mostBytes, mostDictionaryBytes), 4096);
    this.#ring = new Uint8Array(Math.min(this.#most, 4096));
  }

  reset(): void {
    this.#at = 0;
    this.#held = 0;
  }

  put(byte: number): void {
    if (this.#at === this.#ring.length) this.#turn();
    this.#ring[this.#at++] = byte;
    if (this.#held < this.#most) this.#held += 1;
  }

  /** The byte that was put some places before; the last one is at distance 0. */
  back(distance: number): number {
    if (distance >= this.#held) throw new MemberDamage('a copy reaches back before the beginning');
    const place = this.#at - 1 - distance;
    return this.#ring[place < 0 ? place + this.#ring.length : place] ?? 0;
  }

  get isEmpty(): boolean {
    return this.#held === 0;
  }

  // Only a ring of its full size goes round: before, nothing of it is to be lost.
  #turn(): void {
    if (this.#ring.length === this.#most) {
      this.#at = 0;
      return;
    }
    const larger = new Uint8Array(Math.min(this.#ring.length * 4, this.#most));
    larger.set(this.#ring);
    this.#ring = larger;
  }
}

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

/** LZMA as the SDK describes it (lzma-specification.txt). */
class LzmaDecoder {
  readonly #window: Window;
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
  #state = 0;
  #repeats: [number, number, number, number] = [0, 0, 0, 0];
  /** How many bytes were unpacked since the state was reset; literals and lengths depend on its lowest bits. */
  #position = 0;
  #packed: Uint8Array = new Uint8Array(0);
  #at = 0;
  #range = 0;
  #code = 0;

  constructor(window: Window) {
    this.#window = window;
  }

  setProperties(byte: number): void {
    const literalContext = byte % 9;
    const rest = Math.floor(byte / 9);
    const literalPosition = rest % 5;
    const position = Math.floor(rest / 5);
    if (position > 4 || literalContext + literalPosition > 4) throw new MemberDamage('its properties are damaged');
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
    this.#state = 0;
    this.#repeats = [0, 0, 0, 0];
  }

  decode(packed: Uint8Array, size: number): Uint8Array {
    this.#begin(packed);
    const out = new Uint8Array(size);
    let filled = 0;
    const put = (byte: number): void => {
      this.#window.put(byte);
      out[filled++] = byte;
      this.#position += 1;
    };
    while (filled < size) {
      const within = this.#position & this.#positionMask;
      if (this.#bit(this.#isMatch, (this.#state << 4) + within) === 0) {
        put(this.#literal());
        continue;
      }
      const length = this.#match(within);
      if (length > size - filled) throw new MemberDamage('a copy is longer than its piece');
      const [distance] = this.#repeats;
      for (let index = 0; index < length; index += 1) put(this.#window.back(distance));
    }
    if (this.#at > packed.length) throw new MemberDamage('a piece ends early');
    return out;
  }

  #begin(packed: Uint8Array): void {
    this.#packed = packed;
    this.#at = 1;
    this.#range = 0xffffffff;
    this.#code = 0;
    for (let index = 0; index < 4; index += 1) this.#code = ((this.#code << 8) | this.#next()) >>> 0;
  }

  #next(): number {
    // Beyond the end zeros are given: what is unpacked of them is refused afterwards.
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
    if (this.#state >= 7) {
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
    this.#state = this.#state < 4 ? 0 : this.#state < 10 ? this.#state - 3 : this.#state - 6;
    return symbol & 0xff;
  }

  /** Sets the distance of a copy as the last one. @returns its length */
  #match(within: number): number {
    const [first, second, third, fourth] = this.#repeats;
    if (this.#bit(this.#isRepeat, this.#state) === 0) {
      const length = this.#length(this.#lengths, within);
      this.#state = this.#state < 7 ? 7 : 10;
      this.#repeats = [this.#distance(length), first, second, third];
      return length;
    }
    if (this.#bit(this.#isRepeat0, this.#state) === 0) {
      if (this.#bit(this.#isLongRepeat0, (this.#state << 4) + within) === 0) {
        this.#state = this.#state < 7 ? 9 : 11;
        return 1;
      }
    } else if (this.#bit(this.#isRepeat1, this.#state) === 0) this.#repeats = [second, first, third, fourth];
    else if (this.#bit(this.#isRepeat2, this.#state) === 0) this.#repeats = [third, first, second, fourth];
    else this.#repeats = [fourth, first, second, third];
    const length = this.#length(this.#repeatLengths, within);
    this.#state = this.#state < 7 ? 8 : 11;
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
