/**
 * Room `evidence`: the only one that opens evidence.
 *
 * Enters: paths that the examiner gave. Leaves: byte sources, lists of files, acquisition hashes, verifications.
 * Invariant: evidence is opened with flag `r` and nothing else; no function here writes, renames, removes or touches
 * times; links below an evidence item are never followed.
 */
export { acquire, type AcquireOptions, type AcquireProgress, type Acquisition } from './acquire.ts';
export { EvidenceReadError, readInto, type ByteSource, type SurroundingEntry, type Surroundings } from './byte-source.ts';
export { directory, discover, type DiscoveredFile, type DiscoverOutput } from './discover.ts';
export { exhibitOf } from './exhibit-of.ts';
export { pathWithin, systemPath } from './file-path.ts';
export { liesWithin, realPath } from './lies-within.ts';
export { formatManifest, manifestSha256, parseManifest, type ManifestEntry } from './manifest.ts';
export { openEvidenceFile, type OpenSource } from './open-source.ts';
export { sampleEvidencePaths } from './sample-evidence.ts';
export { findProfiles, type FindOptions, type SearchPlace } from './profiles/find-profiles.ts';
export type { NamedStore, StoresNamed } from './profiles/stores-named.ts';
export type { SearchOutput } from './profiles/search-output.ts';
export { surroundingsOf, type OpenSurroundings, type SurroundingsOptions } from './surroundings.ts';
export { compareManifests, verify, type Verification } from './verify.ts';
