import { forwardingMechanisms, type ForwardingObservation, type RuleAction } from '#model/index.ts';
import { dayFinder } from './day-finder.ts';
import type { CaseStore } from './case-store.ts';
import type { Page } from './case-view.ts';
import {
  observationLanes,
  type Flow,
  type ForwardingCounts,
  type ForwardingDay,
  type ForwardingFilter,
  type ForwardingSummary,
  type PassingRule,
  type StoredObservation,
} from './forwarding-view.ts';
import { observationsOfChunk } from './observed-chunk.ts';
import { recentlyUsed } from './recently-used.ts';
import { allFacts } from './record-stream.ts';
import { orderOfNumbers, selectInOrder } from './sort-order.ts';

/** Questions about what was observed of forwarding. */
export interface ForwardingQueries {
  summary(filter: ForwardingFilter): ForwardingSummary;
  days(filter: ForwardingFilter, zone: string): readonly ForwardingDay[];
  page(filter: ForwardingFilter, offset: number, limit: number): Promise<Page<StoredObservation>>;
  rules(): Promise<readonly PassingRule[]>;
}

const mostDestinations = 200;
const mostFlows = 40;
const batchesKept = 20;

/** What a rule does that gives mail to others. */
const passingActions: ReadonlySet<RuleAction['kind']> = new Set([
  'forward',
  'forward-as-attachment',
  'redirect',
  'delegate',
  'carbon-copy',
]);

export function forwardingQueries(store: CaseStore): ForwardingQueries {
  const { columns, database } = store;
  const batches = recentlyUsed<number, readonly ForwardingObservation[]>(batchesKept);

  /** 1 for each observation that passes. */
  function maskOf({ mechanism, destination, mailbox, lane, from, to }: ForwardingFilter): Uint8Array {
    const { observations } = columns;
    const mask = new Uint8Array(observations.count).fill(1);
    const narrow = (column: ArrayLike<number>, wanted: number | null): void => {
      if (wanted === null) return;
      for (let at = 0; at < mask.length; at += 1) if (column[at] !== wanted) mask[at] = 0;
    };
    narrow(observations.mechanism(), mechanism === null ? null : observations.mechanisms.indexOf(mechanism));
    narrow(observations.mailbox(), mailbox === null ? null : observations.mailboxes.indexOf(mailbox));
    narrow(observations.lane(), lane === null ? null : observationLanes.indexOf(lane));
    if (destination !== null) {
      const place = observations.destinations.indexOf(destination);
      for (let at = 0; at < mask.length; at += 1) {
        const own = observations.destinationsOf(at);
        if (destination === '' ? own.length > 0 : !own.includes(place)) mask[at] = 0;
      }
    }
    if (from !== null || to !== null) {
      const dates = observations.date();
      const [least, most] = [from ?? -Infinity, to ?? Infinity];
      for (let at = 0; at < mask.length; at += 1) {
        const date = dates[at] ?? Number.NaN;
        if (!(date >= least && date < most)) mask[at] = 0;
      }
    }
    return mask;
  }

  async function observationsOf(chunk: number): Promise<readonly ForwardingObservation[]> {
    const known = batches.get(chunk);
    if (known !== undefined) return known;
    const own = await observationsOfChunk(database, chunk);
    batches.set(chunk, own);
    return own;
  }

  return {
    summary(filter) {
      const { observations } = columns;
      const mask = maskOf(filter);
      const [dates, mechanism, mailbox, message] = [
        observations.date(),
        observations.mechanism(),
        observations.mailbox(),
        observations.message(),
      ];
      const all = newSum();
      const mechanisms = observations.mechanisms.map(() => ({ own: newSum(), destinations: sumsByPlace() }));
      const flows = observations.mailboxes.map(sumsByPlace);
      let passing = 0;
      let undated = 0;
      for (let at = 0; at < mask.length; at += 1) {
        if (mask[at] !== 1) continue;
        const date = dates[at] ?? Number.NaN;
        const slot = message[at] ?? 0;
        passing += 1;
        if (Number.isNaN(date)) undated += 1;
        const own = observations.destinationsOf(at);
        const ofMechanism = mechanisms[mechanism[at] ?? 0];
        const ofMailbox = flows[mailbox[at] ?? 0];
        addTo(all, slot, date);
        if (ofMechanism !== undefined) addTo(ofMechanism.own, slot, date);
        // No destination is told as one of its own.
        for (const place of own.length === 0 ? [-1] : own) {
          ofMechanism?.destinations.add(place, slot, date);
          ofMailbox?.add(place, slot, date);
        }
      }
      const addressOf = (place: number): string => observations.destinations[place] ?? '';
      const allFlows = flows
        .flatMap((sums, place) =>
          sums.sorted(addressOf).map(({ address, messages, records }): Flow => ({
            mailbox: observations.mailboxes[place] ?? '',
            destination: address,
            messages,
            records,
          })),
        )
        .sort(byCounts);
      return {
        ...countsOf(all),
        observations: passing,
        undated,
        total: observations.count,
        mechanisms: forwardingMechanisms.flatMap((name) => {
          const sums = mechanisms[observations.mechanisms.indexOf(name)];
          if (sums === undefined || sums.own.messages.size + sums.own.records === 0) return [];
          const destinations = sums.destinations.sorted(addressOf);
          return [
            {
              mechanism: name,
              ...countsOf(sums.own),
              destinations: destinations.slice(0, mostDestinations),
              destinationsLeft: Math.max(0, destinations.length - mostDestinations),
            },
          ];
        }),
        mailboxes: [...observations.mailboxes].sort(),
        flows: allFlows.slice(0, mostFlows),
        flowsLeft: Math.max(0, allFlows.length - mostFlows),
      };
    },
    days(filter, zone) {
      const { observations } = columns;
      const mask = maskOf(filter);
      const dates = observations.date();
      const lanes = observations.lane();
      const dayOf = dayFinder(zone);
      const counts = new Map<string, { readonly start: number; readonly counts: Record<(typeof observationLanes)[number], number> }>();
      for (let at = 0; at < mask.length; at += 1) {
        const date = dates[at] ?? Number.NaN;
        if (mask[at] !== 1 || Number.isNaN(date)) continue;
        const { day, start } = dayOf(date);
        const sum = counts.get(day) ?? { start, counts: { automatic: 0, 'by-hand': 0, undecidable: 0, rule: 0 } };
        counts.set(day, sum);
        sum.counts[observationLanes[lanes[at] ?? 0] ?? 'undecidable'] += 1;
      }
      return [...counts].map(([day, sum]) => ({ day, ...sum })).sort((a, b) => a.start - b.start);
    },
    async page(filter, offset, limit) {
      const { observations } = columns;
      const order = selectInOrder(orderOfNumbers(observations.date()), maskOf(filter), 'ascending');
      const lanes = observations.lane();
      const items: StoredObservation[] = [];
      for (const at of order.subarray(offset, offset + limit)) {
        const { chunk, index } = observations.chunkOf(at);
        const found = (await observationsOf(chunk))[index];
        if (found === undefined) throw new Error(`Observation ${String(index)} of batch ${String(chunk)} is missing from the case.`);
        items.push({ ...found, lane: observationLanes[lanes[at] ?? 0] ?? 'undecidable' });
      }
      return { total: order.length, items };
    },
    async rules() {
      const rules: PassingRule[] = [];
      for await (const rule of allFacts(store, 'rule')) {
        if (rule.kind === 'rule') {
          rules.push({ recordId: rule.recordId, rule, passesOn: rule.claimed.actions.some(({ kind }) => passingActions.has(kind)) });
        }
      }
      return rules;
    },
  };
}

