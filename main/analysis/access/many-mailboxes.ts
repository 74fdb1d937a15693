import type { Finding } from '#model/index.ts';
import type { CaseDetector } from '../detector.ts';
import { findingOfEvents } from './event-finding.ts';
import { eventGroup, type EventGroup } from './event-group.ts';
import { ruleOf } from './event-rule.ts';
import { citeEvent, countText, listText, momentText, quote } from './event-statement.ts';
import { actorNameOf, applicationOf, clientKindOf, mailboxNameOf, momentOf, reachesMail } from './mailbox-event.ts';
import { listParameter, numberParameter, settingsOf } from './parameter-values.ts';
import type { EventRecord } from './event-text.ts';
import { usualApplications, usualClients } from './tables/usual-applications.ts';

const benign = [
  'Backup, archive and compliance programs read all mailboxes by design.',
  'Assistants and staff of shared mailboxes read several.',
] as const;
const proof = [
  'The registration of the application, or the permissions of the account, and since when.',
  'The messages that the events name.',
] as const;

const byApplication = ruleOf({
  id: 'access.cloud.many-mailboxes-by-application',
  title: 'One application accessed several mailboxes in a short time',
  technique: 'T1114.002',
  level: 'medium',
  needs: ['events of mail access with mailbox, time and identifier of the application'],
  parameters: [
    numberParameter('mailboxes', 'More than how many mailboxes.', 5),
    numberParameter('minutes', 'Within how many minutes; periods begin at multiples of them.', 10),
    listParameter('usual', 'Identifiers of applications, and names of clients, through which owners read their mail.', [
      ...usualApplications,
      ...usualClients,
    ]),
  ],
  benign,
  proof,
  references: ['Splunk 7cd853e9-d370-412f-965d-a2bcff2a2908', 'MITRE ATT&CK T1114.002, DET0048 (OAuthClientIDAllowList)'],
});

const byActor = ruleOf({
  id: 'access.cloud.many-mailboxes-by-actor',
  title: 'One account accessed mailboxes of others',
  technique: 'T1114.002',
  level: 'medium',
  needs: ['events of mail access with mailbox, time and actor'],
  parameters: [
    numberParameter('mailboxes', 'More than how many mailboxes that are not its own.', 1),
    numberParameter('minutes', 'Within how many minutes; periods begin at multiples of them.', 1_440),
  ],
  benign,
  proof,
  references: ['Azure Sentinel hunting 271e8881-3044-4332-a5f4-42264c2e0315', 'MITRE ATT&CK T1114.002'],
});

/** Most periods of all applications and actors together of which the mailboxes are kept, and most mailboxes of one period. */
export const mostPeriods = 50_000;
const mostMailboxes = 2_000;

interface Reader {
  readonly name: string;
  /** Mailboxes by period. */
  readonly periods: Map<number, Set<string>>;
  events: EventGroup | null;
}

