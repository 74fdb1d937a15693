import { readInto, type ByteSource } from '#evidence/byte-source.ts';

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
    const stretch = filled(source, start, stretches.size < mostStretches ? null : taken(stretches));
    stretches.set(start, stretch);
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

/** Takes the stretch out that was used least recently. */
function taken(stretches: Map<number, Uint8Array>): Uint8Array | null {
  for (const [start, stretch] of stretches) {
    stretches.delete(start);
    return stretch;
  }
  return null;
}

/** A stretch, in the memory of another where that serves. */
function filled(source: ByteSource, start: number, memory: Uint8Array | null): Uint8Array {
  const stretch = memory?.length === stretchBytes ? memory : new Uint8Array(stretchBytes);
  const count = readInto(source, start, stretch);
  return count < stretchBytes ? stretch.slice(0, count) : stretch;
}

const stretchBytes = 64 * 1024;
const mostStretches = 128;
