import type { ByteSource } from '#evidence/byte-source.ts';
import { ForwardBits } from './bits.ts';
import { MemberDamage } from './member.ts';

/**
 * Unpacks a whole file of bzip2 (format of bzip2 1.0.8, compress.c and decompress.c), in pieces; files put behind each other are one
 * content. A block of at most 900,000 bytes is in memory at once, and what stands behind the last file is none of the content.
 * @throws MemberDamage when it is damaged or ends early, after all blocks before.
 */
export function* bunzipped(source: ByteSource): Generator<Uint8Array, void, undefined> {
  const bits = new ForwardBits(source);
  // One for all blocks: a hostile file has a block of a byte in every forty.
  const room = new Uint32Array(900_000);
  let isFirst = true;
  while (isFirst || beginsStream(source.read(bits.offsetBytes, 3))) {
    const begin = bits.bits(24);
    const level = bits.bits(8) - 0x30;
    if (begin !== 0x425a68 || level < 1 || level > 9) throw new MemberDamage('it does not begin as a file of bzip2');
    isFirst = false;
    yield* blocksOf(bits, room.subarray(0, level * 100_000));
    bits.align();
  }
}

// Also where the file ends within the letters: then it was cut.
function beginsStream(bytes: Uint8Array): boolean {
  return bytes.length > 0 && 'BZh'.startsWith(Buffer.from(bytes).toString('latin1'));
}

function* blocksOf(bits: ForwardBits, room: Uint32Array): Generator<Uint8Array, void, undefined> {
  let ofAll = 0;
  for (;;) {
    const [first, second] = [bits.bits(24), bits.bits(24)];
    const stated = bits.bits(16) * 0x10000 + bits.bits(16);
    if (first === 0x177245 && second === 0x385090) {
      if (stated !== ofAll) throw new MemberDamage('the unpacked bytes do not match the checksum');
      return;
    }
    if (first !== 0x314159 || second !== 0x265359) throw new MemberDamage('no block begins where one should');
    const checksum = { value: 0xffffffff };
    yield* runsOf(blockBytes(bits, room), checksum);
    const found = ~checksum.value >>> 0;
    if (found !== stated) throw new MemberDamage('a block does not match its checksum');
    ofAll = (((ofAll << 1) | (ofAll >>> 31)) ^ found) >>> 0;
  }
}

/** The bytes of a block before its runs are made long again: sorted columns, turned back. They lie in `sorted` until the next one. */
function blockBytes(
  bits: ForwardBits,
  sorted: Uint32Array,
): { readonly links: Uint32Array; readonly start: number; readonly length: number } {
  if (bits.bits(1) !== 0) throw new MemberDamage('a block is randomised, as bzip2 before 0.9.5 wrote');
  const origin = bits.bits(24);
  const columns = usedBytes(bits);
  const symbols = columns.length + 2;
  const groups = bits.bits(3);
  const selectors = bits.bits(15);
  if (columns.length === 0 || groups < 2 || groups > 6 || selectors < 1) throw new MemberDamage('the tables of a block are damaged');
  const chosen = new Uint8Array(selectors);
  const order = Array.from({ length: groups }, (_, index) => index);
  for (let index = 0; index < selectors; index += 1) {
    let place = 0;
    while (bits.bits(1) === 1) if (++place >= groups) throw new MemberDamage('the tables of a block are damaged');
    const [group = 0] = order.splice(place, 1);
    order.unshift(group);
    chosen[index] = group;
  }
  const tables = Array.from({ length: groups }, () => codeTable(bits, symbols));
  const mostBytes = sorted.length;
  const counts = new Uint32Array(256);
  const recent = columns;
  let length = 0;
  let run = 0;
  let weight = 1;
  const flush = (): void => {
    const byte = recent[0] ?? 0;
    if (length + run > mostBytes) throw new MemberDamage('a block is longer than it may be');
    sorted.fill(byte, length, length + run);
    counts[byte] = (counts[byte] ?? 0) + run;
    length += run;
    run = 0;
    weight = 1;
  };
  for (let group = 0; ; group += 1) {
    const table = tables[chosen[group] ?? 0];
    if (group >= selectors || table === undefined) throw new MemberDamage('a block does not end');
    for (let index = 0; index < symbolsOfGroup; index += 1) {
      const symbol = table.next(bits);
      if (symbol <= 1) {
        // A length in digits 1 and 2.
        run += weight << symbol;
        weight *= 2;
        if (run > mostBytes) throw new MemberDamage('a block is longer than it may be');
        continue;
      }
      if (run > 0) flush();
      if (symbol === symbols - 1) return linksOf(sorted, counts, length, origin);
      const place = symbol - 1;
      const byte = recent[place] ?? 0;
      recent.copyWithin(1, 0, place);
      recent[0] = byte;
      if (length >= mostBytes) throw new MemberDamage('a block is longer than it may be');
      sorted[length] = byte;
      counts[byte] = (counts[byte] ?? 0) + 1;
      length += 1;
    }
  }
}

