import type { CaseDetector } from '#analysis/detector.ts';
import { putInto } from '#analysis/lists-by-key.ts';
import type { RuleRecord } from '#analysis/rules/rule-facts.ts';
import { accountNames } from '../account-names.ts';
import { eventCopies } from '../copies.ts';
import { ruleOf } from '../event-rule.ts';
import type { EventRecord } from '../event-text.ts';
import { momentOf } from '../mailbox-event.ts';
import { numberParameter, settingsOf } from '../parameter-values.ts';
import { isSameRule, ruleNameKey } from '../same-rule.ts';
import { fieldOfStoreStep, storeSteps } from '../store-steps.ts';
import { chainFinding, stepsOfSitting } from './finding.ts';
import { forwardedByArtifact, forwardedByEvent, takeForwarded } from './forwarded-mail.ts';
import { sittingsAround, sittingsOf, takeStep, takeStoreStep, takeWaiting, type Sitting } from './sittings.ts';
import { anchorOf, isOfDestination, stepOf, storeStepTitles } from './steps.ts';

const rule = ruleOf({
  id: 'access.chain.account',
  version: '2',
  title: 'Sign-in, change, access, export and forwarded mail of one account, one after the other',
  technique: 'T1114.002',
  level: 'high',
  needs: [
    'sign-ins with account, address or session',
    'changes of rules or forwarding, exports, access to mail, by the same account',
    'messages or events that name the destination, for the last step',
    'process starts, scripts, file access and connections of machines, for what was done to mail stores there',
  ],
  parameters: [
    numberParameter('hours', 'How many hours may lie between steps of one sitting.', 24),
    numberParameter('days', 'For how many days after a change forwarded mail belongs to it.', 30),
    numberParameter('steps', 'How many kinds of steps there must be.', 3),
  ],
  benign: ['Administrators sign in, set forwarding on request and look whether it works.', 'Owners set up forwarding for themselves.'],
  proof: [
    'The place of the address, and whether the owner was there.',
    'The owner, asked whether the change is known.',
    'The mail in the mailbox of the destination.',
  ],
  references: ['MITRE ATT&CK T1114.002, T1114.003, DET0476 (AN1309, AN1312), DET0048 (AN0132), DET0576 (AN1591)'],
});

/** Most changes and exports that chains are built around, and most rules of stores that are compared with them. */
export const mostAnchors = 10_000;

/**
 * Tells what one account did around a change of forwarding or an export: the sign-in before it, access to mail in the same
 * session or from the same address, what was done to mail stores on machines, and the mail that then went to the new
 * destination. Accounts are the same by the name before the `@` or behind the domain, so that logs of machines and of
 * services join; of two organisations they are not the same. The order of records does not matter.
 */
export const intrusionChain: CaseDetector = {
  rules: [rule],
  start(context) {
    const settings = settingsOf(rule, context.parameters);
    const forwardedWithin = settings.number('days');
    const storeStepsOf = storeSteps(context);
    const names = accountNames();
    const anchors: EventRecord[] = [];
    const rules: RuleRecord[] = [];
    const byDestination = new Map<string, Sitting[]>();
    let copies = eventCopies();
    let leftOut = 0;
    let sittings: ReadonlyMap<string, readonly Sitting[]> | null = null;
    const takeEvent = (record: EventRecord, known: ReadonlyMap<string, readonly Sitting[]>): void => {
      const step = stepOf(record);
      if (step !== null && copies.isCopy(record)) return;
      if (step !== null && isOfDestination(step)) {
        takeForwarded(byDestination, step, forwardedByEvent(record), { days: forwardedWithin, names });
        return;
      }
      for (const sitting of sittingsAround(record, known, names)) {
        if (step !== null) takeStep(sitting, step, record);
        else for (const { name } of storeStepsOf(record)) takeStoreStep(sitting, storeStepTitles[name], record, fieldOfStoreStep(record));
      }
    };
    return {
      consume({ facts }) {
        for (const fact of facts) {
          if (fact.kind === 'rule' && fact.claimed.name !== null) {
            if (rules.length < mostAnchors) rules.push(fact);
          } else if (fact.kind === 'event') {
            names.learn(fact);
            if (anchorOf(fact) === null || momentOf(fact) === null || copies.isCopy(fact)) continue;
            if (anchors.length < mostAnchors) anchors.push(fact);
            else leftOut += 1;
          }
        }
      },
      consumeAgain({ facts, observations }) {
        if (sittings === null) {
          copies = eventCopies();
          sittings = sittingsOf(anchors, names, settings.number('hours') * 3_600_000);
          for (const sitting of [...sittings.values()].flat()) {
            for (const address of sitting.destinations) putInto(byDestination, address, sitting);
          }
        }
        for (const fact of facts) if (fact.kind === 'event') takeEvent(fact, sittings);
        for (const observation of observations) {
          const forwarded = forwardedByArtifact(observation);
          if (forwarded !== null) takeForwarded(byDestination, 'forwarded mail', forwarded, { days: forwardedWithin, names });
        }
      },
      *finish() {
        for (const sitting of [...(sittings?.values() ?? [])].flat()) {
          takeWaiting(sitting);
          if (stepsOfSitting(sitting).length < settings.number('steps')) continue;
          yield chainFinding(rule, sitting, storedRulesOf(sitting, rules), { context, leftOut });
        }
      },
    };
  },
};

/** The rules of stores that changes of a sitting set. */
function storedRulesOf(sitting: Sitting, rules: readonly RuleRecord[]): readonly RuleRecord[] {
  const changes = sitting.anchors.flatMap(({ claimed: { change } }) => (change?.what === 'inbox-rule' ? [change] : []));
  const found = rules.filter((record) =>
    changes.some((change) => ruleNameKey(change.name) === ruleNameKey(record.claimed.name ?? '') && isSameRule(record, change)),
  );
  return found.sort((one, other) => (one.recordId < other.recordId ? -1 : 1));
}
