import type { RuleValue } from './rule.ts';
import type { ClaimedTime } from './time.ts';

/**
 * How much a trace of access proves.
 * - `OPENED`: a program opened the object. - `RUN`: a program was started. - `PRESENT`: the object was there.
 * - `SYNCED`: a client exchanged it with a server. - `LOGGED ON`: an account was authenticated.
 * - `EXPORTED`: it was copied out. - `CHANGED`: it, or a setting of it, was changed. - `ATTEMPTED`: it was tried and failed.
 */
export type AccessStrength = 'OPENED' | 'RUN' | 'PRESENT' | 'SYNCED' | 'LOGGED ON' | 'EXPORTED' | 'CHANGED' | 'ATTEMPTED';

/** What an access event is about. */
export interface AccessObject {
  readonly kind: 'store' | 'folder' | 'message' | 'mailbox' | 'file' | 'rule' | 'setting' | 'session' | 'address' | 'other';
  /** As the source names it; never used as a path. */
  readonly name: string;
}

/** One trace of access to mail, whichever log, database or file states it: JSON throughout. Empty texts are not stated. */
export type AccessEventClaims = {
  /** Null where the source has an event without a time. */
  readonly time: ClaimedTime | null;
  /** The grain of the time as the source keeps it. */
  readonly precision: 'sub-millisecond' | 'millisecond' | 'second' | 'minute' | 'day' | 'unknown';
  /** Whose clock it is, in words: `clock of the machine`, `clock of the server`. */
  readonly clock: string;
  readonly strength: AccessStrength;
  /** The operation in the words of the source, e.g. `MailItemsAccessed`, `folder viewed`. */
  readonly operation: string;
  /** Who did it, as stated. */
  readonly actor: string;
  /** The account or mailbox it was done with or to, as stated. */
  readonly account: string;
  readonly host: string;
  /** Network address it came from. */
  readonly address: string;
  readonly process: { readonly name: string; readonly commandLine: string } | null;
  readonly object: AccessObject;
  /** Whether it succeeded, in the words of the source. */
  readonly outcome: string;
  /** What states it, in words: `Thunderbird folder index, property MRUTime`. */
  readonly source: string;
  /** What the source does not show, in a sentence. */
  readonly doesNotShow: string;
  readonly facts: readonly RuleValue[];
};
