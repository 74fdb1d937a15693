import { domainOf, isWithinDomains, type Agency, type Citation, type Level, type Rule } from '#model/index.ts';
import type { CaseDetector } from '../detector.ts';
import { ruleArtifacts } from '../observe/fact-observations.ts';
import { citationsOf, counted, findingOfCase, holderText, mechanismTexts, someCitations } from './case-finding.ts';
import type { CaseKnowledge } from './case-knowledge.ts';
import { registeredDomain, registeredDomainOf } from './domains.ts';
import { putInto } from '../lists-by-key.ts';
import { accountOfMailbox, isPartOf } from '../observe/mailbox-of.ts';
import { isFreemail } from './free-providers.ts';
import { newExtent, periodText, type ExtentTally } from './extent.ts';
import { extentOfFlow, isInForce, isOfChangesAlone, isVisibleFlow, standingExtent, type Flow } from './flows.ts';
import { countParameter, numberOf } from '../parameters.ts';

const fewestWeak = countParameter('fewestByHand', 'fewest forwards by hand to one destination outside the own domains', 5);

const rule: Rule = {
  id: 'forwarding.across.mechanism',
  version: '1',
  title: 'Forwarding by one mechanism to one destination',
  technique: 'T1114.003',
  level: 'high',
  needs: ['observations of messages, rules, settings and events'],
  parameters: [fewestWeak],
  benignExplanations: [
    'The owner forwards to another mailbox of their own, to an assistant or to a colleague.',
    'The organisation forwards by its own setting: a leaver, a shared mailbox, a ticket system, an archive.',
  ],
  wouldProve: [
    'The rules and forwarding settings of the mailbox over the period, with who made them: the audit log of the server.',
    'The mail in the mailbox of the destination, or in the logs of the sending server.',
  ],
  references: ['MITRE ATT&CK T1114.003, DET0576'],
};

/**
 * Sums up who received a mailbox's mail: for each mailbox, mechanism and destination how many messages state it, since when
 * and until when, and which rules, settings and events. What events of changes alone state is told of the events. Forwards by hand only where they leave the own domains, and several
 * times; weak artifacts alone (an alias, a rewritten sender) stay low.
 */
export const mechanismSummary: CaseDetector = {
  rules: [rule],
  start(context, known) {
    const fewest = numberOf(context, rule, fewestWeak);
    // The messages of a standing copy carry no artifact of their own: they are the sent ones that name its destination.
    const copied = new Map<Flow, ExtentTally>();
    let copies: ReadonlyMap<string, readonly Flow[]> | null = null;
    return {
      consume: () => undefined,
      consumeAgain({ traces }) {
        copies ??= standingCopies(known.flows());
        if (copies.size === 0) return;
        for (const { recordId, mailbox, place, to, time } of traces) {
          if (place !== 'sent') continue;
          for (const flow of new Set(to.flatMap((address) => copies?.get(address) ?? []))) {
            if (!isPartOf(mailbox, flow.mailbox)) continue;
            const extent = copied.get(flow) ?? newExtent();
            copied.set(flow, extent);
            extent.add(recordId, time);
          }
        }
      },
      *finish() {
        for (const found of known.flows()) {
          const sent = copied.get(found);
          const flow: Flow = sent === undefined ? found : { ...found, messages: sent };
          const isOutside = leavesHouse(flow, known, context.ownDomains);
          const level = levelOf(flow, isOutside, fewest);
          if (level === null) continue;
          const stating = flow.standing.filter(({ artifact }) => artifact !== ruleArtifacts.recovered);
          const citations = someCitations([...flow.citations, ...citationsOf(stating, 5)] satisfies Citation[]);
          if (citations === null) continue;
          const { messages, destination } = flow;
          const isFar = isOutside && known.ownDomains().length > 0;
          const extent = messages.count > 0 ? messages : standingExtent(flow);
          yield findingOfCase(rule, {
            level,
            strength: flow.strong > 0 || flow.standing.length > 0 ? 'STATES' : 'INDICATES',
            statement: `The records of the ${holderText(flow)} state forwarding ${destination === '' ? 'to a destination that they do not name' : `to ${destination}${isFar ? ' (outside the own domains)' : isOutside ? ' (of another domain)' : ''}`} by ${mechanismTexts[flow.mechanism]}: ${countText(flow)}${periodText(extent)}.`,
            mechanism: mechanismTexts[flow.mechanism],
            agency: agencyOf(flow.agencies),
            sources: [...flow.sources].sort(),
            destinations: destination === '' ? [] : [destination],
            citations,
            extent: extentOfFlow(flow),
            table: { columns: ['artifact'], rows: [...flow.artifacts].sort().map((artifact) => [artifact]) },
          });
        }
      },
    };
  },
};

function standingCopies(flows: readonly Flow[]): ReadonlyMap<string, readonly Flow[]> {
  const byDestination = new Map<string, Flow[]>();
  for (const flow of flows) {
    if (flow.mechanism === 'standing-copy' && flow.destination !== '') putInto(byDestination, flow.destination, flow);
  }
  return byDestination;
}

// Rules and settings may stand in several exports, so records are counted, not rules.
function countText({ messages, standing }: Flow): string {
  const parts = [
    ...(messages.count > 0 ? [counted(messages.count, 'message')] : []),
    ...(standing.length > 0 ? [`${counted(standing.length, 'record')} of rules, settings or events`] : []),
  ];
  return parts.join(' and ');
}

function agencyOf(agencies: ReadonlySet<Agency>): Agency {
  if (agencies.has('automatic')) return 'automatic';
  return agencies.has('undecidable') ? 'undecidable' : 'manual';
}

// The house of the collector is in the case as well where their mailbox is: so the domains of both ends are compared, unless
// the examiner said that the destination's is own. A log alone shows no own domains: there the domain of the mailbox is one.
function leavesHouse({ destination, sources, mailbox }: Flow, known: CaseKnowledge, ownDomains: readonly string[]): boolean {
  const host = domainOf(destination);
  if (host === null) return false;
  if (!known.isOwn(destination)) {
    const account = accountOfMailbox(mailbox);
    const domain = account === null || ownDomains.length > 0 ? null : registeredDomainOf(account);
    return domain === null || isFreemail(domain) || domain !== registeredDomain(host);
  }
  if (isWithinDomains(host, ownDomains)) return false;
  return [...sources].some((source) => (registeredDomainOf(source) ?? '') !== registeredDomain(host));
}

// Null: no more than the single records say. `high` only where the artifact has no common benign cause.
function levelOf(flow: Flow, isOutside: boolean, fewestByHand: number): Level | null {
  const { destination, messages, strong, mechanism, standing, artifacts } = flow;
  if (isOfChangesAlone(flow)) return null;
  if (isVisibleFlow(flow)) return isOutside && messages.count >= fewestByHand ? 'informational' : null;
  if (mechanism === 'delegate') return null;
  const isStanding = standing.some(
    (one) => (one.artifact === ruleArtifacts.inForce || one.artifact.startsWith('event ')) && isInForce(one),
  );
  if (strong === 0 && !isStanding) return messages.count >= fewestByHand ? 'informational' : null;
  if (destination !== '' && !isOutside) return 'low';
  if (artifacts.has('header X-MS-Exchange-ForwardingLoop')) return 'high';
  return 'medium';
}
