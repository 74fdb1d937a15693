import { keptText, type RuleValue } from '#model/index.ts';
import { formatKeyPath, type KeyPath } from './key-path.ts';
import type { PlistValue } from './plist-value.ts';

/** Most values of one part of a list that become facts: a shared value counts wherever it is met. */
const mostFacts = 2000;
const longestText = 4096;
/** Most characters of all facts together. */
const mostCharacters = 1024 * 1024;
const longestBytes = 64;

/** Every value below a value under its key path, and whether that is all of them. */
export interface PlistFacts {
  readonly facts: readonly RuleValue[];
  readonly isAll: boolean;
}

/**
 * Writes values of a list as facts: integers as numbers where they are exact so and as decimal text above, dates as instants,
 * bytes as the beginning of their hexadecimal form; lists of texts as they are.
 * @param path what the names of the facts begin with
 */
export function factsOf(value: PlistValue, path: KeyPath = []): PlistFacts {
  const facts: RuleValue[] = [];
  let visits = 0;
  let charactersLeft = mostCharacters;
  const walk = (at: PlistValue, place: KeyPath): boolean => {
    visits += 1;
    if (facts.length >= mostFacts || visits > 4 * mostFacts || charactersLeft <= 0) return false;
    if (at.kind === 'dictionary') return at.entries.every((entry) => walk(entry.value, [...place, entry.key]));
    if (at.kind === 'array' && !(at.items.length > 0 && at.items.length <= 100 && at.items.every(({ kind }) => kind === 'text'))) {
      return at.items.every((item, position) => walk(item, [...place, position]));
    }
    const fact = at.kind === 'array' ? at.items.map((item) => (item.kind === 'text' ? beginning(item.text) : '')) : plainValue(at);
    const name = formatKeyPath(place);
    charactersLeft -= name.length + (Array.isArray(fact) ? fact.join('').length : String(fact).length);
    facts.push({ name, value: fact });
    return true;
  };
  const isAll = walk(value, path);
  return { facts, isAll };
}

/** A value as a fact states it; collections as how much they hold. */
export function plainValue(value: PlistValue): string | number | boolean {
  switch (value.kind) {
    case 'text':
      return value.text.length > longestText ? `${beginning(value.text)}…` : value.text;
    case 'integer':
      return Number.isSafeInteger(Number(value.value)) ? Number(value.value) : String(value.value);
    case 'real':
      return Number.isFinite(value.value) ? value.value : String(value.value);
    case 'boolean':
      return value.value;
    case 'date':
      return value.instant ?? value.raw;
    case 'bytes': {
      const hex = Buffer.from(value.bytes.subarray(0, longestBytes)).toString('hex');
      return `${String(value.bytes.length)} bytes: ${hex}${value.bytes.length > longestBytes ? '…' : ''}`;
    }
    case 'uid':
      return `object ${String(value.value)}`;
    case 'null':
      return 'none';
    case 'unread':
      return `not read: ${value.reason}`;
    case 'array':
      return `${String(value.items.length)} values`;
    case 'dictionary':
      return `${String(value.entries.length)} values`;
  }
}

// A view of a text of many megabytes would keep all of it in memory for as long as the fact is kept.
function beginning(text: string): string {
  return text.length > longestText ? keptText(text.slice(0, longestText)) : text;
}
