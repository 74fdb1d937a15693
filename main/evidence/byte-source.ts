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
}

/** The medium failed to give bytes that the file should have. */
export class EvidenceReadError extends Error {
  override readonly name = 'EvidenceReadError';
}
