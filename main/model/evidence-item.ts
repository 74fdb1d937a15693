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
