import { domainOf, type MessageRecord } from '#model/index.ts';
import { headerLookupOf, type HeaderLookup } from '../header-lookup.ts';

/** The service that alone writes a header, and how its servers name themselves in Received fields. */
interface WritingService {
  /** In lower case. */
  readonly headers: readonly string[];
  readonly service: string;
  readonly hosts: RegExp;
  readonly source: string;
}

/** Version 1. */
const writingServices: readonly WritingService[] = [
  {
    headers: ['x-forwarded-to', 'x-forwarded-for'],
    service: 'Google',
    hosts: /\bgoogle(?:mail)?\.com\b|\bgmail\.com\b|\b1e100\.net\b/i,
    source: 'Received fields of Gmail: by mx.google.com, from mail-…google.com',
  },
  {
    headers: ['x-ms-exchange-forwardingloop', 'x-ms-exchange-inbox-rules-loop', 'x-ms-exchange-organization-autoforwarded'],
    service: 'Exchange',
    hosts: /\boutlook\.com\b|\boffice365\.(?:com|us)\b|\bmicrosoft smtp server\b|\bwith mapi\b|\bpartner\.outlook\.cn\b/i,
    source: 'Received fields of Exchange end with "with Microsoft SMTP Server" or "via Frontend Transport"',
  },
  {
    headers: ['x-pm-forwarded-from', 'x-pm-forwarded-to'],
    service: 'Proton Mail',
    hosts: /\bproton(?:mail)?\.(?:ch|com|me)\b/i,
    source: 'Received fields of Proton Mail: by mailin….protonmail.ch',
  },
  {
    headers: ['x-yahoo-forwarded', 'x-yahoo-forwardonly'],
    service: 'Yahoo',
    hosts: /\byahoo(?:dns)?\.(?:com|net|co\.\w\w)\b|\baol\.com\b/i,
    source: 'Received fields of Yahoo Mail: by …yahoo.com',
  },
];

/** Headers, in lower case, that one service alone writes. */
export const writtenHeaders: readonly string[] = writingServices.flatMap(({ headers }) => headers);

/** Why the servers through which a message went contradict a header. */
export interface Contradiction {
  /** The service that alone writes the header. */
  readonly service: string;
  /** How many Received fields name none of its servers. */
  readonly received: number;
}

/**
 * Tells whether the Received fields contradict a header of forwarding: there are at least two of them, and none names a
 * server of the service that alone writes the header, nor one of the domain from which it says that mail was forwarded.
 * @param header in lower case
 * @param sources addresses that the header names as forwarding
 * @returns null where nothing contradicts it, or there is too little to tell
 */
export function contradictionOf(record: MessageRecord, header: string, sources: readonly string[]): Contradiction | null {
  const writing = writingServices.find(({ headers }) => headers.includes(header));
  if (writing === undefined) return null;
  const chain = chainOf(headerLookupOf(record));
  if (chain.length < fewestReceived) return null;
  const domains = sources.flatMap((address) => domainOf(address) ?? []);
  const isNamed = chain.some((value) => writing.hosts.test(value) || domains.some((domain) => value.toLowerCase().includes(domain)));
  return isNamed ? null : { service: writing.service, received: chain.length };
}

const fewestReceived = 2;
const mostReceived = 200;
const longestReceived = 2000;

function chainOf(lookup: HeaderLookup): readonly string[] {
  return (lookup.get('received') ?? []).slice(0, mostReceived).map(({ field }) => field.value.slice(0, longestReceived));
}
