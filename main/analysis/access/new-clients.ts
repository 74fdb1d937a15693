import type { Finding } from '#model/index.ts';
import type { CaseDetector } from '../detector.ts';
import { findingOfEvents } from './event-finding.ts';
import { eventGroup, type EventGroup } from './event-group.ts';
import { ruleOf } from './event-rule.ts';
import { citeEvent, momentText, quote } from './event-statement.ts';
import { applicationOf, clientKindOf, mailboxNameOf, momentOf, reachesMail } from './mailbox-event.ts';
import { listParameter, numberParameter, settingsOf } from './parameter-values.ts';
import { usualApplications } from './tables/usual-applications.ts';

const rule = ruleOf({
  id: 'access.cloud.new-client',
  title: 'A mailbox was accessed by a client that had not been seen before',
  technique: 'T1114.002',
  level: 'medium',
  needs: ['events of mail access with mailbox, time and client or application, over a time'],
  parameters: [
    numberParameter('days', 'Days of access to the mailbox that must lie before, so that there is something to compare with.', 14),
    listParameter('usual', 'Identifiers of applications of Microsoft itself, and names of its programs.', usualApplications),
  ],
  benign: ['A new telephone, mail program or machine of the owner.', 'The organisation brought in a new program.'],
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

/** Most clients of all mailboxes together that are kept. */
export const mostClients = 20_000;

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
        }
      },
      *finish() {
        const before = settings.number('days') * 86_400_000;
        const usual = new Set(settings.list('usual'));
        const isCut = clients.size >= mostClients;
        for (const key of [...clients.keys()].sort()) {
          const client = clients.get(key);
          const beginning = client === undefined ? undefined : beginnings.get(client.mailbox);
          if (client === undefined || beginning === undefined || client.first - beginning < before) continue;
          if (!usual.has(client.application) && !usual.has(client.kind)) yield findingOf(client, beginning, isCut);
        }
      },
    };
  },
};

function findingOf({ mailbox, application, kind, first, events }: Client, beginning: number, isCut: boolean): Finding {
  const [citation, ...others] = events.earliest.flatMap(({ citations }) => citations);
  if (citation === undefined) throw new RangeError('A finding rests on at least one event.');
  const name = [...new Set([kind, application])]
    .filter((text) => text !== '')
    .map((text) => quote(text))
    .join(', application ');
  return findingOfEvents(rule, {
    level: rule.level,
    strength: 'OPENED',
    statement: `The events of the evidence state that the mailbox ${quote(mailbox)} was accessed by the client ${name} from ${momentText(first)} on; access to the mailbox by other clients is recorded since ${momentText(beginning)}.${isCut ? ' Not all clients of the case could be kept.' : ''}`,
    mechanism: 'client that was not seen before',
    sources: mailbox.includes('@') ? [mailbox] : [],
    time: events.first,
    citations: [citation, ...others],
    extent: events.extent(),
  });
}
