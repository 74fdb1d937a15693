/**
 * Room `windows-events`: what an event of Windows means, apart from how it is stored.
 *
 * Enters: an event with the fields of its element `System` and its named values (`WindowsEvent`), from a log (`evtx`) or an
 * exported form of one. Leaves: `AccessEventClaims`. Invariant: every named value is among the facts, whether or not this
 * room knows the event. A family of events is a file and a line in `families.ts`.
 */
import { accessEvent, type AccessEventClaims, type RuleValue } from '#model/index.ts';
import type { SystemField, WindowsEvent } from './event.ts';
import { meaningOf } from './families.ts';
import { auditOutcome, lookUp } from './meaning.ts';

export { emptySystemFields, eventPlace, eventTime, systemFieldAt } from './event.ts';
export type { EventPlace, SystemField, SystemFields, WindowsEvent } from './event.ts';

/** Fields of `System` that facts repeat, by their names in the schema; those that stand elsewhere in the claims are left out. */
const systemFacts: readonly (readonly [field: SystemField, name: string])[] = [
  ['channel', 'Channel'],
  ['provider', 'Provider'],
  ['eventId', 'EventID'],
  ['eventSource', 'System EventSourceName'],
  ['qualifiers', 'System Qualifiers'],
  ['version', 'System Version'],
  ['level', 'System Level'],
  ['task', 'System Task'],
  ['opcode', 'System Opcode'],
  ['keywords', 'System Keywords'],
  ['activityId', 'System ActivityID'],
  ['relatedActivityId', 'System RelatedActivityID'],
  ['processId', 'System ProcessID'],
  ['threadId', 'System ThreadID'],
  ['userId', 'System UserID'],
];
/** Zero is said of most events, and then of no use. */
const unsaidWhereZero: ReadonlySet<SystemField> = new Set(['version', 'task', 'opcode', 'keywords', 'qualifiers']);
const zero = /^(?:0x)?0{1,16}$/;

const unknownShows = 'This program does not know what events of this kind mean; its values are as the provider wrote them.';

/** What is known of an event beside what it says. */
export interface EventOrigin {
  /** What states it, in words: `Event log of Windows (EVTX)`. */
  readonly source: string;
  /** Facts beside its values, e.g. that a checksum is wrong. */
  readonly remarks?: readonly RuleValue[];
}

/** Says what an event means. Never throws; an event that no family knows has the action `other`. */
export function claimsOf(event: WindowsEvent, { source, remarks = [] }: EventOrigin): AccessEventClaims {
  const { system, time, values } = event;
  const meaning = meaningOf(system);
  const stated = meaning?.state?.(lookUp(event)) ?? {};
  const facts: RuleValue[] = [];
  for (const [field, name] of systemFacts) {
    const value = system[field];
    if (value !== '' && !(unsaidWhereZero.has(field) && zero.test(value))) facts.push({ name, value });
  }
  facts.push(...values, ...remarks);
  const title = system.eventId === '' ? 'event' : `event ${system.eventId}`;
  return accessEvent({
    time,
    precision: precisionOf(time?.raw ?? ''),
    clock: 'clock of the machine that wrote the event',
    strength: meaning?.strength ?? 'PRESENT',
    action: meaning?.action ?? 'other',
    operation:
      meaning === null ? `${system.provider === '' ? system.channel : system.provider} ${title}`.trim() : `${meaning.operation} (${title})`,
    actor: system.userId,
    host: system.computer,
    object: { kind: 'other', name: '' },
    outcome: auditOutcome(system),
    source: system.channel === '' ? source : `${source}, channel ${system.channel}`,
    doesNotShow: meaning?.doesNotShow ?? unknownShows,
    ...(system.recordId === '' ? {} : { sourceId: system.recordId }),
    ...stated,
    facts,
  });
}

function precisionOf(raw: string): AccessEventClaims['precision'] {
  if (raw === '') return 'unknown';
  const fraction = /[.,](\d+)/.exec(raw.slice(0, 40))?.[1] ?? '';
  return fraction === '' ? 'second' : fraction.length > 3 ? 'sub-millisecond' : 'millisecond';
}
