import { expect, test } from 'vitest';
import type { RecordId } from '#model/index.ts';
import { idWords, recordIndex } from '#renderer/case/record-index.ts';
import { recordIdFor } from './messages.ts';

test('every identifier leads to its slot and back, across growth', () => {
  const index = recordIndex();
  for (let start = 0; start < 10_000; start += 100) {
    index.append(Uint32Array.from(Array.from({ length: 100 }, (_, at) => idWords(recordIdFor(start + at))).flat()));
  }
  const wrong = Array.from({ length: 10_000 }, (_, slot) => slot).filter(
    (slot) => index.slotOf(recordIdFor(slot)) !== slot || index.idOf(slot) !== recordIdFor(slot),
  );
  expect(wrong).toEqual([]);
  expect(index.slotOf(recordIdFor(10_000))).toBe(-1);
});

test('identifiers that differ only at the end are told apart', () => {
  const index = recordIndex();
  const ids = ['0', '1', 'f'].map((end) => `0000000000000000000000000000000${end}` as RecordId);
  index.append(Uint32Array.from(ids.flatMap((id) => idWords(id))));
  expect(ids.map((id) => index.slotOf(id))).toEqual([0, 1, 2]);
  expect(ids.map((_, slot) => index.idOf(slot))).toEqual(ids);
});