/** Looks for applications and accounts that accessed several mailboxes within a period. The order of events does not matter. */
export const manyMailboxes: CaseDetector = {
  rules: [byApplication, byActor],
  start(context) {
    const usual = new Set(settingsOf(byApplication, context.parameters).list('usual'));
    const isUsual = (record: EventRecord): boolean => usual.has(readerOf(record));
    const kinds = [
      { rule: byApplication, settings: settingsOf(byApplication, context.parameters), nameOf: readerOf, isOwn: isUsual },
      { rule: byActor, settings: settingsOf(byActor, context.parameters), nameOf: actorNameOf, isOwn: isOwnMailbox },
    ].map((kind) => ({ ...kind, readers: new Map<string, Reader>(), length: kind.settings.number('minutes') * 60_000 }));
    let kept = 0;
    return {
      consume({ facts }) {
        for (const fact of facts) {
          if (fact.kind !== 'event' || !reachesMail(fact)) continue;
          const moment = momentOf(fact);
          const mailbox = mailboxNameOf(fact);
          if (moment === null || mailbox === '') continue;
          for (const { readers, length, nameOf, isOwn } of kinds) {
            const name = nameOf(fact);
            if (name === '' || isOwn(fact)) continue;
            const reader = readers.get(name) ?? { name, periods: new Map<number, Set<string>>(), events: null };
            const period = Math.floor(moment / length);
            const mailboxes = reader.periods.get(period) ?? new Set();
            if (mailboxes.size === 0) {
              if (kept >= mostPeriods) continue;
              kept += 1;
              readers.set(name, reader);
              reader.periods.set(period, mailboxes);
            }
            if (mailboxes.size < mostMailboxes) mailboxes.add(mailbox);
          }
        }
      },
      consumeAgain({ facts }) {
        for (const fact of facts) {
          if (fact.kind !== 'event' || !reachesMail(fact)) continue;
          const moment = momentOf(fact);
          if (moment === null) continue;
          for (const { readers, length, nameOf, settings, isOwn } of kinds) {
            const reader = readers.get(nameOf(fact));
            const mailboxes = reader?.periods.get(Math.floor(moment / length));
            if (reader === undefined || mailboxes === undefined || isOwn(fact) || mailboxes.size <= settings.number('mailboxes')) continue;
            reader.events ??= eventGroup({ left: 10_000 });
            reader.events.add({ recordId: fact.recordId, time: fact.claimed.time, citations: [citeEvent(fact, 'account')] });
          }
        }
      },
      *finish() {
        for (const { rule, readers, length, settings } of kinds) {
          for (const name of [...readers.keys()].sort()) {
            const reader = readers.get(name);
            if (reader?.events == null) continue;
            const told = [...reader.periods].filter(([, mailboxes]) => mailboxes.size > settings.number('mailboxes'));
            yield findingOf(
              rule,
              reader,
              reader.events,
              told.sort(([one], [other]) => one - other),
              length,
              kept >= mostPeriods,
            );
          }
        }
      },
    };
  },
};

// A client that states no identifier is known by what it calls itself.
function readerOf(record: EventRecord): string {
  const application = applicationOf(record);
  return application === '' ? clientKindOf(record) : application;
}

function isOwnMailbox(record: EventRecord): boolean {
  const actor = actorNameOf(record);
  const mailbox = mailboxNameOf(record);
  // `ann` and `ann@firm.example` may be the same, and so may the owner and a name of a domain before it.
  return actor === mailbox || namePart(actor) === namePart(mailbox);
}

function namePart(name: string): string {
  return name.slice(name.lastIndexOf('\\') + 1).split('@')[0] ?? '';
}

function findingOf(
  rule: typeof byActor,
  { name }: Reader,
  events: EventGroup,
  periods: readonly (readonly [number, ReadonlySet<string>])[],
  length: number,
  isCut: boolean,
): Finding {
  const mailboxes = [...new Set(periods.flatMap(([, names]) => [...names]))].sort();
  const [first, ...others] = events.earliest.flatMap(({ citations }) => citations);
  if (first === undefined) throw new RangeError('A finding rests on at least one event.');
  const who = rule === byActor ? `the account ${quote(name)}` : `the application ${quote(name)}`;
  return findingOfEvents(rule, {
    level: rule.level,
    strength: 'OPENED',
    statement: `The events of the evidence state that ${who} accessed ${countText(mailboxes.length, 'mailbox', 'mailboxes')} (${listText(mailboxes)}) in ${countText(periods.length, 'period')} of ${String(length / 60_000)} minutes.${isCut ? ' Not all periods of the case could be kept.' : ''}`,
    mechanism: 'several mailboxes read by one',
    sources: mailboxes.filter((mailbox) => mailbox.includes('@')),
    time: events.first,
    citations: [first, ...others],
    extent: events.extent(),
    table: {
      columns: ['Period beginning', 'Mailboxes', 'Which'],
      rows: periods
        .slice(0, 100)
        .map(([period, names]) => [momentText(period * length), String(names.size), [...names].sort().slice(0, 20).join(', ')]),
    },
  });
}
