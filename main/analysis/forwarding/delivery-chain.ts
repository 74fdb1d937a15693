import { domainOf, type Level, type Rule } from '#model/index.ts';
import { oneAddressIn } from '../address-text.ts';
import { citeHeader } from '../cite-header.ts';
import type { Detector } from '../detector.ts';
import { headerLookupOf, type HeaderLookup, type PlacedField } from '../header-lookup.ts';
import { distinctAddresses, nameAddresses } from './describe-addresses.ts';
import { lookAlikeReasons, lookAlikes, withReasons } from './look-alikes.ts';
import { messageTime } from './message-time.ts';

const rule: Rule = {
  id: 'forwarding.header.delivered-to',
  version: '1',
  title: 'The message was delivered to more than one address in turn',
  technique: 'T1114.003',
  level: 'low',
  needs: ['message', 'header Delivered-To, at least twice'],
  parameters: [],
  benignExplanations: [
    'An alias, a group or a catch-all address leads to the mailbox.',
    'The holder reads several accounts in one mailbox, by forward or by a program that fetches mail (fetchmail, POP).',
  ],
  wouldProve: [
    'The aliases and forwards at the server that wrote the lower Delivered-To field.',
    'A second mechanism in the same message: X-Forwarded-To, an SRS envelope sender, ARC sets.',
  ],
  references: ['RFC 9228 (Delivered-To)', 'Postfix local(8)', 'qmail dot-qmail(5)'],
};

/**
 * Looks for messages with Delivered-To fields of different addresses. Each delivering server puts its field on top, so
 * the lowest names the first recipient and the topmost the last.
 */
export const deliveryChain: Detector = {
  rules: [rule],
  start: () => ({
    *consume(record) {
      if (record.kind !== 'message') return;
      const lookup = headerLookupOf(record);
      const fields = lookup.get('delivered-to');
      if (fields === undefined || fields.length < 2) return;
      const hops = hopsOf(fields, lookup);
      const addresses = distinctAddresses(hops.map((hop) => hop.address));
      const [last, ...earlier] = addresses;
      const [top, ...below] = hops;
      if (last === undefined || top === undefined || earlier.length === 0) return;
      const first = addresses.at(-1) ?? last;
      const reasons = [
        ...(lookAlikes['list-mail'](record, lookup) ? [lookAlikeReasons['list-mail']] : []),
        ...(wasFetched(lookup) ? [fetchedReason] : []),
      ];
      yield {
        ruleId: rule.id,
        ruleVersion: rule.version,
        technique: rule.technique,
        level: levelOf(addresses, reasons),
        strength: 'INDICATES',
        statement: `The headers Delivered-To state that the message was delivered to ${nameAddresses([first])} and then to ${nameAddresses([last])}.${remarkOnCount(addresses.length)}`,
        mechanism: 'alias or forward at a mail server (Delivered-To)',
        agency: 'automatic',
        sources: addresses.slice(1).reverse(),
        destinations: [last],
        time: messageTime(record),
        citations: [citeHeader(record, top.index), ...below.slice(0, mostCitations - 1).map((hop) => citeHeader(record, hop.index))],
        benignExplanations: withReasons(reasons, rule.benignExplanations),
        wouldProve: rule.wouldProve,
      };
    },
  }),
};

const mostCitations = 16;
const fetchedReason = 'A Received field says that a program fetched the message from another mailbox (POP or IMAP) and delivered it again.';

interface Hop {
  readonly address: string;
  readonly index: number;
}

// ezmlm writes `mailing list dev@example.org`, Mailman servers deliver to the list's own address: neither is a mailbox
// that forwards. Subaddresses (`user+tag@`) are the same mailbox.
function hopsOf(fields: readonly PlacedField[], lookup: HeaderLookup): Hop[] {
  const listText = ['list-post', 'list-id', 'x-mailing-list', 'mailing-list', 'x-beenthere', 'x-loop']
    .flatMap((name) => lookup.get(name) ?? [])
    .map((placed) => placed.field.value.toLowerCase())
    .join(' ');
  return fields.flatMap(({ field, index }) => {
    const address = oneAddressIn(field.value);
    if (address === null) return [];
    const plain = address.replace(/^([^+@]+)\+[^@]*@/, '$1@');
    return listText.includes(plain.toLowerCase()) ? [] : [{ address: plain, index }];
  });
}

function wasFetched(lookup: HeaderLookup): boolean {
  return (lookup.get('received') ?? []).some(({ field }) => /\bwith (?:POP3?|IMAP4?)\b|\(fetchmail|\bgetmail\b/i.test(field.value));
}

// Two addresses of one domain, or of a domain and a host below it, are an alias of the same house in the common case.
function levelOf(addresses: readonly string[], reasons: readonly string[]): Level {
  const domains = addresses.map((address) => domainOf(address) ?? '');
  const shortest = domains.reduce((one, other) => (other.length < one.length ? other : one));
  const isOneHouse = domains.every((domain) => domain === shortest || domain.endsWith(`.${shortest}`));
  return reasons.length > 0 || isOneHouse ? 'informational' : rule.level;
}

function remarkOnCount(addresses: number): string {
  return addresses === 2 ? '' : ` They name ${String(addresses)} different addresses.`;
}
