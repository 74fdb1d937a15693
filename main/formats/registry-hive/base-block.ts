import { fieldsOf } from '#formats/windows-values/fields.ts';
import { fileTime } from '#formats/windows-values/file-time.ts';
import { utf16Until0 } from '#formats/windows-values/text.ts';
import type { ClaimedTime } from '#model/index.ts';

/** The first 4096 bytes of a hive, and the first 512 of its logs ("Base block" of the public specification of REGF). */
export interface BaseBlock {
  readonly primarySequence: number;
  readonly secondarySequence: number;
  /** FILETIME. */
  readonly lastWritten: bigint;
  readonly lastWrittenTime: ClaimedTime | null;
  readonly majorVersion: number;
  readonly minorVersion: number;
  /** 0 hive; 1, 2 log of the old form; 6 log of the new form. */
  readonly fileType: number;
  readonly rootCell: number;
  /** Size of all hive bins. */
  readonly binsBytes: number;
  /** In sectors of 512 bytes: how much of the base block a log of the old form begins with. */
  readonly clusteringFactor: number;
  /** The end of the path that the hive had when it was loaded; empty where none is stated. */
  readonly fileName: string;
  readonly isChecksumRight: boolean;
}

export const baseBlockBytes = 4096;
export const logBaseBytes = 512;

/** Reads a base block; null when the bytes do not begin with one. What is cut off reads as zero. */
export function readBaseBlock(bytes: Uint8Array): BaseBlock | null {
  const fields = fieldsOf(bytes);
  if (fields.u32(0) !== 0x66676572 || !fields.has(0, logBaseBytes)) return null;
  const lastWritten = fields.u64(12);
  return {
    primarySequence: fields.u32(4),
    secondarySequence: fields.u32(8),
    lastWritten,
    lastWrittenTime: fileTime(lastWritten, 'base block of the hive, last written'),
    majorVersion: fields.u32(20),
    minorVersion: fields.u32(24),
    fileType: fields.u32(28),
    rootCell: fields.u32(36),
    binsBytes: fields.u32(40),
    clusteringFactor: fields.u32(44),
    fileName: utf16Until0(fields.slice(48, 64)),
    isChecksumRight: fields.u32(508) === checksumOf(bytes),
  };
}

/** Exclusive or over the first 127 numbers, of which two results are replaced. */
export function checksumOf(bytes: Uint8Array): number {
  const fields = fieldsOf(bytes);
  let sum = 0;
  for (let at = 0; at < 508; at += 4) sum ^= fields.u32(at);
  sum >>>= 0;
  if (sum === 0xffffffff) return 0xfffffffe;
  return sum === 0 ? 1 : sum;
}

/** Whether the hive was being written when it was acquired or the machine stopped. */
export function isDirty(base: BaseBlock): boolean {
  return !base.isChecksumRight || base.primarySequence !== base.secondarySequence;
}
