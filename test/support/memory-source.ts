import type { ByteSource } from '#evidence/byte-source.ts';

/** A source over bytes in memory; text is taken as Latin-1, so that each character is one byte. */
export function memorySource(content: Uint8Array | string): ByteSource {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
  return {
    sizeBytes: bytes.length,
    read(offsetBytes, lengthBytes) {
      if (offsetBytes < 0 || lengthBytes < 0) throw new RangeError('negative read');
      return Uint8Array.prototype.slice.call(bytes, offsetBytes, offsetBytes + lengthBytes);
    },
  };
}
