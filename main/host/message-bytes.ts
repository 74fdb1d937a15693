import type { ByteRange } from '#model/index.ts';

/** Reads runs of the bytes that a message is unpacked or decoded to. */
export type MessageBytes = (name: string, pieces: () => AsyncIterable<Uint8Array>, range: ByteRange) => Promise<Uint8Array>;

/** A message of at most so many bytes is kept: an examiner pages through it. */
const mostKept = 16 * 1024 * 1024;

/**
 * Makes a reader that keeps the message it read last, if it is small. A larger one is unpacked again for each run, up to the end
 * of that run.
 * What it gives: the bytes of the run, counted from the beginning of the message; fewer only at its end.
 */
export function messageBytes(): MessageBytes {
  let kept: { readonly name: string; readonly bytes: Uint8Array } | null = null;
  return async (name, pieces, { offsetBytes, lengthBytes }) => {
    const end = offsetBytes + lengthBytes;
    if (kept?.name === name) return kept.bytes.slice(offsetBytes, end);
    kept = null;
    let whole: Uint8Array[] | null = [];
    const run: Uint8Array[] = [];
    let sizeBytes = 0;
    for await (const piece of pieces()) {
      const own = piece.slice(Math.max(0, offsetBytes - sizeBytes), Math.max(0, end - sizeBytes));
      // A copy, and none of what is not asked for: a view would keep the memory of its whole piece.
      if (own.length > 0) run.push(own);
      sizeBytes += piece.length;
      whole?.push(piece);
      if (sizeBytes > mostKept) whole = null;
      if (whole === null && sizeBytes >= end) break;
    }
    if (whole !== null) kept = { name, bytes: Buffer.concat(whole) };
    return new Uint8Array(Buffer.concat(run));
  };
}
