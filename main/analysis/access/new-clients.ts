import type { Finding, Level } from '#model/index.ts';
import type { CaseDetector } from '../detector.ts';
import { findingOfEvents } from './event-finding.ts';
import { eventGroup, type EventGroup } from './event-group.ts';
import { ruleOf } from './event-rule.ts';
import { citeEvent, countText, momentText, quote } from './event-statement.ts';
import { applicationOf, clientKindOf, mailboxNameOf, momentOf, reachesMail } from './mailbox-event.ts';
import { listParameter, numberParameter, settingsOf } from './parameter-values.ts';
import { usualApplications, usualClients } from './tables/usual-applications.ts';

const rule = ruleOf({
  id: 'access.cloud.new-client',
  version: '2',
  title: 'A mailbox was accessed by a client that had not been seen before',
  technique: 'T1114.002',
  level: 'medium',
  needs: ['events of mail access with mailbox, time and client or application, over a time'],
  parameters: [
    numberParameter('days', 'Days since the first recorded access to the mailbox that must lie before.', 14),
    numberParameter(
      'days with access',
      'On how many of them the mailbox must have been accessed, so that there is something to compare with.',
      5,
    ),
    listParameter('usual', 'Identifiers of applications of Microsoft itself, whose first use is no news.', usualApplications),
    listParameter('usual programs', 'What programs of owners call themselves; their first use is of low level.', usualClients),
  ],
  benign: [
    'A new telephone, mail program or machine of the owner, or his first use of Outlook on the web.',
    'The organisation brought in a new program.',
  ],
  proof: [
    'The address and sign-in of the same session.',
    'The registration of the application and who consented to it.',
    'The owner, asked which programs he uses.',
  ],
  references: [
    'Elastic 48819484-9826-4083-9eba-1da74cd0eaf2, e882e934-2aaa-11f0-8272-f661ea17fbcc',
    'MITRE ATT&CK T1114.002, DET0048 (UserAgentPattern)',
  ],
});

/** Most clients of all mailboxes together that are kept, and most days with access. */
export const mostClients = 20_000;
const mostDays = 200_000;

const dayLength = 86_400_000;

interface Client {
  readonly mailbox: string;
  readonly application: string;
  readonly kind: string;
  first: number;
  readonly events: EventGroup;
}

/** Looks for clients that first accessed a mailbox long after its other clients. The order of events does not matter. */
export const newClients: CaseDetector = {
  rules: [rule],
  start(context) {
    const settings = settingsOf(rule, context.parameters);
    const clients = new Map<string, Client>();
    const beginnings = new Map<string, number>();
    // Since 1970, by mailbox.
    const days = new Map<string, Set<number>>();
    let keptDays = 0;
    const budget = { left: 100_000 };
    return {
      consume({ facts }) {
        for (const fact of facts) {
          if (fact.kind !== 'event' || !reachesMail(fact)) continue;
          const moment = momentOf(fact);
          const mailbox = mailboxNameOf(fact);
          const application = applicationOf(fact);
          const kind = clientKindOf(fact);
          if (moment === null || mailbox === '' || (application === '' && kind === '')) continue;
          const key = `${mailbox}\u0000${application}\u0000${kind}`;
          let client = clients.get(key);
          if (client === undefined) {
            if (clients.size >= mostClients) continue;
            client = { mailbox, application, kind, first: moment, events: eventGroup(budget) };
            clients.set(key, client);
          }
          client.first = Math.min(client.first, moment);
          client.events.add({ recordId: fact.recordId, time: fact.claimed.time, citations: [citeEvent(fact, 'client')] });
          beginnings.set(mailbox, Math.min(beginnings.get(mailbox) ?? moment, moment));
          const ofMailbox = days.get(mailbox) ?? new Set();
          days.set(mailbox, ofMailbox);
          const day = Math.floor(moment / dayLength);
          if (!ofMailbox.has(day) && keptDays < mostDays) {
            ofMailbox.add(day);
            keptDays += 1;
          }
        }
      },
      *finish() {
        const least = settings.number('days') * dayLength;
        const usual = new Set(settings.list('usual'));
        const usualPrograms = new Set(settings.list('usual programs'));
        const isCut = clients.size >= mostClients || keptDays >= mostDays;
        for (const key of [...clients.keys()].sort()) {
          const client = clients.get(key);
          const beginning = client === undefined ? undefined : beginnings.get(client.mailbox);
          if (client === undefined || beginning === undefined || client.first - beginning < least) continue;
          const firstDay = Math.floor(client.first / dayLength);
          const before = [...(days.get(client.mailbox) ?? [])].filter((day) => day < firstDay).length;
          if (before < settings.number('days with access') || usual.has(client.application) || usual.has(client.kind)) continue;
          yield findingOf(client, { beginning, days: before, level: usualPrograms.has(client.kind) ? 'low' : rule.level }, isCut);
        }
      },
    };
  },
};

/** What there was before a client came. */
interface Before {
  readonly beginning: number;
  readonly days: number;
  readonly level: Level;
}

function findingOf({ mailbox, application, kind, first, events }: Client, { beginning, days, level }: Before, isCut: boolean): Finding {
  const [citation, ...others] = events.earliest.flatMap(({ citations }) => citations);
  if (citation === undefined) throw new RangeError('A finding rests on at least one event.');
  const name = [...new Set([kind, application])]
    .filter((text) => text !== '')
    .map((text) => quote(text))
    .join(', application ');
  return findingOfEvents(rule, {
    level,
    strength: 'OPENED',
    statement: `The events of the evidence state that the mailbox ${quote(mailbox)} was accessed by the client ${name} from ${momentText(first)} on; access to the mailbox by other clients is recorded since ${momentText(beginning)}, on ${countText(days, 'day')} before.${isCut ? ' Not all clients of the case could be kept.' : ''}`,
    mechanism: 'client that was not seen before',
    sources: mailbox.includes('@') ? [mailbox] : [],
    time: events.first,
    citations: [citation, ...others],
    extent: events.extent(),
  });
}
