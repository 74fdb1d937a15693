import type { ByteSource } from '#evidence/byte-source.ts';

/** What the header of a compound file states ([MS-CFB] 2.2). */
export interface CompoundHeader {
  readonly sectorBytes: number;
  readonly miniSectorBytes: number;
  /** Streams shorter than this lie in the mini stream. */
  readonly miniCutoffBytes: number;
  readonly firstDirectorySector: number;
  readonly firstMiniTableSector: number;
  readonly firstTableListSector: number;
  /** The places of the first 109 sectors of the allocation table. */
  readonly tableSectors: readonly number[];
  /** In version 3 the upper half of a stream's size is not to be trusted. */
  readonly hasLongSizes: boolean;
}

const signature = 'd0cf11e0a1b11ae1';
export const headerBytes = 512;

/** Whether the bytes begin as a compound file does. */
export function isCompoundFile(beginning: Uint8Array): boolean {
  return Buffer.from(beginning.subarray(0, 8)).toString('hex') === signature;
}

/** Reads the header; a text says in words why it is none. */
export function readCompoundHeader(source: ByteSource): CompoundHeader | string {
  const bytes = source.read(0, headerBytes);
  if (!isCompoundFile(bytes)) return 'It does not begin with the signature of a compound file.';
  if (bytes.length < headerBytes) return 'The file ends within the header of the compound file.';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sectorShift = view.getUint16(0x1e, true);
  const miniShift = view.getUint16(0x20, true);
  if (view.getUint16(0x1c, true) !== 0xfffe || (sectorShift !== 9 && sectorShift !== 12) || miniShift !== 6) {
    return 'The header of the compound file states sizes of sectors that there are not.';
  }
  const tableSectors = Array.from({ length: 109 }, (_, index) => view.getUint32(0x4c + 4 * index, true));
  return {
    sectorBytes: 1 << sectorShift,
    miniSectorBytes: 1 << miniShift,
    miniCutoffBytes: view.getUint32(0x38, true),
    firstDirectorySector: view.getUint32(0x30, true),
    firstMiniTableSector: view.getUint32(0x3c, true),
    firstTableListSector: view.getUint32(0x44, true),
    tableSectors,
    hasLongSizes: view.getUint16(0x1a, true) >= 4,
  };
}
