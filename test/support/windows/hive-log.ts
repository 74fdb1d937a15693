import type { Surroundings } from '#evidence/byte-source.ts';
import { logSeed, marvin32 } from '#formats/registry-hive/marvin32.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { byteWriter } from './bytes.ts';
import { baseBlock, type HiveOptions } from './hive.ts';

const pageBytes = 4096;

/** The pages of the bins of one hive that another does not have. */
export function changedPages(before: Uint8Array, after: Uint8Array): readonly { readonly offset: number; readonly bytes: Uint8Array }[] {
  const pages: { offset: number; bytes: Uint8Array }[] = [];
  for (let at = 4096; at < after.length; at += pageBytes) {
    const bytes = after.subarray(at, at + pageBytes);
    if (Buffer.compare(bytes, before.subarray(at, at + pageBytes)) !== 0) pages.push({ offset: at - 4096, bytes });
  }
  return pages;
}

/** An entry of a log of the new form that makes one hive of another. */
export function logEntry(sequence: number, before: Uint8Array, after: Uint8Array): Uint8Array {
  const pages = changedPages(before, after);
  const body = byteWriter();
  for (const { offset, bytes } of pages) body.u32(offset).u32(bytes.length);
  for (const { bytes } of pages) body.bytes(bytes);
  const size = Math.ceil((40 + body.length) / 512) * 512;
  const content = body.zeros(size - 40 - body.length).done();
  const head = byteWriter()
    .narrow('HvLE')
    .u32(size)
    .u32(0)
    .u32(sequence)
    .u32(after.length - 4096)
    .u32(pages.length);
  head.u64(marvin32(content, logSeed));
  return Buffer.concat([head.done(), byteWriter().u64(marvin32(head.done(), logSeed)).done(), content]);
}

/** A log of the new form. */
export function newLog(sequence: number, hive: Uint8Array, entries: readonly Uint8Array[]): Uint8Array {
  const root = Buffer.from(hive).readUInt32LE(36);
  return Buffer.concat([baseBlock({ primarySequence: sequence, secondarySequence: sequence }, root, hive.length - 4096, 6), ...entries]);
}

/** A log of the old form that makes one hive of another. */
export function oldLog(before: Uint8Array, after: Uint8Array, options: HiveOptions = {}): Uint8Array {
  const root = Buffer.from(after).readUInt32LE(36);
  const bitmap = Buffer.alloc((after.length - 4096) / 512 / 8);
  const pages = changedPages(before, after);
  for (const { offset } of pages) bitmap[offset / 4096] = 0xff;
  const vector = byteWriter().narrow('DIRT').bytes(bitmap);
  vector.zeros(Math.ceil(vector.length / 512) * 512 - vector.length);
  return Buffer.concat([baseBlock(options, root, after.length - 4096, 1), vector.done(), ...pages.map(({ bytes }) => bytes)]);
}

/** Files that lie beside another, in memory. */
export function besideIt(files: Readonly<Record<string, Uint8Array>>): Surroundings {
  return {
    open(path) {
      const bytes = files[path];
      return bytes === undefined ? null : memorySource(bytes);
    },
    list: (path) =>
      path === '.'
        ? Object.keys(files)
            .sort()
            .map((name) => ({ name, kind: 'file' as const, sizeBytes: files[name]?.length ?? 0 }))
        : [],
  };
}
