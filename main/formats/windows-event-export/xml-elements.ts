import type { LogText } from '#formats/log-text/index.ts';
import type { ByteRange, Limits } from '#model/index.ts';

/** An element `Event` of an export. */
export interface EventElement {
  /** From its tag to its end, or the beginning of one that is longer than the limit. */
  readonly xml: string;
  readonly range: ByteRange;
  /** What is wrong, as a sentence; null when nothing is. */
  readonly trouble: string | null;
}

const opening = Buffer.from('<Event', 'latin1');
const closing = Buffer.from('</Event>', 'latin1');
/** What may follow `<Event` in its tag: a blank, a line end, `>`; not the `s` of `<Events`. */
const afterName = new Set([0x20, 0x09, 0x0a, 0x0d, 0x3e]);

/**
 * The elements `Event` of a text, one by one, whatever stands around and between them. One that does not end before the
 * next begins is cut there. Memory does not grow with the text.
 */
export function* readEventElements(text: LogText, limits: Pick<Limits, 'logValueBytes'>): Generator<EventElement, void, undefined> {
  let end = -1;
  for (let start = findOpening(text, 0); start !== -1;) {
    // One search for the end serves all that begin before it.
    if (end < start) {
      const found = find(text, closing, start);
      end = found === -1 ? text.units : found;
    }
    const next = findOpening(text, start + opening.length);
    const isEnded = end < text.units && (next === -1 || next > end);
    const last = isEnded ? end + closing.length : next === -1 ? text.units : next;
    const isLong = last - start > limits.logValueBytes;
    yield {
      xml: text.textOf(start, isLong ? start + limits.logValueBytes : last),
      range: text.rangeOf(start, last),
      trouble: isLong
        ? 'The event is longer than the limit; its beginning was read.'
        : isEnded
          ? null
          : 'The event does not end before the next begins.',
    };
    start = next;
  }
}

function findOpening(text: LogText, from: number): number {
  for (let at = find(text, opening, from); at !== -1; at = find(text, opening, at + opening.length)) {
    const after = at + opening.length;
    if (after < text.units && afterName.has(text.from(after, 1)[0] ?? 0)) return at;
  }
  return -1;
}

function find(text: LogText, wanted: Buffer, from: number): number {
  for (let at = from; at + wanted.length <= text.units;) {
    const piece = text.from(at, wanted.length);
    const found = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).indexOf(wanted);
    if (found !== -1) return at + found;
    // The wanted text may begin at the end of the piece.
    at += piece.length - wanted.length + 1;
  }
  return -1;
}
