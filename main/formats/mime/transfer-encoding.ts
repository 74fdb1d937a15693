/**
 * Decodes a body part's transfer encoding (RFC 2045 6), in pieces, so that a large attachment never stands in memory twice.
 *
 * Damage never ends the decoding: what can be decoded is, and `onMalformed` is told once in a sentence.
 * @param encoding the value of Content-Transfer-Encoding, in any case; empty for none
 * @returns pieces of at most about 200 KiB, of which each is its own array or a view of `bytes`
 */
export function* decodeTransfer(
  bytes: Uint8Array,
  encoding: string,
  onMalformed: (detail: string) => void,
): Generator<Uint8Array, void, undefined> {
  const decode = decoderOf(encoding);
  if (decode !== null) {
    yield* decode(bytes, onMalformed);
    return;
  }
  if (!isIdentity(encoding)) onMalformed(`The transfer encoding ${JSON.stringify(encoding)} is unknown; the bytes are given as they are.`);
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

/** Tells whether an encoding leaves the bytes as they are: `7bit`, `8bit`, `binary`, none, or an unknown one. */
export function isIdentity(encoding: string): boolean {
  return identities.has(encoding.toLowerCase());
}

/** Tells whether `decodeTransfer` gives other bytes than it takes. */
export function changesBytes(encoding: string): boolean {
  return decoderOf(encoding) !== null;
}

/** Decodes at most `limitBytes` bytes (a few more may come) into one array. */
export function decodeTransferWhole(
  bytes: Uint8Array,
  encoding: string,
  limitBytes: number,
  onMalformed: (detail: string) => void,
): Uint8Array {
  if (!changesBytes(encoding)) {
    if (!isIdentity(encoding))
      onMalformed(`The transfer encoding ${JSON.stringify(encoding)} is unknown; the bytes are given as they are.`);
    return bytes;
  }
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (const piece of decodeTransfer(bytes, encoding, onMalformed)) {
    pieces.push(piece);
    length += piece.length;
    if (length > limitBytes) break;
  }
  const [first] = pieces;
  return pieces.length === 1 && first !== undefined ? first : Buffer.concat(pieces, length);
}

const pieceBytes = 128 * 1024;
const identities = new Set(['', '7bit', '8bit', 'binary', '7-bit', '8-bit', '7bits', '8bits', 'none', 'plain']);

type Decode = (bytes: Uint8Array, onMalformed: (detail: string) => void) => Generator<Uint8Array, void, undefined>;

function decoderOf(encoding: string): Decode | null {
  switch (encoding.toLowerCase()) {
    case 'base64':
    case 'base-64':
      return decodeBase64;
    case 'quoted-printable':
    case 'quotedprintable':
      return decodeQuotedPrintable;
    case 'x-uuencode':
    case 'uuencode':
    case 'x-uue':
    case 'uue':
      return decodeUuencode;
    default:
      return null;
  }
}

const padding = 64;
const blank = 65;
const illegal = 66;

const base64Values = (() => {
  const values = new Uint8Array(256).fill(illegal);
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  for (let value = 0; value < 64; value++) values[alphabet.charCodeAt(value)] = value;
  for (const character of ' \t\r\n') values[character.charCodeAt(0)] = blank;
  values[0x3d] = padding;
  return values;
})();

// Encoded text that was put together from several pieces has padding in its middle; decoding goes on after it,
// because what follows is evidence too.
function* decodeBase64(bytes: Uint8Array, onMalformed: (detail: string) => void): Generator<Uint8Array, void, undefined> {
  let held = 0;
  let heldCount = 0;
  let strange = 0;
  let padded = 0;
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const end = Math.min(at + pieceBytes, bytes.length);
    const out = new Uint8Array(((end - at + 3) >> 2) * 3 + 3);
    let length = 0;
    for (let index = at; index < end; index++) {
      // Whole groups first, without looking at each character's kind: every value that is none has bit 6 set.
      while (heldCount === 0 && index + 4 <= end) {
        const first = base64Values[bytes[index] ?? 0] ?? illegal;
        const second = base64Values[bytes[index + 1] ?? 0] ?? illegal;
        const third = base64Values[bytes[index + 2] ?? 0] ?? illegal;
        const fourth = base64Values[bytes[index + 3] ?? 0] ?? illegal;
        if (((first | second | third | fourth) & 64) !== 0) break;
        out[length] = (first << 2) | (second >> 4);
        out[length + 1] = (second << 4) | (third >> 2);
        out[length + 2] = (third << 6) | fourth;
        length += 3;
        index += 4;
      }
      if (index >= end) break;
      const value = base64Values[bytes[index] ?? 0] ?? illegal;
      if (value < 64) {
        held = (held << 6) | value;
        heldCount += 1;
        if (heldCount === 4) {
          out[length] = held >> 16;
          out[length + 1] = held >> 8;
          out[length + 2] = held;
          length += 3;
          held = 0;
          heldCount = 0;
        }
      } else if (value === padding) {
        if (heldCount === 2) out[length++] = held >> 4;
        if (heldCount === 3) {
          out[length++] = held >> 10;
          out[length++] = held >> 2;
        }
        if (heldCount === 1) strange += 1;
        padded += heldCount > 0 ? 1 : 0;
        held = 0;
        heldCount = 0;
      } else if (value === illegal) strange += 1;
    }
    if (end === bytes.length && heldCount > 0) {
      if (heldCount >= 2) out[length++] = held >> (heldCount === 3 ? 10 : 4);
      if (heldCount === 3) out[length++] = held >> 2;
      onMalformed('The base64 text ends within a group of four characters.');
    }
    yield out.subarray(0, length);
  }
  if (strange > 0) onMalformed(`The base64 text holds ${String(strange)} characters that do not belong to it; they were passed over.`);
  if (padded > 1) onMalformed('The base64 text has padding in its middle; decoding went on after it.');
}

