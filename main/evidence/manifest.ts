import { hash } from 'node:crypto';
import { bytesOfFileName, textOfFileName } from './file-path.ts';

/** One file of an acquired folder. */
export interface ManifestEntry {
  /** Relative to the item, separated by `/`. */
  readonly relativePath: string;
  readonly sizeBytes: number;
  /** Hexadecimal in lower case; empty for a file that could not be read. */
  readonly sha256: string;
}

/**
 * Writes a manifest: for each file the line `relativePath NUL size NUL sha256 LF`, in order of the paths. A path is
 * UTF-8, or the bytes that the file system gave where they are not. NUL occurs in no path, so the form is unambiguous.
 */
export function formatManifest(entries: readonly ManifestEntry[]): Uint8Array {
  const sorted = [...entries].sort((a, b) => (a.relativePath < b.relativePath ? -1 : a.relativePath > b.relativePath ? 1 : 0));
  return Buffer.concat(
    sorted.map(({ relativePath, sizeBytes, sha256 }) =>
      Buffer.concat([bytesOfFileName(relativePath), Buffer.from(`\0${String(sizeBytes)}\0${sha256}\n`)]),
    ),
  );
}

/**
 * Reads a manifest written by `formatManifest`.
 * @throws RangeError when the bytes are none.
 */
export function parseManifest(bytes: Uint8Array): ManifestEntry[] {
  const entries: ManifestEntry[] = [];
  for (let at = 0; at < bytes.length;) {
    // The path may hold a line feed, so the line's end is looked for after its second NUL only.
    const pathEnd = bytes.indexOf(0, at);
    const sizeEnd = pathEnd === -1 ? -1 : bytes.indexOf(0, pathEnd + 1);
    const lineEnd = sizeEnd === -1 ? -1 : bytes.indexOf(0x0a, sizeEnd + 1);
    const sizeBytes = Number(latin1(bytes, pathEnd + 1, sizeEnd));
    if (lineEnd === -1 || !Number.isSafeInteger(sizeBytes)) throw new RangeError(`Not a manifest: malformed line at byte ${String(at)}`);
    entries.push({ relativePath: textOfFileName(bytes.subarray(at, pathEnd)), sizeBytes, sha256: latin1(bytes, sizeEnd + 1, lineEnd) });
    at = lineEnd + 1;
  }
  return entries;
}

/** SHA-256 of a manifest: the acquisition hash of a folder. */
export function manifestSha256(manifest: Uint8Array): string {
  return hash('sha256', manifest);
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.subarray(Math.max(start, 0), Math.max(end, 0))).toString('latin1');
}
