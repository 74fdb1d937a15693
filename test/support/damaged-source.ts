import { crc32 } from 'node:zlib';
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

/**
 * A copy of a Unicode store in which entries of B-tree pages lead elsewhere: to the page itself, to one above it, to
 * another's data. The checksums of the pages are made right again, so that readers follow.
 */
export function withRelinkedTrees(bytes: Uint8Array, entries: number, random: Random): Uint8Array {
  const damaged = Uint8Array.from(bytes);
  const view = new DataView(damaged.buffer);
  const pages = Array.from({ length: Math.floor(bytes.length / pageBytes) }, (_, page) => page * pageBytes).filter((at) => {
    const type = damaged[at + 496];
    return (type === 0x80 || type === 0x81) && damaged[at + 497] === type && (damaged[at + 488] ?? 0) > 0;
  });
  for (let entry = 0; entry < entries && pages.length > 0; entry += 1) {
    const page = pages[random.below(pages.length)] ?? 0;
    const other = pages[random.below(pages.length)] ?? 0;
    const entryBytes = damaged[page + 490] ?? 24;
    const at = page + random.below(damaged[page + 488] ?? 1) * entryBytes;
    if (at + entryBytes > page + 488) continue;
    // A child's offset, a block's offset, or the identifier of a node's data or sub-nodes.
    if ((damaged[page + 491] ?? 0) > 0) view.setBigUint64(at + 16, BigInt(random.below(2) === 0 ? other : page), true);
    else if (damaged[page + 496] === 0x81)
      view.setBigUint64(at + 8 + 8 * random.below(2), BigInt(4 * random.below(2000) + 2 * random.below(2)), true);
    else view.setBigUint64(at + 8, BigInt(64 * random.below(bytes.length / 64)), true);
    view.setUint32(page + 500, (crc32(damaged.subarray(page, page + 496), 0xffffffff) ^ 0xffffffff) >>> 0, true);
  }
  return damaged;
}

/** A copy of a Unicode store in which blocks that lead to other blocks lead to themselves and to each other. */
export function withCircularBlocks(bytes: Uint8Array, changes: number, random: Random): Uint8Array {
  const damaged = Uint8Array.from(bytes);
  const view = new DataView(damaged.buffer);
  const blocks: { readonly end: number; readonly from: number; readonly size: number; readonly id: bigint }[] = [];
  for (let end = 64; end <= bytes.length; end += 64) {
    const size = view.getUint16(end - 16, true);
    const from = end - Math.ceil((size + 16) / 64) * 64;
    const id = view.getBigUint64(end - 8, true);
    if (size < 16 || size > 8176 || from < 0 || (id & 3n) !== 2n) continue;
    if (view.getUint32(end - 12, true) === (crc32(damaged.subarray(from, from + size), 0xffffffff) ^ 0xffffffff) >>> 0) {
      blocks.push({ end, from, size, id });
    }
  }
  for (let change = 0; change < changes && blocks.length > 0; change += 1) {
    const block = blocks[random.below(blocks.length)];
    const other = blocks[random.below(blocks.length)];
    if (block === undefined || other === undefined) continue;
    damaged[block.from + 1] = random.below(3);
    view.setUint16(block.from + 2, random.pick([1, 2, 0xffff]), true);
    view.setBigUint64(
      block.from + 8 + 8 * random.below(Math.floor((block.size - 8) / 8)),
      random.below(2) === 0 ? block.id : other.id,
      true,
    );
    view.setUint32(block.end - 12, (crc32(damaged.subarray(block.from, block.from + block.size), 0xffffffff) ^ 0xffffffff) >>> 0, true);
  }
  return damaged;
}

const pageBytes = 512;
