import { decodeText } from './charset.ts';
import { charsetOfCodepage } from './codepage.ts';

/** Code pages have 16 bits, so this never holds more than 65,536 answers; what lies beyond is no code page. */
const known = new Map<number, boolean>();

/** Whether a number is that of a code page for 8-bit texts which can be decoded. 0, 1200 (UTF-16) and unknown ones are none. */
export function isUsableCodepage(codepage: number): boolean {
  if (codepage <= 0 || codepage > 0xffff) return false;
  const before = known.get(codepage);
  if (before !== undefined) return before;
  const { text, problem } = decodeText(Buffer.from('Inbox'), charsetOfCodepage(codepage));
  const isUsable = problem === null && text === 'Inbox';
  known.set(codepage, isUsable);
  return isUsable;
}
