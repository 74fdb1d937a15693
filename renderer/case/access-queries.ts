import type { EvidenceId, RecordId } from '#model/index.ts';
import { drawLane } from './access-lanes.ts';
import type { AccessFacets, AccessFilter, AccessLanes, Facet, LaneQuestion } from './access-view.ts';
import type { CaseStore } from './case-store.ts';
import type { AccessRow, MessageRow } from './case-view.ts';
import { othersOfPacked } from './chunk-records.ts';
import type { EventRecord } from './event-columns.ts';
import { recentlyUsed } from './recently-used.ts';
import { markLines, queryWords } from './search-text.ts';
import { orderOfNumbers, selectInOrder, type SortOrder } from './sort-order.ts';

/** Questions about the timeline of access events and messages. Skews are seconds by which an exhibit's clock is ahead. */
export interface AccessQueries {
  facets(): AccessFacets;
  select(filter: AccessFilter, skews: ReadonlyMap<EvidenceId, number>): Promise<{ count: number; undated: number; total: number }>;
  rows(from: number, to: number): Promise<readonly AccessRow[]>;
  positionOf(recordId: RecordId): Promise<number>;
  lanes(filter: AccessFilter, question: LaneQuestion, skews: ReadonlyMap<EvidenceId, number>): Promise<AccessLanes>;
  /** How many events hold the words of a text. */
  countOf(text: string): Promise<number>;
}

/** What of the questions about messages these need. */
export interface MessageSource {
  /** 1 for each message that holds the words and lies in the exhibits. */
  mask(text: string, evidence: readonly EvidenceId[]): Promise<Uint8Array>;
  rowsOf(slots: readonly number[]): Promise<readonly MessageRow[]>;
}

const mostLanes = 24;
const mostActors = 300;
const batchesKept = 20;

