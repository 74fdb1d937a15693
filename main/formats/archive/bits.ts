import type { ByteSource } from '#evidence/byte-source.ts';
import { MemberDamage } from './member.ts';

const pieceBytes = 64 * 1024;

/** Reads the bytes of a source in order, and bits of them with the most significant first. */
export class ForwardBits {
  readonly #source: ByteSource;
  #piece: Uint8Array = new Uint8Array(0);
  #base = 0;
  #at = 0;
  #held = 0;
  #count = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /** The position of the next whole byte. */
  get offsetBytes(): number {
    return this.#base + this.#at - Math.floor(this.#count / 8);
  }

  get isAtEnd(): boolean {
    return this.offsetBytes >= this.#source.sizeBytes;
  }

  /** The next byte. @throws MemberDamage at the end. */
  byte(): number {
    if (this.#at === this.#piece.length) {
      this.#base += this.#at;
      this.#piece = this.#source.read(this.#base, pieceBytes);
      this.#at = 0;
      if (this.#piece.length === 0) throw new MemberDamage('the packed bytes end early');
    }
    return this.#piece[this.#at++] ?? 0;
  }

  /** The next bytes. */
  bytes(length: number): Uint8Array {
    const taken = new Uint8Array(length);
    for (let index = 0; index < length; index += 1) taken[index] = this.byte();
    return taken;
  }

  /** Up to 24 bits as a number. */
  bits(length: number): number {
    while (this.#count < length) {
      this.#held = ((this.#held << 8) | this.byte()) >>> 0;
      this.#count += 8;
    }
    this.#count -= length;
    const value = (this.#held >>> this.#count) & ((1 << length) - 1);
    this.#held &= (1 << this.#count) - 1;
    return value;
  }

  /** Leaves out the bits up to the next whole byte. */
  align(): void {
    this.#count -= this.#count % 8;
    this.#held &= (1 << this.#count) - 1;
  }
}
