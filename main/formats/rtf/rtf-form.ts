import { rtfTokens } from './tokens.ts';

/**
 * What RTF was made from: encapsulated HTML, encapsulated plain text, or nothing else (it was written as RTF).
 */
export type RtfForm = 'html' | 'text' | 'rtf';

/** How many tokens are looked at ([MS-OXRTFEX] 2.2.3.1). */
const tokensInspected = 10;

/**
 * Recognises encapsulation ([MS-OXRTFEX] 2.2.3.1): `\fromhtml` or `\fromtext` among the first ten tokens, which must all be
 * opened groups or control words.
 * @returns null when the bytes are no RTF
 */
export function rtfForm(rtf: Uint8Array): RtfForm | null {
  let inspected = 0;
  for (const token of rtfTokens(rtf)) {
    if (inspected === 0 && token.kind !== 'open') return null;
    if (inspected === 1 && (token.kind !== 'word' || token.word !== 'rtf')) return null;
    if (inspected === tokensInspected || (token.kind !== 'open' && token.kind !== 'word')) return 'rtf';
    if (token.kind === 'word' && token.word === 'fromhtml') return 'html';
    if (token.kind === 'word' && token.word === 'fromtext') return 'text';
    inspected += 1;
  }
  return inspected > 1 ? 'rtf' : null;
}
