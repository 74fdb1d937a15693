import type { ByteRange } from '#model/index.ts';
import { textOfBytes } from '../claims.ts';

/** A value of a JSON text with its place. */
export interface JsonNode {
  /** The value of a text, number, truth value or null; null for an object or array. */
  readonly value: string | number | boolean | null;
  /** Of an object its members, of an array its elements under their numbers; empty for others. */
  readonly members: readonly JsonMember[];
  readonly kind: 'object' | 'array' | 'text' | 'number' | 'boolean' | 'null';
  readonly range: ByteRange;
}

export interface JsonMember {
  readonly key: string;
  readonly node: JsonNode;
}

/** A JSON text as far as it could be read. */
export interface JsonReading {
  /** Null where not even the beginning is JSON. */
  readonly root: JsonNode | null;
  /** Where the reading stopped, and why; null when it came to the end. */
  readonly stopped: { readonly offsetBytes: number; readonly reason: string } | null;
}

export interface JsonLimits {
  readonly depth: number;
  readonly nodes: number;
}

/**
 * Reads a JSON text (RFC 8259) with the place of every value. Of a damaged or cut text everything before the damage is given.
 * @param bytes UTF-8
 */
export function parseJson(bytes: Buffer, limits: JsonLimits): JsonReading {
  // One character a byte, so that places in the text are places in the file.
  const text = bytes.toString('latin1');
  const state: State = { text, at: text.startsWith('\u00ef\u00bb\u00bf') ? 3 : 0, nodes: 0, limits, stopped: null };
  skipSpace(state);
  const root = readNode(state, 0);
  if (state.stopped === null) {
    skipSpace(state);
    if (state.at < text.length) stop(state, 'something follows the end of the JSON text');
  }
  return { root, stopped: state.stopped };
}

/** The member of an object; null where there is none. */
export function member(node: JsonNode | null, ...keys: readonly string[]): JsonNode | null {
  let found: JsonNode | null = node;
  for (const key of keys) found = found?.members.find((one) => one.key === key)?.node ?? null;
  return found;
}

/** The text of a value; empty where it is none. */
export function textOfNode(node: JsonNode | null): string {
  return typeof node?.value === 'string' ? node.value : '';
}

/** The number of a value; null where it is none. */
export function numberOfNode(node: JsonNode | null): number | null {
  return typeof node?.value === 'number' ? node.value : null;
}

interface State {
  readonly text: string;
  at: number;
  nodes: number;
  readonly limits: JsonLimits;
  stopped: JsonReading['stopped'];
}

function isStopped(state: State): boolean {
  return state.stopped !== null;
}

function stop(state: State, reason: string): void {
  state.stopped ??= { offsetBytes: state.at, reason };
}

function skipSpace(state: State): void {
  while (/[ \t\r\n]/.test(state.text.charAt(state.at))) state.at += 1;
}

function readNode(state: State, depth: number): JsonNode | null {
  const start = state.at;
  state.nodes += 1;
  if (state.nodes > state.limits.nodes) {
    stop(state, 'it has more values than the limit');
    return null;
  }
  const opening = state.text[start];
  if (opening === '{' || opening === '[') {
    if (depth >= state.limits.depth) {
      stop(state, 'its values are nested deeper than the limit');
      return null;
    }
    const members = opening === '{' ? readMembers(state, depth) : readElements(state, depth);
    return { kind: opening === '{' ? 'object' : 'array', value: null, members, range: rangeFrom(state, start) };
  }
  if (opening === '"') {
    const value = readText(state);
    return value === null ? null : { kind: 'text', value, members: none, range: rangeFrom(state, start) };
  }
  const word = /(?:(true|false)|(null)|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?))(?![\w.])/y;
  word.lastIndex = start;
  const match = word.exec(state.text);
  if (match === null) {
    stop(state, start >= state.text.length ? 'it ends within a value' : 'a byte is no part of JSON');
    return null;
  }
  state.at = word.lastIndex;
  const range = rangeFrom(state, start);
  if (match[1] !== undefined) return { kind: 'boolean', value: match[1] === 'true', members: none, range };
  return match[2] === undefined
    ? { kind: 'number', value: Number(match[3]), members: none, range }
    : { kind: 'null', value: null, members: none, range };
}

const none: readonly JsonMember[] = [];

function readMembers(state: State, depth: number): JsonMember[] {
  const members: JsonMember[] = [];
  state.at += 1;
  skipSpace(state);
  if (takes(state, '}')) return members;
  while (state.stopped === null) {
    skipSpace(state);
    const key = readText(state);
    if (key === null) return members;
    skipSpace(state);
    if (!takes(state, ':')) {
      stop(state, 'a member has no value');
      return members;
    }
    skipSpace(state);
    const node = readNode(state, depth + 1);
    if (node !== null) members.push({ key, node });
    if (isStopped(state) || isLast(state, '}')) return members;
  }
  return members;
}

function readElements(state: State, depth: number): JsonMember[] {
  const members: JsonMember[] = [];
  state.at += 1;
  skipSpace(state);
  if (takes(state, ']')) return members;
  while (state.stopped === null) {
    skipSpace(state);
    const node = readNode(state, depth + 1);
    if (node !== null) members.push({ key: String(members.length), node });
    if (isStopped(state) || isLast(state, ']')) return members;
  }
  return members;
}

function isLast(state: State, closing: string): boolean {
  skipSpace(state);
  if (takes(state, ',')) return false;
  if (!takes(state, closing))
    stop(state, state.at >= state.text.length ? 'it ends before its last bracket' : 'a comma or bracket is missing');
  return true;
}

function takes(state: State, character: string): boolean {
  if (state.text[state.at] !== character) return false;
  state.at += 1;
  return true;
}

function readText(state: State): string | null {
  if (state.text[state.at] !== '"') {
    stop(state, 'a text is missing');
    return null;
  }
  const pieces: string[] = [];
  let from = state.at + 1;
  for (let at = from; at < state.text.length; at += 1) {
    const character = state.text[at];
    if (character === '"') {
      pieces.push(textOfBytes(state.text.slice(from, at)));
      state.at = at + 1;
      return pieces.join('');
    }
    if (character !== '\\') continue;
    pieces.push(textOfBytes(state.text.slice(from, at)));
    const escape = /^u([0-9a-fA-F]{4})/.exec(state.text.slice(at + 1, at + 6));
    const next = state.text.charAt(at + 1);
    pieces.push(escape === null ? (escapes.get(next) ?? next) : String.fromCharCode(Number.parseInt(escape[1] ?? '', 16)));
    at += escape === null ? 1 : 5;
    from = at + 1;
  }
  stop(state, 'it ends within a text');
  state.at = state.text.length;
  return null;
}

const escapes = new Map([
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

function rangeFrom(state: State, start: number): ByteRange {
  return { offsetBytes: start, lengthBytes: state.at - start };
}
