import { domainOf } from '#model/index.ts';
import type { CaseStore } from './case-store.ts';
import type { ProposedDomain } from './case-view.ts';
import { allFacts } from './record-stream.ts';

/** The most that are proposed. */
const mostProposed = 30;

/**
 * Mail domains that may be the organisation's own: those of the accounts in the evidence, and those that mail was sent from
 * as far as an analysis has counted it. The examiner decides.
 */
export async function proposedDomains(store: CaseStore): Promise<readonly ProposedDomain[]> {
  const counts = new Map<string, { accounts: number; messages: number }>();
  const countOf = (domain: string): { accounts: number; messages: number } => {
    const count = counts.get(domain) ?? { accounts: 0, messages: 0 };
    counts.set(domain, count);
    return count;
  };
  for await (const record of allFacts(store, 'account')) {
    if (record.kind !== 'account') continue;
    const addresses = [...record.claimed.identities.map(({ address }) => address), record.claimed.userName];
    for (const domain of new Set(addresses.map(domainOf))) if (domain !== null) countOf(domain).accounts += 1;
  }
  for (const { domain, messages } of store.analysis?.sentFrom ?? []) countOf(domain).messages += messages;
  return [...counts]
    .map(([domain, count]) => ({ domain, ...count }))
    .sort((a, b) => b.accounts - a.accounts || b.messages - a.messages || (a.domain < b.domain ? -1 : 1))
    .slice(0, mostProposed);
}
