import { levelsFromHighest, type Finding, type Rule } from '#model/index.ts';
import { countParameter, numberOf } from '../parameters.ts';
import type { CaseDetector } from '../detector.ts';
import { citationsOf, counted, findingOfCase, holderText, mechanismTexts, someCitations } from './case-finding.ts';
import { newExtent, periodText } from './extent.ts';
import { extentOfFlow, isInForce, isVisibleFlow, type Flow } from './flows.ts';

const fewestByHand = countParameter('fewestByHand', 'fewest forwards by hand to the destination', 3);
const fewestSent = countParameter(
  'fewestSent',
  'fewest other messages in the mailbox, so that it can be said with whom its owner corresponds',
  50,
);

const rule: Rule = {
  id: 'forwarding.across.new-destination',
  version: '2',
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

/**
 * Most destinations that are told one by one. Addresses in headers can be forged in any number; those with a rule or
 * setting behind them, and with the most messages, go before others.
 */
export const mostToldDestinations = 200;

/** Looks for destinations outside the own domains that occur in forwards alone. */
export const newDestination: CaseDetector = {
  rules: [rule],
  start(context, known) {
    const [byHand, sent] = [numberOf(context, rule, fewestByHand), numberOf(context, rule, fewestSent)];
    return {
      consume: () => undefined,
      *finish() {
        const largest = largestOf(known.mailboxes());
        const found: FoundDestination[] = [];
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
          const finding = findingOfCase(rule, {
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
          found.push({ flow, finding });
        }
        if (found.length <= mostToldDestinations) {
          for (const { finding } of found) yield finding;
          return;
        }
        const weightiest = [...found].sort(byWeight);
        const told = new Set(weightiest.slice(0, mostToldDestinations));
        for (const one of found) if (told.has(one)) yield one.finding;
        yield notTold(weightiest.slice(mostToldDestinations));
      },
    };
  },
};

interface FoundDestination {
  readonly flow: Flow;
  readonly finding: Finding;
}

// By level, by what stands behind it, by the number of messages, and then by the address, so that the order is always the same.
function byWeight(one: FoundDestination, other: FoundDestination): number {
  const level = ({ finding }: FoundDestination): number => levelsFromHighest.indexOf(finding.level);
  const standing = ({ flow }: FoundDestination): number => (flow.standing.some(isInForce) ? 0 : 1);
  return (
    level(one) - level(other) ||
    standing(one) - standing(other) ||
    other.flow.messages.count - one.flow.messages.count ||
    (one.flow.destination < other.flow.destination ? -1 : 1)
  );
}

/** Says how many destinations are not told one by one, and names the weightiest of them. */
function notTold(rest: readonly FoundDestination[]): Finding {
  const [first] = rest;
  if (first === undefined) throw new RangeError('Nothing was left out.');
  const named = rest.slice(0, 5).map(({ flow }) => flow.destination);
  const messages = newExtent();
  for (const { flow } of rest) messages.addAll(flow.messages);
  return {
    ...first.finding,
    level: 'low',
    statement: `The messages of the case show no other mail to or from ${counted(rest.length, 'further destination')} of forwarding (${counted(messages.count, 'message')}${periodText(messages)}), beyond the ${String(mostToldDestinations)} that are told one by one: ${named.join(', ')}${rest.length > named.length ? ' and others' : ''}. So many are consistent with addresses that somebody made up.`,
    agency: 'undecidable',
    sources: [],
    destinations: named,
    ...(messages.count === 0 ? {} : { extent: messages.extent('messages') }),
    benignExplanations: [
      'Addresses in headers can be written by anybody: whoever sends mail to the mailbox can make any number of them up.',
      ...first.finding.benignExplanations,
    ],
    table: {
      columns: ['Destination', 'Messages'],
      rows: rest.slice(0, 500).map(({ flow }) => [flow.destination, String(flow.messages.count)]),
    },
  };
}

// A profile or log that holds a rule has no messages of its own: those of the case then tell who is known.
function largestOf(mailboxes: ReadonlyMap<string, number>): number {
  let largest = 0;
  for (const count of mailboxes.values()) largest = Math.max(largest, count);
  return largest;
}
