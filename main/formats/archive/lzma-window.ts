import { MemberDamage } from './member.ts';

/** How many bytes back a copy may reach; the window holds as many. */
export const mostDictionaryBytes = 256 * 1024 * 1024;

/** The last bytes that were unpacked, in a ring that grows up to its size. */
export class LzmaWindow {
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
