import type { ByteSource } from '#evidence/byte-source.ts';
import { PieceHash } from './piece-hash.ts';

/** SHA-256 of a range that is too large for memory. */
export function hashRange(source: ByteSource, offsetBytes: number, lengthBytes: number): string {
  const hash = new PieceHash();
  const piece = 4 * 1024 * 1024;
  for (let at = 0; at < lengthBytes; at += piece) hash.update(source.read(offsetBytes + at, Math.min(piece, lengthBytes - at)));
  return hash.digest();
}
