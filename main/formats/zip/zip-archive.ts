import { crc32, inflateRawSync } from 'node:zlib';
import type { ByteSource } from '#evidence/byte-source.ts';
import { readZipDirectory, type ZipEntry as DirectoryEntry } from './zip-directory.ts';
import { findLocalEntries } from './zip-local.ts';

/** A file of a zip archive, as the central directory (APPNOTE.TXT 4.3.12) or its own header (4.3.7) has it. */
export interface ZipEntry {
  /** Its path in the archive as it stands, decoded; never used as a path on disk. */
  readonly name: string;
  readonly compressedBytes: number;
  readonly sizeBytes: number;
  readonly crc: number;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly headerOffset: number;
}

export interface ZipArchive {
  readonly entries: readonly ZipEntry[];
  /** Why entries that the archive states are missing, as a sentence; null when none are. */
  readonly missing: string | null;
}

const localSignature = 0x04034b50;
const localBytes = 30;

/** It stops a directory that is all empty names. */
const mostEntries = 1_000_000;

/** Whether the bytes begin as an archive does. */
export function isZip(beginning: Uint8Array): boolean {
  return beginning.length >= 4 && viewOf(beginning).getUint32(0, true) === localSignature;
}

/** The names that the central directory lists; empty where there is none. @param most names beyond are not read */
export function listedNames(source: ByteSource, most: number): readonly string[] {
  return (readZipDirectory(source, most)?.entries ?? []).map((entry) => entryOf(entry).name);
}

/**
 * Reads the central directory. Of an archive whose directory is missing or damaged, as where its end is cut off, the files that
 * it does not list are found by their own headers.
 * @returns in words why there is no file at all
 */
export function readZip(source: ByteSource): ZipArchive | string {
  const directory = readZipDirectory(source, mostEntries);
  const listed = directory?.entries ?? [];
  if (directory !== null && listed.length === directory.statedEntries) return { entries: listed.map(entryOf), missing: null };
  const found: DirectoryEntry[] = [];
  const known = new Set(listed.map(({ headerOffset }) => headerOffset));
  for (const entry of findLocalEntries(source, 0, source.sizeBytes)) {
    if (listed.length + found.length >= mostEntries) break;
    if (!known.has(entry.headerOffset)) found.push(entry);
  }
  if (directory === null && found.length === 0) return `${noDirectory}, and no file was found in what is left.`;
  const because = directory?.trouble == null ? '' : `: ${directory.trouble}`;
  const stated =
    directory === null
      ? `${noDirectory}.`
      : `The archive states ${String(directory.statedEntries)} entries; ${String(listed.length)} could be read${because}.`;
  return {
    entries: [...listed, ...found].map(entryOf),
    missing: `${stated} ${String(found.length)} files were found by their own headers.`,
  };
}

const noDirectory = 'The archive has no central directory; its end is cut off or overwritten';

function entryOf({ nameBytes, flags, method, crc32: crc, sizeBytes, packedBytes, headerOffset }: DirectoryEntry): ZipEntry {
  // Names are UTF-8 where the flag says so, and mostly where it does not.
  const name = Buffer.from(nameBytes).toString('utf8');
  return { name, method, isEncrypted: (flags & 1) !== 0, crc, sizeBytes, compressedBytes: packedBytes, headerOffset };
}

/**
 * The bytes of a file of the archive.
 * @param most of a file that is larger nothing is given, whatever size it states
 * @returns the bytes, or in words why they cannot be had
 */
export function readZipEntry(source: ByteSource, entry: ZipEntry, most: number): Uint8Array | string {
  if (entry.isEncrypted) return 'it is encrypted';
  if (entry.sizeBytes > most) return `it has ${String(entry.sizeBytes)} bytes, more than the ${String(most)} that are read`;
  const local = source.read(entry.headerOffset, localBytes);
  if (local.length < localBytes || viewOf(local).getUint32(0, true) !== localSignature) return 'its header is not in the archive';
  const start = entry.headerOffset + localBytes + viewOf(local).getUint16(26, true) + viewOf(local).getUint16(28, true);
  if (entry.compressedBytes > source.sizeBytes - start) return 'the archive ends within it';
  const packed = source.read(start, entry.compressedBytes);
  const bytes = unpacked(packed, entry);
  if (typeof bytes === 'string') return bytes;
  if (bytes.length !== entry.sizeBytes)
    return `it has ${String(bytes.length)} bytes instead of the ${String(entry.sizeBytes)} that the directory states`;
  return crc32(bytes) === entry.crc ? bytes : 'its checksum is wrong';
}

function unpacked(packed: Uint8Array, { method, sizeBytes }: ZipEntry): Uint8Array | string {
  if (method === 0) return packed;
  if (method !== 8) return `it is compressed by the method ${String(method)}, which is not read`;
  try {
    // One byte more than stated is room enough to see that there is more.
    return inflateRawSync(packed, { maxOutputLength: sizeBytes + 1 });
  } catch (error) {
    return `it cannot be decompressed (${error instanceof Error ? error.message : String(error)})`;
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
