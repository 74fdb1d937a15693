import { millisecondsOf, type ForwardingObservation, type Rule } from '#model/index.ts';
import { countParameter, numberOf } from '../parameters.ts';
import type { CaseDetector } from '../detector.ts';
import { nameAddresses } from '../forwarding/describe-addresses.ts';
import { visibleArtifacts } from '../observe/artifact-meaning.ts';
import { citationsOf, counted, findingOfCase, mailboxText, someCitations } from './case-finding.ts';
import { newExtent, periodText } from './extent.ts';

const fewestForwards = countParameter('fewestForwards', 'fewest forwards by hand within the window', 15);
const windowMinutes = countParameter('windowMinutes', 'length of the window in minutes', 60);

const rule: Rule = {
  id: 'forwarding.across.forward-burst',
  version: '1',
  title: 'Many messages were forwarded by hand within a short time',
  technique: 'T1114.003',
  level: 'medium',
  needs: ['last verb forward with its time, or forwards among the sent mail'],
  parameters: [fewestForwards, windowMinutes],
  benignExplanations: [
    'Somebody handed a matter or a job over and forwarded what belongs to it.',
    'Ticket systems and assistants are fed by hand in the same way.',
  ],
  wouldProve: ['To whom the messages went, and what they have in common.', 'The sign-ins of the session in which they were sent.'],
  references: ['MITRE ATT&CK T1114.003, T1114.002'],
};

/** Looks for windows in which a mailbox forwarded by hand far more often than people do in ordinary work. */
export const forwardBurst: CaseDetector = {
  rules: [rule],
  start(context, known) {
    const [fewest, window] = [numberOf(context, rule, fewestForwards), numberOf(context, rule, windowMinutes) * 60_000];
    const forwards = new Map<string, Forward[]>();
    return {
      consume({ observations }) {
        for (const observation of observations) {
          const kind = kindOf(observation);
          const time = millisecondsOf(observation.time);
          if (kind === null || time === null) continue;
          const key = JSON.stringify([observation.mailbox, kind]);
          const list = forwards.get(key) ?? [];
          forwards.set(key, list);
          if (list.length < mostForwards) list.push({ time, observation });
        }
      },
      *finish() {
        for (const [key, list] of forwards) {
          const burst = densest(list, window);
          if (burst.length < fewest) continue;
          const [mailbox = ''] = JSON.parse(key) as string[];
          const citations = someCitations(
            citationsOf(
              burst.map(({ observation }) => observation),
              6,
            ),
          );
          if (citations === null) continue;
          const extent = newExtent();
          for (const { observation, time } of burst) extent.add(observation.recordId, time);
          const destinations = [...new Set(burst.flatMap(({ observation }) => observation.destinations))].sort();
          const outside = destinations.filter((address) => !known.isOwn(address));
          yield findingOfCase(rule, {
            level: outside.length > 0 && outside.length <= fewAddresses ? rule.level : 'low',
            strength: 'STATES',
            statement: `The messages of the ${mailboxText(mailbox)} state ${counted(burst.length, 'forward')} by hand within ${String(window / 60_000)} minutes${periodText(extent)}${destinations.length === 0 ? '' : `, to ${nameAddresses(destinations)}`}.`,
            mechanism: 'forwards by hand in a burst',
            agency: 'undecidable',
            sources: known.ownersOf(mailbox).slice(0, 5),
            destinations: destinations.slice(0, 100),
            citations,
            extent: extent.extent('messages'),
          });
        }
      },
    };
  },
};

interface Forward {
  readonly time: number;
  readonly observation: ForwardingObservation;
}

const mostForwards = 100_000;
/** So few destinations outside the house are an aim; many are ordinary work. */
const fewAddresses = 3;

// Originals and copies are counted apart, since one forward leaves both.
function kindOf({ artifact, time, agency }: ForwardingObservation): 'originals' | 'copies' | null {
  if (artifact === 'last verb forward') return time?.statedBy.includes('LastVerb') === true ? 'originals' : null;
  const isCopy = artifact === visibleArtifacts.subject || artifact === visibleArtifacts.block;
  return isCopy && agency === 'manual' ? 'copies' : null;
}

function densest(list: Forward[], window: number): readonly Forward[] {
  const sorted = [...list].sort((one, other) => one.time - other.time);
  let best: [number, number] = [0, 0];
  for (let start = 0, end = 0; end < sorted.length; end += 1) {
    while ((sorted[end]?.time ?? 0) - (sorted[start]?.time ?? 0) > window) start += 1;
    if (end + 1 - start > best[1] - best[0]) best = [start, end + 1];
  }
  return sorted.slice(...best);
}
