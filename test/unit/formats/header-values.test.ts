import { describe, expect, it } from 'vitest';
import { decodeWords, readAddresses, readMessageIds, readParameters } from '#formats/mime/header-values.ts';

describe('readAddresses', () => {
  const one = (text: string): string[] => readAddresses([text]).map(({ name, address }) => `${name}|${address}`);

  it('reads plain, named and quoted addresses', () => {
    expect(one('anna@example.org')).toEqual(['|anna@example.org']);
    expect(one('<anna@example.org>')).toEqual(['|anna@example.org']);
    expect(one('Anna Example <anna@example.org>')).toEqual(['Anna Example|anna@example.org']);
    expect(one('"Example, Anna" <anna@example.org>, boris@example.org')).toEqual(['Example, Anna|anna@example.org', '|boris@example.org']);
    expect(one('anna@example.org (Anna Example)')).toEqual(['Anna Example|anna@example.org']);
    expect(one('"a@b.example" <anna@example.org>')).toEqual(['a@b.example|anna@example.org']);
    expect(one('')).toEqual([]);
  });

  it('decodes names, also where words are quoted or hold a comma', () => {
    expect(one('=?utf-8?B?SsO8cmdlbiwgQQ==?= <j@example.org>, x@example.org')).toEqual(['Jürgen, A|j@example.org', '|x@example.org']);
    expect(one('"=?iso-8859-1?Q?J=FCrgen?=" <j@example.org>')).toEqual(['Jürgen|j@example.org']);
    expect(one('=?utf-8?Q?J=C3=BC?= =?utf-8?Q?rgen?= <j@example.org>')).toEqual(['Jürgen|j@example.org']);
    expect(one('=?windows-1252?Q?O=92Neil?= <o@example.org>')).toEqual(['O’Neil|o@example.org']);
  });

  it('joins names whose comma is not quoted, and nothing else', () => {
    expect(one('Bailey, Susan </O=EX/CN=SB>, Doe, John <j@example.org>')).toEqual(['Bailey, Susan|/O=EX/CN=SB', 'Doe, John|j@example.org']);
    expect(one('root, anna@example.org')).toEqual(['root|', '|anna@example.org']);
    expect(one('undisclosed-recipients:; Anna <a@example.org>')).toEqual(['undisclosed-recipients|', 'Anna|a@example.org']);
    expect(one('Anna <a@example.org>, nobody')).toEqual(['Anna|a@example.org', 'nobody|']);
  });

  it('keeps addresses that an archive hid, and those that lack a comma', () => {
    expect(one('anna at example.org (Anna =?utf-8?Q?J=C3=BC?=)')).toEqual(['Anna Jü|anna at example.org']);
    expect(one('anna at example.org')).toEqual(['|anna at example.org']);
    expect(one('Team at work')).toEqual(['Team at work|']);
    expect(one('Anna <anna@example.org>   boris@example.org')).toEqual(['Anna|anna@example.org', '|boris@example.org']);
    expect(one('Anna <anna@example.org> boris@example.org, c@example.org')).toEqual([
      'Anna|anna@example.org',
      '|boris@example.org',
      '|c@example.org',
    ]);
  });

  it('makes no address of an encoded one', () => {
    expect(one('=?utf-8?Q?anna=40example.org?=')).toEqual(['anna@example.org|']);
  });

  it('puts the members in the place of a group, and keeps the name of an empty one', () => {
    expect(one('Team: anna@example.org, Boris <b@example.org>;, c@example.org')).toEqual([
      '|anna@example.org',
      'Boris|b@example.org',
      '|c@example.org',
    ]);
    expect(one('undisclosed-recipients:;')).toEqual(['undisclosed-recipients|']);
  });

  it('ends soon on hostile values', () => {
    const hostile = [
      '<'.repeat(100_000),
      '('.repeat(100_000),
      'a,'.repeat(50_000),
      '"'.repeat(99_999),
      '=?utf-8?Q?'.repeat(20_000),
      `${' '.repeat(100_000)}x`,
    ];
    for (const value of hostile) expect(readAddresses([value]).length).toBeLessThanOrEqual(50_000);
  });
});

describe('decodeWords', () => {
  it('decodes neighbouring words, and characters that are split between them', () => {
    expect(decodeWords('=?UTF-8?Q?a=C3?= =?UTF-8?Q?=A9b?= c')).toBe('aéb c');
    expect(decodeWords('=?gb2312?B?u7bTrcq508M=?=')).toBe('欢迎使用');
    expect(decodeWords('no =? words')).toBe('no =? words');
  });

  it('decodes words that hold characters which they should encode', () => {
    expect(decodeWords('=?iso-8859-1?Q?die_Frösche?= =?utf-8?Q?_=C3=BCö?=')).toBe('die Frösche üö');
    expect(decodeWords('=?x-none?Q?ö?=')).toContain('ö');
  });
});

describe('readParameters', () => {
  it('reads values, quotes, comments and continued, encoded parameters (RFC 2231)', () => {
    expect(readParameters('Text/Plain; charset="us-ascii" (Plain text)')).toMatchObject({ value: 'text/plain' });
    const nameOf = (text: string): string | undefined => readParameters(text).parameters.get('name');
    expect(nameOf('image/png; name="C:\\TEMP\\nsmail.png"')).toBe('C:\\TEMP\\nsmail.png');
    expect(nameOf('image/png; name="a\\"b\\\\c.png"')).toBe('a"b\\c.png');
    expect(readParameters('text/plain; Charset=UTF-8; charset=other').parameters.get('charset')).toBe('UTF-8');
    expect(readParameters('attachment; filename*0*=UTF-8\'\'%e2%82%ac; filename*1=" rates.txt"').parameters.get('filename')).toBe(
      '€ rates.txt',
    );
    expect(readParameters('multipart/mixed; boundary="a;b\\"c"').parameters.get('boundary')).toBe('a;b"c');
    expect(readParameters('')).toMatchObject({ value: '' });
  });

  it('says the same of a value however many others were read since', () => {
    const value = 'text/plain; charset=koi8-r; name="a (b).txt"';
    const first = readParameters(value);
    expect(readParameters(value)).toEqual(first);
    for (let number = 0; number < 1000; number++) {
      expect(readParameters(`text/plain; name=${String(number)}`).parameters.get('name')).toBe(String(number));
      const boundary = `multipart/mixed; boundary=b${String(number)}`;
      expect(readParameters(boundary).parameters.get('boundary')).toBe(`b${String(number)}`);
    }
    expect(readParameters(value)).toEqual(first);
    expect(first.parameters.get('charset')).toBe('koi8-r');
  });
});

describe('readMessageIds', () => {
  it('takes what angle brackets hold, or words with an at sign', () => {
    expect(readMessageIds('<a@x> (comment) <b c@y>')).toEqual(['<a@x>', '<b c@y>']);
    expect(readMessageIds('a@x b@y')).toEqual(['a@x', 'b@y']);
    expect(readMessageIds('Your message of Thursday')).toEqual([]);
    expect(readMessageIds('')).toEqual([]);
  });
});
