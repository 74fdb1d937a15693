import type { ByteSource } from '#evidence/byte-source.ts';

/** A source over bytes in memory: content that was decoded out of a file. What it gives are views of the same bytes. */
export function sourceOfBytes(bytes: Uint8Array): ByteSource {
  return {
    sizeBytes: bytes.length,
    read: (offsetBytes, lengthBytes) => bytes.subarray(offsetBytes, offsetBytes + lengthBytes),
  };
}
