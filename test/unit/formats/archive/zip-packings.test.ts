import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { inflated64 } from '#formats/archive/inflate64.ts';
import { MemberDamage } from '#formats/archive/member.ts';
import { unlzmad } from '#formats/archive/unlzma.ts';
import { zipReader } from '#formats/archive/index.ts';
import { buildZip, type ZipMemberSpec } from '#test/support/build-zip.ts';
import { BitWriter, deflate64, repetitiveContent, type BlockKind } from '#test/support/deflate64.ts';
import { withFlippedBits } from '#test/support/damaged-source.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { seededRandom } from '#test/support/random.ts';
import { readSource, unbalanced, type ReadOptions, type ReadResult } from '#test/support/read-source.ts';
import { readers } from '#formats/registry.ts';

// One letter in a zip archive by 7-Zip 26.02 with -mx=9: its lines stand 50,000 bytes apart, and between them is one run.
const by7Zip = {
  deflate64:
    'UEsDBBUAAAAJACpUe11ypi7BhQEAAADJAAAKAAAAbGV0dGVyLmVtbOXfT0sCQRjA4fvCfoe59wc1tVwiOojQwZN9gTEnNXSNdSM/fnsoqGNzEp7ntLzwWwZmvsA7aw77KsS6jo/pFPfvu3R9aNZl8XyowjI17d/p4mP5ll7aKsxiUxbT2KYqLGJ7GfrDMI9NGPQG49CbVINxNboJF71OWczT8RjX6eppWoX7/u8fPpRFWey2dQq9cHgNn5vYhmMb69UxdF/tJnVHWG/reluvQzf9GaZ69Z3187JBXnaTlw3zslFeNs7LbvOyu7xsknnduc/k/+/kxOPxeDwej8fj8Xg8Ho/H4/F4PB6Px+PxeDwej8fj8Xg8Ho/H4/F4PB6Px+PxeDwej8fj8Xg8Ho/H4/F4PB6Px+PxeDwej8fj8Xg8Ho/H4/F4PB6Px+PxeDwej8fj8Xg8Ho/H4/F4PB6Px+PxeDwej8fj8Xg8Ho/H4/F4PB6Px+PxeDwej8fj8Xg8Ho/H4/F4PB6Px+PxeDwej8fj8Xg8Ho/H4/F4PB6Px+OdFX7PC37Pi/Pc8+ILUEsBAj8DFQAAAAkAKlR7XXKmLsGFAQAAAMkAAAoAJAAAAAAAAAAggKSBAAAAAGxldHRlci5lbWwKACAAAAAAAAEAGABieMW3Wn7dAQAAAAAAAAAAAAAAAAAAAABQSwUGAAAAAAEAAQBcAAAArQEAAAAA',
  lzma: 'UEsDBD8AAgAOACpUe11ypi7BDQEAAADJAAAKAAAAbGV0dGVyLmVtbBoCBQBdAAABAAAjHInm99e1nd6VKb3eKBVc3hgJdHWcl85FP2ImT07BLuRVHQak1e8n1Jw4x2GkUbZRtRoBT/qLbrRrUamToUeXxcAzdLgkfnyKUGzu7sDOGbLwz3UBIjw6XRXme5Ev2q1MDht1mo2X1bgIDgC2TdTrmAS6oSitGrcJQthrq78deWYvhSnWNYg8kqJBrRPhe5l1/ldrc61bZylo7zvQ2brnzZ4Gi/7p0jwpWkU49cqDXErfYP21+q6pANKQeuIfee348w1e1fvYOTn6tjZVNhSCWKYE9CdfmfpdsjdrqDQCJJ+5xj2l3JlA8Pp8EpHFV70TayXg1ra/Cnqflp6G6f/3wK1ZUEsBAj8DPwACAA4AKlR7XXKmLsENAQAAAMkAAAoAJAAAAAAAAAAggKSBAAAAAGxldHRlci5lbWwKACAAAAAAAAEAGABieMW3Wn7dAQAAAAAAAAAAAAAAAAAAAABQSwUGAAAAAAEAAQBcAAAANQEAAAAA',
};
const lines = Array.from({ length: 12 }, (_, index) => `line ${String(index)} of what stands at the beginning and at the end\r\n`).join('');
const letter = Buffer.from(
  `From: anna@example.org\r\nTo: bert@example.org\r\nSubject: Far\r\nDate: Sat, 14 Mar 2026 09:26:53 +0000\r\nMessage-ID: <1@example.org>\r\n\r\n${lines}${'x'.repeat(50_000)}\r\n${lines}`,
);

type Packing = keyof typeof by7Zip;
const packings = ['deflate64', 'lzma'] as const;
const methodOf = { deflate64: 9, lzma: 14 } as const;

/** The packed bytes of the one member, and its flags. */
function memberOf(packing: Packing): { readonly packed: Buffer; readonly flags: number } {
  const zip = Buffer.from(by7Zip[packing], 'base64');
  const start = 30 + zip.readUInt16LE(26) + zip.readUInt16LE(28);
  return { packed: zip.subarray(start, start + zip.readUInt32LE(18)), flags: zip.readUInt16LE(6) };
}

