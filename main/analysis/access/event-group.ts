import { extentRecords, millisecondsOf, type Citation, type ClaimedTime, type FindingExtent, type RecordId } from '#model/index.ts';

/** Most events that a finding cites; its extent names more. */
export const mostCitedEvents = 5;

/** What is kept of events that belong together, whatever their number. */
export interface EventGroup {
  add(event: GroupedEvent): void;
  readonly count: number;
  /** The earliest events, by time and then by identifier: at most `mostCitedEvents`. Those without a time come last. */
  readonly earliest: readonly GroupedEvent[];
  readonly first: ClaimedTime | null;
  readonly last: ClaimedTime | null;
  /** @param unit of what the count is, in words */
  extent(unit?: string): FindingExtent;
}

export interface GroupedEvent {
  readonly recordId: RecordId;
  readonly time: ClaimedTime | null;
  readonly citations: readonly [Citation, ...Citation[]];
}

/** Counts the record identifiers that several groups keep together, so that all of them stay bounded. */
export interface RecordBudget {
  left: number;
}

/**
 * An empty group.
 * @param budget how many identifiers of records may still be kept; those of the earliest events are kept anyway
 */
export function eventGroup(budget: RecordBudget): EventGroup {
  const records: RecordId[] = [];
  let earliest: GroupedEvent[] = [];
  let first: ClaimedTime | null = null;
  let last: ClaimedTime | null = null;
  let count = 0;
  return {
    add(event) {
      count += 1;
      if (records.length < extentRecords && (records.length === 0 || budget.left > 0)) {
        records.push(event.recordId);
        budget.left -= 1;
      }
      if (earliest.length < mostCitedEvents || compareEvents(event, earliest.at(-1)) < 0) {
        earliest = [...earliest, event].sort(compareEvents).slice(0, mostCitedEvents);
      }
      if (isBefore(event.time, first)) first = event.time;
      if (isAfter(event.time, last)) last = event.time;
    },
    get count() {
      return count;
    },
    get earliest() {
      return earliest;
    },
    get first() {
      return first;
    },
    get last() {
      return last;
    },
    extent: (unit = 'events') => ({ first, last, count, unit, records }),
  };
}

/** By time, then by identifier; without a time last. */
export function compareEvents(
  one: { readonly time: ClaimedTime | null; readonly recordId: RecordId },
  other: { readonly time: ClaimedTime | null; readonly recordId: RecordId } | undefined,
): number {
  if (other === undefined) return -1;
  const left = millisecondsOf(one.time) ?? Number.POSITIVE_INFINITY;
  const right = millisecondsOf(other.time) ?? Number.POSITIVE_INFINITY;
  if (left !== right) return left < right ? -1 : 1;
  return one.recordId < other.recordId ? -1 : one.recordId > other.recordId ? 1 : 0;
}

// A time that is not understood is the first or last of a group only where no other is.
function isBefore(time: ClaimedTime | null, other: ClaimedTime | null): boolean {
  const left = millisecondsOf(time);
  const right = millisecondsOf(other);
  if (left === null) return other === null;
  return right === null || left < right;
}

function isAfter(time: ClaimedTime | null, other: ClaimedTime | null): boolean {
  const left = millisecondsOf(time);
  const right = millisecondsOf(other);
  if (left === null) return other === null;
  return right === null || left > right;
}
