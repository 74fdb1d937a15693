import { millisecondsOf, type StatedChange } from '#model/index.ts';
import { compareEvents } from './event-group.ts';
import type { EventRecord } from './event-text.ts';
import { eventCopies } from './copies.ts';

/** Most changes that are kept of a case. */
export const mostChanges = 10_000;

/** An event that sets or takes back where mail goes. */
export interface ForwardingChange {
  readonly record: EventRecord;
  readonly change: StatedChange;
  /** Milliseconds since 1970; null where the event has no time that is understood. */
  readonly time: number | null;
}

/** Gathers the changes of forwarding, inbox rules and transport rules of a case, each once. */
export interface ForwardingChanges {
  take(record: EventRecord): void;
  /** In order of time; those without a time last. */
  sorted(): readonly ForwardingChange[];
  /** How many were left out because there were more than `mostChanges`. */
  readonly leftOut: number;
}

const kinds: ReadonlySet<StatedChange['what']> = new Set([
  'inbox-rule',
  'mailbox-forwarding',
  'transport-rule',
  'journal-rule',
  'alias',
] as const);

/** An empty gathering. Failed attempts are not gathered. */
export function forwardingChanges(): ForwardingChanges {
  const changes: ForwardingChange[] = [];
  let leftOut = 0;
  return {
    take(record) {
      const { change, strength, action, time } = record.claimed;
      if (change === undefined || strength === 'ATTEMPTED' || action === 'mail-forward' || !kinds.has(change.what)) return;
      if (changes.length >= mostChanges) leftOut += 1;
      else changes.push({ record, change, time: millisecondsOf(time) });
    },
    sorted() {
      // Of copies of one event the first in order counts, whichever was met first.
      const copies = eventCopies();
      return [...changes].sort(byTime).filter(({ record }) => !copies.isCopy(record));
    },
    get leftOut() {
      return leftOut;
    },
  };
}

function byTime(one: ForwardingChange, other: ForwardingChange): number {
  return compareEvents(
    { time: one.record.claimed.time, recordId: one.record.recordId },
    { time: other.record.claimed.time, recordId: other.record.recordId },
  );
}

/** Where mail goes by it, in words. */
export function mechanismOf(change: StatedChange): string {
  switch (change.what) {
    case 'inbox-rule':
      return 'inbox rule on the server';
    case 'mailbox-forwarding':
      return 'mailbox setting (forwarding address)';
    case 'transport-rule':
      return 'transport rule of the organisation';
    case 'journal-rule':
      return 'journal rule of the organisation';
    default:
      return 'alias of a mail server';
  }
}
