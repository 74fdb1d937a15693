import { extentRecords, type ClaimedTime, type FindingExtent, type RecordId } from '#model/index.ts';

/** Counts records and keeps the first and last time and their identifiers, as far as a finding names them. */
export interface ExtentTally {
  readonly count: number;
  readonly first: number | null;
  readonly last: number | null;
  add(recordId: RecordId, time: number | null): void;
  /** Adds all that another tally counted, also beyond the records that it names. */
  addAll(other: ExtentTally): void;
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
    addAll(other) {
      count += other.count;
      for (const recordId of other.extent('').records) {
        if (records.length >= extentRecords) break;
        records.push(recordId);
      }
      if (other.first !== null) first = first === null ? other.first : Math.min(first, other.first);
      if (other.last !== null) last = last === null ? other.last : Math.max(last, other.last);
    },
    extent: (unit) => ({ first: timeOf(first), last: timeOf(last), count, unit, records }),
  };
}

/** What two tallies counted together; the records of the first come first. */
export function unitedExtent(one: ExtentTally, other: ExtentTally): ExtentTally {
  if (one.count === 0) return other;
  const united = newExtent();
  united.addAll(one);
  united.addAll(other);
  return united;
}

/** An instant, in milliseconds since 1970, that records state by the times that they claim. */
export function timeOf(instant: number | null): ClaimedTime | null {
  if (instant === null) return null;
  const text = new Date(instant).toISOString();
  return { raw: text, instant: text, offsetMinutes: 0, statedBy: 'one of these records' };
}

/** The day of an instant in UTC, `2026-03-14`. */
export function dayOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

/** The day of an instant within a statement: `2026-03-14 UTC`, since the window shows times in the zone of the case too. */
export function dayText(instant: number): string {
  return `${dayOf(instant)} UTC`;
}

/** `on 2026-03-14 UTC`, or `from 2026-03-14 UTC to 2026-04-01 UTC`; empty where no time is stated. */
export function periodText({ first, last }: Pick<ExtentTally, 'first' | 'last'>): string {
  if (first === null || last === null) return '';
  return dayOf(first) === dayOf(last) ? ` on ${dayText(first)}` : ` from ${dayText(first)} to ${dayText(last)}`;
}
