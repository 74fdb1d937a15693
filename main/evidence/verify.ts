import type { EvidenceItem } from '#model/index.ts';
import { acquire, type AcquireOptions } from './acquire.ts';
import { EvidenceReadError } from './byte-source.ts';
import { parseManifest, type ManifestEntry } from './manifest.ts';

/** The outcome of hashing an evidence item again. */
export interface Verification {
  readonly matches: boolean;
  readonly expectedSha256: string;
  /** Null when the item could not be read. */
  readonly foundSha256: string | null;
  /** UTC, by the clock of the examiner's machine. */
  readonly verifiedAt: string;
  /** `changed: path`, `added: path`, `removed: path`, in order of the paths; or why it could not be read. */
  readonly differences: readonly string[];
}

/**
 * Hashes an evidence item again and compares it with its acquisition.
 * @param manifest the manifest of the acquisition; null for a file, or where it was not kept: then the differing
 *   files of a folder cannot be named
 * @throws the signal's reason when aborted.
 */
export async function verify(
  item: Pick<EvidenceItem, 'pathAsGiven' | 'kind' | 'hashes' | 'sizeBytes'>,
  manifest: Uint8Array | null,
  options: AcquireOptions = {},
): Promise<Verification> {
  const expectedSha256 = item.hashes.sha256;
  try {
    const found = await acquire(item.pathAsGiven, options);
    const foundSha256 = found.item.hashes.sha256;
    const matches = foundSha256 === expectedSha256 && found.item.kind === item.kind;
    const verifiedAt = found.item.acquiredAt;
    if (matches) return { matches, expectedSha256, foundSha256, verifiedAt, differences: [] };
    if (found.item.kind !== item.kind)
      return { matches, expectedSha256, foundSha256, verifiedAt, differences: [`changed: it is a ${found.item.kind} now`] };
    const differences =
      manifest === null || found.manifest === null
        ? [`changed: ${item.pathAsGiven} (${String(item.sizeBytes)} bytes before, ${String(found.item.sizeBytes)} now)`]
        : compareManifests(parseManifest(manifest), parseManifest(found.manifest));
    return { matches, expectedSha256, foundSha256, verifiedAt, differences };
  } catch (error) {
    if (!(error instanceof EvidenceReadError)) throw error;
    return {
      matches: false,
      expectedSha256,
      foundSha256: null,
      verifiedAt: new Date().toISOString(),
      differences: [`unreadable: ${error.message}`],
    };
  }
}

/** Lists the differences of two manifests in order of the paths: `added: …`, `removed: …`, `changed: …`. */
export function compareManifests(before: readonly ManifestEntry[], after: readonly ManifestEntry[]): string[] {
  const earlier = new Map(before.map((entry) => [entry.relativePath, entry]));
  const later = new Map(after.map((entry) => [entry.relativePath, entry]));
  const paths = [...new Set([...earlier.keys(), ...later.keys()])].sort();
  return paths.flatMap((path) => {
    const was = earlier.get(path);
    const is = later.get(path);
    if (was === undefined) return [`added: ${path}`];
    if (is === undefined) return [`removed: ${path}`];
    return was.sizeBytes === is.sizeBytes && was.sha256 === is.sha256 ? [] : [`changed: ${path}`];
  });
}
