import type { Rule } from '#model/index.ts';
import type { Detector } from '../detector.ts';
import { addressesOf, findingOfRule, passingOn, ruleText, stateText } from './rule-facts.ts';

const rule: Rule = {
  id: 'forwarding.rule.odd-name',
  version: '1',
  title: 'A rule is named by signs alone',
  technique: 'T1114.003',
  level: 'medium',
  needs: ['rule', 'its name'],
  parameters: [],
  benignExplanations: ['Some owners name their rules by a single sign out of haste.'],
  wouldProve: ['The audit log of the server for the creation of the rule.', 'The owner, asked whether the rule is known.'],
  references: ['Elastic 1c3d9346-4591-4894-935c-dad2824850f2 (Inbox Rule with Obfuscated Name)', 'MITRE ATT&CK T1114.003, T1564.008'],
};

/** Looks for rules whose name holds neither letter nor digit, such as `.` or `,,`, and that pass on, move or delete. */
export const oddlyNamedRule: Detector = {
  rules: [rule],
  start: () => ({
    *consume(record) {
      if (record.kind !== 'rule') return;
      const { name, actions } = record.claimed;
      if (name === null || name.trim() === '' || /[\p{L}\p{N}]/u.test(name)) return;
      const telling = actions.filter(
        ({ kind }) => passingOn.has(kind) || kind === 'move' || kind === 'delete' || kind === 'move-to-deleted',
      );
      if (telling.length === 0) return;
      const signs = Array.from(name).length;
      const statement = `${ruleText(record)} states a name of ${signs === 1 ? 'one sign' : `${String(signs)} signs`} without a letter or digit.${stateText(record)}`;
      yield findingOfRule(rule, record, {
        level: telling.some(({ kind }) => passingOn.has(kind)) ? rule.level : 'low',
        strength: 'INDICATES',
        statement,
        mechanism: 'rule with a name that is easily overlooked',
        sources: [],
        destinations: addressesOf(telling),
      });
    },
  }),
};
