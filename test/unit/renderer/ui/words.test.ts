import { expect, test } from 'vitest';
import { counted, listed, shortenMiddle, sizeText, spanText } from '#renderer/ui/words.ts';

test('counts take the noun in the number they need', () => {
  expect([counted(0, 'message'), counted(1, 'message'), counted(4031, 'message')]).toEqual(['0 messages', '1 message', '4,031 messages']);
  expect(counted(2, 'property', 'properties')).toBe('2 properties');
});

test('sizes keep three significant digits at every unit border', () => {
  expect([0, 1023, 1024, 1536, 1023 * 1024, 1_048_575, 5_126_310_912, 2 ** 50].map(sizeText)).toEqual([
    '0 B',
    '1023 B',
    '1.00 KB',
    '1.50 KB',
    '0.999 MB',
    '1.00 MB',
    '4.77 GB',
    '1,024 TB',
  ]);
});

test('spans name their two largest units', () => {
  expect([0.4, 59.6, 60, 3599, 3600, 11_100, -5].map(spanText)).toEqual([
    '0 s',
    '1 min 00 s',
    '1 min 00 s',
    '59 min 59 s',
    '1 h 00 min',
    '3 h 05 min',
    '0 s',
  ]);
});

test('lists read as a sentence does', () => {
  expect([listed([]), listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'])]).toEqual(['', 'a', 'a and b', 'a, b and c']);
});

test('a long text gives way in its middle and never splits a character', () => {
  expect(shortenMiddle('archive.copy@outside.example', 11)).toBe('archi…ample');
  expect(shortenMiddle('short', 5)).toBe('short');
  expect(shortenMiddle('🙂🙂🙂🙂🙂🙂', 3)).toBe('🙂…🙂');
});
