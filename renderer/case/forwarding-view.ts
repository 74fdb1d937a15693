import type { FactRecord, ForwardingMechanism, ForwardingObservation, RecordId } from '#model/index.ts';

/**
 * What an observation is on the timeline: `automatic` a machine passed mail on, `by-hand` a person did so visibly,
 * `undecidable` the artifact does not tell; `rule` something that is set to pass mail on, whether or not it has.
 */
export type ObservationLane = (typeof observationLanes)[number];
export const observationLanes = ['automatic', 'by-hand', 'undecidable', 'rule'] as const;

/** What narrows the forwarding screen; null narrows nothing. */
export interface ForwardingFilter {
  readonly mechanism: ForwardingMechanism | null;
  /** Address in lower case; empty text: observations that name none. */
  readonly destination: string | null;
  readonly mailbox: string | null;
  readonly lane: ObservationLane | null;
  /** Milliseconds since 1970, inclusive and exclusive; null: open. */
  readonly from: number | null;
  readonly to: number | null;
}

/** Counts of what was observed: distinct messages, and records of other kinds (rules, settings, events). */
export interface ForwardingCounts {
  readonly messages: number;
  readonly records: number;
  /** Milliseconds since 1970 of the first and last claimed time; null where none is understood. */
  readonly first: number | null;
  readonly last: number | null;
}

export interface ForwardingSummary extends ForwardingCounts {
  /** How many observations pass the filter, and how many of them have no time that is understood. */
  readonly observations: number;
  readonly undated: number;
  /** How many the case has, whatever the filter. */
  readonly total: number;
  /** In the order of the model. */
  readonly mechanisms: readonly MechanismSum[];
  /** All mailboxes that have observations, by name. */
  readonly mailboxes: readonly string[];
  /** From mailbox to destination, by number of messages; the most frequent ones. */
  readonly flows: readonly Flow[];
  readonly flowsLeft: number;
}

export interface MechanismSum extends ForwardingCounts {
  readonly mechanism: ForwardingMechanism;
  /** The most frequent ones first; the empty address stands for observations that name none. */
  readonly destinations: readonly (ForwardingCounts & { readonly address: string })[];
  readonly destinationsLeft: number;
}

export interface Flow {
  readonly mailbox: string;
  /** Empty: none is named. */
  readonly destination: string;
  readonly messages: number;
  readonly records: number;
}

/** Observations of a day of the case zone. */
export interface ForwardingDay {
  /** Milliseconds since 1970 at which the day begins. */
  readonly start: number;
  readonly day: string;
  readonly counts: Readonly<Record<ObservationLane, number>>;
}

export interface StoredObservation extends ForwardingObservation {
  readonly lane: ObservationLane;
}

/** A rule of any mail program or server, and whether it passes mail on. */
export interface PassingRule {
  readonly recordId: RecordId;
  readonly rule: Extract<FactRecord, { kind: 'rule' }>;
  readonly passesOn: boolean;
}
