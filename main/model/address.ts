/** A mail address as a header or property gives it. */
export interface MailAddress {
  /** Display name, decoded; empty where there is none. */
  readonly name: string;
  /** The address as written, e.g. `user@example.org`; may be an X.500 name in Outlook stores, or empty. */
  readonly address: string;
}

/** Writes an address for people: `Name <address>`. */
export function formatAddress(address: MailAddress): string {
  if (address.name === '' || address.name === address.address) return address.address;
  return address.address === '' ? address.name : `${address.name} <${address.address}>`;
}

/** The domain of an address in lower case, or null when it has none. */
export function domainOf(address: string): string | null {
  const at = address.lastIndexOf('@');
  if (at < 1 || at === address.length - 1) return null;
  return address
    .slice(at + 1)
    .toLowerCase()
    .replace(/\.$/, '');
}

/** Whether a domain is one of these or lies below one; all in lower case. */
export function isWithinDomains(host: string, domains: Iterable<string>): boolean {
  for (const domain of domains) if (host === domain || host.endsWith(`.${domain}`)) return true;
  return false;
}

/**
 * Whether an address lies outside the organisation's own domains; false where none are known or it has no domain.
 * @param ownDomains in lower case
 */
export function isOutside(address: string, ownDomains: readonly string[]): boolean {
  const host = domainOf(address);
  return ownDomains.length > 0 && host !== null && !isWithinDomains(host, ownDomains);
}
