/** Finds and loads the module where the file system can be read (Node, Electron). */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflateSync } from 'node:zlib';
import { loadLibpff, type Libpff } from './index.ts';

export * from './index.ts';

/**
 * Loads libpff.wasm, with the decoder of Node, from this package, or from the folder of the bundle that this code was built into, or the one above.
 * @throws Error when it lies in none of them
 */
export function loadInstalledLibpff(): Libpff {
  const here = dirname(fileURLToPath(import.meta.url));
  const candidates = [join(here, '..', 'dist', fileName), join(here, fileName), join(here, '..', fileName)];
  const path = candidates.find((candidate) => existsSync(candidate));
  if (path === undefined) throw new Error(`${fileName} is not built: looked for ${candidates.join(', ')}`);
  return loadLibpff(readFileSync(path), { inflate });
}

// Damaged data, or more of it than was announced, is for libpff's own decoder to judge.
function inflate(compressed: Uint8Array, sizeBytes: number): Uint8Array | null {
  try {
    return inflateSync(compressed, { maxOutputLength: sizeBytes });
  } catch {
    return null;
  }
}

const fileName = 'libpff.wasm';
