import { isAddress } from '../address-text.ts';

/**
 * An envelope sender rewritten by a forwarder (Sender Rewriting Scheme). The forms:
 * - `srs0`: `SRS0=hash=tt=domain=local@forwarder`, rewritten once.
 * - `srs1`: `SRS1=hash=first-forwarder==hash=tt=domain=local@forwarder`, rewritten again by a second forwarder.
 * - `exchange`: `mailbox+SRS=hash=tt=domain=local@tenant` of Exchange Online, which names the forwarding mailbox.
 * - `exchange-hashed`: `bounces+SRS=hash=tt@tenant` of Exchange Online, which names neither.
 */
export interface RewrittenSender {
  readonly form: 'srs0' | 'srs1' | 'exchange' | 'exchange-hashed';
  /** The domain that rewrote the sender last. */
  readonly forwarderDomain: string;
  /** The first forwarder of an SRS1 address; null for other forms. */
  readonly firstForwarderDomain: string | null;
  /** The mailbox that forwards, in the `exchange` form; null for others. */
  readonly mailbox: string | null;
  /** The sender before the rewriting; null where the address does not hold it. */
  readonly originalSender: string | null;
}

/**
 * Decodes a rewritten envelope sender.
 *
 * Grammar: "Sender Rewriting Scheme" (M. Wong, libsrs2 and Mail::SRS): the separator behind `SRS0` and `SRS1` is one of
 * `=`, `+`, `-`; hash and time stamp hold no equals sign; the local part may. Exchange Online: "Sender Rewriting Scheme
 * (SRS) in Microsoft 365". Software compares the tag without case.
 * @param address an address, without angle brackets.
 * @returns null when the address is not of these forms.
 */
export function decodeSrs(address: string): RewrittenSender | null {
  const at = address.lastIndexOf('@');
  if (at < 1 || address.length > longestAddress) return null;
  const local = address.slice(0, at);
  const forwarderDomain = address.slice(at + 1).toLowerCase();
  if (!isAddress(`x@${forwarderDomain}`)) return null;
  if (/^srs0[=+-]/i.test(local)) return decodeSrs0(local.slice(5), forwarderDomain);
  if (/^srs1[=+-]/i.test(local)) return decodeSrs1(local.slice(5), forwarderDomain);
  const mark = local.toLowerCase().indexOf('+srs=');
  return mark < 1 ? null : decodeExchange(local.slice(0, mark), local.slice(mark + '+srs='.length), forwarderDomain);
}

const longestAddress = 1024;

function decodeSrs0(rest: string, forwarderDomain: string): RewrittenSender | null {
  const originalSender = originalOf(rest);
  if (originalSender === null) return null;
  return { form: 'srs0', forwarderDomain, firstForwarderDomain: null, mailbox: null, originalSender };
}

function decodeSrs1(rest: string, forwarderDomain: string): RewrittenSender | null {
  const hashEnd = rest.indexOf('=');
  const hostEnd = rest.indexOf('=', hashEnd + 1);
  if (hashEnd < 1 || hostEnd <= hashEnd + 1) return null;
  const firstForwarderDomain = rest.slice(hashEnd + 1, hostEnd).toLowerCase();
  // The inner SRS0 address follows with its own separator: `==`, `=+` or `=-`.
  if (!'=+-'.includes(rest[hostEnd + 1] ?? '?') || !isAddress(`x@${firstForwarderDomain}`)) return null;
  const originalSender = originalOf(rest.slice(hostEnd + 2));
  if (originalSender === null) return null;
  return { form: 'srs1', forwarderDomain, firstForwarderDomain, mailbox: null, originalSender };
}

function decodeExchange(user: string, rest: string, forwarderDomain: string): RewrittenSender | null {
  const originalSender = originalOf(rest);
  if (originalSender !== null) {
    const mailbox = `${user}@${forwarderDomain}`;
    return isAddress(mailbox) ? { form: 'exchange', forwarderDomain, firstForwarderDomain: null, mailbox, originalSender } : null;
  }
  const isHashed = /^[\w+/-]+=[\w+/-]+$/.test(rest);
  return isHashed ? { form: 'exchange-hashed', forwarderDomain, firstForwarderDomain: null, mailbox: null, originalSender: null } : null;
}

// `hash=tt=domain=local`
function originalOf(text: string): string | null {
  const match = /^[^=]+=[^=]+=([^=]+)=(.+)$/.exec(text);
  const address = `${match?.[2] ?? ''}@${match?.[1] ?? ''}`;
  return match !== null && isAddress(address) ? address : null;
}
