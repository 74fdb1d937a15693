import { formatLocator, millisecondsOf, type AccessEventClaims, type FactRecord } from '#model/index.ts';
import type { EventColumns } from './schema.ts';
import { comparable } from './search-text.ts';
import { wordList } from './word-list.ts';

export type EventRecord = Extract<FactRecord, { kind: 'event' }>;

/** Who did it: the actor, where none is stated the account; empty where neither is. */
export function whoOf({ actor, account }: AccessEventClaims): string {
  return actor === '' ? account : actor;
}

/** The hot columns of access events. */
export function eventColumns(events: readonly EventRecord[]): EventColumns {
  const [strengths, actions, sources, actors] = [wordList(), wordList(), wordList(), wordList()];
  return {
    date: Float64Array.from(events, ({ claimed }) => millisecondsOf(claimed.time) ?? Number.NaN),
    strength: Uint8Array.from(events, ({ claimed }) => strengths.place(claimed.strength)),
    strengths: strengths.words,
    action: Uint8Array.from(events, ({ claimed }) => actions.place(claimed.action)),
    actions: actions.words,
    source: Uint32Array.from(events, ({ claimed }) => sources.place(claimed.source)),
    sources: sources.words,
    actor: Uint32Array.from(events, ({ claimed }) => actors.place(whoOf(claimed))),
    actors: actors.words,
  };
}

/** Longest text of an event that is searched, in code units; a script block may have a megabyte. */
const longestLine = 20_000;

/** The line that an event is searched by: everything that it states, and where it stands. */
export function eventLine({ claimed, locator }: EventRecord): string {
  const { doesNotShow: _, facts, time, messageIds = [], ...stated } = claimed;
  const values = facts.map(({ name, value }) => `${name} ${String(value)}`);
  const line = [...textsOf(stated), time?.raw ?? '', ...values, formatLocator(locator)].join(' ').slice(0, longestLine);
  // The messages that it names are never cut off: from a message all events that name it are asked for.
  return comparable([...messageIds, line].join(' '));
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (typeof value === 'number') return [String(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}
