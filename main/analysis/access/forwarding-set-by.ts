import type { Finding } from '#model/index.ts';
import type { CaseContext, CaseDetector } from '../detector.ts';
import { findingOfEvents } from './event-finding.ts';
import { eventGroup, type EventGroup } from './event-group.ts';
import { ruleOf } from './event-rule.ts';
import { circumstancesOf, citeEvent, countText, nameEvent, timeText } from './event-statement.ts';
import { destinationsText, ownDomainsOf, reachOf } from './mail-reach.ts';
import { forwardingChanges, mechanismOf, type ForwardingChange } from './stated-forwarding.ts';

const rule = ruleOf({
  id: 'access.change.forwarding-seen-in-mail',
  title: 'Forwarding that mail testifies to, and the event that set it',
  technique: 'T1114.003',
  level: 'medium',
  needs: ['audit log with changes of rules or forwarding', 'messages or rules that name the same destination'],
  benign: ['Owners and administrators forward mail openly; the event then names them.'],
  proof: ['The sign-in of the session of the event.', 'Mail of the period in the mailbox of the destination.'],
  references: ['MITRE ATT&CK T1114.003, DET0476 (AN1312), DET0576 (AN1591)'],
});

/** Most destinations of observations that are kept. */
export const mostDestinations = 20_000;

/** Joins what mail says of forwarding with the events that set it, by the destination. The order of records does not matter. */
export const forwardingSetBy: CaseDetector = {
  rules: [rule],
  start(context) {
    const changes = forwardingChanges();
    const seen = new Map<string, EventGroup>();
    const budget = { left: 100_000 };
    return {
      consume({ facts, observations }) {
        for (const fact of facts) if (fact.kind === 'event') changes.take(fact);
        for (const { artifact, destinations, recordId, time, citations } of observations) {
          // What an event sets is what is explained here, not what testifies to it.
          if (artifact.startsWith('event ') && artifact !== 'event mail-forward') continue;
          for (const address of new Set(destinations.map((text) => text.toLowerCase()))) {
            const group = seen.get(address) ?? eventGroup(budget);
            if (!seen.has(address) && seen.size >= mostDestinations) continue;
            seen.set(address, group);
            group.add({ recordId, time, citations: [citations[0]] });
          }
        }
      },
      *finish() {
        const isCut = seen.size >= mostDestinations;
        const told = new Set<string>();
        for (const one of changes.sorted()) {
          if (['cleared', 'removed', 'disabled'].includes(one.change.state)) continue;
          for (const address of one.change.destinations) {
            const key = `${address.toLowerCase()}\u0000${one.change.what}\u0000${one.change.of.toLowerCase()}\u0000${one.change.name}`;
            const observed = seen.get(address.toLowerCase());
            if (observed === undefined || told.has(key)) continue;
            told.add(key);
            yield findingOf(one, address, observed, context, isCut);
          }
        }
      },
    };
  },
};

function findingOf(one: ForwardingChange, address: string, observed: EventGroup, context: CaseContext, isCut: boolean): Finding {
  const { record, change } = one;
  const own = ownDomainsOf(record.claimed, context);
  const span =
    observed.count === 1 ? ` of ${timeText(observed.first)}` : `, from ${timeText(observed.first)} to ${timeText(observed.last)}`;
  return findingOfEvents(rule, {
    level: reachOf(address, own) === 'inside' ? 'low' : rule.level,
    strength: 'STATES',
    statement: `${nameEvent(record)} states that forwarding to ${destinationsText([address], own)} was set at ${timeText(record.claimed.time)}${circumstancesOf(record)}; ${countText(observed.count, 'artifact')} of forwarding of the case ${observed.count === 1 ? 'names' : 'name'} the same destination${span}.${isCut ? ' Not all destinations of the case could be kept.' : ''}`,
    mechanism: mechanismOf(change),
    agency: 'automatic',
    sources: change.of.includes('@') ? [change.of] : [],
    destinations: [address],
    time: record.claimed.time,
    citations: [citeEvent(record, 'change'), ...observed.earliest.flatMap(({ citations }) => citations)],
    extent: observed.extent('artifacts'),
  });
}
