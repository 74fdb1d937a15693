import { readRtfBody, type RtfBody } from '#formats/rtf/index.ts';
import { literalRtf, storedRtf } from '#test/support/rtf.ts';
import { describe, expect, test } from 'vitest';

const limits = { bodyBytes: 100_000 };
const read = (rtf: string): RtfBody => readRtfBody(storedRtf(rtf), limits);
const content = (rtf: string): string => {
  const body = read(rtf);
  expect(body.damage).toEqual([]);
  return body.content;
};

describe('encapsulated HTML', () => {
  const head =
    '{\\rtf1\\ansi\\ansicpg1251\\fromhtml1 \\deff0{\\fonttbl{\\f0\\fswiss\\fcharset0 Arial;}{\\f1\\fmodern\\fcharset204 Courier;}}\r\n';

  test('is its markup and the text that is not RTF only', () => {
    const rtf =
      head +
      '{\\*\\htmltag19 <html>}{\\*\\htmltag50 <body>}\\htmlrtf \\lang1033 \\htmlrtf0 {\\*\\htmltag64}\\htmlrtf {\\htmlrtf0\r\n' +
      '{\\*\\htmltag84 <b>}\\htmlrtf {\\b \\htmlrtf0 Hello\\tab world{\\*\\htmltag92 </b>}\\htmlrtf }\\htmlrtf0 {\\*\\htmltag84 &lt;}\\htmlrtf <\\htmlrtf0\r\n' +
      '{\\*\\mhtmltag84 <img src="x">}{\\*\\htmltag84 <img src="cid:1">}{\\pntext\\f1\\\'b7\\tab}\\par}}';
    expect(read(rtf)).toEqual({
      form: 'html',
      content: '<html><body><b>Hello\tworld</b>&lt;<img src="cid:1">\r\n',
      isWhole: true,
      damage: [],
      problem: null,
    });
  });

  test('has text in the code page of the font, and markup in that of the document', () => {
    expect(content(`${head}\\f0 \\'e9\\f1 \\'ef{\\f0\\'e9}\\'ef{\\*\\htmltag84 <a title="\\'ef">}\\plain\\'e9}`)).toBe(
      'éпéп<a title="п">é',
    );
  });

  test('follows the font through what is RTF only', () => {
    expect(content(`${head}\\htmlrtf {\\f1\\htmlrtf0 \\'ef\\htmlrtf }\\htmlrtf0\\f0\\'e9}`)).toBe('пé');
  });

  test('has characters for control words and escapes, within markup too', () => {
    const words = '\\lquote\\rquote\\ldblquote\\rdblquote\\bullet\\endash\\emdash\\~\\_\\{\\}\\\\\\u8364?\\u-10179?\\u-8704 ?\\line';
    const expected = '‘’“”•–—\u00a0\u00ad{}\\€😀\r\n';
    expect(content(`${head}${words}{\\*\\htmltag84 ${words}}}`)).toBe(expected + expected);
  });
});

describe('encapsulated plain text', () => {
  test('is the text', () => {
    const rtf =
      '{\\rtf1\\ansi\\fbidis\\ansicpg1252\\deff0\\deftab720\\fromtext{\\fonttbl{\\f0\\fswiss\\fcharset0 Times;}}\r\n{\\colortbl;\\red1\\green2\\blue3;}\r\n' +
      "{\\*\\generator Server;}\r\n\\viewkind5\\viewscale100\r\n{\\*\\bkmkstart BM_BEGIN}\\pard\\plain\\f0 one\\par\r\ntwo {\\*\\htmltag84 <b>}\\'e4}";
    expect(read(rtf)).toMatchObject({ form: 'text', content: 'one\r\ntwo ä', damage: [] });
  });

  test('is recognised among the first ten tokens only', () => {
    expect(read(`{\\rtf1${'\\a'.repeat(7)}\\fromtext x}`).form).toBe('text');
    expect(read(`{\\rtf1${'\\a'.repeat(8)}\\fromtext x}`).form).toBe('rtf');
    expect(read('{\\rtf1 x\\fromtext x}').form).toBe('rtf');
    expect(read('{\\rtf1\\~\\fromhtml1 x}').form).toBe('rtf');
  });
});

