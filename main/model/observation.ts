import type { EvidenceId } from './evidence-item.ts';
import type { Agency, Citation, NonEmpty } from './finding.ts';
import type { Locator } from './locator.ts';
import type { RecordId } from './record.ts';
import type { ClaimedTime } from './time.ts';

/** By what means mail was passed on. */
export type ForwardingMechanism = (typeof forwardingMechanisms)[number];
export const forwardingMechanisms = [
  /** A rule that the mail program runs. */
  'client-rule',
  /** A rule of the mailbox that the server runs. */
  'server-rule',
  /** A setting of the mailbox that its owner or an administrator made (`ForwardingSmtpAddress`, Gmail auto-forward). */
  'mailbox-setting',
  /** A rule for a whole organisation. */
  'transport-rule',
  /** An alias, `.forward` or table of a mail server. */
  'server-alias',
  'sieve',
  /** A copy that an identity sends of all that it sends. */
  'standing-copy',
  'delegate',
  /** A person pressed Forward. */
  'by-hand',
  /** A person or program sent it again unchanged (Resent-* fields). */
  'resent',
  'unknown',
] as const;

/** Seen from the mailbox that holds the record. */
export type ForwardingDirection = 'out' | 'in' | 'through' | 'unknown';

/** One artifact of forwarding in one form, whichever header, property, flag, rule or event states it. JSON. */
export interface ForwardingObservation {
  readonly recordId: RecordId;
  readonly evidenceId: EvidenceId;
  /** The mailbox that holds the record (`mailboxOf`): a key, the same for all records of the mailbox. */
  readonly mailbox: string;
  /** Stable name of the artifact, e.g. `header X-MS-Exchange-ForwardingLoop`, `last verb forward`, `rule`. */
  readonly artifact: string;
  readonly mechanism: ForwardingMechanism;
  readonly direction: ForwardingDirection;
  readonly agency: Agency;
  /** Why it is taken as automatic, manual or undecidable, in a sentence. */
  readonly because: string;
  /** Addresses in lower case, decoded from the forms that envelopes hide them in. */
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
  readonly time: ClaimedTime | null;
  readonly citations: NonEmpty<Citation>;
}

/**
 * What analysis across the records of a case keeps of one message: compact, since there is one for each. JSON.
 * Hashes are the first 16 hexadecimal digits of a digest of the text without case; they find candidates, not proof.
 */
export interface MessageTrace {
  readonly recordId: RecordId;
  readonly locator: Locator;
  /** Key of the mailbox, as in `ForwardingObservation`. */
  readonly mailbox: string;
  /** Where in the mailbox it lies, as far as the folder's name and the properties tell. */
  readonly place: 'sent' | 'received' | 'draft' | 'deleted' | 'junk' | 'unknown';
  /** Milliseconds since 1970 of the sent time, else of the received time; null when neither is understood. */
  readonly time: number | null;
  /** Addresses in lower case; the recipients up to a limit that is told in `marks`. */
  readonly from: string;
  readonly to: readonly string[];
  /** Subject as decoded, its first 120 characters: by which people know a message that is cited. */
  readonly subject: string;
  /** Hash of Message-ID; null where there is none. */
  readonly id: string | null;
  /** Hashes of the messages that it names as its own: In-Reply-To, References, X-MS-Exchange-Parent-Message-Id, … */
  readonly refs: readonly string[];
  /** Identifier of the thread; null where none is stated. */
  readonly thread: string | null;
  /**
   * Hash of the subject without prefixes and of the first words of the body; of a forward that quotes its original, of the
   * original's subject and words. Null where there are too few words to tell messages apart.
   */
  readonly body: string | null;
  /** What the message is like, sorted: `fw-subject`, `list`, `calendar`, `security-alert`, … (see the room `analysis`). */
  readonly marks: readonly string[];
  /** Addresses that a report of non-delivery names, in lower case; absent where it is none. */
  readonly undelivered?: readonly string[];
}
