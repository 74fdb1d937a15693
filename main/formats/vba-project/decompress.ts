/** Bytes that were unpacked, and why they are not all. */
export interface Unpacked {
  readonly bytes: Uint8Array;
  /** In words; null when all were unpacked. */
  readonly trouble: string | null;
}

const chunkBytes = 4096;

/**
 * Unpacks a compressed container of VBA ([MS-OVBA] 2.4.1): a byte 0x01, then chunks of up to 4096 bytes, each as it stands or of
 * tokens: a byte itself, or a piece of the same chunk once more.
 * @param mostBytes what is unpacked at most; a container of more is cut and says so
 */
export function decompressVba(packed: Uint8Array, mostBytes: number): Unpacked {
  if (packed[0] !== 1) return { bytes: new Uint8Array(0), trouble: 'it does not begin as a compressed container does' };
  const unpacked = new GrowingBytes(mostBytes);
  const chunk = new Uint8Array(chunkBytes);
  let at = 1;
  while (at + 2 <= packed.length) {
    const header = (packed[at] ?? 0) | ((packed[at + 1] ?? 0) << 8);
    if (((header >> 12) & 7) !== 3) return unpacked.with('a chunk of it does not begin as chunks do');
    const end = at + (header & 0xfff) + 3;
    const isCut = end > packed.length;
    const body = packed.subarray(at + 2, end);
    const own = (header & 0x8000) === 0 ? body.subarray(0, chunkBytes) : unpackTokens(body, chunk);
    if (own === null) return unpacked.with('a chunk of it repeats what is not there');
    const isWhole = unpacked.add(own);
    if (isCut) return unpacked.with('it is cut off');
    if (!isWhole) return unpacked.with(`it is longer than ${String(mostBytes)} bytes`);
    at = end;
  }
  return unpacked.with(null);
}

/** The bytes of a chunk of tokens ([MS-OVBA] 2.4.1.3.5), put into `out`; null where a token points before its beginning. */
function unpackTokens(body: Uint8Array, out: Uint8Array): Uint8Array | null {
  let [at, length] = [0, 0];
  while (at < body.length && length < chunkBytes) {
    const flags = body[at] ?? 0;
    at += 1;
    for (let bit = 0; bit < 8 && at < body.length && length < chunkBytes; bit += 1) {
      if (((flags >> bit) & 1) === 0) {
        out[length] = body[at] ?? 0;
        length += 1;
        at += 1;
        continue;
      }
      const token = (body[at] ?? 0) | ((body[at + 1] ?? 0) << 8);
      at += 2;
      // The more there is to point back to, the more bits of a token say how far (2.4.1.3.19.1).
      const distanceBits = Math.max(4, Math.ceil(Math.log2(Math.max(length, 1))));
      const distance = (token >> (16 - distanceBits)) + 1;
      if (distance > length) return null;
      for (let left = (token & (0xffff >> distanceBits)) + 3; left > 0 && length < chunkBytes; left -= 1) {
        out[length] = out[length - distance] ?? 0;
        length += 1;
      }
    }
  }
  return out.subarray(0, length);
}

/** Bytes that are added one after the other. A container may have millions of chunks that hold next to nothing. */
class GrowingBytes {
  readonly #most: number;
  #bytes: Uint8Array = new Uint8Array(chunkBytes);
  #length = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** @returns whether all of them had room */
  add(bytes: Uint8Array): boolean {
    const taken = bytes.subarray(0, this.#most - this.#length);
    if (this.#length + taken.length > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(taken, this.#length);
    this.#length += taken.length;
    return taken.length === bytes.length;
  }

  with(trouble: string | null): Unpacked {
    return { bytes: this.#bytes.slice(0, this.#length), trouble };
  }
}
