/**
 * The bytes of one evidence file, positioned and synchronous. The only way that readers see evidence.
 */
export interface ByteSource {
  /** Size in bytes when it was opened. */
  readonly sizeBytes: number;
  /**
   * Reads up to `lengthBytes` bytes from `offsetBytes`; fewer only at the end of the source.
   * The array belongs to the caller. Negative offsets are a programming error.
   * @throws EvidenceReadError when the medium fails.
   */
  read(offsetBytes: number, lengthBytes: number): Uint8Array;
  /**
   * Fills `target` from `offsetBytes` on, without making an array of its own, where the source can do that.
   * @returns how many bytes; fewer than `target` holds only at the end of the source
   * @throws EvidenceReadError when the medium fails.
   */
  readInto?(offsetBytes: number, target: Uint8Array): number;
}

/**
 * Fills memory that the caller has from a source, whether or not the source can do that by itself.
 * @returns how many bytes; fewer than `target` holds only at the end of the source
 * @throws EvidenceReadError when the medium fails.
 */
export function readInto(source: ByteSource, offsetBytes: number, target: Uint8Array): number {
  if (source.readInto !== undefined) return source.readInto(offsetBytes, target);
  const bytes = source.read(offsetBytes, target.length);
  target.set(bytes);
  return bytes.length;
}

/** The medium failed to give bytes that the file should have. */
export class EvidenceReadError extends Error {
  override readonly name = 'EvidenceReadError';
}

/** Something is there of which only a beginning could be had, by damage or by a limit: what is missing from it may well be there. */
export class EvidenceCutError extends EvidenceReadError {
  override readonly name = 'EvidenceReadError';
}

/**
 * What lies around a file of the evidence. Paths are relative to the folder that the file lies in, separated by `/`;
 * `..` leads up, though never out of the evidence item, and links are never followed. An item that is one file has
 * nothing around it, for nothing else was acquired.
 */
export interface Surroundings {
  /** True where a part of what lies around is not known, by damage or by a limit: what is not listed may be there all the same. */
  readonly isCut?: boolean;
  /**
   * The bytes of another file of the item; null when there is no such file. It stays open until the file is read.
   * @throws EvidenceReadError when it is there and cannot be read.
   */
  open(path: string): ByteSource | null;
  /**
   * The first bytes of another file of the item, which is closed at once: for folders of many files. Not there where files
   * lie packed.
   * @throws EvidenceReadError when it is there and cannot be read.
   */
  beginning?(path: string, lengthBytes: number): Uint8Array | null;
  /**
   * What a folder of the item holds, in code-unit order of names; empty when there is no such folder. `.` is the file's own.
   * A file that cannot be looked at is listed all the same.
   * @throws EvidenceReadError when it is there and cannot be listed.
   */
  list(path: string): readonly SurroundingEntry[];
}

export interface SurroundingEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder';
  /** Of a file, its size in bytes, null where it cannot be looked at; 0 for a folder. */
  readonly sizeBytes: number | null;
}
