/** Windows code pages ([MS-UCODEREF] 2.2.1) whose character set is not named `windows-N` or `cpN` by the libraries. */
const names = new Map([
  [10000, 'macintosh'],
  [10006, 'macgreek'],
  [10007, 'maccyrillic'],
  [10029, 'maccenteuro'],
  [10081, 'macturkish'],
  [20127, 'us-ascii'],
  [20866, 'koi8-r'],
  [20932, 'euc-jp'],
  [21866, 'koi8-u'],
  [50220, 'iso-2022-jp'],
  [50221, 'iso-2022-jp'],
  [50222, 'iso-2022-jp'],
  [51932, 'euc-jp'],
  [51936, 'gb2312'],
  [51949, 'euc-kr'],
  [54936, 'gb18030'],
  [65001, 'utf-8'],
]);

/** What Outlook took for text when nothing said otherwise: the code page of western Windows. */
export const defaultCodepage = 1252;

/** The name of a code page's character set. */
export function charsetOfCodepage(codepage: number): string {
  // 28591 to 28605 are ISO-8859-1 to ISO-8859-15.
  if (codepage >= 28591 && codepage <= 28605) return `iso-8859-${String(codepage - 28590)}`;
  if (codepage >= 1250 && codepage <= 1258) return `windows-${String(codepage)}`;
  return names.get(codepage) ?? `cp${String(codepage)}`;
}
