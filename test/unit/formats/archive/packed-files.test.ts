import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bzip2Reader, xzReader } from '#formats/archive/index.ts';
import { bunzipped } from '#formats/archive/bunzip2.ts';
import { unxzipped } from '#formats/archive/unxz.ts';
import { MemberDamage } from '#formats/archive/member.ts';
import { chooseReader } from '#formats/choose-reader.ts';
import { readers } from '#formats/registry.ts';
import { formatLocator } from '#model/index.ts';
import { buildZip } from '#test/support/build-zip.ts';
import { corpusPath, skipReason } from '#test/support/corpus.ts';
import { withFlippedBits } from '#test/support/damaged-source.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { seededRandom } from '#test/support/random.ts';
import { readSource, unbalanced, type ReadResult } from '#test/support/read-source.ts';

// One letter, packed by bzip2 1.0.8 and xz 5.4.1 with their usual options, and by xz with the filter for x86 before LZMA2.
const letter = {
  bzip2:
    'QlpoOTFBWSZTWa0tXMUAAAzfgAAQQAMgFUUiDAA6195AIABIaUBp6mmmjR6htTamhXqJ6TRo00NPUxBtHMqC8wEAfCbsszVIyhGwsGqRiuz2JmosylUuNMUGuh4jDhhWz+FBkPzeaTQlKuLuSKcKEhWlq5ig',
  xz: '/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4ABbAEtdACMcieb317Wd3pUpvd4oFVzeGAl0dZyXzYuqqHWWM4veyu0fHvdnQ4yXj+KidvrQNZ9l+uEmrSpCFT8R1UyGfR5tgmhQ6nGxZYPI+AAADKXzaGa6RvgAAWdclFXnaB+2830BAAAAAARZWg==',
  filtered:
    '/Td6WFoAAArh+wyhAgEEACEBFgANhjUf4ABbAEtdACMcieb317Wd3pUpvd4oFVzeGAl0dZyXzYuqqHWWM4veyu0fHvdnQ4yXj+KidvrQNZ9l+uEmrSpCFT8R1UyGfR5tgmhQ6nGxZYPI+AAAVFDUFNYV80tkbZoZvveUzldpyNSTeuISNPH9nSCyruMAAX9czc386hibS5oBAAAAAApZWg==',
};
const bytesOf = (name: keyof typeof letter): Buffer => Buffer.from(letter[name], 'base64');

function unpacked(bytes: Uint8Array, fileName: string): ReadResult {
  const { reader } = chooseReader(memorySource(bytes), readers);
  if (reader === null) throw new Error('No reader knows it.');
  const result = readSource(reader, memorySource(bytes), { fileName, readers });
  expect(unbalanced(result)).toEqual([]);
  return result;
}

describe.each(['bzip2', 'xz'] as const)('a file packed by %s', (packing) => {
  const extension = packing === 'xz' ? 'xz' : 'bz2';

  it('may be a member of a zip archive', () => {
    const methodNumber = packing === 'xz' ? 95 : 12;
    const content = bytesOf(packing);
    const pieces = [...(packing === 'xz' ? unxzipped : bunzipped)(memorySource(content))];
    const sum = crc32(Buffer.concat(pieces));
    const member = { name: 'letter.eml', content, methodNumber, crc32: sum };
    const result = unpacked(buildZip({ members: [member] }), 'mail.zip');
    expect(result.messages.map(({ claimed }) => claimed.messageId)).toEqual(['<1@example.org>']);
    expect(result.codes).toEqual([]);
    expect(unpacked(buildZip({ members: [{ ...member, crc32: 0 }] }), 'mail.zip').codes).toEqual([
      'member-unreadable file:mail.zip|member:letter.eml',
    ]);
  });

  it('is its one content, named by the file', () => {
    const result = unpacked(bytesOf(packing), `letter.eml.${extension}`);
    expect(result.messages.map(({ claimed }) => claimed.messageId)).toEqual(['<1@example.org>']);
    expect(formatLocator(result.messages[0]?.locator ?? [])).toMatch(/\|member:content(?:\||$)/);
    expect(result.codes).toEqual([]);
  });

  it('tells that it is damaged or ends early, wherever', () => {
    const whole = bytesOf(packing);
    for (let length = 12; length < whole.length; length += 1) {
      const { codes } = unpacked(whole.subarray(0, length), `a.${extension}`);
      expect(
        codes.some((code) => code.startsWith('member-unreadable')),
        String(length),
      ).toBe(true);
    }
    const random = seededRandom(72);
    for (let round = 0; round < 100; round += 1) {
      const damaged = Buffer.concat([whole.subarray(0, 12), withFlippedBits(whole.subarray(12), 3, random)]);
      unpacked(damaged, `a.${extension}`);
    }
  });
});

it('is all content of files of bzip2 put behind each other, and none of what stands behind them', () => {
  const whole = bytesOf('bzip2');
  const read = (bytes: Uint8Array): string => Buffer.concat([...bunzipped(memorySource(bytes))]).toString('latin1');
  const once = read(whole);
  expect(read(Buffer.concat([whole, whole, Buffer.from('\0')]))).toBe(once + once);
  // Cut within the head of the second.
  for (const length of [1, 3, 4, 10]) expect(() => read(Buffer.concat([whole, whole.subarray(0, length)]))).toThrow(MemberDamage);
});

it('says that a filter besides LZMA2 is not undone', () => {
  const { diagnostics } = unpacked(bytesOf('filtered'), 'a.xz');
  expect(diagnostics.map(({ code }) => code)).toEqual(['member-unreadable']);
  expect(diagnostics[0]?.detail).toContain('a filter for programs');
});

it('knows neither by its first letters alone', () => {
  expect(bzip2Reader.probe(memorySource('BZh9 and so on')).verdict).toBe('no');
  expect(xzReader.probe(memorySource('\u00fd7zXY')).verdict).toBe('no');
});

const corpus = corpusPath('host/plaso');
describe.skipIf(corpus === null)(corpus === null ? skipReason : 'a real log, packed in five ways', () => {
  it('says the same in each', () => {
    const told = ['syslog.gz', 'syslog.bz2', 'syslog.xz', 'syslog.tgz', 'syslog.zip'].map((name) => {
      const { diagnostics } = unpacked(readFileSync(`${corpus ?? ''}/${name}`), name);
      return diagnostics.find(({ code, detail }) => code === 'log-entries-left-out' && detail.includes('anacron'))?.detail;
    });
    expect(told[0]).toContain('somrandomexe 2');
    expect(new Set(told).size).toBe(1);
  });
});