export function accessQueries(store: CaseStore, messages: MessageSource): AccessQueries {
  const { columns, database } = store;
  const batches = recentlyUsed<number, readonly EventRecord[]>(batchesKept);
  /** With messages and without, as they were last asked for. */
  const timelines = recentlyUsed<string, Timeline>(2);
  /** The last list: numbers of events, and from `events` on slots of messages. */
  let list: { readonly order: Uint32Array; readonly events: number; readonly skews: ReadonlyMap<EvidenceId, number> } = {
    order: new Uint32Array(0),
    events: 0,
    skews: new Map(),
  };

  function skewOfPlaces(skews: ReadonlyMap<EvidenceId, number>): Float64Array {
    return Float64Array.from(columns.evidence, (evidenceId) => 1000 * (skews.get(evidenceId) ?? 0));
  }

  /** Events and, after them, as many messages: their times as they are ordered and drawn by, and their order. */
  function timeline(messageCount: number, filter: AccessFilter, skews: ReadonlyMap<EvidenceId, number>): Timeline {
    const events = columns.events.count;
    const ahead = filter.times === 'corrected' ? skewOfPlaces(skews) : new Float64Array(columns.evidence.length);
    const name = JSON.stringify([events, messageCount, [...ahead]]);
    const known = timelines.get(name);
    if (known !== undefined) return known;
    const times = new Float64Array(events + messageCount);
    times.set(columns.events.date());
    times.set(columns.date().subarray(0, messageCount), events);
    if (ahead.some((skew) => skew !== 0)) {
      const [ofEvents, ofMessages] = [columns.events.evidenceOf(), columns.evidenceOf()];
      for (let at = 0; at < times.length; at += 1) {
        const place = at < events ? ofEvents[at] : ofMessages[at - events];
        times[at] = (times[at] ?? Number.NaN) - (ahead[place ?? 0] ?? 0);
      }
    }
    const made = { events, times, order: orderOfNumbers(times) };
    timelines.set(name, made);
    return made;
  }

  /** 1 for each event that passes the filter, but for its time. */
  async function eventMask(filter: AccessFilter): Promise<Uint8Array> {
    const { events } = columns;
    const mask = new Uint8Array(events.count);
    const words = queryWords(filter.text);
    if (words.length === 0) mask.fill(1);
    else await markTexts(words, mask);
    const narrow = (column: ArrayLike<number>, names: readonly string[], wanted: readonly string[]): void => {
      if (wanted.length === 0) return;
      const isWanted = Uint8Array.from(names, (name) => (wanted.includes(name) ? 1 : 0));
      for (let event = 0; event < mask.length; event += 1) if (isWanted[column[event] ?? 0] !== 1) mask[event] = 0;
    };
    narrow(events.strength(), events.strengths, filter.strengths);
    narrow(events.action(), events.actions, filter.actions);
    narrow(events.source(), events.sources, filter.sources);
    narrow(events.actor(), events.actors, filter.actors);
    narrow(events.evidenceOf(), columns.evidence, filter.evidence);
    return mask;
  }

  async function markTexts(words: readonly string[], mask: Uint8Array): Promise<void> {
    const known = columns.events.batches();
    const first = new Map(known.map((batch) => [batch.chunk, batch.first]));
    for (let from = 0; from < known.length; from += 64) {
      const chunks = known.slice(from, from + 64).map(({ chunk }) => chunk);
      for (const row of await database.eventTexts.bulkGet(chunks)) {
        // Of a case of an earlier version the texts are made by its first analysis.
        if (row === undefined) continue;
        const start = first.get(row.id) ?? 0;
        markLines(row.text, words, (line) => {
          if (start + line < mask.length) mask[start + line] = 1;
        });
      }
    }
  }

  async function masks(filter: AccessFilter): Promise<Masks> {
    const events = await eventMask(filter);
    const isOfEvents = [filter.strengths, filter.actions, filter.sources, filter.actors].some((list) => list.length > 0);
    const own = filter.messages === 'with' && !isOfEvents ? await messages.mask(filter.text, filter.evidence) : new Uint8Array(0);
    return { events, messages: own };
  }

  async function eventsOf(chunk: number): Promise<readonly EventRecord[]> {
    const known = batches.get(chunk);
    if (known !== undefined) return known;
    const own = (await othersOfPacked(database, chunk)).filter((record) => record.kind === 'event');
    batches.set(chunk, own);
    return own;
  }

  function facet(column: ArrayLike<number>, names: readonly string[]): Facet[] {
    const counts = new Uint32Array(names.length);
    for (let event = 0; event < column.length; event += 1) {
      const place = column[event] ?? 0;
      counts[place] = (counts[place] ?? 0) + 1;
    }
    return names
      .map((name, place) => ({ name, count: counts[place] ?? 0 }))
      .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  }

  return {
    async countOf(text) {
      const words = queryWords(text);
      const mask = new Uint8Array(columns.events.count);
      if (words.length > 0) await markTexts(words, mask);
      return mask.reduce((sum, one) => sum + one, 0);
    },
    facets() {
      const { events } = columns;
      const actors = facet(events.actor(), events.actors);
      return {
        total: events.count,
        strengths: facet(events.strength(), events.strengths),
        actions: facet(events.action(), events.actions),
        sources: facet(events.source(), events.sources),
        actors: actors.slice(0, mostActors),
        actorsLeft: Math.max(0, actors.length - mostActors),
      };
    },
    async select(filter, skews) {
      const mask = await masks(filter);
      const { events, times, order: all } = timeline(mask.messages.length, filter, skews);
      const isWanted = new Uint8Array(times.length);
      // What was committed meanwhile is in the next list.
      isWanted.set(mask.events.subarray(0, events));
      isWanted.set(mask.messages, events);
      keepBetween(times, isWanted, filter);
      const order = selectInOrder(all, isWanted, 'ascending');
      list = { order, events, skews };
      let undated = 0;
      for (let at = order.length - 1; at >= 0 && Number.isNaN(times[order[at] ?? 0]); at -= 1) undated += 1;
      return { count: order.length, undated, total: columns.events.count };
    },
    async rows(from, to) {
      const { order, events, skews } = list;
      const things = [...order.subarray(Math.max(0, from), Math.max(0, to))];
      const ownMessages = things.filter((thing) => thing >= events).map((thing) => thing - events);
      const rowsOfMessages = new Map((await messages.rowsOf(ownMessages)).map((row, at) => [ownMessages[at], row]));
      const rows: AccessRow[] = [];
      for (const thing of things) {
        const message = rowsOfMessages.get(thing - events);
        if (thing >= events) {
          if (message === undefined) continue;
          rows.push({ kind: 'message', message, ...bothTimes(message.date, message.evidenceId, skews) });
          continue;
        }
        const { chunk, index } = columns.events.chunkOf(thing);
        const event = (await eventsOf(chunk))[index];
        if (event === undefined) throw new Error(`Event ${String(index)} of batch ${String(chunk)} is missing from the case.`);
        const date = columns.events.date()[thing] ?? Number.NaN;
        rows.push({ kind: 'event', event, ...bothTimes(Number.isNaN(date) ? null : date, event.evidenceId, skews) });
      }
      return rows;
    },
    async positionOf(recordId) {
      const slot = columns.index.slotOf(recordId);
      if (slot !== -1) return list.order.indexOf(list.events + slot);
      for (const { chunk, first } of columns.events.batches()) {
        const at = (await eventsOf(chunk)).findIndex((event) => event.recordId === recordId);
        if (at !== -1) return list.order.indexOf(first + at);
      }
      return -1;
    },
    async lanes(filter, question, skews) {
      const mask = await masks(filter);
      const { events } = columns;
      const [column, names] = question.by === 'source' ? [events.source(), events.sources] : [events.actor(), events.actors];
      const drawn = timeline(mask.messages.length, filter, skews);
      const [first, last] = extent(drawn, mask);
      const from = question.from ?? first;
      const to = Math.max(question.to ?? last, from + 1000);
      const counts = new Uint32Array(names.length);
      for (let event = 0; event < mask.events.length; event += 1) {
        const place = column[event] ?? 0;
        counts[place] = (counts[place] ?? 0) + (mask.events[event] ?? 0);
      }
      const places = [...counts.keys()].filter((place) => counts[place] !== 0);
      places.sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || ((names[a] ?? '') < (names[b] ?? '') ? -1 : 1));
      const shown = places.slice(0, mostLanes);
      const bounds = { ...question, from, to };
      const laneOf = new Int32Array(names.length).fill(-1);
      shown.forEach((place, lane) => (laneOf[place] = lane));
      // The lane of messages comes last here and first on the screen.
      const ofMessages = shown.length;
      const byLane = timesByLane(drawn, mask, shown.length + 1, (at) => (at < drawn.events ? (laneOf[column[at] ?? 0] ?? -1) : ofMessages));
      const lanes = shown.map((place, lane) =>
        drawLane({ name: names[place] ?? '', kind: 'events', ...byLane(lane), count: counts[place] ?? 0 }, bounds),
      );
      if (mask.messages.length > 0) {
        const count = mask.messages.reduce((sum, one) => sum + one, 0);
        lanes.unshift(drawLane({ name: 'Messages', kind: 'messages', ...byLane(ofMessages), count }, bounds));
      }
      const left = places.slice(mostLanes);
      return { from, to, lanes, lanesLeft: left.length, eventsLeft: left.reduce((sum, place) => sum + (counts[place] ?? 0), 0) };
    },
  };
}

