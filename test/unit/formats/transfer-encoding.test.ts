import { describe, expect, it } from 'vitest';
import { changesBytes, decodeTransfer, decodeTransferWhole, isIdentity } from '#formats/mime/transfer-encoding.ts';

function decode(text: string | Uint8Array, encoding: string): { text: string; said: string[] } {
  const said: string[] = [];
  const bytes = typeof text === 'string' ? Buffer.from(text, 'latin1') : text;
  const pieces = [...decodeTransfer(bytes, encoding, (detail) => said.push(detail))];
  return { text: Buffer.concat(pieces).toString('latin1'), said };
}

describe('base64', () => {
  it('decodes every length, with and without line breaks', () => {
    for (let length = 0; length < 200; length++) {
      const content = Buffer.from(Array.from({ length }, (_, index) => (index * 37 + length) & 0xff));
      const encoded = content.toString('base64').replace(/.{60}/g, '$&\r\n');
      expect(decode(encoded, 'base64')).toEqual({ text: content.toString('latin1'), said: [] });
    }
  });

  it('gives large content in pieces that together are the content', () => {
    const content = Buffer.alloc(1_000_003, 'evidence');
    const pieces = [...decodeTransfer(Buffer.from(content.toString('base64')), 'BASE64', () => undefined)];
    expect(pieces.length).toBeGreaterThan(5);
    expect(Buffer.concat(pieces).equals(content)).toBe(true);
  });

  it('goes on after padding in the middle and after strange characters, and says so', () => {
    expect(decode('YQ==YmM=ZGVm', 'base64')).toEqual({
      text: 'abcdef',
      said: ['The base64 text has padding in its middle; decoding went on after it.'],
    });
    expect(decode('YW!Jj?', 'base64')).toEqual({
      text: 'abc',
      said: ['The base64 text holds 2 characters that do not belong to it; they were passed over.'],
    });
  });

  it('keeps the whole bytes of an unfinished group', () => {
    expect(decode('YWJjZGU', 'base64')).toEqual({ text: 'abcde', said: ['The base64 text ends within a group of four characters.'] });
    expect(decode('YWJjZA', 'base64').text).toBe('abcd');
    expect(decode('YWJjZ', 'base64').text).toBe('abc');
  });
});

describe('quoted-printable', () => {
  it('decodes codes, joins soft breaks and drops blanks at line ends (RFC 2045 6.7)', () => {
    expect(decode('a=3Db=e9=\r\nc \t\r\nd', 'quoted-printable')).toEqual({ text: 'a=b\u00e9c\r\nd', said: [] });
    expect(decode('soft= \nbreak=', 'Quoted-Printable')).toEqual({ text: 'softbreak', said: [] });
  });

  it('keeps what is no code and counts it', () => {
    expect(decode('1=2, a=XY =4\n', 'quoted-printable')).toEqual({
      text: '1=2, a=XY =4\n',
      said: ['The quoted-printable text holds 3 signs "=" that begin no code; they were kept.'],
    });
  });

  it('decodes lines of any length', () => {
    const long = 'x'.repeat(400_000);
    expect(decode(`${long}=3D\n${long}`, 'quoted-printable').text).toBe(`${long}=\n${long}`);
  });
});

describe('uuencode', () => {
  it('decodes between begin and end', () => {
    expect(decode('junk\nbegin 644 cat.txt\n#0V%T\n`\nend\nafter', 'x-uuencode')).toEqual({ text: 'Cat', said: [] });
  });

  it('says what is missing', () => {
    expect(decode('#0V%T\n', 'uuencode')).toEqual({ text: '', said: ['The uuencoded text has no line "begin".'] });
    expect(decode('begin 644 a\n#0V%T\n', 'uuencode')).toEqual({ text: 'Cat', said: ['The uuencoded text has no line "end".'] });
  });
});

describe('no encoding', () => {
  it('leaves the bytes, and says when the name is unknown', () => {
    expect(decode('a=3D', '8bit')).toEqual({ text: 'a=3D', said: [] });
    expect(decode('a', 'x-secret').said).toEqual(['The transfer encoding "x-secret" is unknown; the bytes are given as they are.']);
    expect([isIdentity('7BIT'), isIdentity('x-secret'), changesBytes('x-secret'), changesBytes('BASE64')]).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });
});

describe('decodeTransferWhole', () => {
  it('stops soon after its limit', () => {
    const encoded = Buffer.from(Buffer.alloc(2_000_000, 'a').toString('base64'));
    const decoded = decodeTransferWhole(encoded, 'base64', 1000, () => undefined);
    expect(decoded.length).toBeGreaterThan(1000);
    expect(decoded.length).toBeLessThan(200_000);
  });
});
