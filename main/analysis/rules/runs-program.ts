import type { Rule } from '#model/index.ts';
import type { Detector } from '../detector.ts';
import { findingOfRule, ruleText, stateText } from './rule-facts.ts';

const rule: Rule = {
  id: 'forwarding.rule.runs-program',
  version: '1',
  title: 'A rule runs a program or script on mail',
  technique: 'T1114.003',
  level: 'medium',
  needs: ['rule', 'its actions'],
  parameters: [],
  benignExplanations: ['Filters for advertising, vacation answers and ticket systems are run on mail in this way.'],
  wouldProve: ['The program or script that the rule names, and what it does with the mail it is given.'],
  references: ['MITRE ATT&CK T1137.005, T1114.003 (DET0576: formail, procmail, AppleScript)'],
};

/** Looks for rules that hand mail to a program: scripts of Apple Mail, pipes of procmail and aliases, Outlook's start of a program. */
export const ruleRunsProgram: Detector = {
  rules: [rule],
  start: () => ({
    *consume(record) {
      if (record.kind !== 'rule') return;
      const actions = record.claimed.actions.filter(({ kind }) => kind === 'run-program');
      if (actions.length === 0) return;
      const named = actions.flatMap(({ facts }) => facts.map(({ value }) => String(value))).find((text) => text !== '');
      const what = named === undefined ? 'a program that it does not name' : JSON.stringify(named.slice(0, 200));
      const statement = `${ruleText(record)} states that mail is handed to ${what}.${stateText(record)}`;
      yield findingOfRule(rule, record, {
        level: record.claimed.isEnabled === false ? 'low' : rule.level,
        strength: 'STATES',
        statement,
        mechanism: 'rule that runs a program',
        sources: [],
        destinations: [],
      });
    },
  }),
};
