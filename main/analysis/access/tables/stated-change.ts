import type { StatedChange } from '#model/index.ts';
import type { EventCondition } from '../event-condition.ts';
import { listText, quote } from '../event-statement.ts';
import type { EventText } from '../event-text.ts';

/** The event states a change of one of these kinds. */
export function changes(...kinds: readonly StatedChange['what'][]): EventCondition {
  return { how: 'test', test: ({ record }) => record.claimed.change !== undefined && kinds.includes(record.claimed.change.what) };
}

/** The change leaves something in force, and did not fail. */
export const isInForce: EventCondition = {
  how: 'test',
  test: ({ record }) => {
    const { change, strength } = record.claimed;
    return change !== undefined && strength !== 'ATTEMPTED' && !['cleared', 'disabled', 'removed'].includes(change.state);
  },
};

/** To whom something was given, and on what, within a statement. */
export function whom({ record }: EventText): string {
  const { change, object } = record.claimed;
  const to = change === undefined || change.destinations.length === 0 ? 'someone' : listText(change.destinations);
  const of = change === undefined || change.of === '' ? object.name : change.of;
  return `${to}${of === '' ? '' : ` on ${quote(of)}`}`;
}
