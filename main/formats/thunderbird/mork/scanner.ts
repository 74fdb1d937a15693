import type { ByteRange } from '#model/index.ts';

/** A place in the bytes of a Mork file, which moves forward only, and the damage met so far. */
export interface Scanner {
  readonly bytes: Buffer;
  at: number;
  /** Reading stops here: the end of the file, or of the transaction that is read. */
  end: number;
  readonly damage: DamageLog;
}

/** A run of bytes that the grammar does not allow at its place. */
export interface Damage extends ByteRange {
  readonly what: string;
}

/** Collects damage: the first places, and how many there were in all. */
export interface DamageLog {
  readonly places: readonly Damage[];
  readonly count: number;
  /** Notes a run of bytes; runs that follow each other with the same complaint become one. */
  note(what: string, offsetBytes: number, lengthBytes: number): void;
}

/** Of a hostile file with a million wrong bytes the first places tell enough. */
const mostPlaces = 50;

/** Starts an empty log. */
export function damageLog(): DamageLog {
  const places: Damage[] = [];
  let count = 0;
  let last: { what: string; offsetBytes: number; lengthBytes: number } | null = null;
  return {
    places,
    get count() {
      return count;
    },
    note(what, offsetBytes, lengthBytes) {
      if (last?.what === what && last.offsetBytes + last.lengthBytes === offsetBytes) {
        last.lengthBytes += lengthBytes;
        return;
      }
      last = { what, offsetBytes, lengthBytes };
      count += 1;
      if (places.length < mostPlaces) places.push(last);
    },
  };
}

/**
 * Moves to the next byte that is not white space, comment or line continuation, without taking it.
 * @returns the byte, or -1 at the end
 */
export function peek(scanner: Scanner): number {
  const { bytes, end } = scanner;
  while (scanner.at < end) {
    const byte = bytes[scanner.at] ?? 0;
    if (byte === slash) skipComment(scanner);
    else if (byte === backslash && isLineBreak(bytes[scanner.at + 1] ?? 0)) scanner.at += 2;
    else if (byte > space) return byte;
    else scanner.at += 1;
  }
  return -1;
}

// `//` to the end of the line, or `/* */`, which may be nested. A single slash is damage.
function skipComment(scanner: Scanner): void {
  const { bytes, end, damage } = scanner;
  const start = scanner.at;
  const second = bytes[start + 1];
  if (second === slash) {
    while (scanner.at < end && !isLineBreak(bytes[scanner.at] ?? 0)) scanner.at += 1;
    return;
  }
  if (second !== star) {
    damage.note('a slash that begins no comment', start, 1);
    scanner.at += 1;
    return;
  }
  let depth = 1;
  for (scanner.at += 2; scanner.at < end && depth > 0; scanner.at += 1) {
    if (bytes[scanner.at] === star && bytes[scanner.at + 1] === slash) depth -= 1;
    else if (bytes[scanner.at] === slash && bytes[scanner.at + 1] === star) depth += 1;
    else continue;
    scanner.at += 1;
  }
  if (depth > 0) damage.note('a comment without end', start, scanner.at - start);
}

/** Reads hexadecimal digits, as many as there are; of a number beyond 32 bits the lower 32 count, as in the program that writes it. */
export function readHex(scanner: Scanner): number | null {
  const start = scanner.at;
  let value = 0;
  for (; scanner.at < scanner.end; scanner.at += 1) {
    const digit = hexDigit(scanner.bytes[scanner.at] ?? 0);
    if (digit === -1) break;
    value = ((value << 4) | digit) >>> 0;
  }
  return scanner.at === start ? null : value;
}

/** Reads a name of a column or scope that stands as it is, up to what cannot belong to it. Empty where there is none. */
export function readName(scanner: Scanner): string {
  const start = scanner.at;
  while (scanner.at < scanner.end && isNameByte(scanner.bytes[scanner.at] ?? 0)) scanner.at += 1;
  return scanner.bytes.toString('latin1', start, scanner.at);
}

/**
 * Reads a value up to the `)` that ends it, which is taken: `\` before a character stands for that character, before a
 * line break for nothing; `$` with two hexadecimal digits stands for a byte.
 * @returns its bytes, each as one character
 */
export function readLiteral(scanner: Scanner): string {
  const { bytes, end, damage } = scanner;
  const pieces: string[] = [];
  let from = scanner.at;
  for (let at = from; at < end; at += 1) {
    const byte = bytes[at];
    if (byte === closingParenthesis) {
      scanner.at = at + 1;
      const rest = bytes.toString('latin1', from, at);
      return pieces.length === 0 ? rest : pieces.join('') + rest;
    }
    if (byte !== backslash && byte !== dollar) continue;
    pieces.push(bytes.toString('latin1', from, at));
    if (byte === backslash) {
      // A line break after it is one or two bytes; what follows it is read as any other.
      const skipped = isLineBreak(bytes[at + 1] ?? 0) ? breakLength(bytes, at + 1) : 0;
      at += skipped;
      from = at + 1;
      if (skipped === 0) at += 1;
      continue;
    }
    const high = hexDigit(bytes[at + 1] ?? 0);
    const low = hexDigit(bytes[at + 2] ?? 0);
    if (high === -1 || low === -1) {
      damage.note('a dollar sign without two hexadecimal digits', at, 1);
      from = at;
      continue;
    }
    pieces.push(String.fromCharCode((high << 4) | low));
    at += 2;
    from = at + 1;
  }
  damage.note('a value without end', scanner.at, end - scanner.at);
  scanner.at = end;
  return pieces.join('') + bytes.toString('latin1', Math.min(from, end), end);
}

/** Tells whether a byte is a hexadecimal digit. */
export function isHex(byte: number): boolean {
  return hexDigit(byte) !== -1;
}

const slash = 0x2f;
const star = 0x2a;
const backslash = 0x5c;
const dollar = 0x24;
const space = 0x20;
const closingParenthesis = 0x29;

function isLineBreak(byte: number): boolean {
  return byte === 0x0a || byte === 0x0d;
}

function breakLength(bytes: Buffer, at: number): number {
  const [first, second] = [bytes[at] ?? 0, bytes[at + 1] ?? 0];
  return isLineBreak(second) && second !== first ? 2 : 1;
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

// What ends a name: white space and the characters of the grammar.
const nameEnds = new Set(Array.from('=^()[]{}<>@', (character) => character.charCodeAt(0)));

function isNameByte(byte: number): boolean {
  return byte > space && byte !== 0x7f && !nameEnds.has(byte);
}
