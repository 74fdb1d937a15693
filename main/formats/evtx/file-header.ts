import { crc32 } from 'node:zlib';

/** What the header of a log says (libyal, Windows XML Event Log format, "File header"). */
export interface LogHeader {
  /** Where the first chunk begins. */
  readonly firstChunkOffset: number;
  readonly chunks: number;
  readonly nextRecord: number;
  readonly version: string;
  /** Whether the log was not closed since it was written last. */
  readonly isDirty: boolean;
  /** Whether the log was written without checksums. */
  readonly isWithoutChecksums: boolean;
  readonly isSound: boolean;
}

export const fileSignature = Buffer.from('ElfFile\0', 'latin1');
const headerBytes = 128;
const usualHeaderBlock = 4096;

/** Reads the header of a log; null where there is none. @param bytes the beginning of the file, 128 bytes of it */
export function readLogHeader(bytes: Buffer): LogHeader | null {
  if (bytes.length < headerBytes || !bytes.subarray(0, 8).equals(fileSignature)) return null;
  const block = bytes.readUInt16LE(40);
  const flags = bytes.readUInt32LE(120);
  return {
    firstChunkOffset: block >= headerBytes ? block : usualHeaderBlock,
    chunks: bytes.readUInt16LE(42),
    nextRecord: Number(bytes.readBigUInt64LE(24)),
    version: `${bytes.readUInt16LE(38)}.${bytes.readUInt16LE(36)}`,
    isDirty: (flags & 1) !== 0,
    isWithoutChecksums: (flags & 4) !== 0,
    isSound: crc32(bytes.subarray(0, 120)) === bytes.readUInt32LE(124),
  };
}