const hexValues = (() => {
  const values = new Int8Array(256).fill(-1);
  for (let value = 0; value < 16; value++) {
    values[value.toString(16).charCodeAt(0)] = value;
    values[value.toString(16).toUpperCase().charCodeAt(0)] = value;
  }
  return values;
})();

// RFC 2045 6.7: `=` and two hexadecimal digits is a byte, `=` at a line's end joins the lines, blanks at a line's end are
// no content.
function* decodeQuotedPrintable(bytes: Uint8Array, onMalformed: (detail: string) => void): Generator<Uint8Array, void, undefined> {
  let strange = 0;
  let out = new Uint8Array(Math.min(bytes.length, pieceBytes));
  let length = 0;
  for (let at = 0; at < bytes.length;) {
    const lineFeed = bytes.indexOf(0x0a, at);
    const next = lineFeed === -1 ? bytes.length : lineFeed + 1;
    let textEnd = lineFeed === -1 ? bytes.length : lineFeed;
    if (textEnd > at && lineFeed !== -1 && bytes[textEnd - 1] === 0x0d) textEnd -= 1;
    const breakStart = textEnd;
    while (textEnd > at && isBlank(bytes[textEnd - 1])) textEnd -= 1;
    if (length + (next - at) > out.length) {
      yield out.subarray(0, length);
      out = new Uint8Array(Math.max(pieceBytes, next - at));
      length = 0;
    }
    let isSoft = false;
    for (let index = at; index < textEnd; index++) {
      const byte = bytes[index] ?? 0;
      if (byte !== 0x3d) {
        out[length++] = byte;
        continue;
      }
      const high = hexValues[bytes[index + 1] ?? 0] ?? -1;
      const low = hexValues[bytes[index + 2] ?? 0] ?? -1;
      if (index + 2 < textEnd && high >= 0 && low >= 0) {
        out[length++] = high * 16 + low;
        index += 2;
      } else if (index === textEnd - 1) isSoft = true;
      else {
        strange += 1;
        out[length++] = byte;
      }
    }
    if (!isSoft) for (let index = breakStart; index < next; index++) out[length++] = bytes[index] ?? 0;
    at = next;
  }
  yield out.subarray(0, length);
  if (strange > 0) onMalformed(`The quoted-printable text holds ${String(strange)} signs "=" that begin no code; they were kept.`);
}

// POSIX uuencode: a line `begin mode name`, lines of a length character and groups of four, a line `end`.
function* decodeUuencode(bytes: Uint8Array, onMalformed: (detail: string) => void): Generator<Uint8Array, void, undefined> {
  let started = false;
  let ended = false;
  for (let at = 0; at < bytes.length && !ended;) {
    const lineFeed = bytes.indexOf(0x0a, at);
    const next = lineFeed === -1 ? bytes.length : lineFeed + 1;
    const line = bytes.subarray(at, lineFeed === -1 ? bytes.length : lineFeed);
    at = next;
    if (!started) started = startsWith(line, 'begin ');
    else if (startsWith(line, 'end')) ended = true;
    else if (line.length > 0) yield decodeUuencodedLine(line);
  }
  if (!started) onMalformed('The uuencoded text has no line "begin".');
  else if (!ended) onMalformed('The uuencoded text has no line "end".');
}

function decodeUuencodedLine(line: Uint8Array): Uint8Array {
  const value = (index: number): number => ((line[index] ?? 0x20) - 0x20) & 0x3f;
  const count = value(0);
  const out = new Uint8Array(count + 2);
  for (let group = 0; group * 3 < count; group++) {
    const at = 1 + group * 4;
    const bits = (value(at) << 18) | (value(at + 1) << 12) | (value(at + 2) << 6) | value(at + 3);
    out[group * 3] = bits >> 16;
    out[group * 3 + 1] = bits >> 8;
    out[group * 3 + 2] = bits;
  }
  return out.subarray(0, count);
}

function startsWith(line: Uint8Array, text: string): boolean {
  for (let index = 0; index < text.length; index++) if (line[index] !== text.charCodeAt(index)) return false;
  return true;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09;
}
