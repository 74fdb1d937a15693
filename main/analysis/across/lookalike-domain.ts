import type { Citation, EvidenceId, MessageTrace, Rule } from '#model/index.ts';
import { countParameter, numberOf } from '../parameters.ts';
import type { CaseDetector } from '../detector.ts';
import { citationsOf, citeTrace, counted, findingOfCase, someCitations } from './case-finding.ts';
import { putInto } from '../lists-by-key.ts';
import { registeredDomainOf } from './domains.ts';
import { newExtent, periodText, type ExtentTally } from './extent.ts';
import { newSimilarNames, type Resemblance } from './similar-names.ts';
import type { Flow } from './flows.ts';
import { isFreemail } from './free-providers.ts';

const fewestMessages = countParameter('fewestMessages', 'fewest messages exchanged with a domain, so that others are compared with it', 20);
const mostOfLookalike = countParameter(
  'mostOfLookalike',
  'most messages with a domain that is taken as an imitation: a house writes more',
  50,
);

const rule: Rule = {
  id: 'forwarding.across.lookalike-domain',
  version: '2',
  title: 'A domain resembles that of the house or of a correspondent',
  technique: 'T1114.003',
  level: 'medium',
  needs: ['senders and recipients of all messages', 'observations', 'own domains'],
  parameters: [fewestMessages, mostOfLookalike],
  benignExplanations: [
    'Houses own several domains, with and without hyphen and under several suffixes.',
    'Names of different houses are alike by chance, and people mistype addresses.',
  ],
  wouldProve: ['Who registered the domain, and when (WHOIS, certificate logs).', 'The headers of the messages that came from it.'],
  references: ['Unicode TR 39 (confusables)', 'RFC 3492', 'MITRE ATT&CK T1583.001, T1114.003'],
};

/**
 * Looks for domains that differ by one sign, or by signs that look alike, from an own domain or one with which much mail is
 * exchanged: as destination of forwarding (medium), or among those with whom mail was exchanged (low). Where only the suffix
 * differs it is told of destinations alone.
 */
export const lookalikeDomain: CaseDetector = {
  rules: [rule],
  start(context, known) {
    const [fewest, most] = [numberOf(context, rule, fewestMessages), numberOf(context, rule, mostOfLookalike)];
    let wanted: Map<string, Imitation> | null = null;
    const imitations = (): Map<string, Imitation> =>
      (wanted ??= imitationsIn(known.correspondentDomains(), known.ownDomains(), known.flows(), { fewest, most }));
    return {
      consume: () => undefined,
      consumeAgain({ evidenceId, traces }) {
        for (const trace of traces) {
          const own = new Set([trace.from, ...trace.to].map((address) => registeredDomainOf(address)));
          for (const domain of own) {
            const imitation = domain === null ? undefined : imitations().get(domain);
            if (imitation !== undefined) takeMessage(imitation, trace, evidenceId);
          }
        }
      },
      *finish() {
        for (const [domain, { like, how, extent, cited, flows }] of imitations()) {
          const citations = someCitations(
            [...flows.flatMap((flow) => [...flow.citations.slice(0, 2), ...citationsOf(flow.standing, 2)]), ...cited].slice(0, 8),
          );
          const isDestination = flows.length > 0;
          if (citations === null || (!isDestination && how === 'the same name under another suffix')) continue;
          yield findingOfCase(rule, {
            level: isDestination && how !== 'the same name under another suffix' ? rule.level : 'low',
            strength: 'CONSISTENT WITH',
            statement: `The messages of the case name the domain ${domain}, which resembles ${like} (${how})${isDestination ? ', as destination of forwarding' : ''}: ${counted(extent.count, 'message')}${periodText(extent)}.`,
            mechanism: isDestination ? 'forwarding to a domain that imitates another' : 'domain that imitates another',
            agency: 'undecidable',
            sources: [],
            destinations: [...new Set(flows.map(({ destination }) => destination))].sort(),
            citations,
            extent: extent.extent('messages'),
          });
        }
      },
    };
  },
};

interface Imitation {
  readonly like: string;
  readonly how: Resemblance;
  readonly extent: ExtentTally;
  readonly cited: Citation[];
  readonly flows: readonly Flow[];
}

const mostCited = 4;
const mostImitations = 500;

function takeMessage({ extent, cited }: Imitation, trace: MessageTrace, evidenceId: EvidenceId): void {
  extent.add(trace.recordId, trace.time);
  if (cited.length < mostCited) cited.push(citeTrace(trace, evidenceId));
}

function imitationsIn(
  correspondents: ReadonlyMap<string, number>,
  own: readonly string[],
  flows: readonly Flow[],
  { fewest, most }: { fewest: number; most: number },
): Map<string, Imitation> {
  const ofDomain = new Map<string, Flow[]>();
  for (const flow of flows) {
    const domain = registeredDomainOf(flow.destination);
    if (domain !== null && flow.agencies.has('automatic')) putInto(ofDomain, domain, flow);
  }
  const much = [...correspondents]
    .filter(([domain, count]) => count >= fewest && !isFreemail(domain))
    .sort(([one, count], [other, otherCount]) => otherCount - count || (one < other ? -1 : 1));
  const similar = newSimilarNames([...own, ...much.map(([domain]) => domain)]);
  const candidates = new Set([...ofDomain.keys(), ...correspondents.keys()]);
  const made = new Map<string, Imitation>();
  for (const domain of candidates) {
    if (made.size >= mostImitations) break;
    // A domain from which much mail comes is a house of its own; as a destination it is looked at in any case.
    if (isFreemail(domain) || own.includes(domain) || ((correspondents.get(domain) ?? 0) > most && !ofDomain.has(domain))) continue;
    const found = similar.like(domain);
    if (found === null) continue;
    // Who imitates writes less than whom: of two houses with alike names the smaller is told.
    if (own.includes(found.domain) || (correspondents.get(found.domain) ?? 0) > (correspondents.get(domain) ?? 0))
      made.set(domain, { like: found.domain, how: found.how, extent: newExtent(), cited: [], flows: ofDomain.get(domain) ?? [] });
  }
  return made;
}
