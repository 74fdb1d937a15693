import { domainOf, type Finding, type Level } from '#model/index.ts';
import type { CaseContext, CaseDetector } from '../detector.ts';
import { findingOfEvents } from './event-finding.ts';
import { ruleOf } from './event-rule.ts';
import { citeEvent, countText, listText, quote, timeText } from './event-statement.ts';
import { putInto } from '../lists-by-key.ts';
import { ownDomainsOf, reachOf } from './mail-reach.ts';
import { numberParameter, settingsOf } from './parameter-values.ts';
import { forwardingChanges, type ForwardingChange } from './stated-forwarding.ts';

const rule = ruleOf({
  id: 'access.change.shared-destination',
  title: 'Mail of several mailboxes was made to go to one address',
  technique: 'T1114.003',
  level: 'medium',
  needs: ['audit log, or exports of rules and forwarding of several mailboxes, with destinations'],
  parameters: [
    numberParameter('mailboxes', 'From how many mailboxes on.', 2),
    numberParameter('days', 'Within how many days; what lies further apart is low.', 7),
  ],
  benign: ['Ticket systems, archives and assistants of several people receive mail of several mailboxes.'],
  proof: ['Who owns the address.', 'Whether the same session or address set the rules.', 'The mail in the mailbox of the destination.'],
  references: [
    'Azure Sentinel 871ba14c-88ef-48aa-ad38-810f26760ca3',
    'Splunk 7f398cfb-918d-41f4-8db8-2e2474e02c28, f8dfe015-dbb3-4569-ba75-b13787e06aa4',
    'MITRE ATT&CK T1114.003, T1020',
  ],
});

/** Looks for addresses to which mail of more than one mailbox was made to go within a time. The order of events does not matter. */
export const destinationOfSeveral: CaseDetector = {
  rules: [rule],
  start(context) {
    const settings = settingsOf(rule, context.parameters);
    const changes = forwardingChanges();
    return {
      consume({ facts }) {
        for (const fact of facts) if (fact.kind === 'event') changes.take(fact);
      },
      *finish() {
        const byAddress = new Map<string, ForwardingChange[]>();
        for (const one of changes.sorted()) {
          if (one.change.of === '' || ['cleared', 'removed', 'disabled'].includes(one.change.state)) continue;
          for (const address of new Set(one.change.destinations.map((text) => text.toLowerCase()))) {
            if (domainOf(address) !== null) putInto(byAddress, address, one);
          }
        }
        const span = settings.number('days') * 86_400_000;
        for (const [address, found] of byAddress) {
          const near = widest(found, span);
          const fewest = settings.number('mailboxes');
          if (mailboxesOf(near).length >= fewest) yield findingOf(address, near, isInside(address, near, context) ? 'low' : rule.level);
          else if (mailboxesOf(found).length >= fewest) yield findingOf(address, found, 'low');
        }
      },
    };
  },
};

/** Of changes in order of time, those within a span that concern the most mailboxes. Those without a time count as near. */
function widest(changes: readonly ForwardingChange[], span: number): readonly ForwardingChange[] {
  const inside = new Map<string, number>();
  let best = { start: 0, end: 0, mailboxes: 0 };
  let start = 0;
  for (const [end, { time, change }] of changes.entries()) {
    inside.set(change.of.toLowerCase(), (inside.get(change.of.toLowerCase()) ?? 0) + 1);
    while (time !== null && time - (changes[start]?.time ?? time) > span) {
      const left = changes[start]?.change.of.toLowerCase() ?? '';
      const count = (inside.get(left) ?? 1) - 1;
      if (count === 0) inside.delete(left);
      else inside.set(left, count);
      start += 1;
    }
    if (inside.size > best.mailboxes) best = { start, end: end + 1, mailboxes: inside.size };
  }
  return changes.slice(best.start, best.end);
}

function mailboxesOf(changes: readonly ForwardingChange[]): readonly string[] {
  return [...new Set(changes.map(({ change }) => change.of.toLowerCase()))].sort();
}

function isInside(address: string, changes: readonly ForwardingChange[], context: CaseContext): boolean {
  return changes.every(({ record }) => reachOf(address, ownDomainsOf(record.claimed, context)) === 'inside');
}

function findingOf(address: string, changes: readonly ForwardingChange[], level: Level): Finding {
  const mailboxes = mailboxesOf(changes);
  const [first, ...others] = changes;
  if (first === undefined) throw new RangeError('A finding rests on at least one change.');
  return findingOfEvents(rule, {
    level,
    strength: 'STATES',
    statement: `The events of the evidence state that mail of ${countText(mailboxes.length, 'mailbox', 'mailboxes')} (${listText(mailboxes)}) was made to go to ${quote(address)}, from ${timeText(first.record.claimed.time)} on.`,
    mechanism: 'one destination of several mailboxes',
    agency: 'automatic',
    sources: mailboxes.filter((mailbox) => mailbox.includes('@')),
    destinations: [address],
    time: first.record.claimed.time,
    citations: [citeEvent(first.record, 'change'), ...others.slice(0, 7).map(({ record }) => citeEvent(record, 'change'))],
    extent: {
      first: first.record.claimed.time,
      last: changes.at(-1)?.record.claimed.time ?? null,
      count: changes.length,
      unit: 'events',
      records: changes.map(({ record }) => record.recordId),
    },
    table: {
      columns: ['Mailbox', 'Set at', 'By', 'From'],
      rows: changes
        .slice(0, 100)
        .map(({ record, change }) => [change.of, timeText(record.claimed.time), record.claimed.actor, record.claimed.address]),
    },
  });
}
