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

/** The layouts of [MS-PST] 2.2.2 as far as damage is done here, by wVer. Stores of 4 KiB pages are taken for Unicode ones. */
function placesOf(bytes: Uint8Array) {
  return (bytes[10] ?? 0) < 20
    ? { word: 4, counts: 496, trailer: 500, pageChecksum: 508, blockTrailer: 12, blockChecksum: 8, blockId: 4, blockBytes: 8180 }
    : { word: 8, counts: 488, trailer: 496, pageChecksum: 500, blockTrailer: 16, blockChecksum: 4, blockId: 8, blockBytes: 8176 };
}

/**
 * A copy of a store in which entries of B-tree pages lead elsewhere: to the page itself, to one above it, to
 * another's data. The checksums of the pages are made right again, so that readers follow.
 */
export function withRelinkedTrees(bytes: Uint8Array, entries: number, random: Random): Uint8Array {
  const damaged = Uint8Array.from(bytes);
  const view = new DataView(damaged.buffer);
  const { word, counts, trailer, pageChecksum } = placesOf(bytes);
  const pages = Array.from({ length: Math.floor(bytes.length / pageBytes) }, (_, page) => page * pageBytes).filter((at) => {
    const type = damaged[at + trailer];
    return (type === 0x80 || type === 0x81) && damaged[at + trailer + 1] === type && (damaged[at + counts] ?? 0) > 0;
  });
  for (let entry = 0; entry < entries && pages.length > 0; entry += 1) {
    const page = pages[random.below(pages.length)] ?? 0;
    const other = pages[random.below(pages.length)] ?? 0;
    const entryBytes = damaged[page + counts + 2] ?? 3 * word;
    const at = page + random.below(damaged[page + counts] ?? 1) * entryBytes;
    if (at + entryBytes > page + counts) continue;
    // A child's offset, a block's offset, or the identifier of a node's data or sub-nodes.
    if ((damaged[page + counts + 3] ?? 0) > 0) putWord(view, at + 2 * word, random.below(2) === 0 ? other : page, word);
    else if (damaged[page + trailer] === 0x81) {
      putWord(view, at + word + word * random.below(2), 4 * random.below(2000) + 2 * random.below(2), word);
    } else putWord(view, at + word, 64 * random.below(bytes.length / 64), word);
    view.setUint32(page + pageChecksum, checksum(damaged.subarray(page, page + trailer)), true);
  }
  return damaged;
}

/** A copy of a store in which blocks that lead to other blocks lead to themselves and to each other. */
export function withCircularBlocks(bytes: Uint8Array, changes: number, random: Random): Uint8Array {
  const damaged = Uint8Array.from(bytes);
  const view = new DataView(damaged.buffer);
  const { word, blockTrailer, blockChecksum, blockId, blockBytes } = placesOf(bytes);
  const blocks: { readonly checksumAt: number; readonly from: number; readonly size: number; readonly id: number }[] = [];
  for (let end = 64; end <= bytes.length; end += 64) {
    const at = end - blockTrailer;
    const size = view.getUint16(at, true);
    const from = end - Math.ceil((size + blockTrailer) / 64) * 64;
    const id = view.getUint32(at + blockId, true);
    if (size < 16 || size > blockBytes || from < 0 || (id & 3) !== 2) continue;
    if (view.getUint32(at + blockChecksum, true) === checksum(damaged.subarray(from, from + size))) {
      blocks.push({ checksumAt: at + blockChecksum, from, size, id });
    }
  }
  for (let change = 0; change < changes && blocks.length > 0; change += 1) {
    const block = blocks[random.below(blocks.length)];
    const other = blocks[random.below(blocks.length)];
    if (block === undefined || other === undefined) continue;
    damaged[block.from + 1] = random.below(3);
    view.setUint16(block.from + 2, random.pick([1, 2, 0xffff]), true);
    const entry = block.from + 8 + word * random.below(Math.floor((block.size - 8) / word));
    putWord(view, entry, random.below(2) === 0 ? block.id : other.id, word);
    view.setUint32(block.checksumAt, checksum(damaged.subarray(block.from, block.from + block.size)), true);
  }
  return damaged;
}

const pageBytes = 512;

// Offsets and identifiers here have 32 bits at most.
function putWord(view: DataView, at: number, value: number, word: number): void {
  view.setUint32(at, value, true);
  if (word === 8) view.setUint32(at + 4, 0, true);
}

/** The CRC-32 of [MS-PST] 5.3. */
function checksum(bytes: Uint8Array): number {
  return (crc32(bytes, 0xffffffff) ^ 0xffffffff) >>> 0;
}
