import { createHash, hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { EvidenceReadError } from './byte-source.ts';
import { systemPath } from './file-path.ts';
import { openEvidenceFile } from './open-source.ts';

const pieceBytes = 4 * 1024 * 1024;

export type HashName = 'md5' | 'sha1' | 'sha256';

/** What one pass over a file gave. */
export interface FileHashes<N extends HashName> {
  readonly sizeBytes: number;
  /** Hexadecimal in lower case. */
  readonly hashes: Readonly<Record<N, string>>;
}

/**
 * Computes hashes of a file in one pass, reading the next piece while one is hashed.
 * @param onBytes told after each piece how many bytes were hashed since the last time
 * @throws EvidenceReadError when the file cannot be read; the signal's reason when it is aborted.
 */
export async function hashFile<N extends HashName>(
  path: string,
  names: readonly N[],
  options: { readonly signal?: AbortSignal | undefined; readonly onBytes?: (bytes: number) => void },
): Promise<FileHashes<N>> {
  const hashers = names.map((name) => ({ name, hash: createHash(name) }));
  let sizeBytes = 0;
  for await (const piece of piecesOf(path)) {
    options.signal?.throwIfAborted();
    for (const { hash } of hashers) hash.update(piece);
    sizeBytes += piece.length;
    options.onBytes?.(piece.length);
  }
  options.signal?.throwIfAborted();
  const hashes = Object.fromEntries(hashers.map(({ name, hash }) => [name, hash.digest('hex')])) as Record<N, string>;
  return { sizeBytes, hashes };
}

/**
 * Computes the SHA-256 of a small file without letting go of the thread: of many thousand small files, most of the
 * time would else go into waiting for turns.
 * @throws EvidenceReadError when the file cannot be read.
 */
export function hashSmallFile(path: string): FileHashes<'sha256'> {
  const source = openEvidenceFile(path);
  try {
    const sha256 = hash('sha256', source.read(0, source.sizeBytes));
    return { sizeBytes: source.sizeBytes, hashes: { sha256 } };
  } finally {
    source.close();
  }
}

async function* piecesOf(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    const handle = await open(systemPath(path), 'r');
    try {
      // A small file gets small buffers: folders of mail hold many thousands of them.
      const bufferBytes = Math.max(4096, Math.min(pieceBytes, (await handle.stat()).size + 1));
      let free = new Uint8Array(bufferBytes);
      let pending = handle.read(new Uint8Array(bufferBytes), 0, bufferBytes);
      for (;;) {
        const { bytesRead, buffer } = await pending;
        if (bytesRead === 0) return;
        pending = handle.read(free, 0, bufferBytes);
        // A caller that stops early leaves this read behind; its failure then concerns nobody.
        pending.catch(() => undefined);
        yield buffer.subarray(0, bytesRead);
        free = buffer;
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new EvidenceReadError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`, { cause: error });
  }
}
