import type { FactRecord, Finding } from '#model/index.ts';
import type { CaseDetector } from '../detector.ts';
import { addressesOf, citeRule, ruleText, type RuleRecord } from '../rules/rule-facts.ts';
import { findingOfEvents } from './event-finding.ts';
import { ruleOf } from './event-rule.ts';
import { circumstancesOf, citeEvent, nameEvent, timeText } from './event-statement.ts';
import { putInto } from '../lists-by-key.ts';
import { isSameRule, ruleNameKey } from './same-rule.ts';
import { forwardingChanges, type ForwardingChange } from './stated-forwarding.ts';

const rule = ruleOf({
  id: 'access.change.rule-of-store',
  title: 'A rule of a mailbox, and the event that set it',
  technique: 'T1114.003',
  level: 'low',
  needs: ['rules of a store, profile or export', 'audit log with changes of rules'],
  benign: ['The owner set the rule himself; the event then names him, his client and his address.'],
  proof: ['The sign-in of the session of the event.', 'The owner, asked whether the rule is known.'],
  references: ['MITRE ATT&CK T1114.003, DET0576 (AN1591)'],
});

/** Most rules of stores that are kept. */
export const mostRules = 10_000;

/**
 * Joins rules that were read from a store with the events that set them: same name and same destinations, and no other
 * owner. A finding says who set the rule, when and from where. The order of records does not matter.
 */
export const ruleAndEvent: CaseDetector = {
  rules: [rule],
  start() {
    const changes = forwardingChanges();
    const rules: RuleRecord[] = [];
    let leftOut = 0;
    const keep = (record: FactRecord): void => {
      if (record.kind === 'event') changes.take(record);
      else if (record.kind === 'rule' && rules.length < mostRules) rules.push(record);
      else if (record.kind === 'rule') leftOut += 1;
    };
    return {
      consume({ facts }) {
        for (const fact of facts) keep(fact);
      },
      *finish() {
        const byName = new Map<string, ForwardingChange[]>();
        for (const one of changes.sorted()) putInto(byName, ruleNameKey(one.change.name), one);
        const sorted = rules.sort((one, other) => (one.recordId < other.recordId ? -1 : 1));
        for (const record of sorted) {
          const fitting = (byName.get(ruleNameKey(record.claimed.name ?? '')) ?? [])
            .filter((one) => isSameRule(record, one.change))
            .slice(0, 20);
          const [first, ...others] = fitting;
          if (first !== undefined) yield findingOf(record, [first, ...others], leftOut);
        }
      },
    };
  },
};

function findingOf(record: RuleRecord, [first, ...others]: readonly [ForwardingChange, ...ForwardingChange[]], leftOut: number): Finding {
  const later = others.map(
    (one) => ` ${nameEvent(one.record)} of ${timeText(one.record.claimed.time)}${circumstancesOf(one.record)} concerns it too.`,
  );
  const beyond = leftOut === 0 ? '' : ` ${String(leftOut)} further rules of the case were not compared.`;
  return findingOfEvents(rule, {
    level: rule.level,
    strength: 'STATES',
    statement: `${ruleText(record)} and ${nameEvent(first.record).replace(/^The/, 'the')} state the same rule, set at ${timeText(first.record.claimed.time)}${circumstancesOf(first.record)}.${later.slice(0, 3).join('')}${beyond}`,
    mechanism: 'rule with two sources',
    agency: 'automatic',
    sources: first.change.of.includes('@') ? [first.change.of] : [],
    destinations: addressesOf(record.claimed.actions),
    time: first.record.claimed.time,
    citations: [...citeRule(record, first.change.name), ...[first, ...others].slice(0, 5).map((one) => citeEvent(one.record, 'change'))],
  });
}
