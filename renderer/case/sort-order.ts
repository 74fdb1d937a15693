/** An order of messages: their slots sorted, those without a value at the end in both directions. */
export interface SortOrder {
  readonly slots: Uint32Array;
  /** How many of them have a value. */
  readonly known: number;
}

/**
 * Sorts the places of numbers by their value; equal ones stay in order, NaN comes last. A radix sort over 16 bits at
 * a time: a million values in some 30 ms, where sorting with a comparison takes half a second.
 * @param values whole numbers whose spread is below 2^53.
 */
export function orderOfNumbers(values: ArrayLike<number>): SortOrder {
  let low = Infinity;
  let high = -Infinity;
  let known = 0;
  for (let place = 0; place < values.length; place += 1) {
    const value = values[place] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    known += 1;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const slots = new Uint32Array(values.length);
  let next = 0;
  let nextUnknown = known;
  for (let place = 0; place < values.length; place += 1) {
    if (Number.isNaN(values[place])) slots[nextUnknown++] = place;
    else slots[next++] = place;
  }
  let from: Uint32Array = slots.slice(0, known);
  let to: Uint32Array = new Uint32Array(known);
  for (let unit = 1; known > 0 && unit <= high - low; unit *= 0x10000) {
    const starts = new Uint32Array(0x10001);
    const digit = (place: number): number => Math.floor(((values[place] ?? 0) - low) / unit) % 0x10000;
    for (const place of from) starts[digit(place) + 1] = (starts[digit(place) + 1] ?? 0) + 1;
    for (let index = 1; index < starts.length; index += 1) starts[index] = (starts[index] ?? 0) + (starts[index - 1] ?? 0);
    for (const place of from) {
      const start = starts[digit(place)] ?? 0;
      to[start] = place;
      starts[digit(place)] = start + 1;
    }
    [from, to] = [to, from];
  }
  slots.set(from);
  return { slots, known };
}

/** Sorts the places of texts by code units; equal ones stay in order, empty ones come last. */
export function orderOfTexts(texts: readonly string[]): SortOrder {
  const places = Array.from(texts.keys());
  const filled = places.filter((place) => texts[place] !== '');
  filled.sort((a, b) => {
    const left = texts[a] ?? '';
    const right = texts[b] ?? '';
    return left < right ? -1 : left > right ? 1 : a - b;
  });
  const slots = new Uint32Array(texts.length);
  slots.set(filled);
  slots.set(
    places.filter((place) => texts[place] === ''),
    filled.length,
  );
  return { slots, known: filled.length };
}

/** The slots that the mask keeps, in the wanted direction. */
export function selectInOrder(order: SortOrder, mask: Uint8Array, direction: 'ascending' | 'descending'): Uint32Array {
  const { slots, known } = order;
  const kept = new Uint32Array(slots.length);
  let count = 0;
  for (let step = 0; step < slots.length; step += 1) {
    const slot = slots[direction === 'descending' && step < known ? known - 1 - step : step] ?? 0;
    if (mask[slot] === 1) kept[count++] = slot;
  }
  return kept.slice(0, count);
}
