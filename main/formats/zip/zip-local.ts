import type { ByteSource } from '#evidence/byte-source.ts';
import { openWindow, type Window } from '../mime/window.ts';
import { extraFields, wideFields, type ZipEntry } from './zip-directory.ts';

/** The header before the content of a zip member (APPNOTE 4.3.7). */
export interface LocalHeader {
  readonly entry: ZipEntry;
  /** Where the content begins. */
  readonly contentBytes: number;
}

const fixedBytes = 30;

/** Reads the header at a place; null when none is there. */
export function readLocalHeader(source: ByteSource, offsetBytes: number): LocalHeader | null {
  if (offsetBytes < 0 || offsetBytes > source.sizeBytes - fixedBytes) return null;
  const fixed = Buffer.from(source.read(offsetBytes, fixedBytes));
  if (fixed.length < fixedBytes || fixed.readUInt32LE(0) !== 0x04034b50) return null;
  const [nameLength, extraLength] = [fixed.readUInt16LE(26), fixed.readUInt16LE(28)];
  const rest = Buffer.from(source.read(offsetBytes + fixedBytes, nameLength + extraLength));
  if (rest.length < nameLength + extraLength) return null;
  const extra = extraFields(rest.subarray(nameLength));
  const wide = wideFields(extra.get(0x0001) ?? null, fixed.readUInt32LE(22), fixed.readUInt32LE(18), offsetBytes);
  return {
    contentBytes: offsetBytes + fixedBytes + nameLength + extraLength,
    entry: {
      nameBytes: new Uint8Array(rest.subarray(0, nameLength)),
      flags: fixed.readUInt16LE(6),
      method: fixed.readUInt16LE(8),
      crc32: fixed.readUInt32LE(14),
      packedBytes: wide.packedBytes,
      sizeBytes: wide.sizeBytes,
      dosTime: fixed.readUInt32LE(10),
      headerOffset: offsetBytes,
      madeBy: 0,
      externalAttributes: 0,
      extra,
    },
  };
}

/**
 * Finds members by their own headers, for archives whose directory is missing and for bytes that the directory does not
 * list. A member that was written without knowing its size is followed by a descriptor (APPNOTE 4.3.9), which is looked
 * for; without one the member reaches to the end.
 */
export function* findLocalEntries(source: ByteSource, startBytes: number, endBytes: number): Generator<ZipEntry, void, undefined> {
  const window = openWindow(source);
  // A descriptor that is looked for in vain costs a walk over the rest; a hostile file must not cost one for each member.
  const search = { bytesLeft: 4 * (endBytes - startBytes) };
  for (let at = startBytes; at + fixedBytes <= endBytes;) {
    const found = nextSignature(window, at, endBytes, 0x0304);
    if (found === null) return;
    const header = readLocalHeader(source, found);
    if (header === null || header.contentBytes > endBytes || !isPlausible(header.entry)) {
      at = found + 4;
      continue;
    }
    const { entry, contentBytes } = header;
    const isSizeLater = (entry.flags & 0x0008) !== 0 && entry.packedBytes === 0;
    const descriptor = isSizeLater ? findDescriptor(window, contentBytes, endBytes, search) : null;
    const packedBytes = isSizeLater ? (descriptor?.packedBytes ?? endBytes - contentBytes) : entry.packedBytes;
    yield { ...entry, packedBytes, ...(descriptor === null ? {} : { crc32: descriptor.crc32, sizeBytes: descriptor.sizeBytes }) };
    at = descriptor?.endBytes ?? contentBytes + packedBytes;
  }
}

function isPlausible({ nameBytes, method, flags }: ZipEntry): boolean {
  return nameBytes.length > 0 && !nameBytes.includes(0) && method < 100 && (flags & 0xc000) === 0;
}

interface Descriptor {
  readonly packedBytes: number;
  readonly sizeBytes: number;
  readonly crc32: number;
  readonly endBytes: number;
}

function findDescriptor(window: Window, contentBytes: number, endBytes: number, search: { bytesLeft: number }): Descriptor | null {
  for (let at = contentBytes; search.bytesLeft > 0;) {
    const found = nextSignature(window, at, endBytes, null);
    search.bytesLeft -= (found ?? endBytes) - at;
    if (found === null) return null;
    const packedBytes = found - contentBytes;
    const bytes = window.from(found, 24);
    const kind = bytes.readUInt16BE(2);
    if (kind === 0x0708 && bytes.length >= 16 && bytes.readUInt32LE(8) === packedBytes) {
      return { packedBytes, crc32: bytes.readUInt32LE(4), sizeBytes: bytes.readUInt32LE(12), endBytes: found + 16 };
    }
    if (kind === 0x0708 && bytes.length >= 24 && bytes.readBigUInt64LE(8) === BigInt(packedBytes)) {
      return { packedBytes, crc32: bytes.readUInt32LE(4), sizeBytes: Number(bytes.readBigUInt64LE(16)), endBytes: found + 24 };
    }
    // Some programs leave the descriptor's signature out.
    if (kind !== 0x0708 && packedBytes >= 12) {
      const before = window.from(found - 12, 12);
      if (before.readUInt32LE(4) === packedBytes - 12) {
        return { packedBytes: packedBytes - 12, crc32: before.readUInt32LE(0), sizeBytes: before.readUInt32LE(8), endBytes: found };
      }
    }
    at = found + 2;
  }
  return null;
}

// The next `PK` with the given two bytes after it, or with any that begin a header, a descriptor or the directory.
function nextSignature(window: Window, startBytes: number, endBytes: number, kind: number | null): number | null {
  for (let at = startBytes; at + 4 <= endBytes;) {
    const bytes = window.from(at, 4);
    const most = Math.min(bytes.length, endBytes - at);
    for (
      let found = bytes.indexOf('PK', 0, 'latin1');
      found !== -1 && found + 4 <= most;
      found = bytes.indexOf('PK', found + 1, 'latin1')
    ) {
      const is = bytes.readUInt16BE(found + 2);
      if (kind === null ? is === 0x0708 || is === 0x0304 || is === 0x0102 : is === kind) return at + found;
    }
    at += Math.max(1, most - 3);
  }
  return null;
}
