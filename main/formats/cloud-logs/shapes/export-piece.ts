import type { ByteRange } from '#model/index.ts';

/** A piece of an export: one value or row, with its place. */
export interface ExportPiece {
  /** A value as JSON has it, the cells of a row by their columns, or a line; undefined where it could not be read. */
  readonly value: unknown;
  readonly range: ByteRange;
  /** What is wrong with it, in a sentence; null when nothing is. */
  readonly trouble: string | null;
  /** True for what stands around the pieces: an object that holds their list, a line that names the columns. */
  readonly isAround: boolean;
}
