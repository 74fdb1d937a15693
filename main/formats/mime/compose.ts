import libmime from 'libmime';
import type { MailAddress } from '#model/index.ts';

const mime = new libmime.Libmime();

/** Writes a header field (RFC 5322 2.2): controls become spaces, other than ASCII becomes encoded words, long lines are folded. */
export function headerField(name: string, value: string): string {
  return `${mime.foldLines(`${name}: ${fieldText(value)}`, 76)}\r\n`;
}

/** Writes a field of addresses; one without an address keeps its name. */
export function addressField(name: string, addresses: readonly MailAddress[]): string {
  if (addresses.length === 0) return '';
  // Each address on a line of its own, so that none is folded within.
  return `${name}: ${addresses.map(addressText).join(',\r\n ')}\r\n`;
}

/** Writes a structured value with a parameter, as `attachment; filename=…` (RFC 2231 where need be). */
export function withParameter(value: string, parameter: string, text: string): string {
  const clean = withoutControls(text);
  if (clean === '') return value;
  const pieces = /^[\x20-\x7e]{1,60}$/.test(clean) ? [{ key: parameter, value: clean }] : mime.buildHeaderParam(parameter, clean, 50);
  return [value, ...pieces.map(({ key, value: piece }) => `${key}=${key.includes('*') ? encoded(key, piece) : quoted(piece)}`)].join(
    ';\r\n ',
  );
}

/** Base64 in lines of 76 characters (RFC 2045 6.8), of bytes that come in pieces of any size. */
export function* base64Lines(pieces: Iterable<Uint8Array>): Generator<Uint8Array, void, undefined> {
  let rest = Buffer.alloc(0);
  for (const piece of pieces) {
    const bytes = Buffer.concat([rest, piece]);
    const whole = bytes.length - (bytes.length % lineBytes);
    if (whole > 0) yield linesOf(bytes.subarray(0, whole));
    rest = Buffer.from(bytes.subarray(whole));
  }
  if (rest.length > 0) yield linesOf(rest);
}

/** As many bytes as make a line of 76 characters. */
const lineBytes = 57;

function linesOf(bytes: Buffer): Uint8Array {
  return Buffer.from(bytes.toString('base64').replace(/.{1,76}/g, '$&\r\n'), 'latin1');
}

// An unstarred continuation holds what is safe as it is, so quoting it changes nothing; a starred one must not be quoted.
function encoded(key: string, piece: string): string {
  return key.endsWith('*') ? piece : quoted(piece);
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function addressText({ name, address }: MailAddress): string {
  const place = withoutControls(address).replace(/[<>]/g, '');
  const phrase = withoutControls(name);
  if (phrase === '' && place !== '') return `<${place}>`;
  return `${isPlain(phrase) ? quoted(phrase) : mime.encodeWord(phrase, 'B', 52)} <${place}>`;
}

function fieldText(value: string): string {
  const clean = withoutControls(value);
  return isPlain(clean) && !/\S{900}/.test(clean) ? clean : mime.encodeWord(clean, 'B', 52);
}

function isPlain(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text) && !text.includes('=?');
}

function withoutControls(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}
