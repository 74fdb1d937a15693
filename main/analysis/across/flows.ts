import {
  millisecondsOf,
  type Agency,
  type Citation,
  type FindingExtent,
  type ForwardingDirection,
  type ForwardingMechanism,
  type ForwardingObservation,
} from '#model/index.ts';
import { isStrongArtifact, isVisibleArtifact } from '../observe/artifact-meaning.ts';
import { contradicted } from '../observe/message-observations.ts';
import { isPartOf } from '../observe/mailbox-of.ts';
import { newExtent, unitedExtent, type ExtentTally } from './extent.ts';

/** Mail of a mailbox that went by one mechanism to one destination. */
export interface Flow {
  readonly mailbox: string;
  readonly mechanism: ForwardingMechanism;
  readonly direction: ForwardingDirection;
  /** In lower case; empty where the artifacts name none. */
  readonly destination: string;
  /** Addresses that the artifacts name as sources, up to a limit. */
  readonly sources: ReadonlySet<string>;
  /** The messages in which artifacts state it. */
  readonly messages: ExtentTally;
  /** Messages with an artifact that only automatic forwarding leaves. */
  readonly strong: number;
  readonly agencies: ReadonlySet<Agency>;
  /** Names of the artifacts. */
  readonly artifacts: ReadonlySet<string>;
  /** Of the first messages. */
  readonly citations: readonly Citation[];
  /** Rules, settings and events that state it, beside messages. */
  readonly standing: readonly ForwardingObservation[];
}

/** Gathers observations by mailbox, mechanism and destination. Grows with those, not with messages. */
export interface FlowTally {
  consume(observations: readonly ForwardingObservation[]): void;
  flows(): readonly Flow[];
}

/** Begins without flows. */
export function newFlowTally(): FlowTally {
  const flows = new Map<string, GrowingFlow>();
  let told: readonly Flow[] | null = null;
  return {
    consume(observations) {
      told = null;
      for (const group of byRecord(observations)) takeRecord(flows, group);
    },
    flows: () => (told ??= joined([...flows.values()])),
  };
}

/** The observations of each record: those of one come one after the other. */
export function* byRecord(observations: readonly ForwardingObservation[]): Generator<readonly ForwardingObservation[]> {
  for (let start = 0; start < observations.length;) {
    const recordId = observations[start]?.recordId;
    let end = start + 1;
    while (end < observations.length && observations[end]?.recordId === recordId) end += 1;
    yield observations.slice(start, end);
    start = end;
  }
}

/** Whether an observation is of a message, and not of a rule, setting or event. */
export function isOfMessage({ artifact }: ForwardingObservation): boolean {
  return !/^(?:rule|setting|event)\b/.test(artifact) && artifact !== 'index state forwarded';
}

type GrowingFlow = {
  -readonly [K in keyof Flow]: Flow[K] extends ReadonlySet<infer T> ? Set<T> : Flow[K] extends readonly (infer T)[] ? T[] : Flow[K];
};

// Some artifacts say that a message was forwarded and not by what; where a rule of the mailbox is in force that goes to the same
// destination, its mechanism is theirs. What a program's own rule forwards looks like a forward by hand.
function joined(flows: readonly GrowingFlow[]): readonly Flow[] {
  const byDestination = new Map<string, GrowingFlow[]>();
  for (const flow of flows) {
    const same = byDestination.get(flow.destination);
    if (same === undefined) byDestination.set(flow.destination, [flow]);
    else same.push(flow);
  }
  const taken = new Set<Flow>();
  const made = flows.map((flow): Flow => {
    if (flow.destination === '' || !flow.standing.some(({ artifact }) => artifact === 'rule')) return flow;
    const same = (byDestination.get(flow.destination) ?? []).filter(
      (other) =>
        other !== flow &&
        (other.mechanism === 'unknown' || (other.mechanism === 'by-hand' && flow.mechanism === 'client-rule')) &&
        isPartOf(other.mailbox, flow.mailbox) &&
        !taken.has(other),
    );
    for (const other of same) taken.add(other);
    return same.reduce<Flow>(united, flow);
  });
  return made.filter((_, index) => !taken.has(flows[index] as Flow));
}

