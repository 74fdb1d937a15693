import type { AccessStrength, EvidenceId } from '#model/index.ts';

/** What narrows the access timeline. Lists that are empty narrow nothing. */
export interface AccessFilter {
  /** Words that must all occur in what an event states, without case. */
  readonly text: string;
  readonly strengths: readonly string[];
  readonly actions: readonly string[];
  readonly sources: readonly string[];
  readonly actors: readonly string[];
  readonly evidence: readonly EvidenceId[];
  /** Milliseconds since 1970, inclusive and exclusive; null: open. */
  readonly from: number | null;
  readonly to: number | null;
  /** Whether the messages of the case stand among the events. They pass filters by text, exhibit and time only. */
  readonly messages: 'with' | 'without';
  /** `corrected`: ordered and drawn by the times less the clock skew of their exhibits. What is stored stays. */
  readonly times: 'as-stated' | 'corrected';
}

/** What events can be filtered by, the most frequent first, with how many there are of each. */
export interface AccessFacets {
  readonly total: number;
  readonly strengths: readonly Facet[];
  readonly actions: readonly Facet[];
  readonly sources: readonly Facet[];
  /** The most frequent ones only; `actorsLeft` says how many more there are. */
  readonly actors: readonly Facet[];
  readonly actorsLeft: number;
}

export interface Facet {
  readonly name: string;
  readonly count: number;
}

export const strengthsInOrder: readonly AccessStrength[] = [
  'OPENED',
  'RUN',
  'PRESENT',
  'SYNCED',
  'LOGGED ON',
  'EXPORTED',
  'CHANGED',
  'ATTEMPTED',
];

export interface LaneQuestion {
  readonly by: 'source' | 'actor';
  /** Milliseconds since 1970 that are drawn; null: from the first to the last time that passes the filter. */
  readonly from: number | null;
  readonly to: number | null;
  /** Into how many equal spans that is divided. */
  readonly bins: number;
  /** A time without any record that is longer than this many milliseconds is a gap. */
  readonly gap: number;
}

export interface AccessLanes {
  /** What is drawn; both 0 when nothing that passes the filter has a time. */
  readonly from: number;
  readonly to: number;
  readonly lanes: readonly AccessLane[];
  /** Lanes beyond those that are shown, and what lies in them. */
  readonly lanesLeft: number;
  readonly eventsLeft: number;
}

export interface AccessLane {
  readonly name: string;
  readonly kind: 'events' | 'messages';
  /** What passes the filter, with and without a time, wherever it lies. */
  readonly count: number;
  /** What passes the filter in each span. */
  readonly counts: Uint32Array;
  /**
   * For which spans its source has any data, whatever the filter: `coverageStates`. Of a lane of an actor, whether that
   * actor is in the data.
   */
  readonly coverage: Uint8Array;
  /** First and last time that it has at all; null where it has none. */
  readonly first: number | null;
  readonly last: number | null;
  /** Its longest gaps, in order of time, and how many there are. */
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
  readonly gapCount: number;
}

/** Before its first and after its last record nothing is known of a source: that is no gap. */
export const coverageStates = { outside: 0, covered: 1, gap: 2 } as const;
