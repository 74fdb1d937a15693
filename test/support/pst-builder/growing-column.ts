/** A column of numbers that grows: one entry costs its width, however many there are. */
export interface GrowingColumn {
  readonly length: number;
  push(value: number): void;
  get(index: number): number;
  set(index: number, value: number): void;
}

type NumberArray = Float64Array | Uint32Array | Uint16Array | Uint8Array;

/** Starts an empty column, e.g. `growingColumn((length) => new Uint32Array(length))`. */
export function growingColumn(make: (length: number) => NumberArray): GrowingColumn {
  let values = make(1024);
  let length = 0;
  return {
    get length() {
      return length;
    },
    push(value) {
      if (length === values.length) {
        const grown = make(values.length * 2);
        grown.set(values);
        values = grown;
      }
      values[length] = value;
      length += 1;
    },
    get(index) {
      const value = index < length ? values[index] : undefined;
      if (value === undefined) throw new RangeError(`no entry ${index} of ${length}`);
      return value;
    },
    set(index, value) {
      if (index >= length) throw new RangeError(`no entry ${index} of ${length}`);
      values[index] = value;
    },
  };
}
