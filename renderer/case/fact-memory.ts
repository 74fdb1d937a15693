/** Where the records of each kind other than message lie: how many of them each committed batch holds. */
export interface FactMemory {
  append(chunk: number, place: number, counts: Readonly<Record<string, number>>): void;
  /** The batches that hold records of a kind, in the order in which they were committed. */
  batchesOf(kind: string): readonly FactBatch[];
  /** How many records of each kind there are. */
  readonly counts: ReadonlyMap<string, number>;
}

export interface FactBatch {
  readonly chunk: number;
  /** Place of the evidence item in `Columns.evidence`. */
  readonly place: number;
  readonly count: number;
}

/** Makes an empty memory; it grows by a few numbers with each batch. */
export function factMemory(): FactMemory {
  const batches = new Map<string, FactBatch[]>();
  const totals = new Map<string, number>();
  return {
    append(chunk, place, counts) {
      for (const [kind, count] of Object.entries(counts)) {
        const known = batches.get(kind);
        if (known === undefined) batches.set(kind, [{ chunk, place, count }]);
        else known.push({ chunk, place, count });
        totals.set(kind, (totals.get(kind) ?? 0) + count);
      }
    },
    batchesOf: (kind) => batches.get(kind) ?? [],
    counts: totals,
  };
}
