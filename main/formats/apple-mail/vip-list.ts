import type { RuleTarget } from '#model/index.ts';
import { entryOf, factsOf, itemsOf, textOf, type KeyPath, type PlistValue } from '../plist/index.ts';
import type { ListFact } from './list-file.ts';

const nameKeys = ['n', 'name', 'Name', 'DisplayName'];
const addressKeys = ['a', 'addresses', 'Addresses', 'emailAddresses', 'EmailAddresses'];

/**
 * The senders that a list of VIPs names: dictionaries with a name and addresses, wherever in the list they stand. How the
 * program lays the list out is not published.
 */
export function* vipFacts(root: PlistValue): Generator<ListFact, void, undefined> {
  let left = 100_000;
  const walk = function* (value: PlistValue, path: KeyPath): Generator<ListFact, void, undefined> {
    left -= 1;
    if (left < 0) return;
    if (value.kind === 'array') for (const [position, item] of value.items.entries()) yield* walk(item, [...path, position]);
    if (value.kind !== 'dictionary') return;
    const addresses = addressKeys.flatMap((key) => textsOf(entryOf(value, key)));
    if (addresses.some((address) => address.includes('@'))) {
      const name = nameKeys.map((key) => textOf(entryOf(value, key))).find((text) => text !== null) ?? '';
      const claimed = {
        client: 'apple-mail',
        source: 'list of VIP senders',
        name,
        addresses: addresses.map(target),
        facts: factsOf(value).facts,
      } as const;
      yield { kind: 'correspondent', claimed, path, value, container: 'correspondents' };
      return;
    }
    for (const { key, value: inner } of value.entries) yield* walk(inner, [...path, key]);
  };
  yield* walk(root, []);
}

function textsOf(value: PlistValue | null): string[] {
  const single = textOf(value);
  return single === null ? itemsOf(value).flatMap((item) => textOf(item) ?? []) : [single];
}

function target(smtpAddress: string): RuleTarget {
  return { kind: 'address', name: '', smtpAddress, x500Address: null, addressType: 'SMTP', otherAddress: '', entryId: null };
}
