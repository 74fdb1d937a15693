import { chunkStarts } from './ascending.ts';
import { growingColumn } from './growing-column.ts';
import type { ColumnChunk } from './schema.ts';

/** One value for each diagnostic, in the order of commit. */
export interface DiagnosticMemory {
  readonly count: number;
  readonly kinds: readonly { readonly code: string; readonly effect: string }[];
  /** Place in `kinds`. */
  kind(): Uint16Array;
  evidenceOf(): Uint16Array;
  /** Whether the diagnostic may lie at or below a place: exact but for equal hashes. */
  mayLieIn(diagnostic: number, placeHash: number): boolean;
  chunkOf(diagnostic: number): { readonly chunk: number; readonly index: number };
}

/** Makes the memory of a case without diagnostics; it grows by `append`, with the place of the chunk's evidence item. */
export function diagnosticMemory(): DiagnosticMemory & { append(chunk: ColumnChunk, place: number): void } {
  const kinds: { code: string; effect: string }[] = [];
  const kindPlaces = new Map<string, number>();
  const kind = growingColumn((length) => new Uint16Array(length));
  const evidenceOf = growingColumn((length) => new Uint16Array(length));
  const places = growingColumn((length) => new Uint32Array(length));
  const placeEnds = growingColumn((length) => new Uint32Array(length));
  const starts = chunkStarts();
  return {
    get count() {
      return kind.length;
    },
    kinds,
    kind: () => kind.values(),
    evidenceOf: () => evidenceOf.values(),
    mayLieIn(diagnostic, placeHash) {
      const ends = placeEnds.values();
      return places
        .values()
        .subarray(diagnostic === 0 ? 0 : ends[diagnostic - 1], ends[diagnostic])
        .includes(placeHash);
    },
    chunkOf: (diagnostic) => starts.chunkOf(diagnostic),
    append({ diagnostics }, place) {
      starts.add(kind.length);
      const own = diagnostics.codes.map((code, at) => {
        const effect = diagnostics.effects[at] ?? '';
        const name = `${code} ${effect}`;
        const known = kindPlaces.get(name);
        if (known !== undefined) return known;
        kindPlaces.set(name, kinds.length);
        return kinds.push({ code, effect }) - 1;
      });
      kind.append(diagnostics.code.map((at) => own[at] ?? 0));
      evidenceOf.append(new Uint16Array(diagnostics.code.length).fill(place));
      const before = places.length;
      places.append(diagnostics.places);
      placeEnds.append(diagnostics.placeEnds.map((end) => end + before));
    },
  };
}
