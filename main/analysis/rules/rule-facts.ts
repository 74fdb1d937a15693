import type { Citation, FactRecord, Finding, NonEmpty, Rule, RuleAction, RuleCondition, RuleTarget } from '#model/index.ts';
import { distinctAddresses } from '../forwarding/describe-addresses.ts';
import { citeParts } from './cite-fact.ts';

export type RuleRecord = Extract<FactRecord, { kind: 'rule' }>;

/** Actions that bring mail, or a copy of it, to someone else. */
export const passingOn: ReadonlySet<RuleAction['kind']> = new Set([
  'forward',
  'forward-as-attachment',
  'redirect',
  'delegate',
  'carbon-copy',
]);

/** The addresses that actions name, in their order: SMTP where there is one, else whatever is stored. */
export function addressesOf(actions: readonly RuleAction[]): readonly string[] {
  return distinctAddresses(actions.flatMap(({ targets }) => targets.flatMap(addressOf)));
}

function addressOf(target: RuleTarget): string[] {
  if (target.kind !== 'address') return [];
  const address = [target.smtpAddress ?? '', target.otherAddress, target.x500Address ?? '', target.name].find((text) => text !== '');
  return address === undefined ? [] : [address];
}

/** How a statement names a rule: `The rule "Newsletters"`. */
export function ruleText({ claimed }: RuleRecord): string {
  return claimed.name === null || claimed.name.trim() === '' ? 'The rule without a name' : `The rule ${JSON.stringify(claimed.name)}`;
}

/** What a statement adds about the state of a rule: that it is off, or was recovered. Empty for one that works. */
export function stateText({ claimed, observed }: RuleRecord): string {
  const off = claimed.isEnabled === false ? ' It is switched off.' : '';
  const recovered = observed.allocation === 'allocated' ? '' : ' It was recovered, and is not in place any more.';
  return off + recovered;
}

/** Cites the stored forms of a rule, or the rule as a whole where none was kept. */
export function citeRule(record: RuleRecord, excerpt: string): NonEmpty<Citation> {
  return citeParts(record, record.claimed.parts, excerpt, addressesOf(record.claimed.actions));
}

/** What a detector states of a rule record. */
export type RuleStatement = Pick<Finding, 'level' | 'strength' | 'statement' | 'mechanism' | 'sources' | 'destinations'>;

/** A finding that rests on a rule record alone: rules work by themselves; their time is that of their last change. */
export function findingOfRule(rule: Rule, record: RuleRecord, stated: RuleStatement): Finding {
  return {
    ruleId: rule.id,
    ruleVersion: rule.version,
    technique: rule.technique,
    ...stated,
    agency: 'automatic',
    time: record.claimed.modified ?? record.claimed.created,
    citations: citeRule(record, stated.statement),
    benignExplanations: rule.benignExplanations,
    wouldProve: rule.wouldProve,
  };
}

/** The owner that a rule names, where that is an address. */
export function ownerOf({ claimed }: RuleRecord): readonly string[] {
  return claimed.owner.includes('@') ? [claimed.owner] : [];
}

/** Every text that a condition compares with, with the people and values it names. */
export function textsOf(condition: RuleCondition | null): readonly string[] {
  if (condition === null) return [];
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.flatMap(textsOf);
    case 'not':
      // What must not stand in the message does not say what the rule is about.
      return [];
    case 'text':
      return [condition.value];
    case 'compare':
      return valueTexts(condition.value);
    case 'sub-object':
    case 'count':
      return textsOf(condition.of);
    case 'remark':
      return [...condition.values.flatMap(({ value }) => valueTexts(value)), ...textsOf(condition.of)];
    case 'named':
      return condition.values.flatMap(({ value }) => valueTexts(value));
    case 'people':
    case 'compare-fields':
    case 'bits':
    case 'size':
    case 'exists':
    case 'unreadable':
      return [];
  }
}

function valueTexts(value: string | number | boolean | readonly string[]): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' ? value : [];
}
