import { createHash } from 'node:crypto';

/**
 * Remembers which records were seen, by 96 bits of a digest of identity and content, in memory that is bounded by the limit:
 * twelve bytes for a place, and at most some three places for a record.
 */
export class SeenRecords {
  readonly #most: number;
  #places = new Uint32Array(3 * 1024);
  #count = 0;
  #isFull = false;

  /** @param most how many records are remembered; of later ones none is known again */
  constructor(most: number) {
    this.#most = most;
  }

  /** Whether the limit was reached, so that a record that came again may have been taken for a new one. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** Remembers a record. @returns true where it was seen before */
  sawBefore(identity: string, content: string): boolean {
    const digest = createHash('sha256').update(identity).update('\u0000').update(content).digest();
    const key: Key = [digest.readUInt32LE(0), digest.readUInt32LE(4), digest.readUInt32LE(8) || 1];
    const at = placeOf(this.#places, key);
    if (this.#places[at + 2] !== 0) return true;
    if (this.#count >= this.#most) {
      this.#isFull = true;
      return false;
    }
    this.#places.set(key, at);
    this.#count += 1;
    if (this.#count * 2 > this.#places.length / 3) this.#places = enlarged(this.#places);
    return false;
  }
}

type Key = readonly [number, number, number];

// A place whose third number is 0 is free.
function placeOf(places: Uint32Array, [first, second, third]: Key): number {
  const count = places.length / 3;
  for (let index = first % count; ; index = (index + 1) % count) {
    const at = index * 3;
    if (places[at + 2] === 0) return at;
    if (places[at] === first && places[at + 1] === second && places[at + 2] === third) return at;
  }
}

function enlarged(places: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(places.length * 2);
  for (let at = 0; at < places.length; at += 3) {
    if (places[at + 2] === 0) continue;
    const key: Key = [places[at] ?? 0, places[at + 1] ?? 0, places[at + 2] ?? 0];
    larger.set(key, placeOf(larger, key));
  }
  return larger;
}