function read(bytes: Uint8Array, options: ReadOptions = {}): ReadResult {
  const result = readSource(zipReader, memorySource(bytes), { fileName: 'mail.zip', readers, ...options });
  expect(unbalanced(result)).toEqual([]);
  return result;
}

const unpack = (packing: Packing, packed: Uint8Array): Iterable<Uint8Array> =>
  packing === 'deflate64' ? inflated64(memorySource(packed)) : unlzmad(memorySource(packed), letter.length, true);

/** What could be had, and what was wrong. */
function had(pieces: Iterable<Uint8Array>): { readonly bytes: Buffer; readonly damage: string | null } {
  const taken: Uint8Array[] = [];
  try {
    for (const piece of pieces) taken.push(piece);
    return { bytes: Buffer.concat(taken), damage: null };
  } catch (error) {
    if (!(error instanceof MemberDamage)) throw error;
    return { bytes: Buffer.concat(taken), damage: error.message };
  }
}

describe.each(packings)('a member that is packed by %s', (packing) => {
  const { packed, flags } = memberOf(packing);
  const member = (more: Partial<ZipMemberSpec> = {}): ZipMemberSpec => ({
    name: 'letter.eml',
    content: packed,
    methodNumber: methodOf[packing],
    flags,
    crc32: crc32(letter),
    ...more,
  });

  it('is read from what 7-Zip wrote', () => {
    const result = read(Buffer.from(by7Zip[packing], 'base64'));
    expect(result.codes).toEqual([]);
    expect(result.messages.map(({ claimed }) => claimed.messageId)).toEqual(['<1@example.org>']);
    expect(had(unpack(packing, packed)).bytes.equals(letter)).toBe(true);
  });

  it('with a wrong checksum is read as it is, which is told', () => {
    const result = read(buildZip({ members: [member({ crc32: 1 }), { name: 'other.eml', content: letter }] }));
    expect(result.codes).toEqual(['member-unreadable file:mail.zip|member:letter.eml']);
    expect(result.diagnostics[0]).toMatchObject({ effect: 'field-lost' });
    expect(result.messages).toHaveLength(2);
  });

  it('gives what could be had where it ends early, wherever, and that is told', () => {
    for (let length = 0; length < packed.length; length += 1) {
      const { bytes, damage } = had(unpack(packing, packed.subarray(0, length)));
      expect(damage, String(length)).not.toBeNull();
      expect(letter.subarray(0, bytes.length).equals(bytes), String(length)).toBe(true);
    }
    // Much of it, where only the end is missing.
    expect(had(unpack(packing, packed.subarray(0, packed.length - 40))).bytes.length).toBeGreaterThan(10_000);
  });

  it('that is damaged costs itself alone', () => {
    const random = seededRandom(90);
    for (let round = 0; round < 60; round += 1) {
      const content = withFlippedBits(packed, 3, random);
      const result = read(buildZip({ members: [member({ content: Buffer.from(content) }), { name: 'other.eml', content: letter }] }));
      expect(result.codes.some((code) => code.startsWith('member-unreadable file:mail.zip|member:letter.eml'))).toBe(true);
      expect(result.messages.some(({ locator }) => locator.some(({ at }) => at === 'other.eml'))).toBe(true);
    }
  });

  it('stops at the named limits', () => {
    const { codes, diagnostics } = read(buildZip({ members: [member()] }), { limits: { archiveRatio: 2, archiveRatioFreeBytes: 10_000 } });
    expect(codes).toContain('limit-reached file:mail.zip|member:letter.eml');
    expect(diagnostics.find(({ code }) => code === 'limit-reached')?.detail).toContain('10000 bytes');
  });
});

