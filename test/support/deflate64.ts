import type { Random } from './random.ts';

/** How a block is written. */
export type BlockKind = 'stored' | 'fixed' | 'balanced' | 'skewed';

/** Writes bits, those of a byte with the least significant first. */
export class BitWriter {
  readonly #bytes: number[] = [];
  #held = 0;
  #count = 0;

  put(value: number, length: number): this {
    for (let bit = 0; bit < length; bit += 1) {
      this.#held |= ((value >>> bit) & 1) << this.#count;
      this.#count += 1;
      if (this.#count === 8) this.#flush();
    }
    return this;
  }

  /** A code, which stands with its most significant bit first. */
  code(value: number, length: number): this {
    for (let bit = length - 1; bit >= 0; bit -= 1) this.put((value >>> bit) & 1, 1);
    return this;
  }

  align(): this {
    if (this.#count > 0) this.#flush();
    return this;
  }

  bytes(): Buffer {
    this.align();
    return Buffer.from(this.#bytes);
  }

  #flush(): void {
    this.#bytes.push(this.#held);
    this.#held = 0;
    this.#count = 0;
  }
}

type Token = { readonly literal: number } | { readonly length: number; readonly distance: number };

interface CodedToken {
  readonly symbol: number;
  readonly more: number;
  readonly moreBits: number;
  readonly far?: { readonly symbol: number; readonly more: number; readonly moreBits: number };
}

/**
 * Packs bytes by Deflate64, by itself and not by the code that unpacks it, in blocks of the given kinds in turn.
 * @param mostLength of a copy; shorter ones make more of them
 */
export function deflate64(content: Uint8Array, kinds: readonly BlockKind[], blockTokens: number, mostLength = 65_538): Buffer {
  const out = new BitWriter();
  const tokens = tokensOf(content, mostLength);
  let at = 0;
  const blocks = Math.max(1, Math.ceil(tokens.length / blockTokens));
  for (let block = 0; block < blocks; block += 1) {
    const own = tokens.slice(block * blockTokens, (block + 1) * blockTokens);
    const size = own.reduce((sum, token) => sum + ('literal' in token ? 1 : token.length), 0);
    const kind = kinds[block % kinds.length] ?? 'fixed';
    const isLast = block === blocks - 1;
    if (kind === 'stored' && size <= 0xffff) {
      out
        .put(isLast ? 1 : 0, 1)
        .put(0, 2)
        .align()
        .put(size, 16)
        .put(size ^ 0xffff, 16);
      for (const byte of content.subarray(at, at + size)) out.put(byte, 8);
    } else writeCoded(out, own.map(coded), isLast, kind === 'stored' ? 'fixed' : kind);
    at += size;
  }
  return out.bytes();
}

/** Bytes with repetitions near and far, long and short. */
export function repetitiveContent(random: Random, size: number): Buffer {
  const bytes: number[] = [];
  while (bytes.length < size) {
    const kind = random.below(4);
    const far = Math.min(bytes.length, 1 + random.below(kind === 1 ? 65_536 : 300));
    if (kind === 0 || far === 0) for (let left = 1 + random.below(200); left > 0; left -= 1) bytes.push(random.below(kind === 0 ? 256 : 4));
    else for (let left = 3 + random.below(kind === 3 ? 3000 : 100); left > 0; left -= 1) bytes.push(bytes[bytes.length - far] ?? 0);
  }
  return Buffer.from(bytes.slice(0, size));
}

function tokensOf(content: Uint8Array, mostLength: number): Token[] {
  const last = new Map<number, number>();
  const tokens: Token[] = [];
  const keyAt = (at: number): number => ((content[at] ?? 0) << 16) | ((content[at + 1] ?? 0) << 8) | (content[at + 2] ?? 0);
  for (let at = 0; at < content.length;) {
    const before = at + 3 <= content.length ? last.get(keyAt(at)) : undefined;
    let length = 0;
    if (before !== undefined && at - before <= 65_536)
      while (length < mostLength && at + length < content.length && content[before + length] === content[at + length]) length += 1;
    const taken = length >= 3 ? length : 1;
    tokens.push(length >= 3 && before !== undefined ? { length, distance: at - before } : { literal: content[at] ?? 0 });
    // Places near the end have no three bytes to be found by.
    for (let known = at; known < at + taken && known + 3 <= content.length; known += 1) last.set(keyAt(known), known);
    at += taken;
  }
  return tokens;
}

function coded(token: Token): CodedToken {
  if ('literal' in token) return { symbol: token.literal, more: 0, moreBits: 0 };
  const { length, distance } = token;
  // Lengths up to 10 have codes of their own; then four codes for each number of bits; beyond 257 the last code has 16 bits.
  let code = { symbol: 254 + length, more: 0, moreBits: 0 };
  if (length > 257) code = { symbol: 285, more: length - 3, moreBits: 16 };
  else if (length > 10) {
    const moreBits = 31 - Math.clz32(length - 3) - 2;
    const rest = length - 3 - (4 << moreBits);
    code = { symbol: 261 + 4 * moreBits + (rest >> moreBits), more: rest & ((1 << moreBits) - 1), moreBits };
    if (moreBits === 0) code = { symbol: 254 + length, more: 0, moreBits: 0 };
  }
  if (distance <= 4) return { ...code, far: { symbol: distance - 1, more: 0, moreBits: 0 } };
  const farBits = 31 - Math.clz32(distance - 1) - 1;
  const farRest = distance - 1 - (2 << farBits);
  return { ...code, far: { symbol: 2 * farBits + 2 + (farRest >> farBits), more: farRest & ((1 << farBits) - 1), moreBits: farBits } };
}

function writeCoded(out: BitWriter, tokens: readonly CodedToken[], isLast: boolean, kind: 'fixed' | 'balanced' | 'skewed'): void {
  out.put(isLast ? 1 : 0, 1).put(kind === 'fixed' ? 1 : 2, 2);
  let literals: number[] = Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8));
  let distances = Array.from({ length: 32 }, () => 5);
  if (kind !== 'fixed') {
    literals = lengthsFor([...tokens.map(({ symbol }) => symbol), 256], 286, kind);
    distances = lengthsFor(
      tokens.flatMap(({ far }) => (far === undefined ? [] : [far.symbol])),
      32,
      kind,
    );
    writeLengths(out, literals, distances);
  }
  const [literalCodes, distanceCodes] = [codesOf(literals), codesOf(distances)];
  for (const { symbol, more, moreBits, far } of tokens) {
    out.code(literalCodes[symbol] ?? 0, literals[symbol] ?? 0).put(more, moreBits);
    if (far !== undefined) out.code(distanceCodes[far.symbol] ?? 0, distances[far.symbol] ?? 0).put(far.more, far.moreBits);
  }
  out.code(literalCodes[256] ?? 0, literals[256] ?? 0);
}

