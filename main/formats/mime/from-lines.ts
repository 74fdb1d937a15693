import { decide, readSeparator, type Separator } from './separator.ts';
import { openWindow, type Window } from './window.ts';

/** The first line within a message that certainly looks like an mbox separator: dated, with a message header after it. */
export function findInnerSeparator(message: Uint8Array): Separator | null {
  // Hardly any message has such a line: nothing is opened for the others.
  if (!Buffer.from(message.buffer, message.byteOffset, message.byteLength).includes(needle)) return null;
  const window = openWindow({ sizeBytes: message.length, read: (offset, length) => message.subarray(offset, offset + length) });
  for (const candidate of candidatesFrom(window, 0)) {
    if (candidate.judged.kind === 'dated' && decide(window, candidate, { afterEmptyLine: false, style: 'dated' }).separates)
      return candidate;
  }
  return null;
}

/** Every line that begins with `From ` and might separate, from the line break at the given offset on. */
export function* candidatesFrom(window: Window, offsetBytes: number): Generator<Separator, void, undefined> {
  for (let at = nextFromLine(window, offsetBytes); at !== null; at = nextFromLine(window, at)) {
    if (isWorthALook(window, at)) yield readSeparator(window, at);
  }
}

/** Where the next line that begins with `From ` begins, its line break at the given offset or later; null for none. */
export function nextFromLine(window: Window, offsetBytes: number): number | null {
  for (let at = Math.max(0, offsetBytes); at < window.sizeBytes;) {
    const bytes = window.from(at, needle.length);
    const found = bytes.indexOf(needle);
    if (found !== -1) return at + found + 1;
    at += Math.max(1, bytes.length - needle.length + 1);
  }
  return null;
}

// A line that follows no empty line must have a date, for which a short line has no room. Seen without making a text of
// it, so that a mailbox of many such lines is read as fast as any other.
function isWorthALook(window: Window, offsetBytes: number): boolean {
  const start = Math.max(0, offsetBytes - 3);
  const bytes = window.from(start, 3 + shortestDatedLine);
  const line = offsetBytes - start;
  const before = bytes[line - 2];
  if (line < 3 || before === 0x0a || (before === 0x0d && bytes[line - 3] === 0x0a)) return true;
  return !bytes.subarray(line, line + shortestDatedLine).includes(0x0a);
}

const shortestDatedLine = 'From Thu Jul 6 3:13 1998'.length;

const needle = Buffer.from('\nFrom ');
