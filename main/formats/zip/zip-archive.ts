import { crc32, inflateRawSync } from 'node:zlib';
import type { ByteSource } from '#evidence/byte-source.ts';

/** A file of a zip archive, as the central directory lists it (APPNOTE.TXT 4.3.12). */
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
  /** What is wrong with the directory, in sentences. */
  readonly damage: readonly string[];
}

const signatures = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50, end64: 0x06064b50, locator64: 0x07064b50 } as const;
const endBytes = 22;
const longestComment = 65_535;
const centralBytes = 46;
const localBytes = 30;
const inPlaceOf64 = 0xffffffff;

/** It stops a directory that is all empty names. */
const mostEntries = 1_000_000;
const mostDirectoryBytes = 256 * 1024 * 1024;

/** Whether the bytes begin as an archive does. */
export function isZip(beginning: Uint8Array): boolean {
  return beginning.length >= 4 && viewOf(beginning).getUint32(0, true) === signatures.local;
}

/**
 * Reads the central directory; a text says in words why there is none.
 * @param mostBytes of a longer directory only the beginning is read
 */
export function readZip(source: ByteSource, mostBytes = mostDirectoryBytes): ZipArchive | string {
  const end = findEnd(source);
  if (end === null) return 'The archive has no central directory; its end is cut off or overwritten.';
  const bytes = source.read(end.offsetBytes, Math.min(end.sizeBytes, mostBytes));
  const entries: ZipEntry[] = [];
  const damage: string[] = [];
  let at = 0;
  while (at + centralBytes <= bytes.length && entries.length < mostEntries) {
    const view = viewOf(bytes.subarray(at));
    if (view.getUint32(0, true) !== signatures.central) break;
    const [nameBytes, extraBytes, commentBytes] = [view.getUint16(28, true), view.getUint16(30, true), view.getUint16(32, true)];
    const next = at + centralBytes + nameBytes + extraBytes + commentBytes;
    if (next > bytes.length) break;
    const extra = bytes.subarray(at + centralBytes + nameBytes, at + centralBytes + nameBytes + extraBytes);
    entries.push(entryOf(view, bytes.subarray(at + centralBytes, at + centralBytes + nameBytes), extra));
    at = next;
  }
  if (entries.length !== end.entries) {
    damage.push(`The archive states ${String(end.entries)} entries; ${String(entries.length)} could be read.`);
  }
  return { entries, damage };
}

function entryOf(view: DataView, name: Uint8Array, extra: Uint8Array): ZipEntry {
  const flags = view.getUint16(8, true);
  const long = longValues(extra, [view.getUint32(24, true), view.getUint32(20, true), view.getUint32(42, true)]);
  return {
    // Names are UTF-8 where the flag says so, and mostly where it does not.
    name: Buffer.from(name).toString('utf8'),
    method: view.getUint16(10, true),
    isEncrypted: (flags & 1) !== 0,
    crc: view.getUint32(16, true),
    sizeBytes: long[0] ?? 0,
    compressedBytes: long[1] ?? 0,
    headerOffset: long[2] ?? 0,
  };
}

/** Values that do not fit into 32 bits stand in the extra field 1, in the same order (APPNOTE.TXT 4.5.3). */
function longValues(extra: Uint8Array, values: readonly number[]): number[] {
  let field = new Uint8Array(0);
  for (let at = 0; at + 4 <= extra.length;) {
    const view = viewOf(extra.subarray(at));
    const length = view.getUint16(2, true);
    if (view.getUint16(0, true) === 1) field = extra.slice(at + 4, at + 4 + length);
    at += 4 + length;
  }
  let at = 0;
  return values.map((value) => {
    if (value !== inPlaceOf64 || at + 8 > field.length) return value;
    at += 8;
    return Number(viewOf(field).getBigUint64(at - 8, true));
  });
}

interface End {
  readonly entries: number;
  readonly offsetBytes: number;
  readonly sizeBytes: number;
}

function findEnd(source: ByteSource): End | null {
  const start = Math.max(0, source.sizeBytes - endBytes - longestComment);
  const tail = source.read(start, source.sizeBytes - start);
  for (let at = tail.length - endBytes; at >= 0; at -= 1) {
    if (tail[at] !== 0x50 || viewOf(tail.subarray(at)).getUint32(0, true) !== signatures.end) continue;
    const view = viewOf(tail.subarray(at));
    const end = { entries: view.getUint16(10, true), sizeBytes: view.getUint32(12, true), offsetBytes: view.getUint32(16, true) };
    const isLong = end.entries === 0xffff || end.sizeBytes === inPlaceOf64 || end.offsetBytes === inPlaceOf64;
    return isLong ? (findLongEnd(source, start + at) ?? end) : end;
  }
  return null;
}

function findLongEnd(source: ByteSource, endOffset: number): End | null {
  if (endOffset < 20) return null;
  const locator = viewOf(source.read(endOffset - 20, 20));
  if (locator.getUint32(0, true) !== signatures.locator64) return null;
  const record = source.read(Number(locator.getBigUint64(8, true)), 56);
  if (record.length < 56 || viewOf(record).getUint32(0, true) !== signatures.end64) return null;
  const view = viewOf(record);
  return {
    entries: Number(view.getBigUint64(32, true)),
    sizeBytes: Number(view.getBigUint64(40, true)),
    offsetBytes: Number(view.getBigUint64(48, true)),
  };
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
  if (local.length < localBytes || viewOf(local).getUint32(0, true) !== signatures.local) return 'its header is not in the archive';
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
