import type { Rule } from '#model/index.ts';
import { countParameter, numberOf } from '../parameters.ts';
import type { CaseDetector } from '../detector.ts';
import { citationsOf, counted, findingOfCase, holderText, mechanismTexts, someCitations } from './case-finding.ts';
import { periodText } from './extent.ts';
import { extentOfFlow, isInForce, isVisibleFlow } from './flows.ts';

const fewestByHand = countParameter('fewestByHand', 'fewest forwards by hand to the destination', 3);
const fewestSent = countParameter(
  'fewestSent',
  'fewest other messages in the mailbox, so that it can be said with whom its owner corresponds',
  50,
);

const rule: Rule = {
  id: 'forwarding.across.new-destination',
  version: '1.1',
  title: 'Forwarding to somebody with whom no other mail was exchanged',
  technique: 'T1114.003',
  level: 'medium',
  needs: ['observations', 'senders and recipients of all messages', 'address books'],
  parameters: [fewestByHand, fewestSent],
  benignExplanations: [
    'The destination is another mailbox of the owner, to which nobody writes by themselves.',
    'The case holds a part of the mail only: what else went to the destination may lie elsewhere or be deleted.',
  ],
  wouldProve: ['Who keeps the mailbox of the destination.', 'The owner, asked whether the destination is known.'],
  references: ['MITRE ATT&CK T1114.003'],
};

/** Looks for destinations outside the own domains that occur in forwards alone. */
export const newDestination: CaseDetector = {
  rules: [rule],
  start(context, known) {
    const [byHand, sent] = [numberOf(context, rule, fewestByHand), numberOf(context, rule, fewestSent)];
    return {
      consume: () => undefined,
      *finish() {
        const largest = largestOf(known.mailboxes());
        for (const flow of known.flows()) {
          const { destination, mailbox, direction, messages, standing } = flow;
          if (!destination.includes('@') || direction === 'in' || known.isOwn(destination)) continue;
          const isVisible = isVisibleFlow(flow);
          if (isVisible ? messages.count < byHand : flow.strong === 0 && !standing.some(isInForce)) continue;
          const { wasWrittenTo, hasWritten, isInAddressBook } = known.contactWith(destination);
          const ofMailbox = known.mailboxes().get(mailbox);
          if (wasWrittenTo || hasWritten || (ofMailbox ?? largest) < sent) continue;
          const isInCase = ofMailbox !== undefined;
          const citations = someCitations([...flow.citations, ...citationsOf(standing, 3)]);
          if (citations === null) continue;
          yield findingOfCase(rule, {
            level: isVisible || isInAddressBook || !isInCase ? 'low' : rule.level,
            strength: isInCase ? 'INDICATES' : 'CONSISTENT WITH',
            statement: `The messages of the case show no mail to or from ${destination} but what the ${holderText(flow)} forwards to it${messages.count === 0 ? '' : `, ${counted(messages.count, 'message')}${periodText(messages)}`}.${isInCase ? '' : ' The case holds no message of that mailbox itself.'}`,
            mechanism: mechanismTexts[flow.mechanism],
            agency: isVisible ? 'undecidable' : 'automatic',
            sources: [...flow.sources].sort(),
            destinations: [destination],
            citations,
            extent: extentOfFlow(flow),
            reasons: [
              ...(isInAddressBook ? ['The destination stands in an address book of the case.'] : []),
              ...(isInCase ? [] : ['With whom that mailbox corresponds is not known: its messages are not in the case.']),
            ],
          });
        }
      },
    };
  },
};

// A profile or log that holds a rule has no messages of its own: those of the case then tell who is known.
function largestOf(mailboxes: ReadonlyMap<string, number>): number {
  let largest = 0;
  for (const count of mailboxes.values()) largest = Math.max(largest, count);
  return largest;
}
