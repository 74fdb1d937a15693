import type { RtfForm } from './rtf-form.ts';

/** Control words that stand for characters, in any form (RTF 1.9.1, "Special Characters"; [MS-OXRTFEX] 2.1.3.1.4.2). */
const characters = new Map([
  ['par', '\r\n'],
  ['line', '\r\n'],
  ['tab', '\t'],
  ['lquote', '\u2018'],
  ['rquote', '\u2019'],
  ['ldblquote', '\u201c'],
  ['rdblquote', '\u201d'],
  ['bullet', '\u2022'],
  ['endash', '\u2013'],
  ['emdash', '\u2014'],
]);

/** Those that only RTF of its own has: what separates cells, rows and sections, and characters without a width. */
const furtherCharacters = new Map([
  ['cell', '\t'],
  ['nestcell', '\t'],
  ['row', '\r\n'],
  ['nestrow', '\r\n'],
  ['sect', '\r\n'],
  ['page', '\r\n'],
  ['column', '\r\n'],
  ['emspace', '\u2003'],
  ['enspace', '\u2002'],
  ['qmspace', '\u2005'],
  ['zwj', '\u200d'],
  ['zwnj', '\u200c'],
  ['zwbo', '\u200b'],
  ['ltrmark', '\u200e'],
  ['rtlmark', '\u200f'],
]);

/** The characters that a control word stands for; null for one that does something else. */
export function charactersOfWord(word: string, form: RtfForm): string | null {
  return characters.get(word) ?? (form === 'rtf' ? furtherCharacters.get(word) : null) ?? null;
}

/** The characters that a control symbol stands for; empty for one that shows nothing. */
export function charactersOfSymbol(symbol: string, form: RtfForm): string {
  if (symbol === '{' || symbol === '}' || symbol === '\\') return symbol;
  if (symbol === '~') return '\u00a0';
  // A hyphen that does not break. [MS-OXRTFEX] writes the soft hyphen of HTML so.
  if (symbol === '_') return form === 'rtf' ? '\u2011' : '\u00ad';
  if (symbol === '\r' || symbol === '\n') return '\r\n';
  return symbol === '\t' ? '\t' : '';
}

/**
 * Destinations that hold no text of the body, beside all that `\*` marks as such (RTF 1.9.1, "Destinations"). Page headers
 * and footers are not among what a mail client shows; footnotes and hidden text are text of the body.
 */
const withoutText = new Set([
  ...['author', 'colortbl', 'comment', 'datafield', 'falt', 'filetbl', 'fldinst', 'fontemb', 'fontfile', 'info'],
  ...['keywords', 'listname', 'listtable', 'listoverridetable', 'mhtmltag', 'nonshppict', 'objalias', 'objclass', 'objdata'],
  ...['objname', 'objsect', 'operator', 'panose', 'pict', 'private', 'revtbl', 'rsidtbl', 'rxe', 'stylesheet', 'subject'],
  ...['tc', 'tcn', 'template', 'title', 'txe', 'xe', 'xmlnstbl'],
  ...['bkmkstart', 'bkmkend', 'atnid', 'atrfstart', 'atrfend', 'atnref'],
  ...['footer', 'footerf', 'footerl', 'footerr', 'header', 'headerf', 'headerl', 'headerr'],
  ...['ftncn', 'ftnsep', 'ftnsepc', 'aftncn', 'aftnsep', 'aftnsepc'],
]);

/** What readers show that do not know lists: a bullet or number in front of the item. */
const listText = new Set(['listtext', 'pntext']);

/** Whether the word makes its group a destination whose text is none of the body. */
export function isWithoutText(word: string, form: RtfForm): boolean {
  return withoutText.has(word) || (form === 'html' && listText.has(word));
}
