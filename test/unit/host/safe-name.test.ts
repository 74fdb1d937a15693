import { expect, test } from 'vitest';
import { safeFileName } from '#host/index.ts';

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
  ['what? <is> "this"|*.doc', 'what_ _is_ _this___.doc'],
  [' .hidden. ', 'hidden'],
  ['Grüße.msg', 'Grüße.msg'],
])('makes %j fit to be a file name', (claimed, expected) => {
  expect(safeFileName(claimed, 'attachment.bin')).toBe(expected);
});

test('shortens a long name and keeps its ending', () => {
  const name = safeFileName(`${'x'.repeat(500)}.docx`, 'attachment.bin');
  expect(Array.from(name).length).toBe(120);
  expect(name.endsWith('x.docx')).toBe(true);
});
