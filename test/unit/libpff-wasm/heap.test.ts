/** The allocator of small pieces (shim/heap.c), by itself: the module exports none of its functions. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { describe, expect, test } from 'vitest';

interface Heap {
  readonly memory: WebAssembly.Memory;
  take(size: number): number;
  takeZeroed(count: number, size: number): number;
  resize(piece: number, size: number): number;
  give(piece: number): void;
}

const folder = temporaryFolder('libpff-heap');
const hasCompiler = spawnSync('clang-19', ['--version']).status === 0;
const compiled = hasCompiler ? new WebAssembly.Module(readFileSync(build())) : null;

/** Compiles the allocator as build.mjs does, but for 16 MiB. */
function build(): string {
  const shim = fileURLToPath(new URL('../../../resources/libpff-wasm/shim/', import.meta.url));
  const [source, module] = [join(folder, 'heap-test.c'), join(folder, 'heap-test.wasm')];
  writeFileSync(
    source,
    `#include <stdint.h>
#include <stdlib.h>
#define EXPORT( name ) __attribute__(( export_name( #name ) ))
EXPORT( take ) void *take( size_t size ) { return malloc( size ); }
EXPORT( takeZeroed ) void *take_zeroed( size_t count, size_t size ) { return calloc( count, size ); }
EXPORT( resize ) void *resize( void *piece, size_t size ) { return realloc( piece, size ); }
EXPORT( give ) void give( void *piece ) { free( piece ); }
`,
  );
  const flags = ['--target=wasm32-wasi', '-O2', '-mbulk-memory', '-fno-builtin', '-mexec-model=reactor'];
  const link = ['-Wl,--stack-first,-z,stack-size=4194304,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free,--max-memory=16777216'];
  const made = spawnSync('clang-19', [...flags, ...link, '-o', module, source, join(shim, 'heap.c'), join(shim, 'memory.c')]);
  if (made.status !== 0) throw new Error(made.stderr.toString());
  return module;
}

function newHeap(): Heap {
  if (compiled === null) throw new Error('There is no compiler.');
  const heap = new WebAssembly.Instance(compiled, {}).exports as unknown as Heap & { _initialize?(): void };
  heap._initialize?.();
  return heap;
}

function overlaps(pieces: readonly (readonly [number, number])[]): number {
  const sorted = pieces.map(([at, size]) => [at >>> 0, size] as const).sort(([a], [b]) => a - b);
  return sorted.filter(([at], index) => index > 0 && at < (sorted[index - 1]?.[0] ?? 0) + (sorted[index - 1]?.[1] ?? 0)).length;
}

describe.skipIf(!hasCompiler)('small pieces', () => {
  test('lie apart from the large ones, whichever come first', () => {
    for (const first of [16, 100_000]) {
      const { take } = newHeap();
      const sizes = [first, 100_000, 16, ...Array.from({ length: 6000 }, (_, at) => (at * 37) % 700), 300_000];
      expect(overlaps(sizes.map((size) => [take(size), Math.max(1, size)]))).toBe(0);
    }
  });

  test('are given back whatever bytes they hold', () => {
    const { take, give, memory } = newHeap();
    const piece = take(16);
    // What once marked a piece as free.
    new DataView(memory.buffer).setUint32(piece + 4, piece ^ 0x9e3779b9, true);
    give(piece);
    expect(take(16)).toBe(piece);
  });

  test('are not given back, or enlarged, when they are not in use', () => {
    const [first, second] = [newHeap(), newHeap()];
    const piece = first.take(40);
    first.give(piece);
    expect(() => {
      first.give(piece);
    }).toThrow(WebAssembly.RuntimeError);
    second.give(second.take(40));
    expect(() => second.resize(piece, 41)).toThrow(WebAssembly.RuntimeError);
  });

  test('are aligned, zeroed where that is asked, and keep their bytes when they grow', () => {
    const { take, takeZeroed, resize, give, memory } = newHeap();
    const bytes = (at: number, length: number): Uint8Array => new Uint8Array(memory.buffer, at, length);
    for (let size = 0; size <= 520; size += 1) {
      const piece = take(size);
      expect(piece % 16).toBe(0);
      bytes(piece, size).fill(0xee);
      give(piece);
      const zeroed = takeZeroed(1, size);
      expect(bytes(zeroed, size).every((byte) => byte === 0)).toBe(true);
      bytes(zeroed, size).fill(7);
      const grown = resize(zeroed, size + 600);
      expect(bytes(grown, size).every((byte) => byte === 7)).toBe(true);
    }
    expect(takeZeroed(0x10001, 0x10000)).toBe(0);
    expect(takeZeroed(0, 0xffffffff)).not.toBe(0);
    expect(resize(0, 5)).not.toBe(0);
    give(0);
  });

  test('run out without harm', () => {
    const { take, give } = newHeap();
    const pieces: [number, number][] = [];
    for (let piece = take(500); piece !== 0; piece = take(500)) pieces.push([piece, 500]);
    expect(pieces.length).toBeGreaterThan(20_000);
    expect(overlaps(pieces)).toBe(0);
    for (const [piece] of pieces) give(piece);
    expect(take(500)).not.toBe(0);
  });
});
