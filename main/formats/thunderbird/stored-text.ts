import type { ByteRange } from '#model/index.ts';

/** A text file whose grammar is ASCII, in a form that is one for all encodings, with the way back to the bytes that are stored. */
export interface StoredText {
  /** As the file holds it. */
  readonly stored: Buffer;
  /** The same in UTF-8, or as it is stored where that is 8-bit. */
  readonly bytes: Buffer;
  /** Where in the file a run of `bytes` lies. */
  placeOf(range: ByteRange): ByteRange;
}

/** Every so many bytes of the text the place in the file is kept. */
const stepBytes = 1024;

/**
 * Takes a text as it is stored, or turns UTF-16 into UTF-8: programs write such files in UTF-8, but what people edit or export on
 * Windows may be UTF-16, with a mark (BOM) or without.
 */
export function storedText(held: Uint8Array): StoredText {
  const stored = Buffer.from(held.buffer, held.byteOffset, held.byteLength);
  const wide = wideForm(stored);
  if (wide === null) return { stored, bytes: stored, placeOf: (range) => range };
  const even = stored.subarray(wide.markBytes, stored.length - ((stored.length - wide.markBytes) % 2));
  const text = (wide.isBigEndian ? Buffer.from(even).swap16() : even).toString('utf16le');
  const bytes = Buffer.from(text, 'utf8');
  const steps: number[] = [0];
  const unitsUpTo = (offset: number): number => {
    const step = Math.min(Math.floor(offset / stepBytes), steps.length - 1);
    for (let known = step; known < Math.floor(offset / stepBytes); known += 1)
      steps.push((steps[known] ?? 0) + unitsIn(bytes, known * stepBytes, (known + 1) * stepBytes));
    const nearest = Math.floor(offset / stepBytes);
    return (steps[nearest] ?? 0) + unitsIn(bytes, nearest * stepBytes, offset);
  };
  return {
    stored,
    bytes,
    placeOf({ offsetBytes, lengthBytes }) {
      const start = unitsUpTo(offsetBytes);
      const end = unitsUpTo(offsetBytes + lengthBytes);
      return { offsetBytes: wide.markBytes + 2 * start, lengthBytes: 2 * (end - start) };
    },
  };
}

// Code units of UTF-16 that the characters beginning within a run of UTF-8 have: two where it takes four bytes, else one.
function unitsIn(bytes: Buffer, start: number, end: number): number {
  let units = 0;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
  }
  return units;
}

// By its mark, or by every other byte of its first four characters being 0.
function wideForm(bytes: Buffer): { readonly isBigEndian: boolean; readonly markBytes: number } | null {
  const [first = 0, second = 0] = bytes;
  if (first === 0xff && second === 0xfe) return { isBigEndian: false, markBytes: 2 };
  if (first === 0xfe && second === 0xff) return { isBigEndian: true, markBytes: 2 };
  const head = bytes.subarray(0, 8);
  if (head.length < 8) return null;
  if (head.every((byte, at) => (byte === 0) === (at % 2 === 1))) return { isBigEndian: false, markBytes: 0 };
  return head.every((byte, at) => (byte === 0) === (at % 2 === 0)) ? { isBigEndian: true, markBytes: 0 } : null;
}
