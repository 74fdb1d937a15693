import type { Flow } from '#renderer/case/forwarding-view.ts';

/** A mailbox or a destination in the flow picture: a bar as high as what goes through it. */
export interface FlowEnd {
  readonly name: string;
  readonly count: number;
  readonly top: number;
  readonly height: number;
}

/** A band from a mailbox to a destination. */
export interface FlowBand {
  readonly flow: Flow;
  readonly count: number;
  /** SVG path of its area. */
  readonly path: string;
}

export interface FlowLayout {
  readonly height: number;
  readonly mailboxes: readonly FlowEnd[];
  readonly destinations: readonly FlowEnd[];
  readonly bands: readonly FlowBand[];
}

/** Between the ends of a side, and the least that a bar or band is high: thinner ones could not be hit. */
const between = 14;
const leastHeight = 3;

/**
 * Lays out flows from left to right. Their width is the number of messages; where only rules and the like name a
 * destination, the number of those.
 * @param width of the room between the bars, pixels
 * @param room the height that the larger side is to fill
 */
export function layFlows(flows: readonly Flow[], width: number, room: number): FlowLayout {
  const ofMailboxes = sums(flows, (flow) => flow.mailbox);
  const ofDestinations = sums(flows, (flow) => flow.destination);
  const most = Math.max(
    1,
    [...ofMailboxes.values()].reduce((sum, count) => sum + count, 0),
  );
  const ends = Math.max(ofMailboxes.size, ofDestinations.size);
  const scale = Math.max(120, room - between * (ends - 1)) / most;
  const bandHeight = (flow: Flow): number => Math.max(leastHeight, countOf(flow) * scale);
  const mailboxes = stack(flows, ofMailboxes, (flow) => flow.mailbox, bandHeight);
  const destinations = stack(flows, ofDestinations, (flow) => flow.destination, bandHeight);
  const used = new Map<FlowEnd, number>();
  const next = (end: FlowEnd | undefined, height: number): number => {
    if (end === undefined) return 0;
    const from = used.get(end) ?? end.top;
    used.set(end, from + height);
    return from;
  };
  const bands = flows.map((flow): FlowBand => {
    const height = bandHeight(flow);
    const left = next(
      mailboxes.find(({ name }) => name === flow.mailbox),
      height,
    );
    const right = next(
      destinations.find(({ name }) => name === flow.destination),
      height,
    );
    const [middle, end] = [String(width / 2), String(width)];
    const path = `M0 ${String(left)}C${middle} ${String(left)} ${middle} ${String(right)} ${end} ${String(right)}v${String(height)}C${middle} ${String(right + height)} ${middle} ${String(left + height)} 0 ${String(left + height)}Z`;
    return { flow, count: countOf(flow), path };
  });
  const bottom = [...mailboxes, ...destinations].reduce((lowest, { top, height }) => Math.max(lowest, top + height), 0);
  return { height: bottom, mailboxes, destinations, bands };
}

/** What the width of a flow stands for. */
export function countOf({ messages, records }: Pick<Flow, 'messages' | 'records'>): number {
  return messages === 0 ? records : messages;
}

function sums(flows: readonly Flow[], nameOf: (flow: Flow) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const flow of flows) counts.set(nameOf(flow), (counts.get(nameOf(flow)) ?? 0) + countOf(flow));
  return counts;
}

function stack(
  flows: readonly Flow[],
  counts: ReadonlyMap<string, number>,
  nameOf: (flow: Flow) => string,
  bandHeight: (flow: Flow) => number,
): FlowEnd[] {
  let top = 0;
  return [...counts].map(([name, count]) => {
    const height = flows.reduce((sum, flow) => sum + (nameOf(flow) === name ? bandHeight(flow) : 0), 0);
    const end = { name, count, top, height };
    top += height + between;
    return end;
  });
}
