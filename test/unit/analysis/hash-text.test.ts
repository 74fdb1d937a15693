import { expect, test } from 'vitest';
import { hashOfIdentifier } from '#analysis/hash-text.ts';

test('is FNV-1a over 64 bits', () => {
  // Published test vectors of the algorithm.
  expect(hashOfIdentifier('')).toBe('cbf29ce484222325');
  expect(hashOfIdentifier('a')).toBe('af63dc4c8601ec8c');
  expect(hashOfIdentifier('foobar')).toBe('85944171f73967e8');
});

test('agrees with whole numbers of any size, for letters beyond ASCII too', () => {
  const text = '<größe.20260314.☃@mail.example>';
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  expect(hashOfIdentifier(text)).toBe(hash.toString(16).padStart(16, '0'));
});

test('does not tell case and blanks around apart', () => {
  expect(hashOfIdentifier(' <A.B@Example.ORG>\r\n')).toBe(hashOfIdentifier('<a.b@example.org>'));
  expect(hashOfIdentifier('<a.b@example.org>')).not.toBe(hashOfIdentifier('a.b@example.org'));
});
