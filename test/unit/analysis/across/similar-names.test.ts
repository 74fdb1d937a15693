import { domainToASCII } from 'node:url';
import { describe, expect, test } from 'vitest';
import { decodePunycode, isOneSignOff, newSimilarNames, skeletonOf } from '#analysis/across/similar-names.ts';

describe('the domain that another resembles', () => {
  test.each([
    ['acmex.example', 'acmey.example', 'one sign differs'],
    ['acmex.example', 'acmexx.example', 'one sign differs'],
    ['acmexy.example', 'acmex.example', 'one sign differs'],
    ['acmex.example', 'acrnex.example', 'letters that look alike'],
    ['acmex.example', 'acmex.test', 'the same name under another suffix'],
    ['bücher.example', 'xn--bcher-kva.test', 'the same name under another suffix'],
  ])('%s and %s: %s', (given, domain, how) => {
    expect(newSimilarNames([given]).like(domain)).toEqual({ domain: given, how });
  });

  test.each([
    ['is itself', 'acmex.example', 'acmex.example'],
    ['two signs differ', 'acmex.example', 'acmyz.example'],
    ['names of four signs are near each other by chance', 'acme.example', 'acmd.example'],
    ['of four signs and of five', 'acmex.example', 'acme.example'],
    ['of five signs and of four', 'acme.example', 'acmex.example'],
  ])('none: %s', (_, given, domain) => {
    expect(newSimilarNames([given]).like(domain)).toBeNull();
  });
});

test.each([
  ['one sign became two', 'axbc', 'ayzbc'],
  ['two neighbours became others', 'abcd', 'axyd'],
  ['only the first of two neighbours moved', 'abcd', 'axbd'],
  ['only the second of two neighbours moved', 'abcd', 'acxd'],
])('more than one sign off: %s', (_, one, other) => {
  expect(isOneSignOff(one, other)).toBe(false);
  expect(isOneSignOff(other, one)).toBe(false);
});

test.each([
  ['àáâäåãąаα', 'aaaaaaaaa'],
  ['çćсèéêëęеεìíîïıі', 'ccceeeeeeellllll'],
  ['ιłñńոòóôöõøоοрρ', 'llnnnoooooooopp'],
  ['śšѕùúûüυνхχуýÿžźż', 'sssuuuuuvxxyyyzzz'],
  ['01i|35', 'ollles'],
])('%s reads as %s', (signs, plain) => {
  expect(Array.from(signs, (sign) => skeletonOf(sign)).join('')).toBe(plain);
});

describe('labels of internationalised names', () => {
  /** What stands behind `xn--`, as ICU writes it. */
  const encoded = (label: string): string => domainToASCII(label).replace(/^xn--/, '');

  test.each(['münchen', 'büro-süd', 'παράδειγμα', 'испытание', '例え', '例子測試', 'إختبار', 'परीक्षा', 'straßenbäume', 'ünïcödé'])(
    '%s is read as it was written',
    (label) => {
      expect(decodePunycode(encoded(label))).toBe(label);
    },
  );

  test('of one sign twice, in small and in capital letters', () => {
    const labels = Array.from({ length: 3_000 }, (_, at) => String.fromCodePoint(0x4e00 + at).repeat(2));
    const seen = labels.map((label) => `${encoded(label)}${encoded(label).toUpperCase()}`).join('');
    expect(['0', '9', 'a', 'z', 'A', 'Z'].filter((digit) => !seen.includes(digit))).toEqual([]);
    expect(labels.filter((label) => decodePunycode(encoded(label)) !== label)).toEqual([]);
    expect(labels.filter((label) => decodePunycode(encoded(label).toUpperCase()) !== label)).toEqual([]);
  });

  // Encoded by the rules of RFC 3492 6.3, since ICU writes no such names.
  test.each([
    ['the last sign before the surrogates', 'D7FF', 0xd7ff],
    ['the first surrogate', 'D800', null],
    ['the last surrogate', 'DFFF', null],
    ['the first sign behind the surrogates', 'E000', 0xe000],
    ['the last sign of Unicode', '10FFFF', 0x10ffff],
    ['beyond Unicode', '110000', null],
  ])('%s', (_, code, expected) => {
    expect(decodePunycode(encodedSign(Number.parseInt(code, 16)))).toBe(expected === null ? null : String.fromCodePoint(expected));
  });

  test.each([
    ['a number that does not end', '99'],
    ['a sign that is no digit', 'e1afmk_d'],
    ['longer than a label', `${'a'.repeat(63)}-`],
  ])('none: %s', (_, text) => {
    expect(decodePunycode(text)).toBeNull();
  });
});

/** A label of one sign: a number with digits of base 36, whose thresholds are 1, 1, 26, 26 … at the beginning. */
function encodedSign(code: number): string {
  const digits = 'abcdefghijklmnopqrstuvwxyz0123456789';
  let [rest, text] = [code - 128, ''];
  for (let step = 36; ; step += 36) {
    const threshold = Math.min(Math.max(step - 72, 1), 26);
    if (rest < threshold) return text + (digits[rest] ?? '');
    text += digits[threshold + ((rest - threshold) % (36 - threshold))] ?? '';
    rest = Math.floor((rest - threshold) / (36 - threshold));
  }
}
