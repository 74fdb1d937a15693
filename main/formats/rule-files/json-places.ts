import type { TextRange } from './rule-file.ts';

/** A value within a JSON text and where it stands. */
export interface JsonPlace extends TextRange {
  /** The member that it is, at the top, or whose list it is an element of. */
  readonly member: string;
}

/**
 * Finds the places of the members of the object that a JSON text is (RFC 8259), and of the elements of those that are
 * lists. The text must be known to be JSON.
 */
export function placesInJson(text: string): readonly JsonPlace[] {
  const places: JsonPlace[] = [];
  let depth = 0;
  let member = '';
  let start = -1;
  let isList = false;
  const close = (end: number): void => {
    const length = text.slice(start, end).trimEnd().length;
    if (start !== -1 && length > 0) places.push({ member, start, end: start + length });
    start = -1;
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    const isElement = depth === 1 ? !isList : depth === 2 && isList;
    if (character === '"') {
      const end = stringEnd(text, at);
      const colon = /^\s*:/.test(text.slice(end, end + 40));
      if (depth === 1 && start === -1 && colon) {
        member = JSON.parse(text.slice(at, end)) as string;
        at = text.indexOf(':', end);
        continue;
      }
      if (isElement && start === -1) start = at;
      at = end - 1;
    } else if (character === '{' || character === '[') {
      if (depth === 1 && character === '[') isList = true;
      else if (isElement && start === -1) start = at;
      depth += 1;
    } else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth === 1 && isList) {
        close(at);
        isList = false;
      } else if (depth === 0) close(at);
    } else if (character === ',') {
      if (isElement) close(at);
    } else if (isElement && start === -1 && !/\s/.test(character)) start = at;
  }
  return places;
}

function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}
