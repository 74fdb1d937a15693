import type { Finding, Rule } from '#model/index.ts';

/** What a detector states of events; the rest of a finding follows from its rule. */
export type EventStatement = Pick<Finding, 'level' | 'strength' | 'statement' | 'mechanism' | 'time' | 'citations'> &
  Partial<Pick<Finding, 'agency' | 'sources' | 'destinations' | 'extent' | 'table'>>;

/** A finding over access events. Whether a person or a program acted cannot be told from an event alone, unless it is given. */
export function findingOfEvents(rule: Rule, stated: EventStatement): Finding {
  return {
    ruleId: rule.id,
    ruleVersion: rule.version,
    technique: rule.technique,
    agency: 'undecidable',
    sources: [],
    destinations: [],
    ...stated,
    benignExplanations: rule.benignExplanations,
    wouldProve: rule.wouldProve,
  };
}
