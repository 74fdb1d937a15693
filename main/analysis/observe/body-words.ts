import { textHash } from './text-hash.ts';

const mostLetters = 200;
const fewestLetters = 40;
const mostScanned = 8 * 1024;

/**
 * A hash by which a message and its forward are candidates for each other: over the subject without prefixes and the first
 * 200 letters and digits of the body, without case; quoting marks, blanks and layout do not count.
 * @param from where the words begin, in UTF-16 code units
 * @returns null where there are fewer than 40 of them: short texts are alike by chance
 */
export function bodyHash(baseSubject: string, body: string, from = 0): string | null {
  let letters = '';
  const end = Math.min(body.length, from + mostScanned);
  let count = 0;
  for (let at = from; at < end && count < mostLetters;) {
    while (at < end && !isLetter(body.charCodeAt(at))) at += 1;
    const start = at;
    while (at < end && count < mostLetters && isLetter(body.charCodeAt(at))) {
      at += 1;
      count += 1;
    }
    if (at > start) letters += body.slice(start, at);
  }
  return count < fewestLetters ? null : textHash(`${baseSubject}\n${letters.toLowerCase()}`);
}

function isLetter(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a) || (unit >= 0x30 && unit <= 0x39) || unit > 0xbf;
}

/** The text of an HTML body as far as a hash of its first words needs it: tags, styles and scripts are left out. */
export function roughTextOf(html: string): string {
  const source = html.slice(0, mostHtml);
  const lower = source.toLowerCase();
  let text = '';
  let at = Math.max(lower.indexOf('<body'), 0);
  while (at < source.length && text.length < mostScanned) {
    const open = source.indexOf('<', at);
    text += source.slice(at, open === -1 ? source.length : open);
    if (open === -1) break;
    const skipped = lower.startsWith('style', open + 1) ? '</style' : lower.startsWith('script', open + 1) ? '</script' : '';
    const skippedTo = skipped === '' ? open : lower.indexOf(skipped, open);
    // What is never closed holds all the rest.
    if (skippedTo === -1) break;
    const close = source.indexOf('>', skippedTo);
    if (close === -1) break;
    text += /^\/?(?:p|div|br|tr|li|h\d)\b/.test(lower.slice(open + 1, open + 6)) ? '\n' : ' ';
    at = close + 1;
  }
  return text
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&');
}

const mostHtml = 64 * 1024;
