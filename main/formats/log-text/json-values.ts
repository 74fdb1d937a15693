import type { ByteRange, Limits } from '#model/index.ts';
import { parseExactly } from './exact-json.ts';
import type { LogText } from './log-text.ts';

/** A JSON value of a log, with its place. */
export interface LogValue {
  /** Undefined where it could not be read. Whole numbers that a number cannot hold exactly are texts of their digits. */
  readonly value: unknown;
  readonly range: ByteRange;
  /** Why it could not be read, in a sentence; null when it could. */
  readonly trouble: string | null;
  /** Whether it is the object around the values (`{"value": […]}`), given last, with the list left empty. */
  readonly isAround: boolean;
}

/**
 * The JSON values of a log, one by one: a value in each line (NDJSON), values one after the other, the elements of a list,
 * or those of the list that a member of the one object around them holds. A damaged value costs that value as far as its
 * end can be told. Memory does not grow with the text.
 * @param listNames names of members of an outer object whose lists hold the values, e.g. `value`, `Records`; of members within
 * members, by their path: `hits.hits`
 */
export function* readJsonValues(
  text: LogText,
  limits: Pick<Limits, 'logValueBytes'>,
  listNames: readonly string[] = [],
): Generator<LogValue, void, undefined> {
  let at = skipBetween(text, 0);
  if (at >= text.units) return;
  if (text.from(at, 1)[0] === openList) {
    yield* readElements(text, at + 1, limits);
    return;
  }
  const list = listNames.length === 0 ? null : findList(text, at, listNames, limits.logValueBytes);
  if (list === null) {
    while (at < text.units) {
      const end = valueEnd(text, at, limits.logValueBytes, 'line');
      yield valueAt(text, at, end);
      at = skipBetween(text, end.next);
    }
    return;
  }
  const after = yield* readElements(text, list, limits);
  const end = Math.min(text.units, after + limits.logValueBytes);
  const around = parseExactly(`${text.textOf(at, list)}]${text.textOf(after, end)}`);
  yield { value: around.value, range: text.rangeOf(at, text.units), trouble: around.trouble, isAround: true };
}

// Gives the position after the closing bracket of the list.
function* readElements(text: LogText, start: number, limits: Pick<Limits, 'logValueBytes'>): Generator<LogValue, number, undefined> {
  let at = skipBetween(text, start);
  while (at < text.units) {
    if (text.from(at, 1)[0] === closeList) return at + 1;
    const end = valueEnd(text, at, limits.logValueBytes, 'list');
    yield valueAt(text, at, end);
    at = skipBetween(text, end.next);
  }
  return at;
}

interface ValueEnd {
  readonly end: number;
  readonly next: number;
  readonly trouble: string | null;
}

function valueAt(text: LogText, start: number, { end, trouble }: ValueEnd): LogValue {
  const range = text.rangeOf(start, end);
  if (trouble !== null) return { value: undefined, range, trouble, isAround: false };
  return { ...parseExactly(text.textOf(start, end)), range, isAround: false };
}

// Outside texts a line feed can only stand between values and members. In a text no line feed is allowed, so a text that
// is not closed ends with its line: the next line is a value again where there is one in each.
function valueEnd(text: LogText, start: number, most: number, within: 'line' | 'list'): ValueEnd {
  let depth = 0;
  let isText = false;
  let isEscaped = false;
  let begun = false;
  for (let at = start; at < text.units && at - start <= most;) {
    const piece = text.from(at, 1).subarray(0, start + most + 1 - at);
    for (let index = 0; index < piece.length; index += 1) {
      const unit = piece[index] ?? 0;
      const here = at + index;
      if (isText) {
        if (unit === lineFeed && within === 'line') return { end: here, next: here + 1, trouble: 'A text in it is not closed.' };
        if (isEscaped) isEscaped = false;
        else if (unit === backslash) isEscaped = true;
        else if (unit === quote) isText = false;
        continue;
      }
      if (unit === quote) isText = true;
      else if (unit === openObject || unit === openList) depth += 1;
      else if (unit === closeObject || unit === closeList) {
        if (depth === 0 && here > start) return { end: here, next: here, trouble: null };
        if (depth === 0) return { end: here + 1, next: here + 1, trouble: 'A bracket closes what was never opened.' };
        depth -= 1;
        if (depth === 0) return { end: here + 1, next: here + 1, trouble: null };
      } else if (depth === 0 && begun && (unit === comma || unit <= space)) return { end: here, next: here, trouble: null };
      begun = true;
    }
    at += piece.length;
  }
  if (text.units - start <= most) {
    return { end: text.units, next: text.units, trouble: depth > 0 || isText ? 'The text ends within it.' : null };
  }
  const end = start + most;
  return { end, next: text.units, trouble: 'It is longer than the limit; what follows was not read.' };
}

// The position after the bracket that opens the list of a named member of the object at `start`.
function findList(text: LogText, start: number, names: readonly string[], most: number): number | null {
  // One character for each unit, so that places in it are positions.
  const head = Buffer.from(text.from(start, headUnits).subarray(0, Math.min(most, headUnits))).toString('latin1');
  // The name of the member that each open object is at; none within lists.
  const path: string[] = [];
  for (let at = 0; at < head.length; at += 1) {
    const character = head.charAt(at);
    if (character === '{' || character === '[') path.push('');
    if (character === '}' || character === ']') path.pop();
    if (path.length === 0) return null;
    if (character !== '"') continue;
    const close = closingQuote(head, at + 1);
    const behind = /^"\s{0,1000}:\s{0,1000}(\[?)/.exec(head.slice(close, close + 2010));
    if (behind !== null && path.length <= deepestList) {
      path[path.length - 1] = head.slice(at + 1, close);
      if (behind[1] === '[' && names.includes(path.join('.'))) return start + close + behind[0].length;
    }
    at = close;
  }
  return null;
}

/** A path of names is not told of members deeper than this. */
const deepestList = 4;

function closingQuote(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    if (text.charAt(at) === '\\') at += 1;
    else if (text.charAt(at) === '"') return at;
  }
  return text.length;
}

function skipBetween(text: LogText, start: number): number {
  for (let at = start; at < text.units;) {
    const piece = text.from(at, 1);
    const found = piece.findIndex((unit) => unit > space && unit !== comma);
    if (found !== -1) return at + found;
    at += piece.length;
  }
  return text.units;
}

/** How much of an outer object may stand before its list. */
const headUnits = 64 * 1024;
const quote = 0x22;
const comma = 0x2c;
const backslash = 0x5c;
const space = 0x20;
const lineFeed = 0x0a;
const openList = 0x5b;
const closeList = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;