function bothTimes(
  time: number | null,
  evidenceId: EvidenceId,
  skews: ReadonlyMap<EvidenceId, number>,
): Pick<AccessRow, 'time' | 'corrected'> {
  return { time, corrected: time === null ? null : time - 1000 * (skews.get(evidenceId) ?? 0) };
}

/** Takes out what lies outside the filter's time; without a time it is in no range. */
function keepBetween(dates: Float64Array, mask: Uint8Array, { from, to }: AccessFilter): void {
  if (from === null && to === null) return;
  const [least, most] = [from ?? -Infinity, to ?? Infinity];
  for (let at = 0; at < mask.length; at += 1) {
    const date = dates[at] ?? Number.NaN;
    if (!(date >= least && date < most)) mask[at] = 0;
  }
}

interface Timeline {
  readonly events: number;
  readonly times: Float64Array;
  readonly order: SortOrder;
}

interface Masks {
  readonly events: Uint8Array;
  readonly messages: Uint8Array;
}

/** The first and last known time of what passes; 0 where nothing does. */
function extent({ events, times, order }: Timeline, mask: Masks): readonly [number, number] {
  const passes = (at: number): boolean => (at < events ? mask.events[at] : mask.messages[at - events]) === 1;
  let first = 0;
  while (first < order.known && !passes(order.slots[first] ?? 0)) first += 1;
  if (first === order.known) return [0, 0];
  let last = order.known - 1;
  while (!passes(order.slots[last] ?? 0)) last -= 1;
  return [times[order.slots[first] ?? 0] ?? 0, times[order.slots[last] ?? 0] ?? 0];
}

type LaneTimesOf = (lane: number) => { readonly all: Float64Array; readonly passing: Float64Array };

/** The known times of each lane, ascending: all of them, and those that pass. @param laneOf the lane of a thing, or -1 */
function timesByLane({ events, times, order }: Timeline, mask: Masks, lanes: number, laneOf: (at: number) => number): LaneTimesOf {
  const counts = new Uint32Array(lanes);
  for (let step = 0; step < order.known; step += 1) {
    const lane = laneOf(order.slots[step] ?? 0);
    if (lane !== -1) counts[lane] = (counts[lane] ?? 0) + 1;
  }
  const all = Array.from(counts, (count) => new Float64Array(count));
  const passing = Array.from(counts, (count) => new Float64Array(count));
  const filled = new Uint32Array(lanes);
  const passed = new Uint32Array(lanes);
  for (let step = 0; step < order.known; step += 1) {
    const at = order.slots[step] ?? 0;
    const lane = laneOf(at);
    const [ownAll, ownPassing] = [all[lane], passing[lane]];
    if (ownAll === undefined || ownPassing === undefined) continue;
    const time = times[at] ?? Number.NaN;
    ownAll[filled[lane] ?? 0] = time;
    filled[lane] = (filled[lane] ?? 0) + 1;
    if ((at < events ? mask.events[at] : mask.messages[at - events]) !== 1) continue;
    ownPassing[passed[lane] ?? 0] = time;
    passed[lane] = (passed[lane] ?? 0) + 1;
  }
  return (lane) => ({ all: all[lane] ?? new Float64Array(0), passing: (passing[lane] ?? new Float64Array(0)).subarray(0, passed[lane]) });
}