interface Sum {
  readonly messages: Set<number>;
  records: number;
  first: number;
  last: number;
}

function newSum(): Sum {
  return { messages: new Set(), records: 0, first: Infinity, last: -Infinity };
}

/** @param slot of a message plus one; 0: a record that is no message */
function addTo(sum: Sum, slot: number, date: number): void {
  if (slot === 0) sum.records += 1;
  else sum.messages.add(slot);
  if (date < sum.first) sum.first = date;
  if (date > sum.last) sum.last = date;
}

function countsOf({ messages, records, first, last }: Sum): ForwardingCounts {
  return { messages: messages.size, records, first: first === Infinity ? null : first, last: last === -Infinity ? null : last };
}

interface SumsByPlace {
  add(place: number, slot: number, date: number): void;
  sorted(addressOf: (place: number) => string): (ForwardingCounts & { readonly address: string })[];
}

function sumsByPlace(): SumsByPlace {
  const sums = new Map<number, Sum>();
  return {
    add(place, slot, date) {
      const sum = sums.get(place) ?? newSum();
      sums.set(place, sum);
      addTo(sum, slot, date);
    },
    sorted: (addressOf) => [...sums].map(([place, sum]) => ({ address: addressOf(place), ...countsOf(sum) })).sort(byCounts),
  };
}

interface Counted {
  readonly messages: number;
  readonly records: number;
  readonly address?: string;
  readonly destination?: string;
}

function byCounts(a: Counted, b: Counted): number {
  const [one, other] = [a.address ?? a.destination ?? '', b.address ?? b.destination ?? ''];
  return b.messages - a.messages || b.records - a.records || (one < other ? -1 : one > other ? 1 : 0);
}
