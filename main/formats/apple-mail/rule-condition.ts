import type { RuleCondition, RuleValue } from '#model/index.ts';
import { entryOf, factsOf, itemsOf, textOf, yesOrNoOf, type PlistValue } from '../plist/index.ts';

/** When a rule or smart mailbox applies; null where it states no criteria. */
export function readRuleCondition(rule: PlistValue): RuleCondition | null {
  const criteria = entryOf(rule, 'Criteria');
  if (criteria === null) return null;
  if (criteria.kind !== 'array') return { kind: 'unreadable', reason: 'The criteria are no list.' };
  const of = itemsOf(criteria).map(criterion);
  return { kind: yesOrNoOf(entryOf(rule, 'AllCriteriaMustBeSatisfied')) === true ? 'all' : 'any', of };
}

// A criterion without qualifier asks whether the text is contained; one without expression is a question of its own
// (`SenderIsVIP`, `IsJunkMail`, `AllMessages`).
function criterion(value: PlistValue): RuleCondition {
  if (value.kind !== 'dictionary') return { kind: 'unreadable', reason: 'A criterion is no dictionary.' };
  const field = textOf(entryOf(value, 'Header')) ?? '';
  const expression = textOf(entryOf(value, 'Expression'));
  const qualifier = textOf(entryOf(value, 'Qualifier')) ?? '';
  if (expression !== null && field !== '') {
    const text = (match: 'is' | 'contains' | 'begins with'): RuleCondition => ({
      kind: 'text',
      field,
      match,
      options: [],
      value: expression,
    });
    switch (qualifier.toLowerCase()) {
      case '':
      case 'contains':
        return text('contains');
      case 'doesnotcontain':
        return { kind: 'not', of: text('contains') };
      case 'beginswith':
        return text('begins with');
      case 'equals':
      case 'isequalto':
        return text('is');
      case 'isnotequalto':
        return { kind: 'not', of: text('is') };
    }
  }
  const values: readonly RuleValue[] = factsOf(value).facts;
  return { kind: 'named', name: `${field === '' ? 'criterion' : field}${qualifier === '' ? '' : ` ${qualifier}`}`, values };
}
