/** An entry of a filter file: `name="value"`. */
export interface FilterEntry {
  /** In lower case. */
  readonly name: string;
  /** Its bytes, each as one character, without the escapes. */
  readonly value: string;
  readonly offsetBytes: number;
  readonly lengthBytes: number;
}

/** What a filter file is made of: entries, and lines that are none. */
export type FilterToken =
  | { readonly kind: 'entry'; readonly entry: FilterEntry }
  | { readonly kind: 'stray'; readonly offsetBytes: number; readonly lengthBytes: number };

/**
 * Takes a filter file apart (nsMsgFilterList::LoadAttrib and LoadValue of comm-central): entries of a name, `=` and a value
 * in double quotes, mostly one a line. `\"` stands for a quote, `\\` for a backslash, and a line break ends a value whose
 * quote was lost. After a line that is no entry it goes on with the next line, where the program would stop.
 */
export function* tokenizeFilters(bytes: Buffer): Generator<FilterToken, void, undefined> {
  const text = bytes.toString('latin1');
  let at = text.startsWith('\u00ef\u00bb\u00bf') ? 3 : 0;
  for (;;) {
    const start = skip(text, at, /[^\s\u0000]/g);
    if (start === text.length) return;
    const entry = entryAt(text, start);
    if (entry !== null) {
      yield { kind: 'entry', entry };
      at = start + entry.lengthBytes;
      continue;
    }
    const end = skip(text, start, /[\r\n]/g);
    yield { kind: 'stray', offsetBytes: start, lengthBytes: end - start };
    at = end;
  }
}

function skip(text: string, from: number, until: RegExp): number {
  until.lastIndex = from;
  return until.exec(text)?.index ?? text.length;
}

function entryAt(text: string, start: number): FilterEntry | null {
  const opening = /([^\s="]{1,100})[ \t]*=[ \t]*"/y;
  opening.lastIndex = start;
  const match = opening.exec(text);
  if (match === null) return null;
  const pieces: string[] = [];
  let from = opening.lastIndex;
  for (let at = from; ;) {
    at = skip(text, at, /["\\\r\n]/g);
    const character = text.charAt(at);
    if (character !== '\\') {
      pieces.push(text.slice(from, at));
      const end = character === '"' ? at + 1 : at;
      return { name: (match[1] ?? '').toLowerCase(), value: pieces.join(''), offsetBytes: start, lengthBytes: end - start };
    }
    const next = text.charAt(at + 1);
    if (next === '"' || next === '\\') {
      pieces.push(text.slice(from, at), next);
      from = at + 2;
    }
    // A backslash before anything else is itself.
    at = next === '"' || next === '\\' ? from : at + 1;
  }
}
