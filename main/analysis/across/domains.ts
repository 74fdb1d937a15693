import { getDomain } from 'tldts';
import { domainOf, keptText } from '#model/index.ts';

/**
 * The domain that somebody registered, of which another is a part: `mail.firm.co.uk` is of `firm.co.uk`. By the public suffix
 * list that `tldts` carries, with suffixes that private parties give away (`github.io`); a host name without a suffix is itself.
 */
export function registeredDomain(host: string): string {
  const known = registered.get(host);
  if (known !== undefined) return known;
  if (host.length > longestHost) return host;
  const own = keptText(host);
  const made = getDomain(own, { allowPrivateDomains: true }) ?? own;
  if (registered.size >= mostKnown) registered.clear();
  registered.set(own, made);
  return made;
}

/** The registered domain of an address; null where it has none. */
export function registeredDomainOf(address: string): string | null {
  const host = domainOf(address);
  return host === null ? null : registeredDomain(host);
}

const registered = new Map<string, string>();
const mostKnown = 100_000;
const longestHost = 255;
