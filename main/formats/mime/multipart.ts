import type { ByteRange } from '#model/index.ts';

/** The parts of a multipart body (RFC 2046 5.1). */
export interface MultipartSplit {
  /** Each part's bytes, header and body, without the line break before the next boundary. */
  readonly parts: readonly ByteRange[];
  /** Whether the closing boundary is there. */
  readonly isClosed: boolean;
  /** Whether parts follow the closing boundary, which hides them from most programs. */
  readonly goesOn: boolean;
}

/**
 * Splits a multipart body at the lines that are its boundary. A line that merely begins with it (another boundary that
 * has this one as prefix) is none. What precedes the first and follows the closing one (preamble, epilogue) is no part.
 * @param boundary without the two hyphens
 * @returns null when the boundary does not occur.
 */
export function splitMultipart(bytes: Uint8Array, body: ByteRange, boundary: string): MultipartSplit | null {
  const end = body.offsetBytes + body.lengthBytes;
  const parts: ByteRange[] = [];
  let partStart = -1;
  let isClosed = false;
  let goesOn = false;
  for (const delimiter of delimitersOf(bytes, body, boundary)) {
    if (partStart !== -1) parts.push(rangeOf(partStart, contentEnd(bytes, partStart, delimiter.start)));
    if (isClosed && !delimiter.closes) goesOn = true;
    isClosed = delimiter.closes;
    partStart = delimiter.closes ? -1 : delimiter.next;
  }
  if (partStart === -1) return isClosed ? { parts, isClosed, goesOn } : null;
  // Nothing after a boundary at the very end is no part that was lost.
  if (partStart < end) parts.push(rangeOf(partStart, end));
  return { parts, isClosed, goesOn };
}

/**
 * Looks for the boundary of a multipart that names none: a line of two hyphens and more that a `Content-` line follows.
 * @returns it without the two hyphens, or null.
 */
export function guessBoundary(bytes: Uint8Array, body: ByteRange): string | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + body.offsetBytes, Math.min(body.lengthBytes, guessedBytes)).toString('latin1');
  return /(?:^|\n)--([^\r\n]{1,200}?)[ \t]*\r?\ncontent-/i.exec(text)?.[1] ?? null;
}

const guessedBytes = 64 * 1024;

interface Delimiter {
  readonly start: number;
  readonly next: number;
  readonly closes: boolean;
}

function* delimitersOf(bytes: Uint8Array, body: ByteRange, boundary: string): Generator<Delimiter, void, undefined> {
  const end = body.offsetBytes + body.lengthBytes;
  const within = Buffer.from(bytes.buffer, bytes.byteOffset, end);
  // Header text is UTF-8 where valid; a boundary of 8-bit characters (not allowed) is looked for in that form.
  const needle = Buffer.from(`--${boundary}`, 'utf8');
  for (let at = within.indexOf(needle, body.offsetBytes); at !== -1; at = within.indexOf(needle, at + 1)) {
    if (at !== body.offsetBytes && within[at - 1] !== 0x0a) continue;
    let after = at + needle.length;
    const closes = within[after] === 0x2d && within[after + 1] === 0x2d;
    if (closes) after += 2;
    while (within[after] === 0x20 || within[after] === 0x09) after += 1;
    if (within[after] === 0x0d) after += 1;
    if (after < end && within[after] !== 0x0a) continue;
    yield { start: at, next: Math.min(after + 1, end), closes };
  }
}

// The line break before a boundary belongs to the boundary (RFC 2046 5.1.1).
function contentEnd(bytes: Uint8Array, start: number, boundaryStart: number): number {
  let end = boundaryStart;
  if (end > start && bytes[end - 1] === 0x0a) end -= 1;
  if (end > start && bytes[end - 1] === 0x0d) end -= 1;
  return end;
}

function rangeOf(start: number, end: number): ByteRange {
  return { offsetBytes: start, lengthBytes: Math.max(0, end - start) };
}
