import { seededRandom } from '#test/support/random.ts';

/** Which mutants of a source, by their numbers. */
export interface Chosen {
  readonly file: string;
  readonly numbers: readonly number[];
}

/** Draws some mutants of all, each with the same chance; the same seed draws the same. Sources keep their order. */
export function seededShare(all: readonly Chosen[], count: number, seed: number): readonly Chosen[] {
  const places = all.flatMap(({ file, numbers }) => numbers.map((number) => ({ file, number })));
  const random = seededRandom(seed);
  for (let at = 0; at < Math.min(count, places.length); at += 1) {
    const other = at + random.below(places.length - at);
    const [one, drawn] = [places[at], places[other]];
    if (one === undefined || drawn === undefined) break;
    places[at] = drawn;
    places[other] = one;
  }
  const drawn = places.slice(0, count);
  return all.flatMap(({ file }) => {
    const numbers = drawn.filter((place) => place.file === file).map(({ number }) => number);
    return numbers.length === 0 ? [] : [{ file, numbers: numbers.sort((one, other) => one - other) }];
  });
}
