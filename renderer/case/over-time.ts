import { startOfDay } from '#renderer/ui/times.ts';

/** How many messages and findings fall into each month or year of the case, as their records claim. */
export interface OverTime {
  /** Years where the months would be too many to be told apart. */
  readonly unit: 'month' | 'year';
  /** One for each month (`2026-03`) or year (`2026`) from the first to the last that holds any, gaps included. */
  readonly periods: readonly { readonly name: string; readonly messages: number; readonly findings: number }[];
  /** Without a time that could be understood. */
  readonly undated: { readonly messages: number; readonly findings: number };
}

/** The most months that are shown one by one. */
export const mostMonths = 360;

/**
 * Counts messages and findings by month in the case zone.
 * @param messageDates milliseconds since 1970, NaN where a message claims none; likewise for findings.
 */
export function overTime(messageDates: Float64Array, findingDates: Float64Array, zone: string): OverTime {
  const monthIn = monthFinder(zone);
  const messages = countByMonth(messageDates, monthIn);
  const findings = countByMonth(findingDates, monthIn);
  const undated = { messages: messages.undated, findings: findings.undated };
  const months = [...messages.counts.keys(), ...findings.counts.keys()];
  if (months.length === 0) return { unit: 'month', periods: [], undated };
  const first = months.reduce((least, month) => Math.min(least, month));
  const last = months.reduce((most, month) => Math.max(most, month));
  const isByMonth = last - first < mostMonths;
  const placeOf = (month: number): number => (isByMonth ? month - first : Math.floor(month / 12) - Math.floor(first / 12));
  const periods = Array.from({ length: placeOf(last) + 1 }, (_, place) => ({
    name: isByMonth ? monthName(first + place) : yearName(Math.floor(first / 12) + place),
    messages: 0,
    findings: 0,
  }));
  for (const what of ['messages', 'findings'] as const) {
    for (const [month, count] of (what === 'messages' ? messages : findings).counts) {
      const period = periods[placeOf(month)];
      if (period !== undefined) period[what] += count;
    }
  }
  return { unit: isByMonth ? 'month' : 'year', periods, undated };
}

function countByMonth(
  dates: Float64Array,
  monthIn: (milliseconds: number) => number,
): { readonly counts: ReadonlyMap<number, number>; readonly undated: number } {
  const counts = new Map<number, number>();
  let undated = 0;
  for (const date of dates) {
    if (Number.isNaN(date)) {
      undated += 1;
      continue;
    }
    const month = monthIn(date);
    counts.set(month, (counts.get(month) ?? 0) + 1);
  }
  return { counts, undated };
}

/** Gives the month of an instant in a zone, counted from the year 0. The zone is asked only once for each month. */
function monthFinder(zone: string): (milliseconds: number) => number {
  const starts = new Map<number, number>();
  const startOf = (month: number): number => {
    const known = starts.get(month);
    if (known !== undefined) return known;
    const start = startOfDay(`${monthName(month)}-01`, zone) ?? Date.UTC(Math.floor(month / 12), month % 12);
    starts.set(month, start);
    return start;
  };
  return (milliseconds) => {
    const date = new Date(milliseconds);
    const month = date.getUTCFullYear() * 12 + date.getUTCMonth();
    // No zone is a day or more from UTC, so the month there is this one or a neighbour.
    if (milliseconds < startOf(month)) return month - 1;
    return milliseconds >= startOf(month + 1) ? month + 1 : month;
  };
}

function monthName(month: number): string {
  return `${yearName(Math.floor(month / 12))}-${String((month % 12) + 1).padStart(2, '0')}`;
}

function yearName(year: number): string {
  return String(year).padStart(4, '0');
}
