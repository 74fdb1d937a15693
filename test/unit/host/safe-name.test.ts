import { expect, test } from 'vitest';
import { messageFileName, safeFileName } from '#host/index.ts';

test.each([
  ['report.pdf', 'report.pdf'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Windows\\evil.exe', 'evil.exe'],
  ['...', 'attachment.bin'],
  ['', 'attachment.bin'],
  ['a\u0000b\r\nc.txt', 'abc.txt'],
  // A right-to-left override would show this as "invoice_exe.pdf".
  ['invoice_\u202efdp.exe', 'invoice_fdp.exe'],
  ['CON', '_CON'],
  ['nul.txt', '_nul.txt'],
  ['com\u00b9.log', '_com\u00b9.log'],
  ['CONIN$', '_CONIN$'],
  ['con .txt', '_con .txt'],
  ['console.log', 'console.log'],
  ['\u2066a\u2069\u200bb\ufeff\u0085c\u2028d.txt', 'abcd.txt'],
  ['a/..', 'attachment.bin'],
  ['what? <is> "this"|*.doc', 'what_ _is_ _this___.doc'],
  [' .hidden. ', 'hidden'],
  ['Grüße.msg', 'Grüße.msg'],
])('makes %j fit to be a file name', (claimed, expected) => {
  expect(safeFileName(claimed, 'attachment.bin')).toBe(expected);
});

test.each(['\u4e2d', '\u{1f4e7}', 'e\u0301', '\u202e\u0430'])(
  'fits into 255 bytes of a file system however long a name of %j is',
  (character) => {
    const name = safeFileName(`${character.repeat(4000)}.docx`, 'attachment.bin');
    expect(Buffer.byteLength(`${name}.part`)).toBeLessThanOrEqual(255);
    expect(name).toMatch(/.\.docx$/u);
    expect(name).not.toMatch(/\p{Cs}/u);
    for (const form of ['original', 'source', 'rebuilt'] as const) {
      const message = messageFileName(character.repeat(4000), form);
      expect(Buffer.byteLength(`${message}.part`)).toBeLessThanOrEqual(255);
      expect(message.endsWith({ original: '.eml', source: '.xml', rebuilt: '.rebuilt.eml' }[form])).toBe(true);
    }
  },
);

test('shortens a long name and keeps its ending', () => {
  const name = safeFileName(`${'x'.repeat(500)}.docx`, 'attachment.bin');
  expect(Array.from(name).length).toBe(120);
  expect(name.endsWith('x.docx')).toBe(true);
});
