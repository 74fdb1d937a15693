import type { TextRange } from './rule-file.ts';

/** An argument of a command or test (RFC 5228 2.6). */
export type SieveArgument =
  | { readonly kind: 'tag'; readonly name: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'strings'; readonly values: readonly string[] };

/** A test, or several under one that combines them. */
export interface SieveTest {
  /** In lower case. */
  readonly name: string;
  readonly arguments: readonly SieveArgument[];
  readonly tests: readonly SieveTest[];
}

/** A command with what belongs to it. */
export interface SieveCommand extends SieveTest, TextRange {
  /** Null where the command has no block. */
  readonly block: readonly SieveCommand[] | null;
}

/** A script as far as it follows the grammar. */
export interface SieveScript {
  readonly commands: readonly SieveCommand[];
  readonly comments: readonly (TextRange & { readonly text: string })[];
  /** Where the grammar was left; null when the script is whole. */
  readonly brokenAt: number | null;
}

const deepestNesting = 64;

/** Parses a Sieve script (RFC 5228, grammar of section 8.2). What comes before a mistake is given. */
export function parseSieve(text: string): SieveScript {
  const comments: (TextRange & { text: string })[] = [];
  const scanner = openScanner(text, comments);
  const commands: SieveCommand[] = [];
  try {
    while (scanner.peek().kind !== 'end') commands.push(readCommand(scanner, 0));
    return { commands, comments, brokenAt: null };
  } catch (error) {
    if (!(error instanceof GrammarError)) throw error;
    return { commands, comments, brokenAt: error.at };
  }
}

class GrammarError extends Error {
  override readonly name = 'GrammarError';
  readonly at: number;
  constructor(at: number) {
    super(`Not Sieve at character ${String(at)}.`);
    this.at = at;
  }
}

type Token = TextRange &
  (
    | { readonly kind: 'word' | 'tag' | 'string'; readonly text: string }
    | { readonly kind: 'number'; readonly value: number }
    | { readonly kind: 'mark'; readonly text: string }
    | { readonly kind: 'end' }
  );

interface Scanner {
  peek(): Token;
  next(): Token;
}

const space = /(?:[ \t\r\n]+|#[^\r\n]*|\/\*[^]*?\*\/)/y;
const word = /[A-Za-z_][A-Za-z0-9_.]*/y;
const number = /(\d{1,15})([KMG]?)(?![A-Za-z0-9_])/iy;
// The words of the token and the first line end belong to no line of the text (8.1 multi-line).
const multiLine = /text:[ \t]*(?:#[^\r\n]*)?\r?\n([^]*?)(?<=\n)\.(?:\r?\n|$)/iy;
const quoted = /"((?:\\[^]|[^"\\])*)"/y;
const units: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

function openScanner(text: string, comments: (TextRange & { text: string })[]): Scanner {
  let at = 0;
  let ahead: Token | null = null;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  const scan = (): Token => {
    for (let skipped = match(space); skipped !== null; skipped = match(space)) {
      const end = at + skipped[0].length;
      if (!/^[ \t\r\n]/.test(skipped[0])) comments.push({ start: at, end, text: skipped[0] });
      at = end;
    }
    const start = at;
    if (at >= text.length) return { kind: 'end', start, end: start };
    const found =
      token(match(multiLine), ([, lines = '']) => ({ kind: 'string', text: lines.replace(/^\.\./gm, '.') })) ??
      token(match(quoted), ([, content = '']) => ({ kind: 'string', text: content.replace(/\\([^])/g, '$1') })) ??
      token(match(number), ([, digits = '', unit = '']) => ({
        kind: 'number',
        value: Number(digits) * (units[unit.toUpperCase()] ?? 1),
      })) ??
      token(match(word), ([name]) => ({ kind: 'word', text: name.toLowerCase() }));
    if (found !== null) {
      at = found.end;
      return found;
    }
    const mark = text[at] ?? '';
    if (mark === ':') {
      at += 1;
      const name = match(word)?.[0];
      if (name === undefined) throw new GrammarError(start);
      at += name.length;
      return { kind: 'tag', text: name.toLowerCase(), start, end: at };
    }
    if (!'[](){},;'.includes(mark)) throw new GrammarError(start);
    at += 1;
    return { kind: 'mark', text: mark, start, end: at };
  };
  return {
    peek: () => (ahead ??= scan()),
    next: () => {
      const taken = ahead ?? scan();
      ahead = null;
      return taken;
    },
  };
}

