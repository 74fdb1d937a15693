import { EvidenceReadError, type ByteSource } from '#evidence/byte-source.ts';
import { headerText, type ByteRange } from '#model/index.ts';

/**
 * A text file of any size, read in bounded memory. Positions count units: bytes in UTF-8 and 8-bit text, code units of two
 * bytes in UTF-16; the mark at the beginning (BOM) is not counted.
 */
export interface LogText {
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be';
  readonly units: number;
  /**
   * The units from a position on, one byte each: at least `least` of them where the text has so many, more where they are
   * at hand. A unit beyond 0xff, which is no character that separates anything, is given as 0xff. Not to be changed.
   */
  from(unit: number, least: number): Uint8Array;
  /** The characters between two positions: UTF-16, or UTF-8 where it is valid and Windows-1252 otherwise. */
  textOf(start: number, end: number): string;
  /** Where in the file they lie. */
  rangeOf(start: number, end: number): ByteRange;
}

/**
 * Opens a text. The encoding is that of its mark, else UTF-16 where about every other byte of its beginning is 0, else 8-bit.
 * @param pieceBytes how much is read at a time
 */
export function openLogText(source: ByteSource, pieceBytes = 1024 * 1024): LogText {
  const { encoding, markBytes } = encodingOf(source.read(0, 64));
  const width = encoding === 'utf-8' ? 1 : 2;
  const units = Math.floor((source.sizeBytes - markBytes) / width);
  let base = 0;
  let held: Uint8Array = new Uint8Array(0);
  return {
    encoding,
    units,
    from(unit, least) {
      const wanted = Math.min(least, units - unit);
      if (unit < base || unit + wanted > base + held.length) {
        const read = source.read(markBytes + unit * width, Math.max(pieceBytes, least * width));
        base = unit;
        held = encoding === 'utf-8' ? read : narrowed(read, encoding);
        if (held.length < wanted) throw new EvidenceReadError('The file became shorter while it was read.');
      }
      return held.subarray(unit - base);
    },
    textOf(start, end) {
      if (encoding === 'utf-8' && start >= base && end <= base + held.length) return headerText(held.subarray(start - base, end - base));
      const bytes = source.read(markBytes + start * width, (end - start) * width);
      return encoding === 'utf-8' ? headerText(bytes) : wideText(bytes, encoding);
    },
    rangeOf: (start, end) => ({ offsetBytes: markBytes + start * width, lengthBytes: (end - start) * width }),
  };
}

/** Whether a text is empty, or a piece of its beginning holds control characters that no text has. */
export function looksBinary(text: LogText): boolean {
  const head = text.from(0, 1024).subarray(0, 1024);
  return head.length === 0 || head.some((unit) => unit < 0x20 && unit !== 0x09 && unit !== 0x0a && unit !== 0x0d && unit !== 0x0c);
}

function encodingOf(head: Uint8Array): { readonly encoding: LogText['encoding']; readonly markBytes: number } {
  const [first, second, third] = head;
  if (first === 0xff && second === 0xfe) return { encoding: 'utf-16le', markBytes: 2 };
  if (first === 0xfe && second === 0xff) return { encoding: 'utf-16be', markBytes: 2 };
  if (first === 0xef && second === 0xbb && third === 0xbf) return { encoding: 'utf-8', markBytes: 3 };
  // Of Latin text every other byte is 0; a few characters of other scripts among them change little.
  const zeros = (rest: number): number => head.filter((byte, index) => index % 2 === rest && byte === 0).length;
  const most = head.length * 0.35;
  const few = head.length * 0.05;
  if (head.length >= 8 && zeros(1) >= most && zeros(0) <= few) return { encoding: 'utf-16le', markBytes: 0 };
  if (head.length >= 8 && zeros(0) >= most && zeros(1) <= few) return { encoding: 'utf-16be', markBytes: 0 };
  return { encoding: 'utf-8', markBytes: 0 };
}

function narrowed(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): Uint8Array {
  const low = encoding === 'utf-16le' ? 0 : 1;
  const units = new Uint8Array(Math.floor(bytes.length / 2));
  for (let unit = 0; unit < units.length; unit += 1) {
    const high = bytes[2 * unit + 1 - low] ?? 0;
    units[unit] = high === 0 ? (bytes[2 * unit + low] ?? 0) : 0xff;
  }
  return units;
}

function wideText(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): string {
  const own = Buffer.from(bytes);
  if (encoding === 'utf-16be') own.swap16();
  return own.toString('utf16le');
}
