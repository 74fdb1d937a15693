import type { EventField, EventText } from './event-text.ts';
import type { RuleSettings } from './parameter-values.ts';

/**
 * What an event must be like, as a tree. Texts to compare with are parameters of the rule, given by their names, so that
 * the report prints them and the examiner may change them.
 */
export type EventCondition =
  | { readonly all: readonly EventCondition[] }
  | { readonly any: readonly EventCondition[] }
  | { readonly not: EventCondition }
  | {
      readonly field: EventField;
      /** How the field is compared with the texts of the parameter; one of them must fit. `names`: whole, without `.exe`. */
      readonly how: 'is' | 'names' | 'contains' | 'starts' | 'ends' | 'contains-word';
      readonly parameter: string;
    }
  /** The field has some text. */
  | { readonly field: EventField; readonly how: 'exists' }
  /** The port of the other end is one of the parameter. */
  | { readonly how: 'port'; readonly parameter: string }
  /** What texts cannot say; pure. */
  | { readonly how: 'test'; readonly test: (event: EventText, settings: RuleSettings) => boolean };

/** Tells whether an event is as the condition says. */
export function fits(condition: EventCondition, event: EventText, settings: RuleSettings): boolean {
  if ('all' in condition) return condition.all.every((one) => fits(one, event, settings));
  if ('any' in condition) return condition.any.some((one) => fits(one, event, settings));
  if ('not' in condition) return !fits(condition.not, event, settings);
  switch (condition.how) {
    case 'test':
      return condition.test(event, settings);
    case 'port': {
      const port = event.record.claimed.peer?.port;
      return port != null && settings.list(condition.parameter).includes(String(port));
    }
    case 'exists':
      return event.text(condition.field) !== '';
    default:
      return markOf(event.text(condition.field), condition.how, settings.list(condition.parameter)) !== null;
  }
}

/** The first of the texts that fits, or null. */
function markOf(
  text: string,
  how: 'is' | 'names' | 'contains' | 'starts' | 'ends' | 'contains-word',
  marks: readonly string[],
): string | null {
  if (text === '') return null;
  return marks.find((mark) => fitsMark(text, how, mark)) ?? null;
}

function fitsMark(text: string, how: 'is' | 'names' | 'contains' | 'starts' | 'ends' | 'contains-word', mark: string): boolean {
  switch (how) {
    case 'is':
      return text === mark;
    case 'names':
      return withoutEnding(text) === withoutEnding(mark);
    case 'contains':
      return text.includes(mark);
    case 'starts':
      return text.startsWith(mark);
    case 'ends':
      return text.endsWith(mark);
    case 'contains-word':
      return containsWord(text, mark);
  }
}

function withoutEnding(name: string): string {
  return name.endsWith('.exe') ? name.slice(0, -4) : name;
}

/** Tells whether a text holds a word that no letter, digit or underscore touches. */
export function containsWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (!isLetter(text[at - 1]) && !isLetter(text[at + word.length])) return true;
  }
  return false;
}

function isLetter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}_]/u.test(character);
}

/** The text of the condition's parameters that stands first in the event: an excerpt of a long text is taken around it. */
export function markIn(condition: EventCondition, event: EventText, settings: RuleSettings, field: EventField): string | null {
  if ('all' in condition || 'any' in condition) {
    const parts = 'all' in condition ? condition.all : condition.any;
    for (const part of parts) {
      const mark = markIn(part, event, settings, field);
      if (mark !== null) return mark;
    }
    return null;
  }
  if ('not' in condition || condition.how === 'test' || condition.how === 'port' || condition.how === 'exists') return null;
  if (condition.field !== field) return null;
  return markOf(event.text(field), condition.how, settings.list(condition.parameter));
}
