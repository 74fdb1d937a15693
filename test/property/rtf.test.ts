import fc from 'fast-check';
import { decompressRtf, readRtfBody, type RtfBody } from '#formats/rtf/index.ts';
import { compressedValue, literalRtf, storedRtf } from '#test/support/rtf.ts';
import { describe, expect, test } from 'vitest';

const limits = { bodyBytes: 2000 };
const seed = 20161201;

/** What holds of any bytes. */
function check(value: Uint8Array): RtfBody {
  const body = readRtfBody(value, limits);
  expect(body.content.length).toBeLessThanOrEqual(limits.bodyBytes);
  if (body.form === null) expect(body.content).toBe('');
  if (body.form === null) expect(body.damage).not.toEqual([]);
  expect(readRtfBody(value, limits)).toEqual(body);
  return body;
}

/** RTF of all the things that mean something, in any order. */
const pieces = fc.constantFrom(
  ...[
    '{',
    '}',
    '{\\*',
    '\\htmltag84 <p>',
    '\\htmlrtf ',
    '\\htmlrtf0 ',
    '\\u8364 ',
    '\\uc2 ',
    '\\uc99999 ',
    "\\'e4",
    "\\'",
    "\\'4",
    '\\',
    '\\\\',
  ],
  ...[
    '{\\fonttbl',
    '{\\f1\\fcharset128 ',
    '\\f1 ',
    '\\f',
    '\\plain ',
    '\\deff1',
    '\\ansicpg932 ',
    '\\ansicpg0',
    '\\ansicpg99999 ',
    '\\mac',
    '\\par ',
  ],
  ...['\\bin3 ', '\\bin99999999999 ', '\\u-99999999999 ', '{\\pict', 'text', '\r\n', '\0', '\xff', '\\-1', '\\~', '{\\info ', '\\cell'],
);
const rtf = fc
  .tuple(fc.constantFrom('{\\rtf1', '{\\rtf1\\fromhtml1 ', '{\\rtf1\\fromtext '), fc.array(pieces, { maxLength: 200 }))
  .map(([head, rest]) => head + rest.join(''));

describe('any bytes', () => {
  test('are read without a throw, within the limit, and the same twice', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void check(bytes)),
      { seed, numRuns: 500 },
    );
  });

  test('as compressed contents', () => {
    const contents = fc.uint8Array({ maxLength: 4000 }).map((bytes) => compressedValue(Buffer.from(bytes), bytes.length));
    fc.assert(
      fc.property(contents, (value) => void check(value)),
      { seed, numRuns: 500 },
    );
  });

  test('as RTF', () => {
    fc.assert(
      fc.property(rtf, (text) => void check(storedRtf(text))),
      { seed, numRuns: 1000 },
    );
  });
});

test('compressed and stored RTF say the same', () => {
  fc.assert(
    fc.property(rtf, (text) => {
      expect(readRtfBody(literalRtf(text), limits)).toEqual(readRtfBody(storedRtf(text), limits));
    }),
    { seed },
  );
});

test('text that is escaped comes out as it was', () => {
  // Every UTF-16 code unit but NUL, which RTF has no place for, as Outlook writes it.
  const escaped = (text: string): string =>
    text
      .split('')
      .map((unit) => (/[ -~]/.test(unit) ? unit.replace(/[\\{}]/, '\\$&') : `\\u${String((unit.charCodeAt(0) << 16) >> 16)}?`))
      .join('');
  const texts = fc.string({ unit: 'binary', maxLength: 200 }).filter((text) => !text.includes('\0'));
  fc.assert(
    fc.property(texts, (text) => {
      const body = readRtfBody(literalRtf(`{\\rtf1\\fromtext ${escaped(text)}}`), limits);
      expect(body).toEqual({ form: 'text', content: text, isWhole: true, damage: [], problem: null });
    }),
    { seed, numRuns: 300 },
  );
});

test('cut at any byte, a value gives the beginning of its body and is told to be damaged', () => {
  const text = "{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}one \\'e4 {\\b two}\\u8364?\\par three}";
  const whole = readRtfBody(literalRtf(text), limits);
  expect(whole).toMatchObject({ content: 'one ä two€\r\nthree', damage: [] });
  const value = literalRtf(text);
  for (let length = 0; length < value.length; length += 1) {
    const body = check(value.subarray(0, length));
    expect(body.damage).not.toEqual([]);
    // An escape that is cut short may leave its digits.
    expect(whole.content.startsWith(body.content.replace(/.{0,2}$/, ''))).toBe(true);
  }
});

test('a hostile megabyte costs no more than its output may hold', () => {
  const bodyBytes = 10_000;
  for (const piece of ['{', '{\\f1', '\\f1\\f2 ', "\\'83", '\\u65 ?', '\\par ', 'a', '{\\*\\x ', '\\uc9\\u65 ', '\\bin1 ']) {
    const body = readRtfBody(storedRtf(`{\\rtf1${piece.repeat(1_000_000 / piece.length)}`), { bodyBytes });
    expect(body.content.length).toBeLessThanOrEqual(bodyBytes);
    // More RTF than is read for a body of this size is told.
    expect(body.isWhole).toBe(false);
  }
  const bomb = compressedValue(Buffer.alloc(100_000, Buffer.from([0xff, ...Buffer.alloc(16, 0x0f)])), 0);
  expect(decompressRtf(bomb, bodyBytes).bytes).toHaveLength(bodyBytes);
});
