import type { Finding } from '#model/index.ts';
import type { CaseDetector } from '../detector.ts';
import { accountNames, type AccountNames } from './account-names.ts';
import { findingOfEvents } from './event-finding.ts';
import { compareEvents, eventGroup } from './event-group.ts';
import { citeEvent, countText, quote, timeText } from './event-statement.ts';
import type { EventRecord } from './event-text.ts';
import { putInto } from '../lists-by-key.ts';
import { momentOf } from './mailbox-event.ts';
import { settingsOf, type RuleSettings } from './parameter-values.ts';
import { inOrderOfTime, stepColumns, stepRows } from './steps.ts';
import { fieldOfStoreStep, storeStepNames, storeSteps, storeTheftRule, type StoreStep } from './store-steps.ts';

/** Most events that are kept as possible steps; those beyond are counted. */
export const mostSteps = 20_000;

interface Step extends StoreStep {
  readonly record: EventRecord;
  readonly moment: number;
}

/** Joins the steps by which mail stores are taken from a machine. The order of events does not matter. */
export const storeTheftChain: CaseDetector = {
  rules: [storeTheftRule],
  start(context) {
    const settings = settingsOf(storeTheftRule, context.parameters);
    const stepsOf = storeSteps(context);
    const names = accountNames();
    const steps: Step[] = [];
    let leftOut = 0;
    return {
      consume({ facts }) {
        for (const fact of facts) {
          if (fact.kind !== 'event') continue;
          names.learn(fact);
          const moment = momentOf(fact);
          if (moment === null) continue;
          for (const step of stepsOf(fact)) {
            if (steps.length < mostSteps) steps.push({ ...step, record: fact, moment });
            else leftOut += 1;
          }
        }
      },
      *finish() {
        const byHost = new Map<string, Step[]>();
        for (const step of steps) putInto(byHost, hostOf(step.record), step);
        for (const [host, own] of [...byHost].sort(([one], [other]) => (one < other ? -1 : 1))) {
          for (const chain of chainsOf(own, settings)) yield findingOf(host, chain, names, leftOut);
        }
      },
    };
  },
};

function hostOf({ claimed, evidenceId }: EventRecord): string {
  return claimed.host === '' ? `the machine of ${evidenceId}` : claimed.host.toLowerCase();
}

/** Cuts the steps of a machine into chains: a chain ends when the window since its first step is over. */
function chainsOf(steps: readonly Step[], settings: RuleSettings): readonly (readonly Step[])[] {
  const window = settings.number('hours') * 3_600_000;
  const sorted = [...steps].sort((one, other) =>
    compareEvents(
      { time: one.record.claimed.time, recordId: one.record.recordId },
      { time: other.record.claimed.time, recordId: other.record.recordId },
    ),
  );
  const runs: Step[][] = [];
  for (const step of sorted) {
    const run = runs.at(-1);
    const first = run?.[0];
    if (run === undefined || first === undefined || step.moment - first.moment > window) runs.push([step]);
    else run.push(step);
  }
  return runs.map(withoutLoneTransfers).filter((run) => isChain(run, settings.number('steps')));
}

function withoutLoneTransfers(run: readonly Step[]): readonly Step[] {
  const packed = run.find(({ name }) => name === 'packing or copy')?.moment ?? Number.POSITIVE_INFINITY;
  return run.filter(({ needsPacking, moment }) => !needsPacking || moment >= packed);
}

// The steps must come in their order, each kind by its first event, and end in a copy that can be taken away.
function isChain(run: readonly Step[], fewest: number): boolean {
  const firsts = storeStepNames.flatMap((name) => {
    const first = run.find((step) => step.name === name);
    return first === undefined ? [] : [first];
  });
  if (firsts.length < fewest || !firsts.some(({ name }) => name === 'packing or copy' || name === 'transfer')) return false;
  return firsts.every((step, index) => index === 0 || step.moment >= (firsts[index - 1]?.moment ?? 0));
}

function findingOf(host: string, run: readonly Step[], names: AccountNames, leftOut: number): Finding {
  const steps = storeStepNames.flatMap((name) => {
    const own = run.filter((step) => step.name === name);
    if (own.length === 0) return [];
    const events = eventGroup({ left: 1_000 });
    for (const { record } of own) {
      events.add({ recordId: record.recordId, time: record.claimed.time, citations: [citeEvent(record, fieldOfStoreStep(record))] });
    }
    return [{ name, events }];
  });
  const [first, ...others] = steps.flatMap(({ events }) => events.earliest.flatMap(({ citations }) => citations).slice(0, 3));
  if (first === undefined) throw new RangeError('A chain has steps.');
  const actors = actorsOf(run, names);
  const by =
    actors.length === 0
      ? ''
      : ` by ${actors
          .slice(0, 3)
          .map((actor) => quote(actor))
          .join(', ')}`;
  const told = inOrderOfTime(steps).map(({ name, events }) => `${name} (${countText(events.count, 'event')}, ${timeText(events.first)})`);
  const beyond = leftOut === 0 ? '' : ` ${String(leftOut)} further events could not be kept.`;
  const last = run.at(-1);
  return findingOfEvents(storeTheftRule, {
    level: storeTheftRule.level,
    strength: 'CONSISTENT WITH',
    statement: `The events of the evidence state on ${quote(host)}${by}, one after the other, of mail stores: ${told.join(', then ')}.${beyond}`,
    mechanism: 'mail stores taken from a machine',
    time: steps[0]?.events.first ?? null,
    citations: [first, ...others],
    extent: {
      first: run[0]?.record.claimed.time ?? null,
      last: last?.record.claimed.time ?? null,
      count: run.length,
      unit: 'events',
      records: [...new Set(run.map(({ record }) => record.recordId))],
    },
    table: { columns: stepColumns, rows: stepRows(inOrderOfTime(steps)) },
  });
}

// An identifier is not told beside the name that events of the case state for it.
function actorsOf(run: readonly Step[], names: AccountNames): readonly string[] {
  const stated = [...new Set(run.flatMap(({ record }) => (record.claimed.actor === '' ? [] : [record.claimed.actor])))];
  const isIdentifierOfNamed = (actor: string): boolean =>
    /^s-1-/i.test(actor) && stated.some((other) => !/^s-1-/i.test(other) && names.keyOf(other) === names.keyOf(actor));
  return stated.filter((actor) => !isIdentifierOfNamed(actor));
}
