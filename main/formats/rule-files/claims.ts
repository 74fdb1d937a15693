import type { RuleAction, RuleActionKind, RuleCondition, RuleTarget, RuleValue } from '#model/index.ts';
import { readable } from './readable.ts';

/** An action as texts state it. */
export function action(
  kind: RuleActionKind,
  rest: Partial<Pick<RuleAction, 'flavour' | 'targets' | 'facts' | 'isWhole'>> = {},
): RuleAction {
  return { kind, flavour: [], targets: [], facts: [], raw: '', isWhole: true, ...rest };
}

/** A mail address as a target; a name without a domain is a user of the server. */
export function addressTarget(address: string, name = ''): RuleTarget {
  const text = readable(address);
  const isSmtp = text.includes('@');
  return {
    kind: 'address',
    name: readable(name),
    smtpAddress: isSmtp ? text : null,
    x500Address: null,
    addressType: isSmtp ? 'SMTP' : '',
    otherAddress: isSmtp ? '' : text,
    entryId: null,
  };
}

/** A folder as a target. */
export function folderTarget(name: string): RuleTarget {
  return { kind: 'folder', name: readable(name), store: null, folder: null };
}

/** A named value of texts. */
export function value(name: string, of: string | number | boolean | readonly string[]): RuleValue {
  if (typeof of === 'string') return { name, value: readable(of) };
  return { name, value: typeof of === 'object' ? of.map(readable) : of };
}

/** A text in a field. */
export function textCondition(field: string, match: 'is' | 'contains', text: string): RuleCondition {
  return { kind: 'text', field: readable(field), match, options: [], value: readable(text) };
}

/** The conditions together; one alone stays as it is, none is null. */
export function together(kind: 'all' | 'any', conditions: readonly RuleCondition[]): RuleCondition | null {
  const [first] = conditions;
  if (first === undefined) return null;
  return conditions.length === 1 ? first : { kind, of: conditions };
}

/** That none of some conditions holds, as for a branch after others; of very many it is said in one. */
export function noneOf(conditions: readonly RuleCondition[]): readonly RuleCondition[] {
  if (conditions.length > mostBranches) {
    return [{ kind: 'named', name: 'no branch before it applied', values: [value('branches', conditions.length)] }];
  }
  return conditions.map((condition) => ({ kind: 'not', of: condition }));
}

const mostBranches = 32;
const mostNodes = 2000;
const mostCharacters = 64 * 1024;
const deepestCondition = 100;

/** The condition, or in place of one that is larger or deeper than any owner writes a word that says so. */
export function boundedCondition(condition: RuleCondition | null): RuleCondition | null {
  const waiting = condition === null ? [] : [{ node: condition, depth: 0 }];
  let nodes = 0;
  let characters = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, depth } = next;
    nodes += 1;
    characters += sizeOf(node);
    if (nodes > mostNodes || characters > mostCharacters || depth > deepestCondition) {
      return { kind: 'unreadable', reason: 'the condition is very large; it stands in the text' };
    }
    if (node.kind === 'all' || node.kind === 'any')
      waiting.push(...node.of.slice(0, mostNodes + 1).map((one) => ({ node: one, depth: depth + 1 })));
    else if (node.kind === 'not' && node.of !== null) waiting.push({ node: node.of, depth: depth + 1 });
  }
  return condition;
}

function sizeOf(node: RuleCondition): number {
  if (node.kind === 'text') return node.field.length + node.value.length;
  if (node.kind !== 'named') return 20;
  return node.values.reduce(
    (sum, { value: one }) =>
      sum + (typeof one === 'object' ? one.reduce((total, text) => total + text.length, 0) : 20 + String(one).length),
    0,
  );
}
