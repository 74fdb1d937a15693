import { coverageStates, type AccessLane, type LaneQuestion } from './access-view.ts';

/** Times of one lane, ascending, and how they are drawn. */
export interface LaneTimes {
  readonly name: string;
  readonly kind: AccessLane['kind'];
  /** Everything that the lane has, milliseconds since 1970, ascending, without unknown ones. */
  readonly all: Float64Array;
  /** What of it passes the filter, in any order. */
  readonly passing: Float64Array;
  /** What passes, with those that have no time. */
  readonly count: number;
}

const mostGaps = 5;

/** Draws a lane: densities and coverage in equal spans. */
export function drawLane(
  { name, kind, all, passing, count }: LaneTimes,
  { from, to, bins, gap }: LaneQuestion & { from: number; to: number },
): AccessLane {
  const span = (to - from) / bins;
  const binOf = (time: number): number => Math.min(bins - 1, Math.floor((time - from) / span));
  const counts = new Uint32Array(bins);
  for (const time of passing) {
    if (time < from || time > to) continue;
    const bin = binOf(time);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const coverage = new Uint8Array(bins);
  const gaps: { from: number; to: number }[] = [];
  let gapCount = 0;
  /** Spans before this one are decided, but that a gap gives way to data in the same span. */
  let next = 0;
  const fill = (start: number, end: number, state: number): void => {
    if (end < from || start > to) return;
    const first = binOf(Math.max(start, from));
    const last = binOf(Math.min(end, to));
    if (state === coverageStates.covered && first < next) coverage[first] = state;
    for (let bin = Math.max(first, next); bin <= last; bin += 1) coverage[bin] = state;
    next = Math.max(next, last + 1);
  };
  let before = all[0];
  if (before !== undefined) fill(before, before, coverageStates.covered);
  for (const time of all) {
    if (before === undefined) break;
    if (time - before > gap) {
      gapCount += 1;
      keepLongest(gaps, { from: before, to: time });
      fill(before, time, coverageStates.gap);
      fill(time, time, coverageStates.covered);
    } else fill(before, time, coverageStates.covered);
    before = time;
  }
  return {
    name,
    kind,
    count,
    counts,
    coverage,
    first: all[0] ?? null,
    last: all.at(-1) ?? null,
    gaps: gaps.toSorted((a, b) => a.from - b.from),
    gapCount,
  };
}

function keepLongest(gaps: { from: number; to: number }[], gap: { from: number; to: number }): void {
  gaps.push(gap);
  if (gaps.length <= mostGaps) return;
  let shortest = 0;
  gaps.forEach(({ from, to }, index) => {
    const least = gaps[shortest];
    if (least !== undefined && to - from < least.to - least.from) shortest = index;
  });
  gaps.splice(shortest, 1);
}
