import { addressesIn, isAddress } from '../address-text.ts';
import { decodeForwardingLoop } from './forwarding-loop.ts';

/** What the value of an artifact names. */
export interface ArtifactNames {
  /** Addresses from which mail was forwarded. */
  readonly sources: readonly string[];
  /** Addresses to which it was forwarded. */
  readonly destinations: readonly string[];
  /** Anything else a statement quotes: a tenant, a message identifier, a count. */
  readonly quoted: readonly string[];
}

/**
 * The forms that a header value must have to be an artifact. Each reads an unfolded value and gives what it names, or
 * null when the value is something else and the header therefore no artifact.
 */
export const valueForms = {
  /** The boolean `true`, as Exchange and X.400 gateways write it. */
  true: (value: string) => (/^true$/i.test(value) ? names({}) : null),
  /** One or more addresses: those that forward. */
  sources: (value: string) => fromAddresses(value, (addresses) => names({ sources: addresses })),
  /** One or more addresses: those that mail was forwarded to. */
  destinations: (value: string) => fromAddresses(value, (addresses) => names({ destinations: addresses })),
  /** At least two addresses: the source and its destinations. */
  'source-then-destinations': (value: string) =>
    fromAddresses(value, (addresses) =>
      addresses.length < 2 ? null : names({ sources: addresses.slice(0, 1), destinations: addresses.slice(1) }),
    ),
  /** `from A to B`. */
  'from-to': readFromTo,
  /** `mailbox;tenant`. */
  'mailbox-of-tenant': (value: string) => {
    const loop = decodeForwardingLoop(value);
    return loop?.tenant == null ? null : names({ sources: [loop.mailbox], quoted: [loop.tenant] });
  },
  /** `mailbox` alone. */
  mailbox: (value: string) => {
    const loop = decodeForwardingLoop(value);
    return loop?.tenant !== null ? null : names({ sources: [loop.mailbox] });
  },
  /** `ForwardingHandled;id`, which names no mailbox. */
  'forwarding-handled': (value: string) => {
    const mark = /^ForwardingHandled;\s*([!-~]{1,200})$/i.exec(value)?.[1];
    return mark === undefined ? null : names({ quoted: [mark] });
  },
  /** A count of at least one. */
  count: (value: string) => (/^[1-9]\d{0,5}$/.test(value) ? names({ quoted: [value] }) : null),
  /** One or more message identifiers in angle brackets (RFC 5322 3.6.4). */
  'message-identifiers': readMessageIdentifiers,
  /** The name of Exchange's agent that carries out inbox rules. */
  'mailbox-rules-agent': (value: string) => (/^mailbox rules agent$/i.test(value) ? names({}) : null),
  /** The keyword `auto-forwarded`, with parameters or comments behind it (RFC 3834 5 leaves room for keywords). */
  'auto-forwarded': (value: string) => (/^auto-forwarded(?=$|[\s;(])/i.test(value) ? names({}) : null),
} satisfies Record<string, (value: string) => ArtifactNames | null>;

export type ValueForm = keyof typeof valueForms;

function names(given: Partial<ArtifactNames>): ArtifactNames {
  return { sources: [], destinations: [], quoted: [], ...given };
}

function fromAddresses(value: string, read: (addresses: readonly string[]) => ArtifactNames | null): ArtifactNames | null {
  const addresses = addressesIn(value);
  return addresses === null ? null : read(addresses);
}

function readFromTo(value: string): ArtifactNames | null {
  const words = value.slice(0, longestValue).split(/\s+/);
  const [from = '', source = '', to = '', destination = '', ...rest] = words;
  if (from.toLowerCase() !== 'from' || to.toLowerCase() !== 'to' || rest.length > 0) return null;
  return isAddress(source) && isAddress(destination) ? names({ sources: [source], destinations: [destination] }) : null;
}

function readMessageIdentifiers(value: string): ArtifactNames | null {
  const identifiers = value.slice(0, longestValue).split(/[\s,]+/);
  return identifiers.every((identifier) => /^<[^<>\s]+>$/.test(identifier)) ? names({ quoted: identifiers }) : null;
}

// Longer values are no identifiers of one message; the limit keeps a hostile header from being split into a million words.
const longestValue = 64 * 1024;
