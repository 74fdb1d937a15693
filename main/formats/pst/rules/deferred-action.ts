import type { RuleTarget, RuleValue } from '#model/index.ts';
import { blobCursor } from './blob-cursor.ts';
import { findAddresses } from './found-text.ts';
import { readStreamRule } from './rules-stream.ts';

/** What a deferred action says of itself. */
export interface DeferredAction {
  readonly targets: readonly RuleTarget[];
  readonly facts: readonly RuleValue[];
  readonly trouble: string | null;
}

/**
 * Reads the bytes that Outlook leaves for itself in a rule that only the client can carry out: a rule as in the rules
 * stream (see there). Where they are anything else, the addresses in them are told.
 */
export function readDeferredAction(bytes: Uint8Array, codepage: number): DeferredAction {
  const cursor = blobCursor(bytes);
  const rule = readStreamRule(cursor, codepage);
  if (rule === null) {
    const addresses = findAddresses(bytes).map(({ text }) => text);
    return {
      targets: [],
      facts: [
        { name: 'size in bytes', value: bytes.length },
        ...(addresses.length === 0 ? [] : [{ name: 'addresses in it', value: addresses }]),
      ],
      trouble: bytes.length === 0 ? null : 'the data of a deferred action is not understood',
    };
  }
  const facts = rule.actions.flatMap(({ kind, flavour, facts: own }): RuleValue[] => [
    { name: 'client action', value: [kind, ...flavour].join(', ') },
    ...own,
  ]);
  return {
    targets: rule.actions.flatMap(({ targets }) => targets),
    facts: [{ name: 'client rule', value: rule.name }, ...facts],
    trouble: rule.trouble,
  };
}
