import type { ClaimedTime, Finding, Rule } from '#model/index.ts';
import { citeRule, ruleText, type RuleRecord } from '#analysis/rules/rule-facts.ts';
import type { CaseContext } from '#analysis/detector.ts';
import { findingOfEvents } from '../event-finding.ts';
import { mostCitedEvents } from '../event-group.ts';
import { countText, listText, quote, shorten, timeText } from '../event-statement.ts';
import { destinationsText, ownDomainsOf } from '../mail-reach.ts';
import { inOrderOfTime, stepColumns, stepRows } from '../steps.ts';
import type { Sitting, StepTaken } from './sittings.ts';
import { stepNames, type StepName } from './steps.ts';

/** What shows what became of it: without any, a chain is only of medium level. */
const outcomes: ReadonlySet<StepName> = new Set(['export', 'mail store packed or copied', 'transfer', 'forwarded mail'] as const);

/** Most rules of stores that are told with a chain. */
const mostStoredRules = 3;

interface ChainStep extends StepTaken {
  readonly name: StepName;
}

/** The steps of a sitting in order of time. */
export function stepsOfSitting(sitting: Sitting): readonly ChainStep[] {
  return inOrderOfTime(
    stepNames.flatMap((name) => {
      const taken = sitting.steps.get(name);
      return taken === undefined ? [] : [{ name, ...taken }];
    }),
  );
}

/**
 * Tells a sitting as a chain.
 * @param stored rules of stores that changes of the sitting set
 * @param leftOut changes of the case that could not be kept
 */
export function chainFinding(
  rule: Rule,
  sitting: Sitting,
  stored: readonly RuleRecord[],
  { context, leftOut }: { readonly context: CaseContext; readonly leftOut: number },
): Finding {
  const steps = stepsOfSitting(sitting);
  const told = stored.slice(0, mostStoredRules);
  const [first, ...others] = [
    ...steps.flatMap(({ events }) => events.earliest.flatMap(({ citations }) => citations).slice(0, mostCitedEvents)),
    ...told.flatMap((record) => citeRule(record, record.claimed.name ?? '')),
  ];
  const [anchor] = sitting.anchors;
  if (first === undefined || anchor === undefined) throw new RangeError('A chain has steps.');
  const destinations = [...sitting.destinations];
  const hasOutcome = steps.some(({ name }) => outcomes.has(name));
  return findingOfEvents(rule, {
    level: hasOutcome ? rule.level : 'medium',
    strength: 'CONSISTENT WITH',
    statement: [
      `The events of the evidence state of the account ${accountText(sitting, steps)}, one after the other: ${steps.map(stepText).join(', then ')}.`,
      destinations.length === 0 ? '' : `Mail was to go to ${destinationsText(destinations, ownDomainsOf(anchor.claimed, context))}.`,
      ...told.map((record) => `${ruleText(record)} lies in a store of the case too.`),
      leftOut === 0 ? '' : `${String(leftOut)} further changes of the case could not be kept.`,
    ]
      .filter((text) => text !== '')
      .join(' '),
    mechanism: 'chain of events of one account',
    sources: [...new Set(sitting.anchors.flatMap(({ claimed }) => (claimed.change?.of.includes('@') === true ? [claimed.change.of] : [])))],
    destinations,
    time: steps[0]?.events.first ?? null,
    citations: [first, ...others],
    extent: {
      first: steps[0]?.events.first ?? null,
      last: steps.map(({ events }) => events.last).reduce(later, null),
      count: steps.reduce((sum, { events }) => sum + events.count, 0),
      unit: 'events',
      records: [...steps.flatMap(({ events }) => events.extent().records), ...told.map(({ recordId }) => recordId)],
    },
    table: {
      columns: [...stepColumns, 'Account as stated', 'On', 'From'],
      rows: stepRows(steps).map((row, index) => [
        ...row,
        ...[steps[index]?.accounts, steps[index]?.hosts, steps[index]?.addresses].map((names) => namesText(names ?? new Set())),
      ]),
    },
  });
}

function stepText({ name, events }: ChainStep): string {
  return `${name} (${countText(events.count, 'event')}, ${timeText(events.first)})`;
}

// `"ann@firm.example" (as "ann" and "FIRM\ann" too) from 192.0.2.1 on "PC7" and "MX3"`
function accountText(sitting: Sitting, steps: readonly ChainStep[]): string {
  const name = sitting.domain === '' ? sitting.account : `${sitting.account}@${sitting.domain}`;
  const others = all(steps, ({ accounts }) => accounts).filter((other) => other.toLowerCase() !== name);
  const addresses = all(steps, (step) => step.addresses);
  const hosts = all(steps, (step) => step.hosts);
  return [
    quote(name),
    others.length === 0 ? '' : ` (also stated as ${listText(others)})`,
    addresses.length === 0 ? '' : ` from ${namesOf(addresses)}`,
    hosts.length === 0 ? '' : ` on ${namesOf(hosts)}`,
  ].join('');
}

function all(steps: readonly ChainStep[], of: (step: ChainStep) => ReadonlySet<string>): readonly string[] {
  return [...new Set(steps.flatMap((step) => [...of(step)].sort()))];
}

function namesOf(names: readonly string[], most = 4): string {
  const shown = names.slice(0, most).map(shorten).join(', ');
  return names.length > most ? `${shown} and ${String(names.length - most)} more` : shown;
}

function namesText(names: ReadonlySet<string>): string {
  return namesOf([...names].sort(), 6);
}

function later(one: ClaimedTime | null, other: ClaimedTime | null): ClaimedTime | null {
  return (one?.instant ?? '') >= (other?.instant ?? '') ? one : other;
}
