import type { ClaimedTime } from '#model/index.ts';
import type { EventGroup } from './event-group.ts';
import { timeText } from './event-statement.ts';

/** A step of a chain: what was done, by which events. */
export interface ChainStep {
  readonly name: string;
  readonly events: EventGroup;
}

/** The rows of a table of steps, in order of time. */
export function stepRows(steps: readonly ChainStep[]): readonly (readonly string[])[] {
  return steps.map(({ name, events }) => [name, timeText(events.first), timeText(events.last), String(events.count)]);
}

export const stepColumns: readonly string[] = ['Step', 'First', 'Last', 'Events'];

/** Steps by the time of their first event; those without a time last. */
export function inOrderOfTime<S extends ChainStep>(steps: readonly S[]): readonly S[] {
  const instant = (time: ClaimedTime | null): string => time?.instant ?? '~';
  return [...steps].sort((one, other) => (instant(one.events.first) < instant(other.events.first) ? -1 : 1));
}
