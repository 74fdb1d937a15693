import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { listZip } from '#formats/archive/zip-members.ts';
import { defaultLimits } from '#model/index.ts';
import { buildZip } from '#test/support/build-zip.ts';
import { deflate64, repetitiveContent } from '#test/support/deflate64.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { seededRandom } from '#test/support/random.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const answers = (program: string): boolean => spawnSync(program, [], { input: '' }).status === 0;
const sevenZip = ['7z', '7zz', '7za'].find(answers);
/** Info-ZIP's unzip, where it was built to unpack Deflate64. */
const hasUnzip = /USE_DEFLATE64/.test(String(spawnSync('unzip', ['-v']).stdout));

const random = seededRandom(92);
const words = Array.from({ length: 400 }, (_, index) => `word${String(random.below(1000))}${index % 7 === 0 ? '\n' : ' '}`);
const contents: Readonly<Record<string, Buffer>> = {
  empty: Buffer.alloc(0),
  one: Buffer.from('x'),
  words: Buffer.from(Array.from({ length: 60_000 }, () => words[random.below(words.length)] ?? '').join('')),
  repetitive: repetitiveContent(random, 500_000),
  run: Buffer.alloc(1_000_000, 0x20),
  far: Buffer.concat([Buffer.from('far apart'), Buffer.alloc(65_536 - 9, 1), Buffer.from('far apart'), Buffer.alloc(65_539, 2)]),
};
const names = Object.keys(contents);

// Buffers of this size are not to be compared byte by byte by a test library.
function isContent(name: string, bytes: Uint8Array | undefined): boolean {
  return bytes !== undefined && contents[name]?.equals(bytes) === true;
}

function unpackedOf(zip: Uint8Array): Readonly<Record<string, Buffer>> {
  const { members } = listZip(memorySource(zip), defaultLimits);
  return Object.fromEntries(
    members.map((member) => {
      const content = member.content();
      if (content.kind === 'packed') return [member.name, Buffer.concat([...content.unpack()])];
      return [member.name, content.kind === 'stored' ? Buffer.from(content.source.read(0, content.source.sizeBytes)) : Buffer.alloc(1)];
    }),
  );
}

describe.skipIf(sevenZip === undefined)(
  sevenZip === undefined ? '7-Zip is absent: the comparison with it is skipped' : 'what 7-Zip packs',
  () => {
    it.each(['Deflate64', 'LZMA', 'BZip2'].flatMap((method) => [1, 9].map((level) => [method, level] as const)))(
      'by %s of level %i is unpacked to the same bytes',
      (method, level) => {
        const folder = temporaryFolder('seven-zip');
        for (const name of names) writeFileSync(join(folder, name), contents[name] ?? '');
        const run = spawnSync(sevenZip ?? '', ['a', '-tzip', `-mm=${method}`, `-mx=${String(level)}`, 'packed.zip', ...names], {
          cwd: folder,
        });
        expect(run.status).toBe(0);
        const unpacked = unpackedOf(readFileSync(join(folder, 'packed.zip')));
        expect(names.filter((name) => !isContent(name, unpacked[name]))).toEqual([]);
      },
    );
  },
);

const ours = buildZip({
  members: names.map((name) => {
    const content = contents[name] ?? Buffer.alloc(0);
    const packed = deflate64(content, ['stored', 'skewed', 'fixed', 'balanced'], 5000);
    return { name, content: packed, methodNumber: 9, crc32: crc32(content), unpackedBytes: content.length };
  }),
});

it('what the builder of tests packs by Deflate64 is unpacked to the same bytes', () => {
  const unpacked = unpackedOf(ours);
  expect(names.filter((name) => !isContent(name, unpacked[name]))).toEqual([]);
});

describe.skipIf(!hasUnzip)(hasUnzip ? 'the builder of tests' : 'unzip with Deflate64 is absent: the comparison with it is skipped', () => {
  it('packs by Deflate64 what unzip unpacks', () => {
    const folder = temporaryFolder('unzip');
    writeFileSync(join(folder, 'ours.zip'), ours);
    const wrong = names.filter((name) => {
      const run = spawnSync('unzip', ['-p', 'ours.zip', name], { cwd: folder, maxBuffer: 2 ** 28 });
      return run.status !== 0 || !isContent(name, run.stdout);
    });
    rmSync(join(folder, 'ours.zip'));
    expect(wrong).toEqual([]);
  });
});
