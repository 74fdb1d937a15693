import { inflateSync } from 'node:zlib';
import type { ByteSource } from '#evidence/byte-source.ts';
import { checksum } from './checksum.ts';
import { decipher, type Cipher } from './cipher.ts';
import { roundedUp, viewOf, wordAt, type Layout } from './layout.ts';
import { isInternalBlock, plainBlockId, type BlockEntry } from './tree-page.ts';

/** Reads blocks ([MS-PST] 2.2.2.8) by their identifiers. */
export interface BlockReader {
  readonly layout: Layout;
  /** Where a block lies, or null when nothing says so. */
  find(blockId: number): BlockEntry | null;
  /** The data of a block, deciphered and inflated, not to be changed; null when it is not there or cannot be read. */
  read(blockId: number): Uint8Array | null;
  /** How many blocks were given so far although their checksum is wrong. */
  unsoundBlocks(): number;
  /** Begins a new item, which may take `stepsPerItem` steps. */
  beginItem(): void;
  /**
   * Takes steps of the item. False: there are no more; a hostile store makes one block stand for millions, and reading
   * would not end.
   */
  spend(steps: number): boolean;
  /** Tells someone of every block that is read from now on. */
  watch(onRead: ((blockId: number) => void) | null): void;
}

/** More than a table of a million rows, or the four GiB of the longest value, takes; a step takes 100 bytes at most. */
const stepsPerItem = 3_000_000;

/** @param find finds a block by its identifier without the lowest bit */
export function blockReader(source: ByteSource, layout: Layout, cipher: Cipher, find: (blockId: number) => BlockEntry | null): BlockReader {
  const kept = new Map<number, Uint8Array | null>();
  const unsound = new Set<number>();
  let unsoundReads = 0;
  let steps = stepsPerItem;
  let watcher: ((blockId: number) => void) | null = null;
  const read = (blockId: number): Uint8Array | null => {
    const entry = find(blockId);
    if (entry === null) return null;
    const found = readBlockAt(source, layout, entry);
    if (found === null) return null;
    if (!found.isSound) unsound.add(blockId);
    return decodedBlock(found.bytes, entry, layout, cipher);
  };
  return {
    layout,
    find: (blockId) => find(plainBlockId(blockId)),
    read(blockId) {
      const id = plainBlockId(blockId);
      watcher?.(id);
      let bytes = kept.get(id);
      if (bytes === undefined) {
        bytes = read(id);
        kept.set(id, bytes);
        const oldest = kept.size > mostKept ? kept.keys().next() : null;
        if (oldest?.done === false) kept.delete(oldest.value);
      }
      if (bytes !== null && unsound.has(id)) unsoundReads += 1;
      return bytes;
    },
    unsoundBlocks: () => unsoundReads,
    beginItem() {
      steps = stepsPerItem;
    },
    spend(taken) {
      steps = Math.max(0, steps - taken);
      return steps > 0;
    },
    watch(onRead) {
      watcher = onRead;
    },
  };
}

/** A block as it lies in the file. */
export interface StoredBlock {
  readonly bytes: Uint8Array;
  /** Whether its trailer names this block and its checksum is right. */
  readonly isSound: boolean;
}

/** Reads a block where an entry says it lies; null when it is not there: beyond the end, or another block is. */
export function readBlockAt(source: ByteSource, layout: Layout, entry: BlockEntry): StoredBlock | null {
  const { offsetBytes, storedBytes } = entry;
  const wholeBytes = roundedUp(storedBytes + layout.blockTrailerBytes, layout.blockAlignBytes);
  if (storedBytes === 0 || offsetBytes <= 0 || offsetBytes + storedBytes > source.sizeBytes) return null;
  const whole = source.read(offsetBytes, wholeBytes);
  const bytes = whole.subarray(0, storedBytes);
  // The file may end between a block and its trailer.
  if (bytes.length < storedBytes) return null;
  if (whole.length < wholeBytes) return { bytes, isSound: false };
  const trailer = blockTrailerAt(viewOf(whole), wholeBytes, layout);
  const isChecked = trailer.checksum === checksum(bytes);
  // Where neither fits, the place was given to another block, or overwritten.
  if (!isChecked && trailer.blockId !== entry.blockId) return null;
  return { bytes, isSound: isChecked && trailer.blockId === entry.blockId };
}

/** The trailer of a block ([MS-PST] 2.2.2.8.1). */
export interface BlockTrailer {
  readonly storedBytes: number;
  readonly dataBytes: number;
  readonly signature: number;
  readonly checksum: number;
  readonly blockId: number;
}

/** Reads the trailer that ends at a place. */
export function blockTrailerAt(view: DataView, end: number, layout: Layout): BlockTrailer {
  const at = end - layout.blockTrailerBytes;
  const isAnsi = layout.wordBytes === 4;
  const storedBytes = view.getUint16(at, true);
  return {
    storedBytes,
    dataBytes: layout.name === 'unicode-4k' ? view.getUint16(at + 18, true) : storedBytes,
    signature: view.getUint16(at + 2, true),
    checksum: view.getUint32(at + (isAnsi ? 8 : 4), true),
    blockId: plainBlockId(wordAt(view, at + (isAnsi ? 4 : 8), layout.wordBytes)),
  };
}

/** Deciphers and inflates the bytes of a block; null when they cannot be inflated. The bytes given may be changed. */
export function decodedBlock(bytes: Uint8Array, entry: BlockEntry, layout: Layout, cipher: Cipher): Uint8Array | null {
  const isDeflated = layout.name === 'unicode-4k' && entry.dataBytes !== entry.storedBytes;
  const plain = isDeflated ? inflated(bytes, entry.dataBytes) : bytes;
  if (plain !== null && !isInternalBlock(entry.blockId)) decipher(plain, cipher, entry.blockId);
  return plain;
}

function inflated(bytes: Uint8Array, dataBytes: number): Uint8Array | null {
  try {
    const plain = inflateSync(bytes, { maxOutputLength: Math.max(dataBytes, 1) });
    return plain.length === dataBytes ? plain : null;
  } catch {
    return null;
  }
}

const mostKept = 64;
