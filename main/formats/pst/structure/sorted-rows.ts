/**
 * Rows of numbers that are looked up by their first column, packed in one array: a store has millions of blocks, and
 * an object for each would not fit.
 */
export class SortedRows {
  readonly #columns: number;
  readonly #mostRows: number;
  #values: Float64Array;
  #length = 0;
  #isSorted = true;
  #isCut = false;

  constructor(columns: number, mostRows: number) {
    this.#columns = columns;
    this.#mostRows = mostRows;
    this.#values = new Float64Array(columns * 64);
  }

  get length(): number {
    return this.#length;
  }

  /** Whether rows were left out because there are too many. */
  get isCut(): boolean {
    return this.#isCut;
  }

  push(...row: readonly number[]): void {
    if (this.#length >= this.#mostRows) {
      this.#isCut = true;
      return;
    }
    const at = this.#length * this.#columns;
    if (at + this.#columns > this.#values.length) {
      const grown = new Float64Array(this.#values.length * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values.set(row, at);
    if (this.#length > 0 && (row[0] ?? 0) < this.at(this.#length - 1, 0)) this.#isSorted = false;
    this.#length += 1;
  }

  at(row: number, column: number): number {
    return this.#values[row * this.#columns + column] ?? 0;
  }

  /** The first row with that key in its first column, or -1. Rows with the same key stand in the order of their coming. */
  find(key: number): number {
    this.#sort();
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.at(middle, 0) < key) low = middle + 1;
      else high = middle;
    }
    return low < this.#length && this.at(low, 0) === key ? low : -1;
  }

  /** The numbers of all rows in the order of their keys. */
  *rows(): Generator<number, void, undefined> {
    this.#sort();
    for (let row = 0; row < this.#length; row += 1) yield row;
  }

  #sort(): void {
    if (this.#isSorted) return;
    const order = Uint32Array.from({ length: this.#length }, (_, row) => row);
    order.sort((one, other) => this.at(one, 0) - this.at(other, 0) || one - other);
    const sorted = new Float64Array(this.#length * this.#columns);
    for (const [to, from] of order.entries()) {
      sorted.set(this.#values.subarray(from * this.#columns, (from + 1) * this.#columns), to * this.#columns);
    }
    this.#values = sorted;
    this.#isSorted = true;
  }
}
