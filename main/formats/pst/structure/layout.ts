/** The three layouts of a store file. */
export interface Layout {
  /** `ansi`: 32-bit identifiers; `unicode`: 64-bit; `unicode-4k`: 64-bit with pages of 4 KiB and deflated blocks. */
  readonly name: 'ansi' | 'unicode' | 'unicode-4k';
  /** Bytes of a block or node identifier and of a file offset in entries: 4 or 8. */
  readonly wordBytes: 4 | 8;
  readonly pageBytes: number;
  /** Where the entries of a B-tree page end and its counts begin. */
  readonly pageCountsAt: number;
  readonly pageTrailerAt: number;
  readonly pageChecksumAt: number;
  readonly pageBlockIdAt: number;
  /** Blocks begin and end at multiples of this. */
  readonly blockAlignBytes: number;
  readonly blockTrailerBytes: number;
  /** The most bytes that one block of data holds. */
  readonly blockDataBytes: number;
  /** Bits of a heap identifier that name an allocation within a block ([MS-PST] 2.3.1.1: 11). */
  readonly heapIndexBits: number;
}

/**
 * [MS-PST] 2.2.2.7.1 and 2.2.2.8.1. The third layout, of OST files since Outlook 2013, is in no specification; its
 * figures come from measuring such files: every checksum and signature in them agrees.
 */
export const layouts: Readonly<Record<Layout['name'], Layout>> = {
  ansi: {
    name: 'ansi',
    wordBytes: 4,
    pageBytes: 512,
    pageCountsAt: 496,
    pageTrailerAt: 500,
    pageChecksumAt: 508,
    pageBlockIdAt: 504,
    blockAlignBytes: 64,
    blockTrailerBytes: 12,
    blockDataBytes: 8180,
    heapIndexBits: 11,
  },
  unicode: {
    name: 'unicode',
    wordBytes: 8,
    pageBytes: 512,
    pageCountsAt: 488,
    pageTrailerAt: 496,
    pageChecksumAt: 500,
    pageBlockIdAt: 504,
    blockAlignBytes: 64,
    blockTrailerBytes: 16,
    blockDataBytes: 8176,
    heapIndexBits: 11,
  },
  'unicode-4k': {
    name: 'unicode-4k',
    wordBytes: 8,
    pageBytes: 4096,
    pageCountsAt: 4056,
    pageTrailerAt: 4072,
    pageChecksumAt: 4076,
    pageBlockIdAt: 4080,
    blockAlignBytes: 512,
    blockTrailerBytes: 24,
    blockDataBytes: 65_512,
    heapIndexBits: 14,
  },
};

/** The layout that wVer of the header names ([MS-PST] 2.2.2.6), or null. 36 and above: Outlook 2013. */
export function layoutOfVersion(version: number): Layout | null {
  if (version === 14 || version === 15) return layouts.ansi;
  if (version >= 36 && version <= 40) return layouts['unicode-4k'];
  return version >= 20 && version < 36 ? layouts.unicode : null;
}

/** Reads little-endian numbers; the caller has checked the bounds. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * An identifier or offset of 4 or 8 bytes. Those beyond 2^53, which no real store has, lose their lowest bits and then
 * lead nowhere.
 */
export function wordAt(view: DataView, at: number, wordBytes: 4 | 8): number {
  const low = view.getUint32(at, true);
  return wordBytes === 4 ? low : view.getUint32(at + 4, true) * 0x1_0000_0000 + low;
}

/** Bytes rounded up to a multiple. */
export function roundedUp(bytes: number, multiple: number): number {
  return Math.ceil(bytes / multiple) * multiple;
}
