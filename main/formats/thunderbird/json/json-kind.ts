import type { FactDraft, RuleValue } from '#model/index.ts';
import { fact } from '../claims.ts';
import type { JsonMember, JsonNode } from './parse-json.ts';

/** A JSON file of a profile: how it is recognised, and what it tells. */
export interface JsonKind {
  readonly id: string;
  /** For people: `Thunderbird folder cache (folderCache.json)`. */
  readonly title: string;
  /** Tells it by its members; of a large file only the beginning is at hand. */
  recognises(root: JsonNode): boolean;
  /** What the file states, in its order. */
  tell(root: JsonNode): Iterable<JsonFact>;
}

/** Something that a JSON file states, with the value that states it. */
export interface JsonFact {
  /** Keys from the top to the value. */
  readonly path: readonly string[];
  readonly node: JsonNode;
  readonly draft: Claims;
}

/** What differs between the facts: kind and claims. */
export type Claims = FactDraft extends infer Draft ? (Draft extends FactDraft ? Pick<Draft, 'kind' | 'claimed'> : never) : never;

/** A setting of Thunderbird. */
export function settingOf(name: string, values: readonly RuleValue[]): Claims {
  return { kind: 'setting', claimed: { setting: 'client-setting', client: 'thunderbird', name, folderPath: [], modified: null, values } };
}

/**
 * The values of an object as facts, with those of inner objects under their path, e.g. `state.folderURI`.
 * @param most how many at most
 */
export function flatFacts(node: JsonNode, most: number, prefix = ''): RuleValue[] {
  const facts: RuleValue[] = [];
  const stack: { prefix: string; member: JsonMember }[] = [...node.members].reverse().map((member) => ({ prefix, member }));
  for (let next = stack.pop(); next !== undefined && facts.length < most; next = stack.pop()) {
    const { key, node: inner } = next.member;
    const name = next.prefix === '' ? key : `${next.prefix}.${key}`;
    if (inner.kind !== 'object' && inner.kind !== 'array') facts.push(fact(name, inner.value ?? ''));
    else for (const member of inner.members.slice(0, most).reverse()) stack.push({ prefix: name, member });
  }
  return facts;
}
