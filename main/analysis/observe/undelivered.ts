import type { MessageRecord } from '#model/index.ts';
import { isAddress } from '../address-text.ts';
import { firstValue, type HeaderLookup } from '../header-lookup.ts';

/** Whether a message is a report that another could not be delivered (RFC 3464), in any of the forms in which servers send it. */
export function isNonDelivery(record: MessageRecord, lookup: HeaderLookup): boolean {
  if (/^REPORT\..{1,100}\.NDR$/i.test(record.claimed.messageClass) || lookup.has('x-failed-recipients')) return true;
  const type = (firstValue(lookup, 'content-type') ?? '').slice(0, longestValue);
  const isReport = /^multipart\/report\b/i.test(type) && /report-type\s{0,4}=\s{0,4}"?delivery-status/i.test(type);
  const sender = (record.claimed.from[0]?.address ?? '').toLowerCase();
  const isDaemon = /^(?:mailer-daemon|postmaster|mail-daemon)@|^microsoftexchange329e71ec88ae4615bbc36ab6ce41109e@/.test(sender);
  // A report may also tell of a delay or of success; then its subject says so.
  const subject = record.claimed.subject.slice(0, 200).toLowerCase();
  if (/\b(?:delay|delayed|successful|relayed|verzögert)\b/.test(subject)) return false;
  return (
    isReport || (isDaemon && /undeliver|failure|returned|failed|unzustellbar|non remis|no se puede entregar|impossibile/.test(subject))
  );
}

/**
 * The addresses that a report of non-delivery names as not reached, in lower case: from X-Failed-Recipients, from the
 * recipients of a report of an Outlook store, and from the first 4,000 characters of its text.
 */
export function undeliveredAddresses(record: MessageRecord, lookup: HeaderLookup): readonly string[] {
  const own = new Set([...record.claimed.from, ...record.claimed.to].map(({ address }) => address.toLowerCase()));
  const stated = (lookup.get('x-failed-recipients') ?? []).flatMap(({ field }) => addressesWithin(field.value));
  const inText = addressesWithin((record.bodies.text ?? '').slice(0, mostText));
  return [...new Set([...stated, ...inText])].filter((address) => !own.has(address) && !isIdentifierLike(address)).slice(0, mostAddresses);
}

const longestValue = 500;
const mostText = 4000;
const mostAddresses = 20;

function addressesWithin(text: string): string[] {
  return text
    .slice(0, mostText)
    .split(/[\s<>()[\]";,']+/)
    .filter((word) => word.includes('@'))
    .map((word) =>
      word
        .replace(/^(?:rfc822;|smtp:|mailto:)/i, '')
        .replace(/[.:]+$/, '')
        .toLowerCase(),
    )
    .filter(isAddress);
}

// Message identifiers in the quoted header look like addresses: digits and signs without end before the sign.
function isIdentifierLike(address: string): boolean {
  const local = address.slice(0, address.lastIndexOf('@'));
  return local.length > 40 || /\d{8,}|^[0-9a-f]{8}-[0-9a-f]{4}-/.test(local) || /^(?:mailer-daemon|postmaster)$/.test(local);
}
