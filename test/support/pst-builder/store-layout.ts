import { low32, putUint64 } from './checksums.ts';

/** `unicode`: identifiers and offsets of 64 bits, texts in UTF-16; `ansi`: of 32 bits, texts in a code page (Outlook 97 to 2002). */
export type StoreFormat = 'unicode' | 'ansi';

/** The sizes in which the two formats differ ([MS-PST] 2.2.2). */
export interface StoreLayout {
  readonly format: StoreFormat;
  /** wVer. */
  readonly version: number;
  /** Of an identifier or offset. */
  readonly wordBytes: 4 | 8;
  /** What a page holds before its trailer ([MS-PST] 2.2.2.7.1). */
  readonly pageContentBytes: number;
  /** Where the entries of a page of a tree end, and cEnt, cEntMax, cbEnt and cLevel begin (2.2.2.7.7.1). */
  readonly treeEntriesBytes: number;
  /** The most that a block holds (2.2.2.8). */
  readonly greatestBlockBytes: number;
  readonly blockTrailerBytes: number;
  /** Where the bits of an allocation map begin (2.2.2.7.2). */
  readonly mapBitsAt: number;
  /** Where the entries of a block begin that lists nodes within a node (2.2.2.8.3.3). */
  readonly subnodeEntriesAt: number;
  /** Of the number of a row in the index of a table (2.3.4.3.1). */
  readonly rowNumberBytes: 2 | 4;
  /** What the file may have at most. */
  readonly greatestBytes: number;
}

export const storeLayouts: Readonly<Record<StoreFormat, StoreLayout>> = {
  unicode: {
    format: 'unicode',
    version: 23,
    wordBytes: 8,
    pageContentBytes: 496,
    treeEntriesBytes: 488,
    greatestBlockBytes: 8176,
    blockTrailerBytes: 16,
    mapBitsAt: 0,
    subnodeEntriesAt: 8,
    rowNumberBytes: 4,
    greatestBytes: Number.MAX_SAFE_INTEGER,
  },
  ansi: {
    format: 'ansi',
    version: 14,
    wordBytes: 4,
    pageContentBytes: 500,
    treeEntriesBytes: 496,
    greatestBlockBytes: 8180,
    blockTrailerBytes: 12,
    mapBitsAt: 4,
    subnodeEntriesAt: 4,
    rowNumberBytes: 2,
    greatestBytes: 0x8000_0000,
  },
};

/** Writes an identifier or offset as the layout has it. */
export function putWord({ wordBytes }: StoreLayout, bytes: Buffer, at: number, value: number): void {
  if (wordBytes === 4) bytes.writeUInt32LE(value, at);
  else putUint64(bytes, at, value);
}

/** What the trailer of a block or page says beside its sizes and types. */
export interface TrailerMarks {
  readonly signature: number;
  readonly checksum: number;
  readonly identifier: number;
}

/** Writes the end of a trailer: the two formats have checksum and identifier in opposite order ([MS-PST] 2.2.2.7.1, 2.2.2.8.1). */
export function putTrailerMarks(layout: StoreLayout, bytes: Buffer, at: number, { signature, checksum, identifier }: TrailerMarks): void {
  bytes.writeUInt16LE(signature, at);
  if (layout.format === 'ansi') {
    bytes.writeUInt32LE(low32(identifier), at + 2);
    bytes.writeUInt32LE(checksum, at + 6);
  } else {
    bytes.writeUInt32LE(checksum, at + 2);
    putUint64(bytes, at + 6, identifier);
  }
}
