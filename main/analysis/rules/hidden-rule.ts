import type { Rule } from '#model/index.ts';
import type { Detector } from '../detector.ts';
import { addressesOf, findingOfRule, passingOn, ruleText, stateText } from './rule-facts.ts';

const rule: Rule = {
  id: 'forwarding.rule.hidden',
  version: '1',
  title: 'A rule is stored so that mail programs do not list it',
  technique: 'T1114.003',
  level: 'high',
  needs: ['rule', 'its name and provider (PidTagRuleMessageName, PidTagRuleMessageProvider)'],
  parameters: [],
  benignExplanations: ['Programs other than Outlook, and damage, can leave a rule without the fields by which Outlook lists it.'],
  wouldProve: [
    'The rule as a MAPI editor shows it in the live mailbox, and its absence in Outlook and Get-InboxRule without -IncludeHidden.',
    'The audit log of the server for the creation of the rule.',
  ],
  references: [
    'Damian Pfammatter, Hidden Inbox Rules in Microsoft Exchange (2018)',
    '[MS-OXORULE] 2.2.4.1',
    'MITRE ATT&CK T1564.008, T1114.003',
  ],
};

/** Looks for rules whose name or provider was emptied, which hides them. High where the rule also passes mail on. */
export const hiddenRule: Detector = {
  rules: [rule],
  start: () => ({
    *consume(record) {
      if (record.kind !== 'rule' || !record.claimed.isHidden) return;
      const { actions, hiddenBecause } = record.claimed;
      const passes = actions.some(({ kind }) => passingOn.has(kind));
      const statement = `${ruleText(record)} is stored so that mail programs do not list it: ${hiddenBecause.join(' ')}${stateText(record)}`;
      yield findingOfRule(rule, record, {
        level: passes ? rule.level : 'medium',
        strength: 'STATES',
        statement,
        mechanism: 'hidden inbox rule',
        sources: [],
        destinations: addressesOf(actions.filter(({ kind }) => passingOn.has(kind))),
      });
    },
  }),
};
