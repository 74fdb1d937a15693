import type { ByteSource } from '#evidence/byte-source.ts';
import { MemberDamage } from './member.ts';

// Two bytes may make 64 KiB, so this bounds what is unpacked between two looks at the evidence, by which a reader shows that it gets on.
const pieceBytes = 8 * 1024;

/** Reads bits of a source in order, those of a byte with the least significant first (RFC 1951 3.1.1). */
export class LowBits {
  readonly #source: ByteSource;
  #piece: Uint8Array = new Uint8Array(0);
  #base = 0;
  #at = 0;
  #held = 0;
  #count = 0;
  /** Bits that were made up behind the end, so that it can be looked ahead there. */
  #madeUp = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /** The next 16 bits or more, without taking them; zeros behind the end. */
  ahead(): number {
    while (this.#count < 16) {
      if (this.#at === this.#piece.length) this.#read();
      if (this.#at < this.#piece.length) this.#held |= (this.#piece[this.#at++] ?? 0) << this.#count;
      else this.#madeUp += 8;
      this.#count += 8;
    }
    return this.#held;
  }

  /** Takes bits that were looked at. @throws MemberDamage where there are none. */
  drop(length: number): void {
    this.#held >>>= length;
    this.#count -= length;
    if (this.#count < this.#madeUp) throw new MemberDamage('the packed bytes end early');
  }

  /** Up to 16 bits as a number. @throws MemberDamage at the end. */
  take(length: number): number {
    const value = this.ahead() & ((1 << length) - 1);
    this.drop(length);
    return value;
  }

  /** Leaves out the bits up to the next whole byte. */
  align(): void {
    this.drop(this.#count % 8);
  }

  #read(): void {
    this.#base += this.#piece.length;
    this.#piece = this.#source.read(this.#base, pieceBytes);
    this.#at = 0;
  }
}
