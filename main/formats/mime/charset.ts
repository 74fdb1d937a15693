import { isAscii, isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { decode as decodeJapanese } from 'libmime/lib/charset.js';

/** Decoded text and what was wrong with its declaration. */
export interface DecodedText {
  readonly text: string;
  /** Why the text is not what its character set says; null when it is. */
  readonly problem: { readonly code: 'charset-unknown' | 'charset-mismatch'; readonly detail: string } | null;
}

/**
 * Decodes text of a declared character set.
 *
 * As browsers do (WHATWG Encoding), ISO-8859-1 and US-ASCII are read as the Windows-1252 that such mail really holds.
 * Decoding is the library's own, not the platform's: Node.js versions differ, and the same evidence must give the same text.
 * @param charset the name as declared, in any case; empty for none: then UTF-8 where valid, else Windows-1252
 */
export function decodeText(bytes: Uint8Array, charset: string): DecodedText {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const name = charset.trim().toLowerCase().replaceAll('_', '-');
  if (utf8Names.has(name)) {
    if (isUtf8(bytes)) return { text: withoutMark(buffer.toString('utf8')), problem: null };
    return {
      text: withoutMark(buffer.toString('utf8')),
      problem: mismatch('The text is not valid UTF-8; wrong bytes are shown as U+FFFD.'),
    };
  }
  if (name === '' || asciiNames.has(name)) return decodeUndeclared(buffer, name);
  if (/^(?:iso-?2022-?jp|csiso2022jp)/.test(name)) return { text: decodeJapanese(buffer, 'iso-2022-jp'), problem: null };
  const known = iconvName(name);
  if (known === null) {
    const problem = { code: 'charset-unknown', detail: `The character set ${JSON.stringify(charset)} is unknown.` } as const;
    return { text: iconv.decode(buffer, 'windows-1252'), problem };
  }
  const text = iconv.decode(buffer, known);
  return {
    text,
    problem: text.includes('\ufffd') ? mismatch(`The text holds bytes that ${name} does not have; they are shown as U+FFFD.`) : null,
  };
}

const utf8Names = new Set(['utf-8', 'utf8', 'unicode-1-1-utf-8', 'x-unicode20utf8']);
const asciiNames = new Set(['us-ascii', 'ascii', 'ansi-x3.4-1968', 'iso-ir-6', '646']);
const latinNames = new Set(['iso-8859-1', 'iso8859-1', 'latin1', 'l1', 'cp819', 'iso-ir-100', '8859-1', 'iso-8859-1-windows-3.1-latin-1']);
// Not character sets, though the library lists them; UTF-7 beside them hides markup from whoever reads the source.
const notCharsets = new Set(['base64', 'hex', 'binary']);

function decodeUndeclared(buffer: Buffer, name: string): DecodedText {
  if (isAscii(buffer)) return { text: buffer.toString('latin1'), problem: null };
  const said = name === '' ? 'No character set is named' : 'The character set is US-ASCII';
  if (isUtf8(buffer))
    return { text: withoutMark(buffer.toString('utf8')), problem: mismatch(`${said}, but the text is UTF-8 and was read so.`) };
  return {
    text: iconv.decode(buffer, 'windows-1252'),
    problem: mismatch(`${said}, but the text holds 8-bit bytes; it was read as Windows-1252.`),
  };
}

function iconvName(name: string): string | null {
  if (latinNames.has(name)) return 'windows-1252';
  if (notCharsets.has(name)) return null;
  return iconv.encodingExists(name) ? name : null;
}

function mismatch(detail: string): DecodedText['problem'] {
  return { code: 'charset-mismatch', detail };
}

function withoutMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}