/* Lengths of a whole code for the symbols that are used: all about equally long, or the first few ever longer and the rest of up to
 * 15 bits. One symbol alone has one bit. */
function lengthsFor(used: readonly number[], count: number, kind: 'balanced' | 'skewed'): number[] {
  const symbols = [...new Set(used)];
  const lengths = new Array<number>(count).fill(0);
  const [only] = symbols;
  if (symbols.length === 1 && only !== undefined) {
    lengths[only] = 1;
    return lengths;
  }
  const chain = kind === 'skewed' ? symbols.slice(0, Math.min(6, Math.max(0, symbols.length - 2))) : [];
  chain.forEach((symbol, index) => (lengths[symbol] = index + 1));
  const rest = symbols.slice(chain.length);
  if (rest.length === 0) return lengths;
  const most = Math.ceil(Math.log2(rest.length));
  const shorter = (1 << most) - rest.length;
  rest.forEach((symbol, index) => (lengths[symbol] = chain.length + (index < shorter ? most - 1 : most)));
  return lengths;
}

function codesOf(lengths: readonly number[]): number[] {
  const codes = new Array<number>(lengths.length).fill(0);
  let code = 0;
  for (let length = 1; length <= 15; length += 1) {
    lengths.forEach((own, symbol) => {
      if (own === length) codes[symbol] = code++;
    });
    code <<= 1;
  }
  return codes;
}

const lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

// All 19 lengths of the code for lengths are used: 13 of four bits and 6 of five.
function writeLengths(out: BitWriter, literals: readonly number[], distances: readonly number[]): void {
  const ofLengths = Array.from({ length: 19 }, (_, symbol) => (symbol < 13 ? 4 : 5));
  const codes = codesOf(ofLengths);
  out
    .put(literals.length - 257, 5)
    .put(distances.length - 1, 5)
    .put(15, 4);
  for (const symbol of lengthOrder) out.put(ofLengths[symbol] ?? 0, 3);
  const all = [...literals, ...distances];
  const put = (symbol: number): void => void out.code(codes[symbol] ?? 0, ofLengths[symbol] ?? 0);
  for (let at = 0; at < all.length;) {
    const value = all[at] ?? 0;
    let run = 1;
    while (all[at + run] === value) run += 1;
    if (value === 0 && run >= 11) {
      const times = Math.min(run, 138);
      put(18);
      out.put(times - 11, 7);
      at += times;
    } else if (value === 0 && run >= 3) {
      put(17);
      out.put(run - 3, 3);
      at += run;
    } else if (run >= 4) {
      const times = Math.min(run - 1, 6);
      put(value);
      put(16);
      out.put(times - 3, 2);
      at += 1 + times;
    } else {
      put(value);
      at += 1;
    }
  }
}
