import { accessEvent, type AccessEventClaims, type RuleValue, type StatedChange } from '#model/index.ts';
import type { LogEntry } from '../log-entry.ts';

/** Longest text of a fact, in UTF-16 code units. */
const longestFact = 1000;

/** A fact with a text, or none where the text is empty. */
export function factIf(name: string, value: string | undefined): RuleValue[] {
  return value === undefined || value === '' ? [] : [{ name, value: value.slice(0, longestFact) }];
}

/** What a log entry states of the machine and its time. */
export function stated(
  entry: LogEntry,
): Pick<AccessEventClaims, 'time' | 'precision' | 'clock' | 'host'> & Partial<Pick<AccessEventClaims, 'sourceId'>> {
  const { time, precision, host, id, clock = 'clock of the server' } = entry;
  return { time, precision, clock, host, ...(id === '' ? {} : { sourceId: id }) };
}

/** Adds to a sentence what the form of the log lacks. */
export function lacking(entry: LogEntry, sentence: string): string {
  return entry.lacks === '' ? sentence : `${sentence} ${entry.lacks}`;
}

/** An address without angle brackets, cut to what an address may have (RFC 5321 4.5.3.1). */
export function bareAddress(text: string): string {
  const trimmed = text.trim();
  const inner = trimmed.startsWith('<') && trimmed.endsWith('>') ? trimmed.slice(1, -1) : trimmed;
  return inner.slice(0, 320);
}

/** A message identifier with its angle brackets; none where the text is none. */
export function messageIdsOf(text: string | undefined): { readonly messageIds?: readonly string[] } {
  const bare = bareAddress(text ?? '');
  return bare === '' ? {} : { messageIds: [`<${bare}>`] };
}

/** A delivery as a mail server logs it. */
export interface LoggedDelivery {
  readonly recipient: string;
  /** The address that it was sent to before the server changed it; empty where it is not stated. */
  readonly original: string;
  readonly sender: string;
  readonly messageId: string | undefined;
  /** Where it went: `host[192.0.2.1]:25`, `local`. */
  readonly relay: string;
  readonly status: string;
  readonly isDone: boolean;
  readonly queueId: string;
  /** The account that handed the message in, where it is known. */
  readonly account: string | undefined;
  /** Whether the entry itself proves that the mail of one address was passed on to another. */
  readonly isForward: boolean;
  /** The queue identifier of the message that it became, where the server made a new one. */
  readonly goesOnAs?: string;
  readonly source: string;
  readonly facts: readonly RuleValue[];
}

/** The event of a delivery; of one that passes on the mail of another address, with whom it went to. */
export function deliveryEvent(entry: LogEntry, delivery: LoggedDelivery): AccessEventClaims {
  const { recipient, original, sender, relay, status, isDone, isForward, queueId } = delivery;
  const change: StatedChange = {
    what: 'alias',
    name: '',
    state: 'unknown',
    of: original,
    destinations: recipient === '' ? [] : [recipient],
    actions: [],
    conditions: [],
  };
  return accessEvent({
    ...stated(entry),
    strength: isDone ? (isForward ? 'EXPORTED' : 'PRESENT') : 'ATTEMPTED',
    // What was tried and failed was not passed on; that it was to be is told by the change.
    action: isForward && isDone ? 'mail-forward' : 'mail-delivery',
    operation: !isForward
      ? 'delivery'
      : isDone
        ? 'mail of one address passed on to another'
        : 'mail of one address was to go on to another',
    actor: delivery.account ?? '',
    account: original === '' ? recipient : original,
    object: recipient === '' ? { kind: 'message', name: delivery.goesOnAs ?? '' } : { kind: 'address', name: recipient },
    ...messageIdsOf(delivery.messageId),
    ...(isForward ? { change } : {}),
    ...(queueId === '' ? {} : { session: queueId }),
    outcome: status.slice(0, longestFact),
    source: delivery.source,
    doesNotShow: lacking(
      entry,
      isForward
        ? 'It shows that the server passes mail of the address on, not who set that up nor when.'
        : 'It does not show that the message was opened.',
    ),
    facts: [
      ...factIf('sender', sender),
      ...factIf('recipient', recipient),
      ...factIf('recipient as addressed', original),
      ...factIf('relay', relay),
      ...factIf('queue identifier', queueId),
      ...delivery.facts,
    ],
  });
}

/** A log-in to a mail service or machine, or an attempt at one. */
export interface LoggedSignIn {
  readonly account: string;
  readonly address: string;
  readonly isDone: boolean;
  readonly operation: string;
  readonly outcome: string;
  readonly session?: string;
  readonly source: string;
  readonly facts: readonly RuleValue[];
}

export function signInEvent(entry: LogEntry, signIn: LoggedSignIn): AccessEventClaims {
  const { account, address, isDone, operation, outcome, session, source, facts } = signIn;
  return accessEvent({
    ...stated(entry),
    strength: isDone ? 'LOGGED ON' : 'ATTEMPTED',
    action: 'sign-in',
    operation,
    actor: account,
    account,
    address,
    ...(session === undefined || session === '' ? {} : { session }),
    object: { kind: 'session', name: entry.program },
    outcome: outcome.slice(0, longestFact),
    source,
    doesNotShow: lacking(entry, 'It does not show who used the account, nor what was read.'),
    facts,
  });
}

/** Whether two addresses name the same mailbox; one without a domain is the same wherever the name before the @ is. */
export function isSameMailbox(one: string, other: string): boolean {
  const [first, second] = [one.toLowerCase(), other.toLowerCase()];
  if (first === second) return true;
  if (first.includes('@') && second.includes('@')) return false;
  return first.split('@')[0] === second.split('@')[0];
}

const mailPorts = new Set(['', '25', '465', '587']);

/**
 * Whether mail went to a server elsewhere: a public address (not of RFC 1918, 3927, 4193, 4291 or 5735) at a port of mail. Filters
 * of content listen at other ports, and servers of the own site mostly have private addresses.
 */
export function isOutside(address: string, port: string): boolean {
  if (!mailPorts.has(port)) return false;
  const parts = /^(\d{1,3})\.(\d{1,3})\.\d{1,3}\.\d{1,3}$/.exec(address);
  if (parts !== null) {
    const [first, second] = [Number(parts[1]), Number(parts[2])];
    const isPrivate = first === 10 || first === 127 || first === 0 || (first === 172 && second >= 16 && second < 32);
    return !isPrivate && !(first === 192 && second === 168) && !(first === 169 && second === 254);
  }
  const bare = address.toLowerCase().replace(/^ipv6:/, '');
  return /^[0-9a-f:.]{3,45}$/.test(bare) && bare.includes(':') && bare !== '::1' && !/^f[cd]|^fe[89ab]/.test(bare);
}
