/**
 * Format `evtx`: the event logs of Windows since Vista.
 *
 * Enters: the bytes of a log, whole, cut, damaged, or a carved piece that begins with a chunk. Leaves: an access event for
 * each record, its meaning by `windows-events`; and what is left of older records in free space and in bytes without a
 * chunk header, as carved. Sources: [MS-EVEN6] 2.2.12 (binary XML); libyal, Windows XML Event Log format (file, chunks).
 * Invariant: of each chunk all records that its header states become events or losses; a chunk is read by itself, so that
 * damage never goes beyond it and processes may share a log.
 */
import type { ByteSource } from '#evidence/byte-source.ts';
import { AttachmentUnreadableError, type FormatReader, type ProbeResult } from '../reader.ts';
import { chunkSignature } from './chunk-header.ts';
import { fileSignature } from './file-header.ts';
import { logInParts, readLog } from './read-log.ts';

export const evtxReader: FormatReader = {
  id: 'evtx',
  version: '1',
  title: 'Event log of Windows (EVTX)',
  extensions: ['.evtx'],
  probe,
  read: readLog,
  parts: logInParts,
  attachment() {
    throw new AttachmentUnreadableError('Events have no attachments.');
  },
};

const usualFirstChunk = 4096;

function probe(source: ByteSource): ProbeResult {
  const isAt = (offset: number, signature: Uint8Array): boolean => {
    const bytes = source.read(offset, signature.length);
    return bytes.length === signature.length && bytes.every((byte, at) => byte === signature[at]);
  };
  if (isAt(0, fileSignature)) return { verdict: 'yes', because: 'It begins with the signature of an event log of Windows (ElfFile).' };
  if (isAt(0, chunkSignature))
    return { verdict: 'yes', because: 'It begins with a chunk of an event log of Windows (ElfChnk), without the log around it.' };
  if (isAt(usualFirstChunk, chunkSignature)) {
    return {
      verdict: 'yes',
      because: 'A chunk of an event log of Windows (ElfChnk) lies behind the place of its header, which is damaged.',
    };
  }
  return { verdict: 'no', because: 'It has neither the signature of an event log of Windows nor that of a chunk of one.' };
}
