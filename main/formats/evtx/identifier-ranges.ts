/**
 * The identifiers of the events that chunks hold, and how many chunks there are: what is needed to see gaps once all of a
 * log is read. One range for each chunk at most, whatever their number.
 */
export class IdentifierRanges {
  private ranges: [number, number][] = [];
  chunks = 0;

  /** @param identifiers of the records of a chunk, in any order */
  add(identifiers: readonly number[]): void {
    this.chunks += 1;
    let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const identifier of identifiers) {
      first = Math.min(first, identifier);
      last = Math.max(last, identifier);
    }
    if (first <= last) this.ranges.push([first, last]);
  }

  /** As bytes, for another process. */
  packed(): Uint8Array {
    return Buffer.from(JSON.stringify([this.chunks, this.merged()]));
  }

  static unpacked(parts: readonly Uint8Array[]): IdentifierRanges {
    const all = new IdentifierRanges();
    for (const part of parts) {
      const [chunks, ranges] = JSON.parse(Buffer.from(part).toString()) as [number, [number, number][]];
      all.chunks += chunks;
      all.ranges.push(...ranges);
    }
    return all;
  }

  /** The identifiers before and after each gap, in rising order. A log that goes in circles is in no other order. */
  gaps(): readonly (readonly [before: number, after: number])[] {
    const merged = this.merged();
    return merged.slice(1).map(([first], index) => [merged[index]?.[1] ?? first, first]);
  }

  last(): number | null {
    return this.merged().at(-1)?.[1] ?? null;
  }

  private merged(): [number, number][] {
    const merged: [number, number][] = [];
    for (const [first, last] of this.ranges.toSorted(([one], [other]) => one - other)) {
      const before = merged.at(-1);
      if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last);
      else merged.push([first, last]);
    }
    return merged;
  }
}
