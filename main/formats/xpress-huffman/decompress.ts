/** What came of decompressing: all of it, or what there was up to the trouble. */
export interface Decompressed {
  readonly bytes: Uint8Array;
  /** Why it ended before its size, in words; null when it is whole. */
  readonly trouble: string | null;
}

const tableBytes = 256;
const symbols = 512;
const chunkBytes = 65_536;
const longestCode = 15;

/**
 * Decompresses LZ77 with Huffman codes ([MS-XCA] 2.1 and 2.2), as one stream: blocks of 64 KiB may refer to those before.
 * @param sizeBytes of what comes out; nothing is made beyond it, so a bomb is as large as the caller allows
 */
export function decompressXpressHuffman(packed: Uint8Array, sizeBytes: number): Decompressed {
  const out = new Uint8Array(sizeBytes);
  let written = 0;
  let at = 0;
  while (written < sizeBytes) {
    const codes =
      at + tableBytes <= packed.length ? codeTable(packed.subarray(at, at + tableBytes)) : 'the packed bytes end before a table of codes';
    if (typeof codes === 'string') return { bytes: out.subarray(0, written), trouble: codes };
    const block = readBlock(packed, at + tableBytes, out, written, Math.min(sizeBytes, written + chunkBytes), codes);
    written = block.written;
    at = block.at;
    if (block.trouble !== null) return { bytes: out.subarray(0, written), trouble: block.trouble };
  }
  return { bytes: out, trouble: null };
}

/**
 * For each 15 bits the symbol whose code they begin with, in the lower 9 bits, and the length of the code above; zero where no
 * code begins so.
 */
function codeTable(lengths: Uint8Array): Uint16Array | string {
  const bySize: number[][] = Array.from({ length: longestCode + 1 }, () => []);
  for (let symbol = 0; symbol < symbols; symbol += 1) {
    const pair = lengths[symbol >> 1] ?? 0;
    const length = (symbol & 1) === 0 ? pair & 15 : pair >> 4;
    if (length > 0) bySize[length]?.push(symbol);
  }
  const table = new Uint16Array(1 << longestCode);
  let next = 0;
  for (let length = 1; length <= longestCode; length += 1) {
    const span = 1 << (longestCode - length);
    for (const symbol of bySize[length] ?? []) {
      if (next + span > table.length) return 'a table of codes holds more codes than fit';
      table.fill((length << 9) | symbol, next, next + span);
      next += span;
    }
  }
  return next === 0 ? 'a table of codes is empty' : table;
}

interface Block {
  readonly at: number;
  readonly written: number;
  readonly trouble: string | null;
}

/** Reads codes until the block is full. Bits come in words of 16, the high ones first; what follows a code may be bytes between. */
function readBlock(packed: Uint8Array, start: number, out: Uint8Array, from: number, end: number, codes: Uint16Array): Block {
  let at = start;
  let written = from;
  const word = (): number => {
    const value = (packed[at] ?? 0) | ((packed[at + 1] ?? 0) << 8);
    at += 2;
    return value;
  };
  let bits = (word() << 16) | word();
  let spare = 16;
  const skip = (count: number): void => {
    bits <<= count;
    spare -= count;
    if (spare >= 0) return;
    bits |= word() << -spare;
    spare += 16;
  };
  const done = (trouble: string | null): Block => ({ at, written, trouble });
  while (written < end) {
    // Two words are read ahead; where more is missing, the input has ended.
    if (at > packed.length + 4) return done('the packed bytes end before what they hold does');
    const entry = codes[bits >>> 17] ?? 0;
    if (entry === 0) return done('there are bits that are no code');
    skip(entry >> 9);
    const symbol = entry & 511;
    if (symbol < 256) {
      out[written] = symbol;
      written += 1;
      continue;
    }
    let length = symbol & 15;
    const distanceBits = (symbol >> 4) & 15;
    if (length === 15) {
      length = (packed[at] ?? 0) + 15;
      at += 1;
      if (length === 270) {
        length = word();
        if (length === 0) length = word() | (word() << 16);
        if (length < 15) return done('a length is shorter than its form allows');
      }
    }
    length += 3;
    const distance = (1 << distanceBits) + (distanceBits === 0 ? 0 : bits >>> (32 - distanceBits));
    skip(distanceBits);
    if (distance > written) return done('a match refers to what lies before the beginning');
    if (length < 0 || written + length > out.length) return done('a match is longer than what is left');
    for (let copied = 0; copied < length; copied += 1) out[written + copied] = out[written - distance + copied] ?? 0;
    written += length;
  }
  return done(null);
}
