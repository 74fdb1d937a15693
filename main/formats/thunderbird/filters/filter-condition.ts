import type { Relation, RuleCondition, TextMatch } from '#model/index.ts';
import { shortened } from '../claims.ts';

/** A condition as read, and what could not be. */
export interface ReadCondition {
  readonly condition: RuleCondition | null;
  /** In a sentence; empty when all was understood. */
  readonly trouble: string;
}

/**
 * Reads the condition of a filter: `ALL`, or terms `AND (field,operator,value) OR (…)`; fields in quotes are header fields,
 * unknown ones belong to an add-on (nsMsgFilterList::ParseCondition, nsMsgSearchTerm.cpp of comm-central). Terms joined in both
 * ways apply from left to right. The sign before the first one means nothing.
 */
export function readCondition(text: string): ReadCondition {
  const trimmed = text.trim();
  if (trimmed === '') return { condition: null, trouble: '' };
  if (trimmed === 'ALL') return { condition: { kind: 'named', name: 'all messages', values: [] }, trouble: '' };
  const { terms, trouble } = termsOf(trimmed);
  const [first, ...others] = terms;
  if (first === undefined)
    return {
      condition: { kind: 'unreadable', reason: 'no term was found in it' },
      trouble: trouble || 'No term of the condition could be read.',
    };
  const kinds = new Set(others.map(({ joint }) => joint));
  if (kinds.size <= 1) {
    const [kind] = kinds;
    return { condition: kind === undefined ? first.condition : { kind, of: terms.map(({ condition }) => condition) }, trouble };
  }
  return { condition: fold(first.condition, others), trouble };
}

interface Term {
  readonly joint: 'all' | 'any';
  readonly condition: RuleCondition;
}

// From left to right: neighbours that are joined alike share a level.
function fold(first: RuleCondition, others: readonly Term[]): RuleCondition {
  let condition = first;
  let depth = 0;
  for (let at = 0; at < others.length;) {
    const joint = others[at]?.joint ?? 'all';
    const start = at;
    while (at < others.length && others[at]?.joint === joint) at += 1;
    depth += 1;
    if (depth > deepest)
      return { kind: 'all', of: [condition, { kind: 'unreadable', reason: 'the terms change between AND and OR too often' }] };
    condition = { kind: joint, of: [condition, ...others.slice(start, at).map((term) => term.condition)] };
  }
  return condition;
}

const deepest = 64;
const mostTerms = 10_000;

function termsOf(text: string): { terms: Term[]; trouble: string } {
  const terms: Term[] = [];
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('(', at);
    if (open === -1) return { terms, trouble: text.slice(at).trim() === '' ? '' : 'Text follows the last term of the condition.' };
    if (terms.length >= mostTerms) return { terms, trouble: `The condition has more than ${String(mostTerms)} terms.` };
    const close = termEnd(text, open + 1);
    const inner = text.slice(open + 1, close ?? text.length).replace(/\\"/g, '"');
    // The program takes any O before the parenthesis for OR.
    terms.push({ joint: text.slice(at, open).includes('O') ? 'any' : 'all', condition: termOf(inner) });
    if (close === null) return { terms, trouble: 'The last term of the condition has no end.' };
    at = close + 1;
  }
  return { terms, trouble: '' };
}

function termEnd(text: string, from: number): number | null {
  let isQuoted = false;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\\' && text[at + 1] === '"') at += 1;
    else if (character === '"') isQuoted = !isQuoted;
    else if (character === ')' && !isQuoted) return at;
  }
  return null;
}

function termOf(term: string): RuleCondition {
  const parts = termParts(term);
  if (parts === null) return { kind: 'unreadable', reason: `a term has no operator: ${shortened(term, 200)}` };
  const { attribute, isHeader, operator } = parts;
  const field = isHeader ? `header ${attribute}` : attribute.toLowerCase();
  const value = shortened(unquoted(parts.value));
  if (!isHeader && !textFields.has(field) && !valueFields.has(field)) {
    const values = [
      { name: 'operator', value: shortened(operator, 200) },
      { name: 'value', value },
    ];
    return { kind: 'named', name: `term of an add-on: ${shortened(attribute, 200)}`, values };
  }
  return conditionOf(shortened(field, 1000), operator.toLowerCase(), value);
}

// `field,operator,value`; a header field stands in quotes.
function termParts(term: string): { attribute: string; isHeader: boolean; operator: string; value: string } | null {
  const text = term.trimStart();
  const quote = text.startsWith('"') ? text.indexOf('"', 1) : -1;
  const first = text.indexOf(',', quote + 1);
  if (first === -1) return null;
  const second = text.indexOf(',', first + 1);
  return {
    attribute: quote === -1 ? text.slice(0, first).trim() : text.slice(1, quote),
    isHeader: quote !== -1,
    operator: text.slice(first + 1, second === -1 ? undefined : second).trim(),
    value: second === -1 ? '' : text.slice(second + 1),
  };
}

function unquoted(text: string): string {
  const quoted = /^"([\s\S]*)"$/.exec(text);
  return quoted?.[1] ?? text;
}

const textFields = new Set(['subject', 'from', 'body', 'to', 'cc', 'to or cc', 'all addresses', 'tag', 'from in ab']);
const valueFields = new Set([
  'date',
  'priority',
  'status',
  'age in days',
  'size',
  'junk status',
  'junk percent',
  'junk score origin',
  'has attachment status',
]);

function conditionOf(field: string, operator: string, value: string): RuleCondition {
  const negated = negations.get(operator);
  if (negated !== undefined) return { kind: 'not', of: conditionOf(field, negated, value) };
  if (operator === 'is empty') return { kind: 'not', of: { kind: 'exists', field } };
  if (operator === "isn't empty") return { kind: 'exists', field };
  if (operator === 'is in ab') return { kind: 'named', name: `${field} is in an address book`, values: [{ name: 'address book', value }] };
  if (field === 'has attachment status') return { kind: 'exists', field: 'attachment' };
  const relation = relations.get(operator);
  if (field === 'size' && relation !== undefined && /^\d{1,12}$/.test(value))
    return { kind: 'size', field: 'size', relation, sizeBytes: Number(value) * 1024 };
  if (valueFields.has(field) && relation !== undefined) return { kind: 'compare', field, relation, value };
  const match = matches.get(operator);
  if (match !== undefined) return { kind: 'text', field, match: match.match, options: match.options, value };
  return { kind: 'named', name: `${field} ${shortened(operator, 200)}`, values: [{ name: 'value', value }] };
}

const negations = new Map([
  ["doesn't contain", 'contains'],
  ["isn't", 'is'],
  ["isn't in ab", 'is in ab'],
  ["doesn't match", 'matches'],
]);

const relations = new Map<string, Relation>([
  ['is', '='],
  ['is before', '<'],
  ['is after', '>'],
  ['is higher than', '>'],
  ['is lower than', '<'],
  ['is greater than', '>'],
  ['is less than', '<'],
]);

const matches = new Map<string, { readonly match: TextMatch; readonly options: readonly string[] }>([
  ['contains', { match: 'contains', options: [] }],
  ['is', { match: 'is', options: [] }],
  ['begins with', { match: 'begins with', options: [] }],
  ['ends with', { match: 'contains', options: ['at the end'] }],
  ['matches', { match: 'contains', options: ['as a pattern'] }],
]);