describe('Deflate64', () => {
  const random = seededRandom(91);
  const content = repetitiveContent(random, 300_000);
  const far = Buffer.concat([Buffer.from('far apart'), Buffer.alloc(65_536 - 9, 1), Buffer.from('far apart'), Buffer.alloc(65_539, 2)]);

  it.each([
    [['stored'], 5000],
    [['fixed'], 20_000],
    [['balanced'], 20_000],
    [['skewed'], 3000],
    [['stored', 'skewed', 'fixed', 'balanced'], 777],
  ] as const)('in blocks that are %s is unpacked to the same bytes', (kinds: readonly BlockKind[], blockTokens) => {
    for (const one of [content, far, Buffer.alloc(0), Buffer.of(7), Buffer.alloc(400_000, 9)]) {
      for (const mostLength of [258, 65_538]) {
        const packed = deflate64(one, kinds, blockTokens, mostLength);
        const { bytes, damage } = had(inflated64(memorySource(packed)));
        expect(damage).toBeNull();
        expect(bytes.equals(one)).toBe(true);
      }
    }
  });

  it('leaves out what stands behind its last block', () => {
    const packed = Buffer.concat([deflate64(content, ['balanced'], 1e6), Buffer.from('behind')]);
    expect(had(inflated64(memorySource(packed))).bytes.equals(content)).toBe(true);
  });

  const block = (kind: number): BitWriter => new BitWriter().put(1, 1).put(kind, 2);
  // A block whose code for lengths has the given lengths, in the order in which they stand.
  const coded = (literals: number, distances: number, lengths: readonly number[]): BitWriter => {
    const bits = block(2)
      .put(literals - 257, 5)
      .put(distances - 1, 5)
      .put(lengths.length - 4, 4);
    for (const length of lengths) bits.put(length, 3);
    return bits;
  };

  it.each([
    ['nothing', new BitWriter(), 'end early'],
    ['an unknown kind of block', block(3), 'unknown kind'],
    ['a stored block with another size', block(0).align().put(5, 16).put(5, 16), 'size of a stored block'],
    ['a stored block that ends early', block(0).align().put(5, 16).put(0xfffa, 16).put(1, 8), 'end early'],
    ['a copy before the beginning', block(1).code(1, 7).code(0, 5), 'before the beginning'],
    ['a length beyond the last', block(1).code(0b11000110, 8), 'a length is damaged'],
    ['too many codes', coded(257, 1, [1, 1, 1, 1]), 'lengths of the codes'],
    ['too few codes', coded(257, 1, [2, 2, 2, 0]), 'lengths of the codes'],
    ['a repetition of nothing', coded(257, 1, [1, 1, 0, 0]).code(0, 1), 'none before it'],
    // Lengths 17 and 18 alone: 138 and 120 zeros.
    ['a block without end', coded(257, 1, [0, 1, 1, 0]).code(1, 1).put(127, 7).code(1, 1).put(109, 7), 'has no end'],
    ['more lengths than codes', coded(257, 1, [0, 1, 1, 0]).code(1, 1).put(127, 7).code(1, 1).put(127, 7), 'lengths of the codes'],
    ['a code of one bit that is not the one used', coded(257, 1, [0, 0, 1, 0]).code(1, 1), 'none of those'],
  ])('with %s is damaged', (_, bits, because) => {
    expect(had(inflated64(memorySource(bits.bytes()))).damage).toContain(because);
  });

  it('that is noise ends in damage or in an end, never in a fault', () => {
    for (let round = 0; round < 300; round += 1)
      had(inflated64(memorySource(Buffer.from(Array.from({ length: 200 }, () => random.below(256))))));
  });
});

describe('LZMA in a zip archive', () => {
  const { packed } = memberOf('lzma');
  const unlzma = (bytes: Uint8Array, size: number | null, hasMark: boolean): ReturnType<typeof had> =>
    had(unlzmad(memorySource(bytes), size, hasMark));
  const withByte = (at: number, value: number): Buffer => {
    const changed = Buffer.from(packed);
    changed[at] = value;
    return changed;
  };

  it('ends at its mark or at its size', () => {
    expect(unlzma(packed, letter.length, false).bytes.equals(letter)).toBe(true);
    expect(unlzma(packed, null, false).bytes.equals(letter)).toBe(true);
    expect(unlzma(packed, 0, true).bytes.equals(letter)).toBe(true);
    expect(unlzma(packed, letter.length, false).damage).toBeNull();
    expect(unlzma(packed.subarray(0, 14), 0, false)).toEqual({ bytes: Buffer.alloc(0), damage: null });
    expect(unlzma(packed, letter.length + 1, false).damage).toContain('before the size');
  });

  it('tells what lies behind a size that is too small', () => {
    expect(unlzma(packed, 100, false).bytes.equals(letter.subarray(0, 100))).toBe(true);
    expect(unlzma(packed, 100, false).damage).toContain('behind the size');
    const [size, checksum] = [letter.indexOf('line 3'), crc32(letter.subarray(0, letter.indexOf('line 3')))];
    const zip = buildZip({ members: [{ name: 'letter.eml', content: packed, methodNumber: 14, crc32: checksum, unpackedBytes: size }] });
    expect(read(zip).codes).toContain('member-unreadable file:mail.zip|member:letter.eml');
  });

  it.each([
    ['too short a head', packed.subarray(0, 8), 'end early'],
    ['too few properties', withByte(2, 4), 'properties are damaged'],
    ['properties that cannot be', withByte(4, 225), 'properties are damaged'],
    ['a window that is too small', withByte(6, 0).fill(0, 5, 9), 'before the beginning'],
  ])('with %s is damaged', (_, bytes, because) => {
    expect(unlzma(bytes, letter.length, true).damage).toContain(because);
  });

  it('may have more properties than are known', () => {
    const longer = Buffer.concat([packed.subarray(0, 9), Buffer.of(1, 2, 3), packed.subarray(9)]);
    longer.writeUInt16LE(8, 2);
    expect(unlzma(longer, letter.length, true).bytes.equals(letter)).toBe(true);
  });

  it('may hold a member whose size stands behind it and was lost with the directory', () => {
    const zip = buildZip({
      members: [{ name: 'letter.eml', content: packed, methodNumber: 14, flags: 2, crc32: crc32(letter), descriptor: 'with-signature' }],
    });
    const { messages } = read(zip.subarray(0, 30 + 'letter.eml'.length + packed.length));
    expect(messages.map(({ claimed }) => claimed.messageId)).toEqual(['<1@example.org>']);
  });
});
