import fc from 'fast-check';
import { expect, test } from 'vitest';
import { orderOfNumbers, orderOfTexts, selectInOrder } from '#renderer/case/sort-order.ts';

test('numbers are sorted as a comparison sorts them, those without a value last', () => {
  const times = fc.array(fc.oneof(fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }), fc.constant(Number.NaN)));
  fc.assert(
    fc.property(times, (values) => {
      const { slots, known } = orderOfNumbers(Float64Array.from(values));
      const places = [...values.keys()];
      const filled = places.filter((place) => !Number.isNaN(values[place])).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b);
      expect(known).toBe(filled.length);
      expect([...slots]).toEqual([...filled, ...places.filter((place) => Number.isNaN(values[place]))]);
    }),
  );
});

test('a spread at the edges of a digit is sorted', () => {
  const values = [0x1_0000_0000, 0xffff, 0x10000, 0, 0xffff_ffff, 0x1_0000_0001];
  expect([...orderOfNumbers(values).slots]).toEqual([3, 1, 2, 4, 0, 5]);
});

test('texts are sorted by code units, equal ones in order, empty ones last', () => {
  const { slots, known } = orderOfTexts(['b', '', 'a', 'b', 'ä', '']);
  expect([...slots]).toEqual([2, 0, 3, 4, 1, 5]);
  expect(known).toBe(4);
});

test('a selection keeps what the mask keeps; descending turns only what has a value', () => {
  const order = orderOfNumbers([3, Number.NaN, 1, 2, Number.NaN]);
  const mask = Uint8Array.from([1, 1, 1, 0, 1]);
  expect([...selectInOrder(order, mask, 'ascending')]).toEqual([2, 0, 1, 4]);
  expect([...selectInOrder(order, mask, 'descending')]).toEqual([0, 2, 1, 4]);
});
