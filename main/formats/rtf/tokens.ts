/** A piece of RTF (RTF 1.9.1, "RTF Syntax"). */
export type RtfToken =
  | { readonly kind: 'open' }
  | { readonly kind: 'close' }
  /** A control word with its parameter: `\fs20` is `fs` and 20. */
  | { readonly kind: 'word'; readonly word: string; readonly parameter: number | null }
  /** A backslash before a character that is no letter: `\~`. */
  | { readonly kind: 'symbol'; readonly symbol: string }
  /** `\'hh`. */
  | { readonly kind: 'byte'; readonly byte: number }
  /** Bytes as they stand, the line ends that mean nothing among them. */
  | { readonly kind: 'text'; readonly bytes: Uint8Array }
  /** Data of `\bin`, which is skipped. */
  | { readonly kind: 'binary' };

const openBrace = 0x7b;
const closeBrace = 0x7d;
const backslash = 0x5c;
const quote = 0x27;
const space = 0x20;
const minus = 0x2d;

/** No control word is longer; the rest of a longer one is read over. */
const longestWord = 32;
/** What no parameter reaches; a larger one is taken as this. */
const largestParameter = 0x7fffffff;

const singleTokens = {
  [openBrace]: { kind: 'open' },
  [closeBrace]: { kind: 'close' },
} as const;

/** Splits RTF into its tokens, in one pass. Any bytes have tokens; a lone backslash at the end is left out. */
export function* rtfTokens(rtf: Uint8Array): Generator<RtfToken, void, undefined> {
  let at = 0;
  while (at < rtf.length) {
    const byte = rtf[at] ?? 0;
    if (byte === openBrace || byte === closeBrace) {
      at += 1;
      yield singleTokens[byte];
    } else if (byte !== backslash) {
      const start = at;
      while (at < rtf.length && !isSyntax(rtf[at] ?? 0)) at += 1;
      yield { kind: 'text', bytes: rtf.subarray(start, at) };
    } else {
      const control = readControl(rtf, at + 1);
      if (control === null) return;
      at = control.end;
      yield control.token;
    }
  }
}

interface Control {
  readonly token: RtfToken;
  /** Where the bytes after it begin. */
  readonly end: number;
}

function readControl(rtf: Uint8Array, start: number): Control | null {
  const first = rtf[start];
  if (first === undefined) return null;
  if (isLetter(first)) return readWord(rtf, start);
  if (first !== quote) return { token: { kind: 'symbol', symbol: String.fromCharCode(first) }, end: start + 1 };
  const high = hexDigit(rtf[start + 1]);
  const low = hexDigit(rtf[start + 2]);
  // Without its digits the escape says nothing, and what follows it is text.
  if (high === null || low === null) return { token: { kind: 'symbol', symbol: "'" }, end: start + 1 };
  return { token: { kind: 'byte', byte: high * 16 + low }, end: start + 3 };
}

function readWord(rtf: Uint8Array, start: number): Control {
  let at = start;
  while (isLetter(rtf[at])) at += 1;
  const word = Buffer.from(rtf.buffer, rtf.byteOffset + start, Math.min(at - start, longestWord)).toString('latin1');
  const isNegative = rtf[at] === minus && isDigit(rtf[at + 1]);
  if (isNegative) at += 1;
  const digits = at;
  let magnitude = 0;
  for (; isDigit(rtf[at]); at += 1) magnitude = Math.min(magnitude * 10 + (rtf[at] ?? 0) - 0x30, largestParameter);
  const parameter = at === digits ? null : isNegative ? -magnitude : magnitude;
  // One space after the word belongs to it.
  if (rtf[at] === space) at += 1;
  if (word === 'bin') return { token: { kind: 'binary' }, end: at + Math.max(parameter ?? 0, 0) };
  return { token: { kind: 'word', word, parameter }, end: at };
}

function isSyntax(byte: number): boolean {
  return byte === backslash || byte === openBrace || byte === closeBrace;
}

function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a));
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function hexDigit(byte: number | undefined): number | null {
  if (byte === undefined) return null;
  if (isDigit(byte)) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : null;
}
