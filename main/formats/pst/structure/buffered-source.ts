import type { ByteSource } from '#evidence/byte-source.ts';

/**
 * Keeps the stretches of a source that were read last, since pages and blocks that belong together lie together.
 * Holds 8 MiB at most.
 */
export function bufferedSource(source: ByteSource): ByteSource {
  const stretches = new Map<number, Uint8Array>();
  const stretchAt = (start: number): Uint8Array => {
    const kept = stretches.get(start);
    if (kept !== undefined) {
      stretches.delete(start);
      stretches.set(start, kept);
      return kept;
    }
    const stretch = source.read(start, stretchBytes);
    stretches.set(start, stretch);
    const oldest = stretches.size > mostStretches ? stretches.keys().next() : null;
    if (oldest?.done === false) stretches.delete(oldest.value);
    return stretch;
  };
  return {
    sizeBytes: source.sizeBytes,
    read(offsetBytes, lengthBytes) {
      const length = Math.max(0, Math.min(lengthBytes, source.sizeBytes - offsetBytes));
      if (length > stretchBytes) return source.read(offsetBytes, length);
      const bytes = new Uint8Array(length);
      for (let filled = 0; filled < length;) {
        const start = Math.floor((offsetBytes + filled) / stretchBytes) * stretchBytes;
        const from = offsetBytes + filled - start;
        const piece = stretchAt(start).subarray(from, from + length - filled);
        if (piece.length === 0) return bytes.subarray(0, filled);
        bytes.set(piece, filled);
        filled += piece.length;
      }
      return bytes;
    },
  };
}

const stretchBytes = 64 * 1024;
const mostStretches = 128;
