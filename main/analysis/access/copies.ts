import type { EventRecord } from './event-text.ts';

/** Most identifiers of events that are remembered to know copies by; later copies then count as events of their own. */
export const mostRememberedIdentifiers = 200_000;

/** Knows copies of an event, which stands in more than one export, by the identifier that its source gives it. */
export interface EventCopies {
  /** True when an event of the same operation and identifier was seen before. */
  isCopy(record: EventRecord): boolean;
}

export function eventCopies(): EventCopies {
  const seen = new Set<string>();
  return {
    isCopy({ claimed }) {
      const { sourceId = '', operation } = claimed;
      if (!isUnique(sourceId)) return false;
      const key = `${claimed.host}\u0000${claimed.source}\u0000${operation}\u0000${sourceId}`;
      if (seen.has(key)) return true;
      if (seen.size < mostRememberedIdentifiers) seen.add(key);
      return false;
    },
  };
}

// Numbers of records repeat from log to log, and after a log was cleared; only identifiers of the service are unique.
function isUnique(sourceId: string): boolean {
  return sourceId.length >= 16 && !/^\d+$/.test(sourceId);
}
