import type { ByteSource } from '#evidence/byte-source.ts';
import { openWindow } from '../mime/window.ts';

/** An entry of a zip file's central directory (APPNOTE 4.3.12), or what a local header says of an unlisted one. */
export interface ZipEntry {
  readonly nameBytes: Uint8Array;
  readonly flags: number;
  /** Compression method: 0 stored, 8 deflated. */
  readonly method: number;
  readonly crc32: number;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  /** Date in the upper, time in the lower 16 bits, as MS-DOS has them. */
  readonly dosTime: number;
  /** Where the local header begins in the file. */
  readonly headerOffset: number;
  readonly madeBy: number;
  readonly externalAttributes: number;
  readonly extra: ReadonlyMap<number, Uint8Array>;
}

/** What a zip file lists. */
export interface ZipDirectory {
  readonly entries: readonly ZipEntry[];
  /** How many entries it says to have. */
  readonly statedEntries: number;
  /** Where the directory lies. */
  readonly startBytes: number;
  readonly endBytes: number;
  /** Where the whole archive ends, its comment included. */
  readonly archiveEndBytes: number;
  /** Why fewer entries were read than it states; null when all were. */
  readonly trouble: string | null;
}

const endRecordBytes = 22;
const longestComment = 0xffff;

/**
 * Finds and reads the central directory of a zip file, zip64 included (APPNOTE 4.3.12 to 4.3.16). Bytes before the
 * archive are allowed for: what the directory says of places counts from where the archive begins.
 * @param mostEntries entries beyond are not read; `statedEntries` still counts them
 * @returns null when the file has none, e.g. because its end is missing
 */
export function readZipDirectory(source: ByteSource, mostEntries: number): ZipDirectory | null {
  const end = findEnd(source);
  if (end === null) return null;
  const startBytes = end.recordBytes - end.sizeBytes;
  const shift = startBytes - end.offsetBytes;
  if (startBytes < 0 || shift < 0) return null;
  const window = openWindow(source);
  const entries: ZipEntry[] = [];
  let at = startBytes;
  let trouble: string | null = null;
  while (at + 46 <= end.recordBytes && entries.length < mostEntries) {
    const fixed = window.from(at, 46);
    if (fixed.readUInt32LE(0) !== 0x02014b50) {
      trouble = `the directory is damaged at byte ${String(at)}`;
      break;
    }
    const [nameLength, extraLength, commentLength] = [fixed.readUInt16LE(28), fixed.readUInt16LE(30), fixed.readUInt16LE(32)];
    const lengthBytes = 46 + nameLength + extraLength + commentLength;
    const bytes = window.from(at, lengthBytes);
    if (bytes.length < lengthBytes || at + lengthBytes > end.recordBytes) {
      trouble = `the directory is cut short at byte ${String(at)}`;
      break;
    }
    const extra = extraFields(bytes.subarray(46 + nameLength, 46 + nameLength + extraLength));
    const wide = wideFields(extra.get(0x0001) ?? null, bytes.readUInt32LE(24), bytes.readUInt32LE(20), bytes.readUInt32LE(42));
    entries.push({
      nameBytes: new Uint8Array(bytes.subarray(46, 46 + nameLength)),
      flags: bytes.readUInt16LE(8),
      method: bytes.readUInt16LE(10),
      crc32: bytes.readUInt32LE(16),
      packedBytes: wide.packedBytes,
      sizeBytes: wide.sizeBytes,
      dosTime: bytes.readUInt32LE(12),
      headerOffset: wide.headerOffset + shift,
      madeBy: bytes.readUInt16LE(4),
      externalAttributes: bytes.readUInt32LE(38),
      extra,
    });
    at += lengthBytes;
  }
  return { entries, statedEntries: end.entries, startBytes, endBytes: end.recordBytes, archiveEndBytes: end.archiveEndBytes, trouble };
}

interface DirectoryEnd {
  readonly entries: number;
  readonly sizeBytes: number;
  readonly offsetBytes: number;
  /** Where the record that follows the directory begins. */
  readonly recordBytes: number;
  readonly archiveEndBytes: number;
}

function findEnd(source: ByteSource): DirectoryEnd | null {
  const tailStart = Math.max(0, source.sizeBytes - endRecordBytes - longestComment);
  const tail = Buffer.from(source.read(tailStart, source.sizeBytes - tailStart));
  for (let at = tail.length - endRecordBytes; at >= 0; at -= 1) {
    at = tail.lastIndexOf(endSignature, at);
    if (at === -1) return null;
    if (at + endRecordBytes + tail.readUInt16LE(at + 20) > tail.length) continue;
    const plain: DirectoryEnd = {
      entries: tail.readUInt16LE(at + 10),
      sizeBytes: tail.readUInt32LE(at + 12),
      offsetBytes: tail.readUInt32LE(at + 16),
      recordBytes: tailStart + at,
      archiveEndBytes: tailStart + at + endRecordBytes + tail.readUInt16LE(at + 20),
    };
    return wideEnd(source, tail, at, plain) ?? plain;
  }
  return null;
}

const endSignature = Buffer.from('PK\u0005\u0006', 'latin1');

// APPNOTE 4.3.14 and 4.3.15: the locator lies right before the end record and says where the wide end record is.
function wideEnd(source: ByteSource, tail: Buffer, at: number, plain: DirectoryEnd): DirectoryEnd | null {
  if (at < 20 || tail.readUInt32LE(at - 20) !== 0x07064b50) return null;
  const stated = Number(tail.readBigUInt64LE(at - 12));
  const candidates = [stated, plain.recordBytes - 20 - 56];
  for (const recordBytes of candidates) {
    if (!Number.isSafeInteger(recordBytes) || recordBytes < 0) continue;
    const record = Buffer.from(source.read(recordBytes, 56));
    if (record.length < 56 || record.readUInt32LE(0) !== 0x06064b50) continue;
    return {
      entries: Number(record.readBigUInt64LE(32)),
      sizeBytes: Number(record.readBigUInt64LE(40)),
      offsetBytes: Number(record.readBigUInt64LE(48)),
      recordBytes,
      archiveEndBytes: plain.archiveEndBytes,
    };
  }
  return null;
}

/** Takes the extra field of an entry apart (APPNOTE 4.5.1); what does not fit is left out. */
export function extraFields(bytes: Buffer): ReadonlyMap<number, Uint8Array> {
  const fields = new Map<number, Uint8Array>();
  for (let at = 0; at + 4 <= bytes.length;) {
    const length = bytes.readUInt16LE(at + 2);
    if (at + 4 + length > bytes.length) break;
    fields.set(bytes.readUInt16LE(at), new Uint8Array(bytes.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  return fields;
}

/** The sizes and the place of an entry, from its zip64 field where the 32-bit ones are all ones (APPNOTE 4.5.3). */
export function wideFields(
  field: Uint8Array | null,
  sizeBytes: number,
  packedBytes: number,
  headerOffset: number,
): { readonly sizeBytes: number; readonly packedBytes: number; readonly headerOffset: number } {
  const bytes = Buffer.from(field ?? new Uint8Array(0));
  let at = 0;
  const wide = (value: number): number => {
    if (value !== 0xffffffff || at + 8 > bytes.length) return value;
    at += 8;
    const number = Number(bytes.readBigUInt64LE(at - 8));
    return Number.isSafeInteger(number) ? number : Number.MAX_SAFE_INTEGER;
  };
  return { sizeBytes: wide(sizeBytes), packedBytes: wide(packedBytes), headerOffset: wide(headerOffset) };
}
