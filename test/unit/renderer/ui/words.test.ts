import { expect, test } from 'vitest';
import { counted, lastName, listed, shortenMiddle, sizeText, spanText, splitForMiddle } from '#renderer/ui/words.ts';

test('counts take the noun in the number they need', () => {
  expect([counted(0, 'message'), counted(1, 'message'), counted(4031, 'message')]).toEqual(['0 messages', '1 message', '4,031 messages']);
  expect(counted(2, 'property', 'properties')).toBe('2 properties');
});

test('sizes keep three significant digits at every unit border', () => {
  expect([0, 999, 1000, 1536, 999_400, 999_999, 5_126_310_912, 1.024e15].map(sizeText)).toEqual([
    '0 B',
    '999 B',
    '1.00 kB',
    '1.54 kB',
    '999 kB',
    '1.00 MB',
    '5.13 GB',
    '1,024 TB',
  ]);
});

test('spans name their two largest units', () => {
  expect([0.4, 59.6, 60, 3599, 3600, 11_100, -5].map(spanText)).toEqual([
    'under 1 s',
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

test('a text is split so that a head that gives way is worth its ellipsis', () => {
  expect(splitForMiddle('archive-box@mailhost.example', 16)).toEqual(['archive-box@', 'mailhost.example']);
  expect(splitForMiddle('a@mailhost.example', 16)).toEqual(['', 'a@mailhost.example']);
  expect(splitForMiddle('', 16)).toEqual(['', '']);
  expect(splitForMiddle('📧📧📧📧', 1)).toEqual(['📧📧📧', '📧']);
});

test('the last name of a path is told on whatever system it was written', () => {
  expect(['/a/b.pst', '/a/b/', 'C:\\a\\b c.ost', 'b', '/'].map(lastName)).toEqual(['b.pst', 'b', 'b c.ost', 'b', '/']);
});
