import type { Finding } from '#model/index.ts';
import type { CaseDetector } from '../detector.ts';
import { findingOfEvents } from './event-finding.ts';
import { eventGroup, type EventGroup } from './event-group.ts';
import { ruleOf } from './event-rule.ts';
import { citeEvent, countText, momentText, quote } from './event-statement.ts';
import { factText } from './event-text.ts';
import { putInto } from '../lists-by-key.ts';
import { mailboxNameOf, momentOf } from './mailbox-event.ts';
import { numberParameter, settingsOf } from './parameter-values.ts';

const rule = ruleOf({
  id: 'access.cloud.not-recorded',
  title: 'Access to a mailbox was not recorded for a time',
  technique: 'T1114.002',
  level: 'medium',
  needs: ['MailItemsAccessed with IsThrottled'],
  parameters: [numberParameter('hours', 'How long nothing is recorded after such an event.', 24)],
  benign: ['A mail program that is set up anew fetches so much that the service stops recording.'],
  proof: [
    'The client, address and session of the last events before the gap.',
    'Other logs of the period: sign-ins, the activity log of Microsoft Graph, the web server.',
  ],
  references: [
    'Microsoft Purview, use MailItemsAccessed to investigate compromised accounts',
    'Azure Sentinel hunting 67c763f7-c4fd-4b0f-9d4b-19246d1ec6d7',
    'Elastic 7fc95782-4bd1-11f0-9838-f661ea17fbcd',
    'MITRE ATT&CK T1114.002',
  ],
});

/** Most such events of one mailbox of which the times are kept, and most mailboxes. */
const mostEvents = 10_000;
const mostMailboxes = 10_000;

/**
 * Looks for events that say that the service stops recording (more than 1,000 records in less than a day), and tells for
 * which periods it is unknown what was accessed. The order of events does not matter.
 */
export const throttledGaps: CaseDetector = {
  rules: [rule],
  start(context) {
    const length = settingsOf(rule, context.parameters).number('hours') * 3_600_000;
    const groups = new Map<string, EventGroup>();
    const times = new Map<string, number[]>();
    return {
      consume({ facts }) {
        for (const fact of facts) {
          if (fact.kind !== 'event' || factText(fact, 'IsThrottled').toLowerCase() !== 'true') continue;
          const mailbox = mailboxNameOf(fact);
          const group = groups.get(mailbox) ?? eventGroup({ left: 1_000 });
          if (!groups.has(mailbox) && groups.size >= mostMailboxes) continue;
          groups.set(mailbox, group);
          group.add({ recordId: fact.recordId, time: fact.claimed.time, citations: [citeEvent(fact, 'fact IsThrottled')] });
          const moment = momentOf(fact);
          if (moment !== null && (times.get(mailbox)?.length ?? 0) < mostEvents) putInto(times, mailbox, moment);
        }
      },
      *finish() {
        for (const mailbox of [...groups.keys()].sort()) {
          const group = groups.get(mailbox);
          if (group !== undefined) yield findingOf(mailbox, group, gapsOf(times.get(mailbox) ?? [], length));
        }
      },
    };
  },
};

function gapsOf(times: readonly number[], length: number): readonly (readonly [from: number, until: number])[] {
  const gaps: [from: number, until: number][] = [];
  for (const time of [...times].sort((one, other) => one - other)) {
    const last = gaps.at(-1);
    if (last !== undefined && time <= last[1]) last[1] = time + length;
    else gaps.push([time, time + length]);
  }
  return gaps;
}

function findingOf(mailbox: string, events: EventGroup, gaps: readonly (readonly [from: number, until: number])[]): Finding {
  const [first, ...others] = events.earliest.flatMap(({ citations }) => citations);
  if (first === undefined) throw new RangeError('A finding rests on at least one event.');
  const [gap] = gaps;
  const when = gap === undefined ? 'for a time that is not stated' : `from ${momentText(gap[0])} to at most ${momentText(gap[1])}`;
  const more = gaps.length > 1 ? `, and in ${countText(gaps.length - 1, 'further period')}` : '';
  return findingOfEvents(rule, {
    level: rule.level,
    strength: 'STATES',
    statement: `The events of the evidence state that access to the mailbox ${quote(mailbox)} was throttled: what was accessed ${when}${more} is not recorded and unknown.`,
    mechanism: 'gap in the record of access',
    sources: mailbox.includes('@') ? [mailbox] : [],
    time: events.first,
    citations: [first, ...others],
    extent: events.extent(),
    table: {
      columns: ['Not recorded from', 'Until at most'],
      rows: gaps.slice(0, 100).map(([from, until]) => [momentText(from), momentText(until)]),
    },
  });
}
