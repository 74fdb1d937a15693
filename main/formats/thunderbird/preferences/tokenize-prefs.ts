import type { ByteRange } from '#model/index.ts';
import { textOfBytes } from '../claims.ts';

/** A preference as it stands in a preferences file. */
export interface Pref {
  readonly name: string;
  readonly value: string | number | boolean;
  /** From its first character to its semicolon. */
  readonly range: ByteRange;
}

/** What a preferences file is made of: preferences, and runs of bytes that are none. */
export type PrefToken = { readonly kind: 'pref'; readonly pref: Pref } | { readonly kind: 'damage'; readonly range: ByteRange };

/**
 * Takes a preferences file apart: `user_pref("name", value);` with comments of C, C++ and shell between
 * (modules/libpref/parser of mozilla-central). Also takes `pref`, `sticky_pref`, `lockPref` and `defaultPref`, which the
 * files of an administrator have. After damage it goes on at the next preference.
 * @param bytes the file; positions are those of its bytes
 */
export function* tokenizePrefs(bytes: Buffer): Generator<PrefToken, void, undefined> {
  // One character a byte, so that places in the text are places in the file.
  const text = bytes.toString('latin1');
  const script: Script = { text, endlessFrom: Infinity };
  let at = text.startsWith('\u00ef\u00bb\u00bf') ? 3 : 0;
  for (;;) {
    at = skipSpace(script, at);
    if (at >= text.length) return;
    const read = readPref(script, at);
    if (read !== null) {
      yield { kind: 'pref', pref: { ...read, range: { offsetBytes: at, lengthBytes: read.end - at } } };
      at = read.end;
      continue;
    }
    const next = nextPref(text, at + 1);
    yield { kind: 'damage', range: { offsetBytes: at, lengthBytes: trimmedEnd(text, at, next) - at } };
    at = next;
  }
}

/** Tells whether bytes begin as a preferences file does: with a preference, after comments. */
export function beginsAsPrefs(bytes: Buffer): boolean {
  const text = bytes.toString('latin1');
  const at = skipSpace({ text, endlessFrom: Infinity }, text.startsWith('\u00ef\u00bb\u00bf') ? 3 : 0);
  return new RegExp(`^${callForm}[ \\t\\r\\n]*"`).test(text.slice(at, at + 200));
}

interface Script {
  readonly text: string;
  /** From here on no comment ends any more: remembered, so that a file of beginnings is gone through once. */
  endlessFrom: number;
}

const callForm = '(?:user_pref|pref|sticky_pref|lockPref|defaultPref)[ \\t]*\\(';

// White space and comments; a comment without end reaches to the end of the file, as for the program.
function skipSpace(script: Script, from: number): number {
  const { text } = script;
  for (let at = from; at < text.length;) {
    const character = text.charAt(at);
    if (/\s/.test(character) || character === '\u0000') at += 1;
    else if (character === '#' || text.startsWith('//', at)) at = lineEnd(text, at);
    else if (text.startsWith('/*', at)) at = commentEnd(script, at);
    else return at;
  }
  return text.length;
}

function commentEnd(script: Script, from: number): number {
  if (from >= script.endlessFrom) return script.text.length;
  const end = script.text.indexOf('*/', from + 2);
  if (end !== -1) return end + 2;
  script.endlessFrom = from;
  return script.text.length;
}

function lineEnd(text: string, from: number): number {
  const breaks = /[\r\n]/g;
  breaks.lastIndex = from;
  return breaks.exec(text)?.index ?? text.length;
}

interface ReadPref {
  readonly name: string;
  readonly value: Pref['value'];
  readonly end: number;
}

function readPref(script: Script, start: number): ReadPref | null {
  const { text } = script;
  const call = new RegExp(callForm, 'y');
  call.lastIndex = start;
  if (call.exec(text) === null) return null;
  const name = readString(text, skipSpace(script, call.lastIndex));
  if (name === null) return null;
  const comma = skipSpace(script, name.end);
  if (text[comma] !== ',') return null;
  const value = readValue(text, skipSpace(script, comma + 1));
  if (value === null) return null;
  // `, locked` and `, sticky` may follow the value.
  const rest = /(?:\s*,\s*(?:locked|sticky))*\s*\)\s*;?/y;
  rest.lastIndex = value.end;
  return rest.exec(text) === null ? null : { name: name.text, value: value.value, end: rest.lastIndex };
}

function readValue(text: string, start: number): { value: Pref['value']; end: number } | null {
  const string = readString(text, start);
  if (string !== null) return { value: string.text, end: string.end };
  const word = /(?:(true|false)|([+-]?\d{1,15}))(?![\w.])/y;
  word.lastIndex = start;
  const match = word.exec(text);
  if (match === null) return null;
  return { value: match[1] === undefined ? Number(match[2]) : match[1] === 'true', end: word.lastIndex };
}

// In double or single quotes, with the escapes of JavaScript; a line break ends it unread, as nothing else would end a lost quote.
function readString(text: string, start: number): { text: string; end: number } | null {
  const quote = text[start];
  if (quote !== '"' && quote !== "'") return null;
  const pieces: string[] = [];
  let from = start + 1;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (character === quote) {
      pieces.push(textOfBytes(text.slice(from, at)));
      return { text: pieces.join(''), end: at + 1 };
    }
    if (character === '\n' || character === '\r') return null;
    if (character !== '\\') continue;
    pieces.push(textOfBytes(text.slice(from, at)));
    const escape = escapeAt(text, at + 1);
    pieces.push(escape.text);
    at += escape.length;
    from = at + 1;
  }
  return null;
}

function escapeAt(text: string, at: number): { text: string; length: number } {
  const hex = /^(?:x([0-9a-f]{2})|u([0-9a-f]{4}))/i.exec(text.slice(at, at + 5));
  if (hex !== null) return { text: String.fromCharCode(Number.parseInt(hex[1] ?? hex[2] ?? '', 16)), length: hex[0].length };
  const character = text.charAt(at);
  const known = { n: '\n', r: '\r', t: '\t' }[character];
  return { text: known ?? (/["'\\]/.test(character) ? character : `\\${character}`), length: 1 };
}

// The next preference that begins a line.
function nextPref(text: string, from: number): number {
  const form = new RegExp(`[\\r\\n][ \\t]*(?=${callForm})`, 'g');
  form.lastIndex = from - 1;
  const match = form.exec(text);
  return match === null ? text.length : form.lastIndex;
}

function trimmedEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start + 1 && /\s/.test(text.charAt(at - 1))) at -= 1;
  return at;
}