function united(flow: Flow, other: Flow): Flow {
  return {
    ...flow,
    mailbox: flow.messages.count === 0 ? other.mailbox : flow.mailbox,
    messages: unitedExtent(flow.messages, other.messages),
    strong: flow.strong + other.strong,
    sources: new Set([...flow.sources, ...other.sources]),
    agencies: new Set([...flow.agencies, ...other.agencies]),
    artifacts: new Set([...flow.artifacts, ...other.artifacts]),
    citations: [...flow.citations, ...other.citations].slice(0, mostCitations),
  };
}

const mostSources = 50;
const mostCitations = 3;
const mostStanding = 50;

// One message may carry several artifacts of one forward: it counts once for a destination, by the mechanism that is known best.
function takeRecord(flows: Map<string, GrowingFlow>, group: readonly ForwardingObservation[]): void {
  const told = group.filter(({ because }) => !because.startsWith(contradicted));
  const known = told.filter(({ mechanism }) => mechanism !== 'unknown');
  const knownAutomatic = known.some((one) => one.agency === 'automatic' && isStrongArtifact(one.artifact));
  const counted = knownAutomatic ? known : told;
  const named = new Set(counted.filter(({ destinations }) => destinations.length > 0).map(({ mechanism }) => mechanism));
  const taken = new Set<GrowingFlow>();
  for (const observation of counted) {
    // What names no destination adds nothing where another artifact of the same mechanism names one.
    const destinations = observation.destinations.length > 0 ? observation.destinations : named.has(observation.mechanism) ? [] : [''];
    for (const destination of destinations) {
      const flow = flowOf(flows, observation, destination);
      addTo(flow, observation, taken.has(flow));
      taken.add(flow);
    }
  }
}

function flowOf(
  flows: Map<string, GrowingFlow>,
  { mailbox, mechanism, direction }: ForwardingObservation,
  destination: string,
): GrowingFlow {
  const key = JSON.stringify([mailbox, mechanism, destination]);
  let flow = flows.get(key);
  if (flow === undefined) {
    flow = {
      ...{ mailbox, mechanism, direction, destination, messages: newExtent(), strong: 0 },
      ...{ sources: new Set<string>(), agencies: new Set<Agency>(), artifacts: new Set<string>(), citations: [], standing: [] },
    };
    flows.set(key, flow);
  }
  return flow;
}

function addTo(flow: GrowingFlow, observation: ForwardingObservation, isCounted: boolean): void {
  flow.agencies.add(observation.agency);
  flow.artifacts.add(observation.artifact);
  for (const source of observation.sources) if (flow.sources.size < mostSources) flow.sources.add(source);
  if (!isOfMessage(observation)) {
    if (flow.standing.length < mostStanding) flow.standing.push(observation);
    return;
  }
  if (flow.direction === 'unknown') flow.direction = observation.direction;
  if (isCounted) return;
  flow.messages.add(observation.recordId, millisecondsOf(observation.time));
  if (isStrongArtifact(observation.artifact) && observation.agency === 'automatic') flow.strong += 1;
  if (flow.citations.length < mostCitations) flow.citations.push(observation.citations[0]);
}

/**
 * Whether what stands beside messages makes mail go: not a rule that is switched off or recovered, and not an event that took
 * forwarding back.
 */
export function isInForce({ artifact }: ForwardingObservation): boolean {
  return !/^(?:rule,|event .* (?:cleared|removed|disabled)$)/.test(artifact);
}

/**
 * Whether nothing but events of changes states a flow. Detectors of access tell those one by one, with their actors and from
 * when to when, and those of several mailboxes together; telling them once more would make one event look like two.
 */
export function isOfChangesAlone({ messages, standing }: Flow): boolean {
  return messages.count === 0 && standing.every(({ artifact }) => changes.test(artifact));
}

const changes = /^event (?:inbox-rule|mailbox-forwarding|transport-rule|journal-rule) /;

/** The rules, settings and events that state a flow. */
export function standingExtent({ standing }: Flow): ExtentTally {
  const extent = newExtent();
  for (const { recordId, time } of standing) extent.add(recordId, millisecondsOf(time));
  return extent;
}

/** How many records state a flow, and when: its messages, else its rules, settings and events. */
export function extentOfFlow(flow: Flow): FindingExtent {
  return flow.messages.count > 0 ? flow.messages.extent('messages') : standingExtent(flow).extent('rules, settings and events');
}

/** Whether a flow is of visible forwards alone. */
export function isVisibleFlow({ artifacts }: Flow): boolean {
  return [...artifacts].every((artifact) => isVisibleArtifact.has(artifact));
}
