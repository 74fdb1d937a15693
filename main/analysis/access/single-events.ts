import { levelsFromHighest, type AccessAction, type Citation, type Finding, type Level, type NonEmpty } from '#model/index.ts';
import type { CaseContext, CaseDetection, CaseDetector } from '../detector.ts';
import { eventCopies } from './copies.ts';
import { fits, markIn } from './event-condition.ts';
import { findingOfEvents } from './event-finding.ts';
import { compareEvents, eventGroup, mostCitedEvents, type EventGroup, type RecordBudget } from './event-group.ts';
import type { EventRule } from './event-rule.ts';
import { circumstancesOf, citeEvent, countText, nameEvent, timeText } from './event-statement.ts';
import type { EventText } from './event-text.ts';
import { settingsOf, type RuleSettings } from './parameter-values.ts';
import { scriptPieces } from './script-pieces.ts';
import { eventRules } from './tables/index.ts';

/** Most findings of one rule; events beyond are counted in a finding of their own. */
export const mostGroupsOfRule = 500;

/** Most records that the findings of one rule name together. */
export const mostRecordsOfRule = 50_000;

/**
 * Looks at each access event by itself, by the rules of the tables. Events that agree in what the rule looks at, with the
 * same actor, host and address, are one finding with an extent. A PowerShell script that was logged in pieces is looked at
 * as a whole. The order of events does not matter as long as no limit is reached; of copies of one event the first counts.
 */
export const singleEvents: CaseDetector = detectorOf(eventRules);

/** A detector for a table of rules. */
export function detectorOf(rows: readonly EventRule[]): CaseDetector {
  return { rules: rows.map(({ rule }) => rule), start: (context) => detection(rows, context) };
}

function detection(rows: readonly EventRule[], context: CaseContext): CaseDetection {
  const running = rows.map((row) => runningRule(row, settingsOf(row.rule, context.parameters)));
  const byAction = new Map<AccessAction, RunningRule[]>();
  for (const one of running) {
    for (const action of one.row.actions) byAction.set(action, [...(byAction.get(action) ?? []), one]);
  }
  const scripts = scriptPieces();
  const copies = eventCopies();
  const look = (event: EventText): void => {
    const own = byAction.get(event.record.claimed.action) ?? [];
    for (const one of own) {
      const { coveredBy = [] } = one.row;
      const isCovered = (): boolean => own.some((other) => coveredBy.includes(other.row.rule.id) && other.fits(event));
      if (one.fits(event) && !isCovered()) one.take(event);
    }
  };
  return {
    consume({ facts }) {
      for (const fact of facts) {
        // An event that stands in two exports is one.
        if (fact.kind !== 'event' || !byAction.has(fact.claimed.action) || copies.isCopy(fact)) continue;
        for (const event of scripts.take(fact)) look(event);
      }
    },
    *finish() {
      for (const event of scripts.rest()) look(event);
      for (const one of running) yield* one.findings();
    },
  };
}

interface RunningRule {
  readonly row: EventRule;
  fits(event: EventText): boolean;
  take(event: EventText): void;
  findings(): Iterable<Finding>;
}

interface RuleGroup {
  readonly events: EventGroup;
  level: Level;
  /** What the earliest event states, and to whom mail goes by it. */
  clause: string;
  earliestRecord: string;
  destinations: readonly string[];
}

function runningRule(row: EventRule, settings: RuleSettings): RunningRule {
  const groups = new Map<string, RuleGroup>();
  const budget: RecordBudget = { left: mostRecordsOfRule };
  let rest: RuleGroup | null = null;
  return {
    row,
    fits: (event) => fits(row.when, event, settings),
    take(event) {
      const key = keyOf(row, event);
      let group = groups.get(key);
      if (group === undefined && groups.size < mostGroupsOfRule) {
        group = emptyGroup(budget);
        groups.set(key, group);
      }
      addTo((group ??= rest ??= emptyGroup(budget)), row, event, settings);
    },
    *findings() {
      const sorted = [...groups.values()].sort(byEarliest);
      for (const group of sorted) yield* findingOf(row, group);
      if (rest !== null) yield* findingOf(row, rest, true);
    },
  };
}

function emptyGroup(budget: RecordBudget): RuleGroup {
  return { events: eventGroup(budget), level: 'informational', clause: '', earliestRecord: '', destinations: [] };
}

function keyOf(row: EventRule, event: EventText): string {
  const { actor, host, address } = event.record.claimed;
  const place = row.anywhere === true ? [] : [host.toLowerCase(), address];
  return [actor.toLowerCase(), ...place, ...row.together.map((field) => event.text(field).slice(0, 2_000))].join('\u0000');
}

function addTo(group: RuleGroup, row: EventRule, event: EventText, settings: RuleSettings): void {
  const { record } = event;
  const [first, ...others] = citationsOf(row, event, settings);
  group.events.add({ recordId: record.recordId, time: record.claimed.time, citations: [first, ...others] });
  const level = row.level?.(event, settings) ?? row.rule.level;
  if (levelsFromHighest.indexOf(level) < levelsFromHighest.indexOf(group.level)) group.level = level;
  if (group.events.earliest[0]?.recordId === record.recordId && group.earliestRecord !== record.recordId) {
    group.earliestRecord = record.recordId;
    group.clause = `${nameEvent(record)} states that ${row.says(event, settings)}${circumstancesOf(record)}`;
    group.destinations = row.destinations?.(event) ?? [];
  }
}

function citationsOf(row: EventRule, event: EventText, settings: RuleSettings): NonEmpty<Citation> {
  const mark = markIn(row.when, event, settings, row.cites);
  const holding =
    mark === null ? undefined : event.pieces.find((piece) => citeEvent(piece, row.cites, mark).excerpt.toLowerCase().includes(mark));
  const pieces = [holding ?? event.record, ...event.pieces.filter((piece) => piece !== (holding ?? event.record))];
  const [first, ...others] = pieces.slice(0, mostCitedEvents).map((piece) => citeEvent(piece, row.cites, mark));
  return first === undefined ? [citeEvent(event.record, row.cites, mark)] : [first, ...others];
}

// A group has an event from the beginning.
function byEarliest(one: RuleGroup, other: RuleGroup): number {
  const [first] = one.events.earliest;
  return first === undefined ? 1 : compareEvents(first, other.events.earliest[0]);
}

function* findingOf(row: EventRule, group: RuleGroup, isRest = false): Generator<Finding> {
  const { events } = group;
  const [first, ...others] = events.earliest.flatMap(({ citations }) => citations).slice(0, mostCitedEvents);
  if (first === undefined) return;
  const span = events.first === null ? '' : `, from ${timeText(events.first)} to ${timeText(events.last)}`;
  const repeated = events.count === 1 ? '' : ` ${countText(events.count, 'event')} of the kind${events.count > 1 ? span : ''}.`;
  const beyond = `${countText(events.count, 'further event')} fit the rule, beyond the ${String(mostGroupsOfRule)} findings that are told one by one. The first: `;
  yield findingOfEvents(row.rule, {
    level: group.level,
    strength: row.strength,
    statement: isRest ? `${beyond}${group.clause}.` : `${group.clause}.${repeated}`,
    mechanism: row.mechanism,
    destinations: group.destinations,
    time: events.earliest[0]?.time ?? null,
    citations: [first, ...others],
    ...(events.count === 1 ? {} : { extent: events.extent() }),
  });
}
