import { extentRecords, type ClaimedTime, type FindingExtent, type RecordId } from '#model/index.ts';

/** Counts records and keeps the first and last time and their identifiers, as far as a finding names them. */
export interface ExtentTally {
  readonly count: number;
  readonly first: number | null;
  readonly last: number | null;
  add(recordId: RecordId, time: number | null): void;
  /** @param unit of what there are so many: `messages` */
  extent(unit: string): FindingExtent;
}

/** Begins to count. */
export function newExtent(): ExtentTally {
  const records: RecordId[] = [];
  let count = 0;
  let first: number | null = null;
  let last: number | null = null;
  return {
    get count() {
      return count;
    },
    get first() {
      return first;
    },
    get last() {
      return last;
    },
    add(recordId, time) {
      count += 1;
      if (records.length < extentRecords) records.push(recordId);
      if (time === null) return;
      first = first === null ? time : Math.min(first, time);
      last = last === null ? time : Math.max(last, time);
    },
    extent: (unit) => ({ first: timeOf(first), last: timeOf(last), count, unit, records }),
  };
}

/** What two tallies counted together; the records of the first come first. */
export function unitedExtent(one: ExtentTally, other: ExtentTally): ExtentTally {
  if (one.count === 0) return other;
  const united = newExtent();
  for (const { count, first, last, extent } of [one, other]) {
    const { records } = extent('messages');
    for (let index = 0; index < count; index += 1) {
      // Of records in between only the ends of the period are known.
      united.add(records[index] ?? records.at(-1) ?? ('' as RecordId), index === 0 ? first : index === count - 1 ? last : null);
    }
  }
  return united;
}

/** An instant, in milliseconds since 1970, that records state by the times that they claim. */
export function timeOf(instant: number | null): ClaimedTime | null {
  if (instant === null) return null;
  const text = new Date(instant).toISOString();
  return { raw: text, instant: text, offsetMinutes: 0, statedBy: 'one of the records' };
}

/** The day of an instant in UTC, `2026-03-14`. */
export function dayOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

/** `on 2026-03-14`, or `from 2026-03-14 to 2026-04-01`; empty where no time is stated. */
export function periodText({ first, last }: Pick<ExtentTally, 'first' | 'last'>): string {
  if (first === null || last === null) return '';
  return dayOf(first) === dayOf(last) ? ` on ${dayOf(first)}` : ` from ${dayOf(first)} to ${dayOf(last)}`;
}
