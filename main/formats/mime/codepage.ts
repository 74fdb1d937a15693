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

/**
 * The Windows code page of 8-bit texts in a locale ([MS-LCID] 2.2; LOCALE_IDEFAULTANSICODEPAGE of Windows); null for locales
 * that have none.
 * @param locale a language code identifier, e.g. 0x0411 for Japanese
 */
export function ansiCodepageOfLocale(locale: number): number | null {
  const language = locale & 0xffff;
  return localeCodepages.get(language) ?? languageCodepages.get(language & 0x3ff) ?? null;
}

// Languages that are written in two scripts, by locale.
const localeCodepages = new Map([
  ...[0x0404, 0x0c04, 0x1404].map((locale) => [locale, 950] as const),
  ...[0x0c1a, 0x1c1a, 0x201a, 0x082c, 0x0843].map((locale) => [locale, 1251] as const),
  ...[0x042c, 0x0443].map((locale) => [locale, 1254] as const),
]);

// By primary language: the lowest ten bits of a locale.
const languageCodepages = new Map([
  ...codepages(874, [0x1e]),
  ...codepages(932, [0x11]),
  ...codepages(936, [0x04]),
  ...codepages(949, [0x12]),
  ...codepages(1250, [0x05, 0x0e, 0x15, 0x18, 0x1a, 0x1b, 0x1c, 0x24]),
  ...codepages(1251, [0x02, 0x19, 0x22, 0x23, 0x2f, 0x3f, 0x40, 0x44, 0x50]),
  ...codepages(
    1252,
    [0x03, 0x06, 0x07, 0x09, 0x0a, 0x0b, 0x0c, 0x0f, 0x10, 0x13, 0x14, 0x16, 0x1d, 0x21, 0x2d, 0x36, 0x38, 0x3e, 0x41, 0x56],
  ),
  ...codepages(1253, [0x08]),
  ...codepages(1254, [0x1f]),
  ...codepages(1255, [0x0d]),
  ...codepages(1256, [0x01, 0x20, 0x29]),
  ...codepages(1257, [0x25, 0x26, 0x27]),
  ...codepages(1258, [0x2a]),
]);

function codepages(codepage: number, languages: readonly number[]): (readonly [language: number, codepage: number])[] {
  return languages.map((language) => [language, codepage] as const);
}
