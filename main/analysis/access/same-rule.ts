import type { StatedChange } from '#model/index.ts';
import { addressesOf, type RuleRecord } from '../rules/rule-facts.ts';

/** By which rules and changes are compared: their name, without case and blanks around it. */
export function ruleNameKey(name: string): string {
  return name.trim().toLowerCase();
}

/**
 * Whether a rule that was read from a store and a change that an event states are about the same rule, given that their
 * names agree: a destination in common, or none on either side and a name that tells, and no other owner.
 */
export function isSameRule({ claimed }: RuleRecord, change: StatedChange): boolean {
  const stored = addressesOf(claimed.actions).map((address) => address.toLowerCase());
  const stated = change.destinations.map((address) => address.toLowerCase());
  const owner = claimed.owner.toLowerCase();
  const of = change.of.toLowerCase();
  if (owner.includes('@') && of.includes('@') && owner !== of) return false;
  if (stored.length === 0 && stated.length === 0) {
    // Without destinations the name alone must tell; a single sign does not.
    return ruleNameKey(change.name) !== '' && (/[\p{L}\p{N}]/u.test(change.name) || owner === of);
  }
  return stored.some((address) => stated.includes(address));
}
