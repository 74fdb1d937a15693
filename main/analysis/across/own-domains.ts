import { domainOf } from '#model/index.ts';
import type { CaseMaterial } from '../case-material.ts';
import { registeredDomain } from './domains.ts';
import { isFreemail } from './free-providers.ts';

/** A domain that seems to be of the house to which the mailboxes belong. */
export interface DomainProposal {
  readonly domain: string;
  /** Why, in a sentence. */
  readonly because: string;
  readonly accounts: number;
  readonly sentMessages: number;
  readonly receivedMessages: number;
}

/** Counts what tells the house's own domains. Grows with distinct domains. */
export interface OwnDomainTally {
  consume(material: CaseMaterial): void;
  /** The proposals, the best first. */
  proposals(): readonly DomainProposal[];
}

/**
 * Begins to look for own domains: those of accounts, of the senders of sent mail, and, where a case holds neither, the one to
 * which most of the received mail is addressed. Domains of free providers are nobody's own. An examiner's domains are used
 * beside them.
 */
export function newOwnDomainTally(): OwnDomainTally {
  const accounts = new Map<string, Set<string>>();
  const sent = new Map<string, number>();
  const received = new Map<string, number>();
  let sentMessages = 0;
  let receivedMessages = 0;
  const takeAccount = (address: string): void => {
    const domain = ownCandidate(address);
    if (domain === null) return;
    const known = accounts.get(domain) ?? new Set<string>();
    known.add(address.toLowerCase());
    accounts.set(domain, known);
  };
  return {
    consume({ facts, traces }) {
      for (const fact of facts) {
        if (fact.kind !== 'account') continue;
        takeAccount(fact.claimed.userName);
        for (const identity of fact.claimed.identities) takeAccount(identity.address);
      }
      for (const { place, from, to, marks } of traces) {
        if (place === 'sent' && from !== '') {
          sentMessages += 1;
          increase(sent, ownCandidate(from));
        } else if (place === 'received' && !marks.includes('list')) {
          receivedMessages += 1;
          for (const domain of new Set(to.slice(0, mostRecipients).map(ownCandidate))) increase(received, domain);
        }
      }
    },
    proposals() {
      const likely = new Set([...accounts.keys(), ...mostOf(sent, sentMessages, sentShare)]);
      if (likely.size === 0) for (const domain of mostOf(received, receivedMessages, receivedShare).slice(0, 1)) likely.add(domain);
      return [...likely]
        .map((domain) => proposalOf(domain, accounts.get(domain)?.size ?? 0, sent.get(domain) ?? 0, received.get(domain) ?? 0))
        .sort(
          (one, other) => other.accounts - one.accounts || other.sentMessages - one.sentMessages || (one.domain < other.domain ? -1 : 1),
        )
        .slice(0, mostProposals);
    },
  };
}

/** The own domains that the material of a case suggests, for a window to show and the examiner to change. */
export async function proposeOwnDomains(
  material: Iterable<CaseMaterial> | AsyncIterable<CaseMaterial>,
): Promise<readonly DomainProposal[]> {
  const tally = newOwnDomainTally();
  for await (const piece of material) tally.consume(piece);
  return tally.proposals();
}

const fewestMessages = 5;
const sentShare = 0.05;
const receivedShare = 0.5;
const mostRecipients = 20;
const mostProposals = 50;

function ownCandidate(address: string): string | null {
  const host = domainOf(address);
  if (host === null || !host.includes('.')) return null;
  const domain = registeredDomain(host);
  return isFreemail(domain) ? null : domain;
}

function mostOf(counts: ReadonlyMap<string, number>, total: number, share: number): string[] {
  return [...counts]
    .filter(([, count]) => count >= fewestMessages && count >= total * share)
    .sort(([one, count], [other, otherCount]) => otherCount - count || (one < other ? -1 : 1))
    .map(([domain]) => domain);
}

function proposalOf(domain: string, accounts: number, sentMessages: number, receivedMessages: number): DomainProposal {
  const reasons = [
    ...(accounts === 0 ? [] : [accounts === 1 ? 'an account has an address of it' : `${String(accounts)} addresses of accounts are of it`]),
    ...(sentMessages === 0 ? [] : [`${String(sentMessages)} sent messages come from it`]),
    ...(receivedMessages === 0 ? [] : [`${String(receivedMessages)} received messages are addressed to it`]),
  ].join(', ');
  return { domain, because: `${reasons.slice(0, 1).toUpperCase()}${reasons.slice(1)}.`, accounts, sentMessages, receivedMessages };
}

function increase(counts: Map<string, number>, key: string | null): void {
  if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1);
}
