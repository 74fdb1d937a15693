import { domainOf, type AccessEventClaims } from '#model/index.ts';
import type { CaseContext } from '../detector.ts';
import { quote } from './event-statement.ts';

/** Whether mail stays within an organisation. */
export type MailReach = 'outside' | 'inside' | 'unknown';

/**
 * Where an address lies, seen from the organisation: its own domains as the examiner gave them, else the domains of those
 * whom the event names. Subdomains of an own domain are inside. Unknown where no domain is known, of either side.
 */
export function reachOf(address: string, own: readonly string[]): MailReach {
  const domain = domainOf(address);
  if (domain === null || own.length === 0) return 'unknown';
  return own.some((one) => domain === one || domain.endsWith(`.${one}`)) ? 'inside' : 'outside';
}

/** The own domains, seen from an event: those of the case, else those of actor, account and of what was changed. */
export function ownDomainsOf(claims: AccessEventClaims, context: CaseContext): readonly string[] {
  if (context.ownDomains.length > 0) return context.ownDomains;
  const named = [claims.actor, claims.account, claims.change?.of ?? ''].flatMap((text) => domainOf(text) ?? []);
  return [...new Set(named)];
}

/** Destinations within a statement, with what is known of where they lie. */
export function destinationsText(destinations: readonly string[], own: readonly string[], most = 3): string {
  const shown = destinations
    .slice(0, most)
    .map((address) => `${quote(address)}${reachOf(address, own) === 'outside' ? ' (outside the organisation)' : ''}`);
  const left = destinations.length - shown.length;
  return left > 0 ? `${shown.join(', ')} and ${String(left)} more` : shown.join(' and ');
}
