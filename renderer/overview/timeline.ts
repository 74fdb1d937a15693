import type { OverTime } from '#renderer/case/over-time.ts';
import { counted } from '#renderer/ui/words.ts';

/** A bar of a lane, in units of the lane: from 0 to 1 across and upwards. */
export interface Bar {
  readonly name: string;
  readonly count: number;
  readonly left: number;
  readonly width: number;
  readonly height: number;
}

/** One lane of the picture: what is counted, and a bar for each period that has any. */
export interface Lane {
  readonly what: 'messages' | 'findings';
  readonly most: number;
  readonly bars: readonly Bar[];
}

/** The least height of a bar: a period with a single message among thousands must still be seen. */
const leastHeight = 0.06;

/** Lays the counts out in two lanes on one axis; each has a scale of its own. */
export function lanesOf({ periods }: OverTime): readonly Lane[] {
  return (['messages', 'findings'] as const).map((what) => {
    const most = periods.reduce((highest, period) => Math.max(highest, period[what]), 0);
    const bars = periods.flatMap((period, place): Bar[] => {
      const count = period[what];
      if (count === 0) return [];
      return [
        { name: period.name, count, left: place / periods.length, width: 1 / periods.length, height: Math.max(leastHeight, count / most) },
      ];
    });
    return { what, most, bars };
  });
}

/** What the picture shows, in sentences. */
export function timelineText({ unit, periods, undated }: OverTime): string {
  const [first, last] = [periods.at(0), periods.at(-1)];
  if (first === undefined || last === undefined) return 'No record states a time that could be understood.';
  const span = first === last ? `in ${first.name}` : `by ${unit} from ${first.name} to ${last.name}`;
  const without = [
    ...(undated.messages === 0 ? [] : [counted(undated.messages, 'message')]),
    ...(undated.findings === 0 ? [] : [counted(undated.findings, 'finding')]),
  ];
  const left =
    without.length === 0
      ? ''
      : ` ${without.join(' and ')} without a time that could be understood ${isOne(undated) ? 'is' : 'are'} not in it.`;
  return `Messages and findings ${span}, as their records state their times.${left}`;
}

function isOne({ messages, findings }: OverTime['undated']): boolean {
  return messages + findings === 1;
}
