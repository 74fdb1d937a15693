import type { ByteSource } from '#evidence/byte-source.ts';

/** A piece of a source that moves forward over it, so that a file of any size is read in bounded memory. */
export interface Window {
  readonly sizeBytes: number;
  /**
   * The bytes from an offset on: at least `leastBytes` of them where the source has so many, more where they are at
   * hand. Not to be changed; stays valid when the window moves on.
   */
  from(offsetBytes: number, leastBytes: number): Buffer;
}

/** Opens a window that reads pieces of 1 MiB, or of what is asked for where that is more. */
export function openWindow(source: ByteSource, pieceBytes = 1024 * 1024): Window {
  let base = 0;
  let bytes: Buffer = Buffer.alloc(0);
  return {
    sizeBytes: source.sizeBytes,
    from(offsetBytes, leastBytes) {
      const least = Math.min(leastBytes, source.sizeBytes - offsetBytes);
      if (offsetBytes < base || offsetBytes + least > base + bytes.length) {
        const read = source.read(offsetBytes, Math.max(pieceBytes, leastBytes));
        base = offsetBytes;
        bytes = Buffer.from(read.buffer, read.byteOffset, read.byteLength);
      }
      return bytes.subarray(offsetBytes - base);
    },
  };
}
