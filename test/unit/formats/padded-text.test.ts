import { withoutPadding } from '#formats/padded-text.ts';
import { expect, test } from 'vitest';

test('only the NUL characters at the end are padding', () => {
  expect(withoutPadding('')).toBe('');
  expect(withoutPadding('\0\0')).toBe('');
  expect(withoutPadding('a\0\0')).toBe('a');
  expect(withoutPadding('\0a\0b \0')).toBe('\0a\0b ');
});

test('a text of NULs with something behind ends, however long it is', () => {
  // By a pattern that is tried at every NUL this takes an hour.
  const hostile = `${'\0'.repeat(4_000_000)}x`;
  expect(withoutPadding(hostile)).toBe(hostile);
});
