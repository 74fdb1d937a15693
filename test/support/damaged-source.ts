import type { Random } from './random.ts';

/** A copy of some bytes with `flips` bits turned over, spread by chance. */
export function withFlippedBits(bytes: Uint8Array, flips: number, random: Random): Uint8Array {
  const damaged = Uint8Array.from(bytes);
  for (let flip = 0; flip < flips; flip += 1) {
    const at = random.below(damaged.length);
    damaged[at] = (damaged[at] ?? 0) ^ (1 << random.below(8));
  }
  return damaged;
}

/** A copy of some bytes with `pages` pages of 512 bytes overwritten: by zeros, or by another page. */
export function withDamagedPages(bytes: Uint8Array, pages: number, random: Random): Uint8Array {
  const damaged = Uint8Array.from(bytes);
  const count = Math.floor(bytes.length / pageBytes);
  for (let page = 0; page < pages; page += 1) {
    const target = random.below(count) * pageBytes;
    const origin = random.below(count) * pageBytes;
    if (random.below(2) === 0) damaged.fill(0, target, target + pageBytes);
    else damaged.set(bytes.subarray(origin, origin + pageBytes), target);
  }
  return damaged;
}

const pageBytes = 512;