const symbolsOfGroup = 50;

function usedBytes(bits: ForwardBits): Uint8Array {
  const ranges = bits.bits(16);
  const used: number[] = [];
  for (let range = 0; range < 16; range += 1) {
    if ((ranges & (0x8000 >> range)) === 0) continue;
    const within = bits.bits(16);
    for (let index = 0; index < 16; index += 1) if ((within & (0x8000 >> index)) !== 0) used.push(range * 16 + index);
  }
  return Uint8Array.from(used);
}

const longestCode = 20;

/** A table of codes, whose lengths are told as differences. */
function codeTable(bits: ForwardBits, symbols: number): { next(from: ForwardBits): number } {
  const lengths = new Uint8Array(symbols);
  let length = bits.bits(5);
  for (let symbol = 0; symbol < symbols; symbol += 1) {
    for (;;) {
      if (length < 1 || length > longestCode) throw new MemberDamage('the tables of a block are damaged');
      if (bits.bits(1) === 0) break;
      length += bits.bits(1) === 0 ? 1 : -1;
    }
    lengths[symbol] = length;
  }
  const ordered = Array.from(lengths.keys()).sort((one, other) => (lengths[one] ?? 0) - (lengths[other] ?? 0) || one - other);
  // For each length the first code, how many there are, and where their symbols begin.
  const firsts = new Int32Array(longestCode + 1);
  const numbers = new Int32Array(longestCode + 1);
  const starts = new Int32Array(longestCode + 1);
  for (const one of lengths) numbers[one] = (numbers[one] ?? 0) + 1;
  let code = 0;
  let start = 0;
  for (let one = 1; one <= longestCode; one += 1) {
    firsts[one] = code;
    starts[one] = start;
    code = (code + (numbers[one] ?? 0)) << 1;
    start += numbers[one] ?? 0;
  }
  return {
    next(from) {
      let value = 0;
      for (let one = 1; one <= longestCode; one += 1) {
        value = (value << 1) | from.bits(1);
        const place = value - (firsts[one] ?? 0);
        if (place >= 0 && place < (numbers[one] ?? 0)) return ordered[(starts[one] ?? 0) + place] ?? 0;
      }
      throw new MemberDamage('a code of a block is unknown');
    },
  };
}

// Turns the transform of Burrows and Wheeler back: each place gets, above its byte, the place of the byte that follows.
function linksOf(
  sorted: Uint32Array,
  counts: Uint32Array,
  length: number,
  origin: number,
): { readonly links: Uint32Array; readonly start: number; readonly length: number } {
  if (origin >= length) throw new MemberDamage('a block begins outside itself');
  let sum = 0;
  const places = counts.map((count) => {
    sum += count;
    return sum - count;
  });
  for (let index = 0; index < length; index += 1) {
    const byte = (sorted[index] ?? 0) & 0xff;
    const place = places[byte] ?? 0;
    places[byte] = place + 1;
    sorted[place] = ((sorted[place] ?? 0) | (index << 8)) >>> 0;
  }
  return { links: sorted, start: (sorted[origin] ?? 0) >>> 8, length };
}

// Four equal bytes are followed by the number of further ones.
function* runsOf(
  { links, start, length }: ReturnType<typeof linksOf>,
  checksum: { value: number },
): Generator<Uint8Array, void, undefined> {
  let piece = new Uint8Array(pieceBytes + 256);
  let filled = 0;
  let value = checksum.value;
  let place = start;
  let last = -1;
  let equal = 0;
  for (let index = 0; index < length; index += 1) {
    const link = links[place] ?? 0;
    const byte = link & 0xff;
    place = link >>> 8;
    let times = 1;
    if (equal === 4) {
      times = byte;
      equal = 0;
    } else {
      equal = byte === last ? equal + 1 : 1;
      last = byte;
    }
    for (let time = 0; time < times; time += 1) {
      piece[filled++] = last;
      value = ((value << 8) ^ (crcTable[(value >>> 24) ^ last] ?? 0)) >>> 0;
    }
    if (filled < pieceBytes) continue;
    yield piece.subarray(0, filled);
    piece = new Uint8Array(pieceBytes + 256);
    filled = 0;
  }
  checksum.value = value;
  if (filled > 0) yield piece.subarray(0, filled);
}

const pieceBytes = 64 * 1024;

/** CRC-32 with the most significant bit first. */
const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) value = (value & 0x80000000) === 0 ? value << 1 : (value << 1) ^ 0x04c11db7;
  return value >>> 0;
});
