import type { Limits, RuleValue } from '#model/index.ts';
import { anyText, isObject, jsonText, namedText, openedJson, textOf, type StatedFields } from './log-record.ts';

/** Most facts that the record of an event keeps. */
export const mostFacts = 300;
/** Most characters that all of them have together. */
const mostCharacters = 64 * 1024;
/** Most texts of a fact that is a list. */
const mostTexts = 100;
const deepest = 6;

/** The facts of a record, and whether something did not fit. */
export interface BoundedFacts {
  readonly facts: readonly RuleValue[];
  readonly isWhole: boolean;
}

/**
 * Every field of a record as a named value, so that none is lost by being of no meaning to us. Fields within fields have
 * the path as their name (`Item.ParentFolder.Path`, `Folders[1].Path`); of lists of named texts (`Parameters`,
 * `OperationProperties`, `ModifiedProperties`) each text has its own name, and what it was before follows as `… (before)`.
 * Empty fields are left out, but not empty parameters: they say that something was cleared.
 * @param also named values that stand beside the record in the export
 */
export function boundedFacts(fields: StatedFields, limits: Limits, also: readonly RuleValue[] = []): BoundedFacts {
  const collected = new Facts(limits.ruleCharacters);
  for (const [name, value] of Object.entries(fields)) collected.take(name, value, 0);
  for (const { name, value } of also) collected.put(name, value);
  return collected.ended();
}

class Facts {
  readonly #facts: RuleValue[] = [];
  readonly #longest: number;
  #characters = 0;
  #left = 0;
  #cut = false;

  constructor(longest: number) {
    this.#longest = longest;
  }

  take(name: string, stated: unknown, depth: number): void {
    if (this.#isFull()) {
      this.#left += 1;
      return;
    }
    const value = openedJson(stated);
    if (value === null || value === undefined || value === '') return;
    if (Array.isArray(value)) this.#takeList(name, value, depth);
    else if (isObject(value)) this.#takeObject(name, value, depth);
    else this.put(name, typeof value === 'number' || typeof value === 'boolean' ? value : textOf(value));
  }

  put(name: string, value: RuleValue['value']): void {
    if (this.#isFull()) {
      this.#left += 1;
      return;
    }
    const kept = typeof value === 'string' ? this.#shortened(value) : value;
    const shortName = name.slice(0, 200);
    this.#characters +=
      shortName.length + (typeof kept === 'object' ? kept.reduce((sum, { length }) => sum + length, 0) : String(kept).length);
    this.#facts.push({ name: shortName, value: kept });
  }

  ended(): BoundedFacts {
    if (this.#left > 0) {
      this.#facts.push({
        name: 'fields not kept',
        value: `${String(this.#left)} or more; they stand in the evidence at the place that is cited`,
      });
    }
    return { facts: this.#facts, isWhole: this.#left === 0 && !this.#cut };
  }

  #takeObject(name: string, value: StatedFields, depth: number): void {
    if (depth >= deepest) {
      this.put(name, jsonText(value));
      return;
    }
    for (const [inner, one] of Object.entries(value)) this.take(`${name}.${inner}`, one, depth + 1);
  }

  #takeList(name: string, list: readonly unknown[], depth: number): void {
    if (list.length === 0) return;
    const pairs = list.map((item) => namedText(item));
    if (pairs.every((pair) => pair !== null)) {
      for (const { name: own, text, before } of pairs) {
        this.put(own, text);
        if (before !== undefined && before !== '') this.put(`${own} (before)`, before);
      }
      return;
    }
    if (depth >= deepest || list.every((item) => typeof item !== 'object' || item === null)) {
      if (list.length > mostTexts) this.#left += list.length - mostTexts;
      const texts = list.slice(0, mostTexts).map((item) => this.#shortened(anyText(item)));
      this.put(name, texts);
      return;
    }
    for (const [index, item] of list.entries()) {
      this.take(list.length === 1 ? name : `${name}[${String(index + 1)}]`, item, depth + 1);
      if (this.#isFull()) {
        this.#left += list.length - index - 1;
        return;
      }
    }
  }

  #isFull(): boolean {
    return this.#facts.length >= mostFacts || this.#characters >= mostCharacters;
  }

  #shortened(text: string): string {
    const room = Math.max(0, Math.min(this.#longest, mostCharacters - this.#characters));
    if (text.length <= room) return text;
    this.#cut = true;
    return shortened(text, room);
  }
}

/** Cuts a text that is too long, never within a character, and says so in it. */
export function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const end = /[\ud800-\udbff]/.test(text.charAt(longest - 1)) ? longest - 1 : longest;
  return `${text.slice(0, Math.max(0, end))} … (${String(text.length)} characters)`;
}
