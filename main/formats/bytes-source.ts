import type { ByteSource } from '#evidence/byte-source.ts';

/** A source over bytes in memory: content that was decoded out of a file. What it gives are views of the same bytes. */
export function sourceOfBytes(bytes: Uint8Array): ByteSource {
  return {
    sizeBytes: bytes.length,
    read: (offsetBytes, lengthBytes) => bytes.subarray(offsetBytes, offsetBytes + lengthBytes),
  };
}

const smallBytes = 64 * 1024;

/**
 * The same source; of a small file one over its bytes, read at once. A reader that looks at a small file in several places
 * is given one array so, and not one for each: making arrays takes longer than reading what they hold.
 * @throws EvidenceReadError when the medium fails.
 */
export function inMemoryWhereSmall(source: ByteSource): ByteSource {
  return source.sizeBytes > smallBytes ? source : sourceOfBytes(source.read(0, source.sizeBytes));
}
