import type { RuleClient, RuleTarget, RuleValue } from './rule.ts';
import type { ClaimedTime } from './time.ts';

/**
 * An account as a mail program or server states it: JSON throughout.
 * What an identity does with copies of sent mail is a rule of its own (`RuleAction` of kind `carbon-copy`).
 */
export type AccountClaims = {
  readonly client: RuleClient;
  /** The program's own key for it, e.g. `account1/server2`; empty where it has none. */
  readonly key: string;
  /** The name shown to the owner; empty where there is none. */
  readonly name: string;
  readonly service: AccountService;
  /** Host name as stated; empty where none is. */
  readonly server: string;
  readonly port: number | null;
  readonly userName: string;
  /** The identities that send through it or are tied to it. */
  readonly identities: readonly AccountIdentity[];
  /** Where its mail lies, as stated (a path or URL of the machine it ran on); never used as a path. */
  readonly storedAt: string;
  /** When it was last seen to work, where the program keeps that. */
  readonly lastUsed: ClaimedTime | null;
  /** Other times that it states, each of which says what it is of; absent where the program keeps none. */
  readonly times?: readonly ClaimedTime[];
  /** What the program calls its kind, e.g. `com.apple.account.Google`, where that says more than the service does. */
  readonly type?: string;
  /** Key of the account that it is part of, where a program keeps one account for several services. */
  readonly partOf?: string;
  /** Whether mail may lie behind it, and what says so in a sentence: of accounts that are kept for more than mail. */
  readonly canHoldMail?: { readonly answer: 'yes' | 'perhaps' | 'no'; readonly because: string };
  /** Everything else it states that bears on mail. */
  readonly facts: readonly RuleValue[];
};

export type AccountService = 'imap' | 'pop3' | 'exchange' | 'smtp' | 'local' | 'news' | 'feed' | 'other';

export interface AccountIdentity {
  readonly name: string;
  /** Mail address; empty where none is stated. */
  readonly address: string;
  readonly replyTo: string;
}

/** Somebody whom the owner is known to know or to have written to: an address book entry, a completed address. */
export type CorrespondentClaims = {
  readonly client: RuleClient;
  /** What it is taken from, in words: `address book "Collected Addresses"`. */
  readonly source: string;
  readonly name: string;
  readonly addresses: readonly RuleTarget[];
  readonly facts: readonly RuleValue[];
};
