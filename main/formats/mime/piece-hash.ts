import { createHash, hash, type Hash } from 'node:crypto';

/**
 * SHA-256 of bytes that come in pieces. Most come in one, which is hashed without making a hash object: of a small one
 * that takes a third of the time. A piece must stay as it is until the next one, or the end.
 */
export class PieceHash {
  #only: Uint8Array | null = null;
  #further: Hash | null = null;

  update(piece: Uint8Array): void {
    if (this.#further !== null) this.#further.update(piece);
    else if (this.#only === null) this.#only = piece;
    else {
      this.#further = createHash('sha256').update(this.#only).update(piece);
      this.#only = null;
    }
  }

  /** The hash as hexadecimal digits. */
  digest(): string {
    return this.#further === null ? hash('sha256', this.#only ?? new Uint8Array(0)) : this.#further.digest('hex');
  }
}
