import { millisecondsOf, type Rule } from '#model/index.ts';
import { countParameter, numberOf } from '../parameters.ts';
import type { CaseDetector } from '../detector.ts';
import { citationsOf, counted, findingOfCase, mailboxText, mechanismTexts, someCitations } from './case-finding.ts';
import { newExtent, periodText } from './extent.ts';
import type { CaseKnowledge } from './case-knowledge.ts';
import { accountOfMailbox } from '../observe/mailbox-of.ts';
import { isInForce, isOfChangesAlone, isVisibleFlow, type Flow } from './flows.ts';

const fewestMailboxes = countParameter('fewestMailboxes', 'fewest mailboxes or sources that share the destination', 2);

const rule: Rule = {
  id: 'forwarding.across.shared-destination',
  version: '1',
  title: 'Several mailboxes forward to one destination',
  technique: 'T1114.003',
  level: 'medium',
  needs: ['observations of several mailboxes'],
  parameters: [fewestMailboxes],
  benignExplanations: [
    'A shared mailbox, a ticket system, an archive or an assistant receives the mail of several people.',
    'One owner forwards several mailboxes of their own to one place.',
  ],
  wouldProve: [
    'Who keeps the mailbox of the destination.',
    'Who made the rules and settings in each of the mailboxes, from the audit log.',
  ],
  references: ['Azure Sentinel 871ba14c-88ef-48aa-ad38-810f26760ca3', 'MITRE ATT&CK T1114.003'],
};

/** Looks for destinations of automatic forwarding that several mailboxes, or several named sources, have in common. */
export const sharedDestination: CaseDetector = {
  rules: [rule],
  start(context, known) {
    const fewest = numberOf(context, rule, fewestMailboxes);
    return {
      consume: () => undefined,
      *finish() {
        const byDestination = new Map<string, Flow[]>();
        for (const flow of known.flows()) {
          if (!flow.destination.includes('@') || !flow.agencies.has('automatic') || isVisibleFlow(flow) || isWeak(flow)) continue;
          const flows = byDestination.get(flow.destination) ?? [];
          flows.push(flow);
          byDestination.set(flow.destination, flows);
        }
        for (const [destination, flows] of byDestination) {
          if (flows.every(isOfChangesAlone)) continue;
          const origins = [...new Set(flows.flatMap((flow) => originsOf(flow, known)))].sort();
          if (origins.length < fewest) continue;
          const citations = someCitations(
            flows.flatMap((flow) => [...flow.citations.slice(0, 1), ...citationsOf(flow.standing, 1)]).slice(0, 12),
          );
          if (citations === null) continue;
          const extent = newExtent();
          for (const { messages, standing } of flows) {
            extent.addAll(messages);
            if (messages.count === 0) for (const { recordId, time } of standing) extent.add(recordId, millisecondsOf(time));
          }
          yield findingOfCase(rule, {
            level: known.isOwn(destination) ? 'low' : rule.level,
            strength: 'INDICATES',
            statement: `The records of ${counted(origins.length, 'mailbox').replace(/mailboxs$/, 'mailboxes')} state automatic forwarding to ${destination}${periodText(extent)}.`,
            mechanism: [...new Set(flows.map(({ mechanism }) => mechanismTexts[mechanism]))].sort().join('; '),
            agency: 'automatic',
            sources: origins
              .map((origin) => origin.replace(/^account /, ''))
              .filter((origin) => origin.includes('@'))
              .slice(0, mostSources),
            destinations: [destination],
            citations,
            extent: extent.extent(unitOf(flows)),
            table: {
              columns: ['mailbox', 'mechanism', 'messages', 'rules, settings and events'],
              rows: flows.map(({ mailbox, mechanism, messages, standing }) => [
                mailboxText(mailbox),
                mechanismTexts[mechanism],
                String(messages.count),
                String(standing.length),
              ]),
            },
          });
        }
      },
    };
  },
};

const mostSources = 50;

// In the store of the destination all flows lie in one mailbox: there the artifacts name those who forward. A mailbox in two
// stores, or in a store and a log, is one: its owner's.
function originsOf({ direction, mailbox, sources }: Flow, known: CaseKnowledge): readonly string[] {
  if (direction === 'in' && sources.size > 0) return [...sources];
  const account = accountOfMailbox(mailbox);
  if (account !== null) return [account];
  const [owner] = known.ownersOf(mailbox);
  return [owner ?? mailbox];
}

function unitOf(flows: readonly Flow[]): string {
  if (flows.every(({ messages }) => messages.count === 0)) return 'rules, settings and events';
  return flows.some(({ standing }) => standing.length > 0) ? 'messages, rules, settings and events' : 'messages';
}

function isWeak({ strong, standing }: Flow): boolean {
  return strong === 0 && !standing.some(isInForce);
}