describe('RTF of its own', () => {
  test('is its text without fonts, styles, pictures and the like', () => {
    const rtf =
      '{\\rtf1\\ansi\\deff0{\\fonttbl\\f0\\fnil Arial;\\f1\\fnil\\fcharset161 Greek;}{\\colortbl;\\red0\\green0\\blue0;}{\\stylesheet{\\s1 heading 1;}}' +
      '{\\info{\\title T}{\\author A}}{\\header page}{\\pict\\wmetafile8 0102}{\\pict\\bin4 }{}{}\\*\\unknown shown{\\*\\unknown hidden}' +
      '{\\field{\\*\\fldinst{HYPERLINK "http://x"}}{\\fldrslt link}}{\\listtext 1.\\tab}item\\cell a\\row\\sect{\\v also}\\-\\ltrmark\\\r\n end}';
    expect(content(rtf)).toBe('shownlink1.\titem\ta\r\n\r\nalso\u200e\r\n end');
  });

  test('takes 8-bit text in the code page of the font, the document or the character set', () => {
    expect(
      content(
        "{\\rtf1\\ansi{\\fonttbl{\\f1\\fcharset161 G;}{\\f2\\fcharset1 D;}{\\f3\\fcharset0\\cpg850 P;}}\\'e1{\\f1\\'e1}\\f2\\'e1\\f3\\'a0}",
      ),
    ).toBe('áαáá');
    expect(content("{\\rtf1\\ansi\\ansicpg932 \\'93\\'fa\\'96{\\b{}}\\'7b \\'83A}")).toBe('日本 ア');
    expect(content("{\\rtf1\\mac \\'8e}")).toBe('é');
    expect(content("{\\rtf1\\pc \\'82}")).toBe('é');
    expect(content("{\\rtf1\\ansi\\ansicpg65001 gr\\'c3\\'bc\xc3\x9f}")).toBe('grüß');
  });

  test('skips the fallback of Unicode characters, as long as it is said to be', () => {
    expect(content("{\\rtf1 \\u26085?\\uc2\\u26412\\'93\\'fa{\\uc0\\u65 b}\\u67\\tab x\\u68{}y\\u196 \r\nzz\\uc1\\u-3\\par}")).toBe(
      '日本AbCDyÄ\ufffd',
    );
  });

  test('tells a code page that is not known', () => {
    expect(read("{\\rtf1\\ansicpg12345 \\'e4}")).toMatchObject({ content: 'ä', problem: { code: 'charset-unknown' } });
  });

  test('that is compressed is the same', () => {
    expect(readRtfBody(literalRtf('{\\rtf1 same\\par}'), limits)).toEqual(read('{\\rtf1 same\\par}'));
  });
});

describe('trouble', () => {
  test('bytes that are no RTF give nothing', () => {
    for (const bytes of ['', 'hello', '{', '{\\', '{\\b1 x}', '\\rtf1 x', '{{\\rtf1 x}}']) {
      expect(read(bytes)).toEqual({ form: null, content: '', isWhole: true, damage: ['It does not begin as RTF does.'], problem: null });
    }
  });

  test('RTF without its end keeps what is there', () => {
    expect(read('{\\rtf1 text {more')).toMatchObject({ content: 'text more', damage: ['It ends within a group.'] });
    expect(read("{\\rtf1 text\\'4")).toMatchObject({ content: 'text4', damage: ['It ends within a group.'] });
    expect(readRtfBody(literalRtf('{\\rtf1 text more}').subarray(0, 30), limits)).toMatchObject({ form: 'rtf', content: 'text ' });
  });

  test('what follows the end is left', () => {
    expect(content('{\\rtf1 text}}} behind\0')).toBe('text');
  });

  test('a body longer than the limit is cut', () => {
    const cut = (rtf: string): RtfBody => readRtfBody(storedRtf(rtf), { bodyBytes: 10 });
    expect(cut('{\\rtf1 0123456789}')).toMatchObject({ content: '0123456789', isWhole: true });
    expect(cut('{\\rtf1 0123456789x}')).toMatchObject({ content: '0123456789', isWhole: false, damage: [] });
    expect(cut('{\\rtf1 0123456789\\par}')).toMatchObject({ content: '0123456789', isWhole: false });
    expect(cut(`{\\rtf1 ${'\\par'.repeat(20)}}`)).toMatchObject({ content: '\r\n'.repeat(5), isWhole: false });
    expect(cut(`{\\rtf1${'\\b'.repeat(100)} x}`)).toMatchObject({ content: '', isWhole: false });
  });

  test('groups deeper than any document has are told, and their text kept', () => {
    const depth = 20_000;
    const body = read(`{\\rtf1 a${'{'.repeat(depth)}b${'}'.repeat(depth)}c}`);
    expect(body).toMatchObject({
      content: 'abc',
      damage: ['It nests deeper than 10000 groups, below which its structure is not followed.'],
    });
  });

  test('binary data that claims more than is there ends the document', () => {
    expect(read('{\\rtf1 a\\bin2147483647 xyz}')).toMatchObject({ content: 'a', damage: ['It ends within a group.'] });
    expect(content('{\\rtf1 a\\bin-5 b}')).toBe('ab');
  });
});
