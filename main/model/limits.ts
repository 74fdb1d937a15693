/**
 * Named limits against hostile or damaged input. Reaching one is recorded as a diagnostic, never silent.
 * Each says which attack or accident it stops.
 */
export interface Limits {
  /** Longest header block read, in bytes: stops a "header" that is a disk image. */
  readonly headerBlockBytes: number;
  /** Longest text or HTML body kept in the case, in bytes of decoded text. */
  readonly bodyBytes: number;
  /** Most MIME parts of one message: stops a message of a million empty parts. */
  readonly mimeParts: number;
  /** Deepest nesting of multiparts and attached messages: stops recursion. */
  readonly nestingDepth: number;
  /** Largest single message taken into memory, in bytes; of a larger one the header block and the beginning are read. */
  readonly messageBytes: number;
  /** Largest attachment hashed, in bytes of its decoded content. */
  readonly attachmentBytes: number;
  /** Longest stored form of a rule or setting that is decoded, in bytes; of a longer one the beginning is. */
  readonly ruleBytes: number;
  /** Largest index or settings file of a mail program taken into memory, in bytes; of a larger one the beginning is read. */
  readonly indexBytes: number;
  /** Most rows of one index: stops a file of millions of rows of three bytes each. */
  readonly indexRows: number;
  /** Most folders below each other in a store or directory. */
  readonly folderDepth: number;
}

export const defaultLimits: Limits = {
  headerBlockBytes: 4 * 1024 * 1024,
  bodyBytes: 2 * 1024 * 1024,
  mimeParts: 10_000,
  nestingDepth: 64,
  messageBytes: 256 * 1024 * 1024,
  attachmentBytes: 4 * 1024 * 1024 * 1024,
  ruleBytes: 4 * 1024 * 1024,
  indexBytes: 256 * 1024 * 1024,
  indexRows: 2_000_000,
  folderDepth: 256,
};
