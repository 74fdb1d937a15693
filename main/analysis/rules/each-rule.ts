import type { Finding, Rule } from '#model/index.ts';
import type { CaseContext, CaseDetector } from '../detector.ts';
import type { RuleRecord } from './rule-facts.ts';

/**
 * A detector that looks at each stored rule by itself, with what the examiner gave for the case: it reads the rules that the
 * case keeps. Its findings come in evidence order.
 */
export function eachRule(rule: Rule, find: (record: RuleRecord, context: CaseContext) => Finding | null): CaseDetector {
  return {
    rules: [rule],
    ofSingleRecords: true,
    start(context) {
      const findings: Finding[] = [];
      return {
        consume({ facts }) {
          for (const fact of facts) {
            const finding = fact.kind === 'rule' ? find(fact, context) : null;
            if (finding !== null) findings.push(finding);
          }
        },
        finish: () => findings,
      };
    },
  };
}
