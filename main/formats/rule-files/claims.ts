import type { RuleAction, RuleActionKind, RuleCondition, RuleTarget, RuleValue } from '#model/index.ts';
import { readable } from './rule-file.ts';

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
