import { formatLocator, type AccessAction, type EvidenceId, type Finding, type MessageTrace } from '#model/index.ts';
import { citeTrace } from '../across/case-finding.ts';
import type { CaseDetector } from '../detector.ts';
import { identifierHash } from '../observe/text-hash.ts';
import { findingOfEvents } from './event-finding.ts';
import { eventGroup, type EventGroup } from './event-group.ts';
import { ruleOf } from './event-rule.ts';
import { citeEvent, countText, momentText, quote } from './event-statement.ts';
import type { EventRecord } from './event-text.ts';
import { putInto } from '../lists-by-key.ts';
import { actorNameOf, addressOf, clientKindOf, mailboxNameOf, reachesMail } from './mailbox-event.ts';

const rule = ruleOf({
  id: 'access.cloud.messages-of-case',
  version: '2',
  title: 'Messages of the case are named by events',
  technique: 'T1114.002',
  level: 'informational',
  needs: ['events that name messages by Message-ID', 'messages with Message-ID'],
  benign: ['Owners read their own mail.', 'Servers log every message that they deliver.'],
  proof: [
    'The message itself; that it was accessed does not say that it was read on a screen.',
    'Client, address and session of the events.',
  ],
  references: ['Microsoft Purview, MailItemsAccessed: InternetMessageId', 'MITRE ATT&CK T1114.002'],
});

/** Most Message-IDs of events that are kept; those beyond are counted. */
export const mostIdentifiers = 500_000;
/** Most groups of mailbox, actor, client and address. */
const mostGroups = 5_000;
/** Most messages that a finding cites. */
const mostCitedMessages = 5;
/** Most messages that the table of a finding names. */
const mostRows = 200;

interface FoundMessage {
  readonly trace: MessageTrace;
  readonly evidenceId: EvidenceId;
}

interface Access {
  readonly mailbox: string;
  /** Whether the events reached the messages; else they only pass them on, move or delete them. */
  readonly isAccess: boolean;
  readonly action: AccessAction;
  readonly actor: string;
  readonly client: string;
  readonly address: string;
  readonly events: EventGroup;
  readonly named: Set<string>;
  readonly found: Map<string, FoundMessage>;
}

/**
 * Joins events that name messages with the messages of the case, by the hash of the Message-ID: one finding for each
 * mailbox, actor, client and address. The order of records does not matter.
 */
export const messagesInCase: CaseDetector = {
  rules: [rule],
  start() {
    const groups = new Map<string, Access>();
    const wanted = new Map<string, Access[]>();
    const budget = { left: 200_000 };
    let leftOut = 0;
    const join = (trace: MessageTrace, evidenceId: EvidenceId): void => {
      if (trace.id === null) return;
      for (const access of wanted.get(trace.id) ?? []) {
        const known = access.found.get(trace.id);
        if (known === undefined || trace.recordId < known.trace.recordId) access.found.set(trace.id, { trace, evidenceId });
      }
    };
    return {
      consume({ facts }) {
        for (const fact of facts) {
          const { messageIds = [] } = fact.kind === 'event' ? fact.claimed : {};
          if (fact.kind !== 'event' || messageIds.length === 0) continue;
          const access = accessOf(groups, fact, budget);
          if (access === null) {
            leftOut += messageIds.length;
            continue;
          }
          access.events.add({ recordId: fact.recordId, time: fact.claimed.time, citations: [citeEvent(fact, 'operation')] });
          for (const id of messageIds) {
            const hash = identifierHash(id);
            if (hash === null || access.named.has(hash)) continue;
            if (wanted.size >= mostIdentifiers && !wanted.has(hash)) leftOut += 1;
            else {
              putInto(wanted, hash, access);
              access.named.add(hash);
            }
          }
        }
      },
      consumeAgain({ traces, evidenceId }) {
        for (const trace of traces) join(trace, evidenceId);
      },
      *finish() {
        for (const key of [...groups.keys()].sort()) {
          const access = groups.get(key);
          if (access !== undefined && access.found.size > 0) yield findingOf(access, leftOut);
        }
      },
    };
  },
};

function accessOf(groups: Map<string, Access>, record: EventRecord, budget: { left: number }): Access | null {
  const [mailbox, actor, client, address] = [mailboxNameOf(record), actorNameOf(record), clientKindOf(record), addressOf(record)];
  const isAccess = reachesMail(record);
  const key = [mailbox, actor, client, address, record.claimed.action, String(isAccess)].join('\u0000');
  const known = groups.get(key);
  if (known !== undefined) return known;
  if (groups.size >= mostGroups) return null;
  const made: Access = {
    ...{ mailbox, actor, client, address, isAccess, action: record.claimed.action },
    events: eventGroup(budget),
    named: new Set(),
    found: new Map(),
  };
  groups.set(key, made);
  return made;
}

function findingOf({ mailbox, isAccess, action, actor, client, address, events, named, found }: Access, leftOut: number): Finding {
  const [first, ...others] = events.earliest.flatMap(({ citations }) => citations);
  if (first === undefined) throw new RangeError('A finding rests on at least one event.');
  const messages = [...found.values()].sort((one, other) => (one.trace.recordId < other.trace.recordId ? -1 : 1));
  const by = actor === '' ? '' : ` by ${quote(actor)}`;
  const how = `${client === '' ? '' : ` with ${quote(client)}`}${address === '' ? '' : ` from ${address}`}`;
  const beyond = leftOut === 0 ? '' : ` ${countText(leftOut, 'further identifier')} of the case could not be kept.`;
  return findingOfEvents(rule, {
    level: rule.level,
    strength: isAccess ? 'OPENED' : 'STATES',
    statement: `The events of ${isAccess ? 'access' : `the kind "${action}"`} name ${countText(named.size, 'message')}${isAccess ? ' of the mailbox' : ', with the address or mailbox'} ${quote(mailbox)}${by}${how}; ${String(found.size)} of them ${found.size === 1 ? 'lies' : 'lie'} in the case.${beyond}`,
    mechanism: isAccess ? 'messages named by events of access' : 'messages named by events of a server',
    sources: mailbox.includes('@') ? [mailbox] : [],
    time: events.first,
    citations: [first, ...others, ...messages.slice(0, mostCitedMessages).map(({ trace, evidenceId }) => citeTrace(trace, evidenceId))],
    extent: events.extent(),
    table: {
      columns: ['Message', 'Sent or received', 'From', 'Lies in'],
      rows: messages
        .slice(0, mostRows)
        .map(({ trace }) => [trace.subject, trace.time === null ? '' : momentText(trace.time), trace.from, formatLocator(trace.locator)]),
    },
  });
}
