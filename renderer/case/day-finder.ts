import { startOfDay } from '#renderer/ui/times.ts';

/** Gives the day of an instant in a zone, and when it begins. The zone is asked only once for each day. */
export function dayFinder(zone: string): (milliseconds: number) => { readonly day: string; readonly start: number } {
  const starts = new Map<number, number>();
  const startOf = (day: number): number => {
    const known = starts.get(day);
    if (known !== undefined) return known;
    const start = startOfDay(dayName(day), zone) ?? day * dayLength;
    starts.set(day, start);
    return start;
  };
  return (milliseconds) => {
    // No zone is a day or more from UTC, so the day there is this one or a neighbour.
    let day = Math.floor(milliseconds / dayLength);
    if (milliseconds < startOf(day)) day -= 1;
    else if (milliseconds >= startOf(day + 1)) day += 1;
    return { day: dayName(day), start: startOf(day) };
  };
}

const dayLength = 24 * 3_600_000;

function dayName(day: number): string {
  return new Date(day * dayLength).toISOString().slice(0, 10);
}
