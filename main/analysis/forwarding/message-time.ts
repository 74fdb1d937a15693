import type { ClaimedTime, MessageRecord } from '#model/index.ts';

/**
 * The time that a message claims for itself, to which a finding about it is dated: when it was received, since a
 * forwarded copy often keeps the sending date of its original; else when it was sent.
 */
export function messageTime(record: MessageRecord): ClaimedTime | null {
  const { received, sent } = record.claimed;
  if (received?.instant != null) return received;
  return sent ?? received;
}
