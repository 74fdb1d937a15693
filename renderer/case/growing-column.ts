type NumberArray = Float64Array | Uint32Array | Uint16Array | Uint8Array;

/** A column of numbers that grows as batches are committed. */
export interface GrowingColumn<A extends NumberArray> {
  readonly length: number;
  append(values: ArrayLike<number>): void;
  /** The values so far, without copying; not to be kept across an `append`. */
  values(): A;
}

/** Makes an empty column. @param make makes an array of a length, e.g. `(length) => new Float64Array(length)`. */
export function growingColumn<A extends NumberArray>(make: (length: number) => A): GrowingColumn<A> {
  let room = make(1024);
  let length = 0;
  return {
    get length() {
      return length;
    },
    append(values) {
      if (length + values.length > room.length) {
        const larger = make(Math.max(2 * room.length, length + values.length));
        larger.set(room.subarray(0, length));
        room = larger;
      }
      room.set(values, length);
      length += values.length;
    },
    values() {
      return room.subarray(0, length) as A;
    },
  };
}
