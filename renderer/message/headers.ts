import { decodeWords } from 'postal-mime';
import { headerText, type HeaderField } from '#model/index.ts';

/** A header field as the Headers tab shows it. */
export interface HeaderLine {
  /** Position among the record's fields, from 0: what citations name. */
  readonly index: number;
  readonly name: string;
  /** The value with encoded words decoded (RFC 2047); the same as `value` where there are none. */
  readonly decoded: string;
  /** The field's text as it stands in the evidence, folding and all. */
  readonly raw: string;
  readonly offsetBytes: number;
  readonly lengthBytes: number;
}

/** The fields of a header block with their raw text and decoded values, in order. */
export function headerLines(block: Uint8Array, fields: readonly HeaderField[]): readonly HeaderLine[] {
  return fields.map(({ name, value, range }, index) => ({
    index,
    name,
    decoded: decodedWords(value),
    raw: headerText(block.subarray(range.offsetBytes, range.offsetBytes + range.lengthBytes)),
    offsetBytes: range.offsetBytes,
    lengthBytes: range.lengthBytes,
  }));
}

/** The lines whose name or value holds the text, without case. */
export function linesMatching(lines: readonly HeaderLine[], text: string): readonly HeaderLine[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return lines;
  return lines.filter(({ name, decoded, raw }) => `${name}: ${decoded}\n${raw}`.toLowerCase().includes(wanted));
}

function decodedWords(value: string): string {
  if (!value.includes('=?')) return value;
  try {
    return decodeWords(value);
  } catch {
    // An encoded word in an unknown character set stays as it stands in the evidence.
    return value;
  }
}
