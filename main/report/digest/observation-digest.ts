import {
  millisecondsOf,
  type Agency,
  type ForwardingDirection,
  type ForwardingMechanism,
  type ForwardingObservation,
} from '#model/index.ts';

/** Records that state that mail of a mailbox went by one mechanism to one destination. */
export interface ObservationSum {
  readonly mailbox: string;
  readonly mechanism: ForwardingMechanism;
  readonly direction: ForwardingDirection;
  /** In lower case; empty where none is named. */
  readonly destination: string;
  readonly agencies: ReadonlySet<Agency>;
  /** Records: messages, rules, settings, index entries, events. */
  readonly records: number;
  /** First and last time that they state, in milliseconds since 1970; null where none is understood. */
  readonly first: number | null;
  readonly last: number | null;
}

/** Takes observations in one by one and keeps what a report needs of them. */
export interface ObservationDigest {
  add(observation: ForwardingObservation): void;
  /** The sums that are listed, those of most records first. */
  sums(): readonly ObservationSum[];
  /** Observations in all. */
  count(): number;
  /** Observations of destinations beyond those that are listed. */
  otherCount(): number;
}

type GrowingSum = { -readonly [K in keyof ObservationSum]: ObservationSum[K] } & { readonly agencies: Set<Agency>; lastRecord: string };

/** Makes an empty digest. @param mostListed mechanisms and destinations that are added up each for itself */
export function newObservationDigest(mostListed = 2000): ObservationDigest {
  const sums = new Map<string, GrowingSum>();
  let count = 0;
  let others = 0;
  return {
    add(observation) {
      count += 1;
      const destinations = observation.destinations.length === 0 ? [''] : observation.destinations;
      for (const destination of destinations) {
        const { mailbox, mechanism, direction } = observation;
        const key = JSON.stringify([mailbox, mechanism, direction, destination]);
        let sum = sums.get(key);
        if (sum === undefined) {
          if (sums.size >= mostListed) {
            others += 1;
            continue;
          }
          sum = { mailbox, mechanism, direction, destination, agencies: new Set(), records: 0, first: null, last: null, lastRecord: '' };
          sums.set(key, sum);
        }
        addTo(sum, observation);
      }
    },
    sums: () =>
      [...sums.values()].sort(
        (one, other) => other.records - one.records || compare(one.destination, other.destination) || compare(one.mailbox, other.mailbox),
      ),
    count: () => count,
    otherCount: () => others,
  };
}

// A record may hold several artifacts of one forward; those of one record come one after the other.
function addTo(sum: GrowingSum, { recordId, agency, time }: ForwardingObservation): void {
  sum.agencies.add(agency);
  if (sum.lastRecord !== recordId) sum.records += 1;
  sum.lastRecord = recordId;
  const at = millisecondsOf(time);
  if (at === null) return;
  sum.first = sum.first === null ? at : Math.min(sum.first, at);
  sum.last = sum.last === null ? at : Math.max(sum.last, at);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
