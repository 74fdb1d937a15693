import { isOutside } from '#model/index.ts';

/**
 * Names addresses within a statement: `a@example.org`, `a@example.org and b@example.net`, and no more than three of
 * them; says how many were left out. All of them are in the finding's lists.
 */
export function nameAddresses(addresses: readonly string[]): string {
  return joinNames(addresses.map((address) => shorten(address)));
}

/** Names addresses likewise; where the examiner gave the organisation's own domains, says which lie outside them. */
export function nameDestinations(addresses: readonly string[], ownDomains: readonly string[]): string {
  return joinNames(
    addresses.map((address) => (isOutside(address, ownDomains) ? `${shorten(address)} (outside the own domains)` : shorten(address))),
  );
}

/** The addresses without repetitions (compared without case), in the order and spelling of their first occurrence. */
export function distinctAddresses(addresses: Iterable<string>): string[] {
  const seen = new Map<string, string>();
  for (const address of addresses) {
    const key = address.toLowerCase();
    if (!seen.has(key)) seen.set(key, address);
  }
  return [...seen.values()];
}

function joinNames(names: readonly string[]): string {
  const shown = names.slice(0, 3);
  const left = names.length - shown.length;
  if (left > 0) return `${shown.join(', ')} and ${String(left)} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}

function shorten(address: string): string {
  return address.length <= 120 ? address : `${address.slice(0, 117)}…`;
}
