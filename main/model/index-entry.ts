import type { RuleClient, RuleValue } from './rule.ts';
import type { ClaimedTime } from './time.ts';

/**
 * What the index of a mail program states of a message that lies in a store of the evidence: JSON throughout.
 * A message that only the index knows is a message record (`headerOrigin: 'index'`) instead.
 */
export type IndexEntryClaims = {
  readonly client: RuleClient;
  readonly folderPath: readonly string[];
  /** As `ClaimedMessage.messageId`, with its angle brackets; null where the index has none. */
  readonly messageId: string | null;
  readonly subject: string;
  readonly sender: string;
  readonly date: ClaimedTime | null;
  /** State words in lower case, sorted, as `ClaimedMessage.flags`. */
  readonly flags: readonly string[];
  /** Where the index says that the message lies, in its own words: `offset 1042`, `1234.emlx`. */
  readonly storedAt: string;
  /** Whether a message was found there; `unknown` where the store is not in the evidence. */
  readonly inStore: 'yes' | 'no' | 'unknown';
  /** Everything else that it states. */
  readonly facts: readonly RuleValue[];
};
