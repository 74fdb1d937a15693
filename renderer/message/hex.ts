import type { ByteRange } from '#model/index.ts';

/** One line of sixteen bytes in the byte view. */
export interface HexLine {
  /** Offset of its first byte within the evidence file. */
  readonly offsetBytes: number;
  readonly cells: readonly HexCell[];
}

export interface HexCell {
  readonly hex: string;
  /** The byte as an ASCII character, or a middle dot where it has none. */
  readonly text: string;
  readonly isMarked: boolean;
}

/**
 * Lays bytes out in lines of sixteen.
 * @param offsetBytes where the first byte stands in the evidence file.
 * @param marked the bytes to mark, as ranges of the evidence file.
 */
export function hexLines(bytes: Uint8Array, offsetBytes: number, marked: readonly ByteRange[]): readonly HexLine[] {
  const lines: HexLine[] = [];
  for (let start = 0; start < bytes.length; start += 16) {
    const cells = Array.from(bytes.subarray(start, start + 16), (byte, index): HexCell => {
      const at = offsetBytes + start + index;
      return {
        hex: byte.toString(16).padStart(2, '0'),
        text: byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·',
        isMarked: marked.some((range) => at >= range.offsetBytes && at < range.offsetBytes + range.lengthBytes),
      };
    });
    lines.push({ offsetBytes: offsetBytes + start, cells });
  }
  return lines;
}

/** Writes a byte offset in hexadecimal with at least eight digits. */
export function offsetText(offsetBytes: number): string {
  return offsetBytes.toString(16).padStart(8, '0');
}

/** Reads an offset as typed: decimal, or hexadecimal after `0x`. Null when it is neither. */
export function typedOffset(text: string): number | null {
  const trimmed = text.trim().toLowerCase();
  if (/^0x[0-9a-f]{1,12}$/.test(trimmed)) return Number.parseInt(trimmed, 16);
  return /^\d{1,15}$/.test(trimmed) ? Number.parseInt(trimmed, 10) : null;
}