type TokenContent = { readonly kind: 'string' | 'word'; readonly text: string } | { readonly kind: 'number'; readonly value: number };

function token(match: RegExpExecArray | null, content: (match: RegExpExecArray) => TokenContent): Token | null {
  return match === null ? null : { ...content(match), start: match.index, end: match.index + match[0].length };
}

function readCommand(scanner: Scanner, depth: number): SieveCommand {
  const first = scanner.next();
  if (first.kind !== 'word' || depth > deepestNesting) throw new GrammarError(first.start);
  const parts = readArguments(scanner, depth);
  const after = scanner.next();
  if (after.kind === 'mark' && after.text === ';') return { name: first.text, ...parts, block: null, start: first.start, end: after.end };
  if (after.kind !== 'mark' || after.text !== '{') throw new GrammarError(after.start);
  const block: SieveCommand[] = [];
  for (;;) {
    const ahead = scanner.peek();
    if (ahead.kind === 'mark' && ahead.text === '}') {
      scanner.next();
      return { name: first.text, ...parts, block, start: first.start, end: ahead.end };
    }
    block.push(readCommand(scanner, depth + 1));
  }
}

function readArguments(scanner: Scanner, depth: number): Pick<SieveTest, 'arguments' | 'tests'> {
  const found: SieveArgument[] = [];
  for (;;) {
    const ahead = scanner.peek();
    if (ahead.kind === 'string') found.push({ kind: 'string', value: ahead.text });
    else if (ahead.kind === 'number') found.push({ kind: 'number', value: ahead.value });
    else if (ahead.kind === 'tag') found.push({ kind: 'tag', name: ahead.text });
    else if (ahead.kind === 'mark' && ahead.text === '[') {
      scanner.next();
      found.push({ kind: 'strings', values: readStrings(scanner) });
      continue;
    } else if (ahead.kind === 'word') {
      return { arguments: found, tests: [readTest(scanner, depth + 1)] };
    } else if (ahead.kind === 'mark' && ahead.text === '(') {
      scanner.next();
      return { arguments: found, tests: readTests(scanner, depth + 1) };
    } else return { arguments: found, tests: [] };
    scanner.next();
  }
}

function readStrings(scanner: Scanner): string[] {
  const values: string[] = [];
  for (;;) {
    const one = scanner.next();
    if (one.kind === 'mark' && one.text === ']' && values.length === 0) return values;
    if (one.kind !== 'string') throw new GrammarError(one.start);
    values.push(one.text);
    const after = scanner.next();
    if (after.kind === 'mark' && after.text === ']') return values;
    if (after.kind !== 'mark' || after.text !== ',') throw new GrammarError(after.start);
  }
}

function readTest(scanner: Scanner, depth: number): SieveTest {
  const name = scanner.next();
  if (name.kind !== 'word' || depth > deepestNesting) throw new GrammarError(name.start);
  return { name: name.text, ...readArguments(scanner, depth) };
}

function readTests(scanner: Scanner, depth: number): SieveTest[] {
  const tests: SieveTest[] = [];
  for (;;) {
    tests.push(readTest(scanner, depth));
    const after = scanner.next();
    if (after.kind === 'mark' && after.text === ')') return tests;
    if (after.kind !== 'mark' || after.text !== ',') throw new GrammarError(after.start);
  }
}
