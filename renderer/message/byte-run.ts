import type { WireRecord } from '#contract/index.ts';
import type { ByteRange } from '#model/index.ts';
import { savingOf } from './saving.ts';

/**
 * Bytes that the byte view can show. `evidence`: they lie so in the evidence file, and offsets are its own. `unpacked`, `decoded`:
 * it holds them packed in an archive or under a transfer encoding, and offsets count from the beginning of the message.
 */
export interface ByteRun extends ByteRange {
  readonly of: 'evidence' | 'unpacked' | 'decoded';
}

/** The run of bytes of a message: its own, its header block's, or those it is unpacked or decoded to. Null where it has none. */
export function byteRunOf(record: Extract<WireRecord, { kind: 'message' }>): ByteRun | null {
  const { observed, headerOffsetBytes, headerBlock } = record;
  if (observed.range !== null) return { ...observed.range, of: 'evidence' };
  const saving = savingOf(record);
  if (saving === 'unpacked') return { offsetBytes: 0, lengthBytes: observed.sizeBytes, of: 'unpacked' };
  if (headerOffsetBytes !== null && headerBlock.length > 0) {
    return { offsetBytes: headerOffsetBytes, lengthBytes: headerBlock.length, of: 'evidence' };
  }
  return saving === 'bytes' ? { offsetBytes: 0, lengthBytes: observed.sizeBytes, of: 'decoded' } : null;
}
