import { describe, expect, it } from 'vitest';
import { bunzipped } from '#formats/archive/bunzip2.ts';
import { unxzipped } from '#formats/archive/unxz.ts';
import { listZip } from '#formats/archive/zip-members.ts';
import { defaultLimits } from '#model/index.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { askPython, hasPython, noPythonReason } from '#test/support/python.ts';
import { seededRandom } from '#test/support/random.ts';

const random = seededRandom(71);
const words = ['From', 'Received', 'anna', '@', 'example', '\n', ' ', '=', 'aaaaaaaaaa', 'Subject'];
const contents: readonly Buffer[] = [
  Buffer.alloc(0),
  Buffer.from('x'),
  Buffer.alloc(200_000, 0x61),
  // Runs of every length around the one that is counted.
  Buffer.concat(Array.from({ length: 600 }, (_, length) => Buffer.concat([Buffer.alloc(length, length % 3), Buffer.of(9)]))),
  Buffer.from(Array.from({ length: 30_000 }, () => random.below(256))),
  Buffer.from(Array.from({ length: 40_000 }, () => words[random.below(words.length)] ?? '').join('')),
];

// Buffers of this size are not to be compared byte by byte by a test library.
function isContent(pieces: Iterable<Uint8Array>, content: Buffer | undefined): boolean {
  return content !== undefined && Buffer.concat([...pieces]).equals(content);
}

describe.skipIf(!hasPython)(hasPython ? 'what Python packs' : noPythonReason, () => {
  const packed = (packing: string, options: Readonly<Record<string, unknown>>): Buffer[] =>
    askPython(
      'python-packed.py',
      contents.map((content) => ({ packing, options, base64: content.toString('base64') })),
    ).map((text) => Buffer.from(String(text), 'base64'));

  it.each([1, 9])('by bzip2 of level %i is unpacked to the same bytes', (level) => {
    const files = packed('bzip2', { level });
    expect(files.map((bytes, index) => isContent(bunzipped(memorySource(bytes)), contents[index]))).toEqual(files.map(() => true));
    // Files that were put behind each other are one content.
    expect(isContent(bunzipped(memorySource(Buffer.concat(files))), Buffer.concat(contents))).toBe(true);
  });

  it('by LZMA into a zip archive is unpacked to the same bytes', () => {
    const listed = packed('zip', {}).map((bytes) => listZip(memorySource(bytes), defaultLimits));
    expect(listed.map(({ troubles }) => troubles)).toEqual(listed.map(() => []));
    const whole = listed.map(({ members: [member] }, index) => {
      const content = member?.content();
      return content?.kind === 'packed' && isContent(content.unpack(), contents[index]);
    });
    expect(whole).toEqual(contents.map(() => true));
  });

  it.each([
    { preset: 6, lc: 3, lp: 0, pb: 2, check: 'crc64' },
    { preset: 9, lc: 0, lp: 2, pb: 0, check: 'sha256' },
    { preset: 0, lc: 1, lp: 3, pb: 4, check: 'crc32' },
    { preset: 1, lc: 4, lp: 0, pb: 1, check: 'none' },
  ])('by xz with $check is unpacked to the same bytes', (options) => {
    const files = packed('xz', options);
    expect(files.map((bytes, index) => isContent(unxzipped(memorySource(bytes)), contents[index]))).toEqual(files.map(() => true));
    expect(isContent(unxzipped(memorySource(Buffer.concat(files))), Buffer.concat(contents))).toBe(true);
  });
});
