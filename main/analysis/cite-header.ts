import { headerText, type Citation, type MessageRecord } from '#model/index.ts';
import { excerptOf } from './excerpt.ts';

/**
 * Cites a header field of a message: its name, its text as it stands in the header block (folding kept), and its bytes
 * in the evidence file where the header block has a place of its own there.
 * @param headerIndex place of the field among `record.headers`, which must exist.
 * @param mark a part of the text that the excerpt of a long field must show.
 */
export function citeHeader(record: MessageRecord, headerIndex: number, mark?: string): Citation {
  const field = record.headers[headerIndex];
  if (field === undefined) throw new RangeError(`record has no header field ${String(headerIndex)}`);
  const { offsetBytes, lengthBytes } = field.range;
  const bytes = record.headerBlock.subarray(offsetBytes, offsetBytes + lengthBytes);
  const raw = headerText(mark === undefined ? beginningOf(bytes) : bytes);
  return {
    recordId: record.recordId,
    evidenceId: record.evidenceId,
    locator: record.locator,
    field: record.headerOrigin === 'transport-property' ? `header ${field.name} (${transportProperty})` : `header ${field.name}`,
    excerpt: excerptOf(raw, mark),
    range: record.headerOffsetBytes === null ? null : { offsetBytes: record.headerOffsetBytes + offsetBytes, lengthBytes },
    headerIndex,
  };
}

// In Outlook stores the header block is the value of a property ([MS-OXOMSG] 2.2.1.61).
const transportProperty = 'PidTagTransportMessageHeaders 0x007D';
const longestDecodedBytes = 4096;

// A field of a megabyte is not decoded for an excerpt of 500 characters. The cut must not split a UTF-8 sequence, or
// the rest would be read as Windows-1252.
function beginningOf(bytes: Uint8Array): Uint8Array {
  if (bytes.length <= longestDecodedBytes) return bytes;
  let end = longestDecodedBytes;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end);
}
