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
