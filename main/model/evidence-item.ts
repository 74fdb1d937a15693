/** Exhibit number of an evidence item within its case: `EX-001`. */
export type EvidenceId = string & { readonly __brand: 'EvidenceId' };

/** Makes the exhibit number of the n-th evidence item, counted from 1. */
export function evidenceIdOf(ordinal: number): EvidenceId {
  return `EX-${String(ordinal).padStart(3, '0')}` as EvidenceId;
}

/** Hashes of an acquired file, hexadecimal in lower case. Of a folder only SHA-256, over its manifest. */
export interface AcquisitionHashes {
  readonly sha256: string;
  readonly sha1: string | null;
  readonly md5: string | null;
}

/** An acquired file or folder and what was observed of it when it was added. */
export interface EvidenceItem {
  readonly evidenceId: EvidenceId;
  /** The path as the examiner gave it. */
  readonly pathAsGiven: string;
  readonly kind: 'file' | 'folder';
  /** Size in bytes: of the file, or of all files of the folder together. */
  readonly sizeBytes: number;
  /** Number of files: 1 for a file. */
  readonly files: number;
  readonly hashes: AcquisitionHashes;
  /** Modification time that the file system gave, UTC. */
  readonly modified: string | null;
  /** When the item was hashed, UTC, by the clock of the examiner's machine. */
  readonly acquiredAt: string;
  /** Free text of the examiner. */
  readonly custodian: string;
  readonly note: string;
}

/** Two evidence items that hold the same bytes, so that records of these are counted and cited in both. */
export interface SharedEvidence {
  readonly evidenceId: EvidenceId;
  readonly with: EvidenceId;
  /** `within`: the item lies within the other. `same-bytes`: it has the other's hash. */
  readonly how: 'within' | 'same-bytes';
}

/**
 * Finds items that lie within others or have the same hash.
 * @param liesWithin tells whether a path as given lies within a folder as given; by default by the paths' text alone, which
 * knows nothing of links.
 */
export function sharedEvidence(
  items: readonly Pick<EvidenceItem, 'evidenceId' | 'pathAsGiven' | 'kind' | 'hashes'>[],
  liesWithin: (path: string, folder: string) => boolean = pathLiesWithin,
): readonly SharedEvidence[] {
  return items.flatMap((item, place) =>
    items.flatMap((other, otherPlace): SharedEvidence[] => {
      if (other === item) return [];
      const pair = { evidenceId: item.evidenceId, with: other.evidenceId };
      if (other.kind === 'folder' && liesWithin(item.pathAsGiven, other.pathAsGiven)) return [{ ...pair, how: 'within' }];
      const isCopy = item.kind === other.kind && item.hashes.sha256 === other.hashes.sha256;
      return isCopy && otherPlace < place ? [{ ...pair, how: 'same-bytes' }] : [];
    }),
  );
}

/** Says in a sentence that two items share what they hold. */
export function sharedEvidenceText({ evidenceId, with: other, how }: SharedEvidence): string {
  const why = how === 'within' ? `lies within ${other}` : `has the same SHA-256 as ${other}`;
  return `${evidenceId} ${why}: its messages are counted in both.`;
}

function pathLiesWithin(path: string, folder: string): boolean {
  const [inner, outer] = [namesOf(path), namesOf(folder)];
  return inner.length > outer.length && outer.every((name, place) => name === inner[place]);
}

// Windows paths take either separator and know no case.
function namesOf(path: string): readonly string[] {
  const isOfWindows = /^([a-z]:[\\/]|\\\\)/i.test(path);
  const names = (isOfWindows ? path.toLowerCase().split(/[\\/]/) : path.split('/')).slice(1).filter((name) => name !== '');
  return [path.startsWith('/') ? '/' : (path.split(/[\\/]/)[0] ?? '').toLowerCase(), ...names];
}
