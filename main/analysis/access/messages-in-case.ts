import { hashOfIdentifier } from '#analysis/hash-text.ts';
import type { Finding, MessageTrace } from '#model/index.ts';
import type { CaseDetector } from '../detector.ts';
import { findingOfEvents } from './event-finding.ts';
import { eventGroup, type EventGroup } from './event-group.ts';
import { ruleOf } from './event-rule.ts';
import { citeEvent, countText, quote } from './event-statement.ts';
import type { EventRecord } from './event-text.ts';
import { actorNameOf, addressOf, clientKindOf, mailboxNameOf } from './mailbox-event.ts';

const rule = ruleOf({
  id: 'access.cloud.messages-of-case',
  title: 'Messages of the case are named by events of access',
  technique: 'T1114.002',
  level: 'informational',
  needs: ['events that name messages by Message-ID', 'messages with Message-ID'],
  benign: ['Owners read their own mail.'],
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
/** Most messages that the table of a finding names. */
const mostRows = 200;

interface Access {
  readonly mailbox: string;
  readonly actor: string;
  readonly client: string;
  readonly address: string;
  readonly events: EventGroup;
  readonly named: Set<string>;
  readonly found: Map<string, readonly [record: string, mailbox: string]>;
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
    const join = (trace: MessageTrace): void => {
      if (trace.id === null) return;
      for (const access of wanted.get(trace.id) ?? []) {
        const known = access.found.get(trace.id);
        if (known === undefined || trace.recordId < known[0]) access.found.set(trace.id, [trace.recordId, trace.mailbox]);
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
            const hash = hashOfIdentifier(id);
            if (access.named.has(hash)) continue;
            if (wanted.size >= mostIdentifiers) leftOut += 1;
            else for (const form of formsOf(id)) wanted.set(form, [...(wanted.get(form) ?? []), access]);
            access.named.add(hash);
          }
        }
      },
      consumeAgain({ traces }) {
        for (const trace of traces) join(trace);
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

// Sources write identifiers with angle brackets or without.
function formsOf(id: string): readonly string[] {
  const plain = id.trim().replace(/^<|>$/g, '');
  return [hashOfIdentifier(`<${plain}>`), hashOfIdentifier(plain)];
}

function accessOf(groups: Map<string, Access>, record: EventRecord, budget: { left: number }): Access | null {
  const [mailbox, actor, client, address] = [mailboxNameOf(record), actorNameOf(record), clientKindOf(record), addressOf(record)];
  const key = [mailbox, actor, client, address, record.claimed.action].join('\u0000');
  const known = groups.get(key);
  if (known !== undefined) return known;
  if (groups.size >= mostGroups) return null;
  const made: Access = { mailbox, actor, client, address, events: eventGroup(budget), named: new Set(), found: new Map() };
  groups.set(key, made);
  return made;
}

function findingOf({ mailbox, actor, client, address, events, named, found }: Access, leftOut: number): Finding {
  const [first, ...others] = events.earliest.flatMap(({ citations }) => citations);
  if (first === undefined) throw new RangeError('A finding rests on at least one event.');
  const by = actor === '' ? '' : ` by ${quote(actor)}`;
  const how = `${client === '' ? '' : ` with ${quote(client)}`}${address === '' ? '' : ` from ${address}`}`;
  const beyond = leftOut === 0 ? '' : ` ${countText(leftOut, 'further identifier')} of the case could not be kept.`;
  return findingOfEvents(rule, {
    level: rule.level,
    strength: 'OPENED',
    statement: `The events of the evidence name ${countText(named.size, 'message')} of the mailbox ${quote(mailbox)}${by}${how}; ${String(found.size)} of them ${found.size === 1 ? 'lies' : 'lie'} in the case.${beyond}`,
    mechanism: 'messages named by events of access',
    sources: mailbox.includes('@') ? [mailbox] : [],
    time: events.first,
    citations: [first, ...others],
    extent: events.extent(),
    table: {
      columns: ['Record of the message', 'Lies in'],
      rows: [...found.values()].sort(([one], [other]) => (one < other ? -1 : 1)).slice(0, mostRows),
    },
  });
}
