import { describe, expect, it } from 'vitest';
import { decodeText } from '#formats/mime/charset.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('decodeText', () => {
  it('decodes declared character sets, whatever the spelling', () => {
    expect(decodeText(Buffer.from('Grüße €'), 'UTF-8')).toEqual({ text: 'Grüße €', problem: null });
    expect(decodeText(bytes('Gr\u00fc\u00dfe \u0080'), 'ISO-8859-1')).toEqual({ text: 'Grüße €', problem: null });
    expect(decodeText(bytes('\u0093quoted\u0094'), 'windows-1252').text).toBe('“quoted”');
    expect(decodeText(bytes('\u00cf\u00f0\u00e8\u00e2\u00e5\u00f2'), 'windows_1251').text).toBe('Привет');
    expect(decodeText(bytes('\u00bb\u00b6\u00d3\u00ad'), 'gb2312').text).toBe('欢迎');
    expect(decodeText(bytes('\u001b$BF|K\\\u001b(B'), 'ISO-2022-JP').text).toBe('日本');
    expect(decodeText(bytes('\u0093\u00fa\u0096{'), 'shift_jis').text).toBe('日本');
  });

  it('takes a byte order mark off', () => {
    expect(decodeText(Buffer.from('\ufeffa'), 'utf-8').text).toBe('a');
  });

  it('reads 8-bit text that names no set as UTF-8 where valid, else as Windows-1252, and says so', () => {
    expect(decodeText(Buffer.from('é'), '')).toMatchObject({ text: 'é', problem: { code: 'charset-mismatch' } });
    expect(decodeText(bytes('\u00e9\u0092'), 'us-ascii')).toMatchObject({ text: 'é’', problem: { code: 'charset-mismatch' } });
    expect(decodeText(bytes('plain'), 'us-ascii')).toEqual({ text: 'plain', problem: null });
    expect(decodeText(bytes('plain'), '')).toEqual({ text: 'plain', problem: null });
  });

  it('says where bytes are not of the declared set', () => {
    expect(decodeText(bytes('a\u00e9b'), 'utf-8')).toMatchObject({ text: 'a\ufffdb', problem: { code: 'charset-mismatch' } });
    expect(decodeText(bytes('a\u00ff'), 'gb2312').problem).toMatchObject({ code: 'charset-mismatch' });
  });

  it('reads unknown sets as Windows-1252, and says so', () => {
    for (const name of ['x-unknown', 'base64', 'hex', '__proto__']) {
      expect(decodeText(bytes('a\u0080'), name)).toMatchObject({ text: 'a€', problem: { code: 'charset-unknown' } });
    }
  });
});
