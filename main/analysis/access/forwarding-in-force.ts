import type { Citation, Finding, NonEmpty, Rule, StatedChange } from '#model/index.ts';
import type { CaseContext, CaseDetector } from '../detector.ts';
import { findingOfEvents } from './event-finding.ts';
import { ruleOf } from './event-rule.ts';
import { circumstancesOf, citeEvent, momentText, nameEvent, quote, timeText } from './event-statement.ts';
import { putInto } from '../lists-by-key.ts';
import { destinationsText, ownDomainsOf, reachOf } from './mail-reach.ts';
import { forwardingChanges, mechanismOf, mostChanges, type ForwardingChange } from './stated-forwarding.ts';

const benign = [
  'Owners forward mail to an assistant, to a ticket system, or to another mailbox of their own.',
  'Administrators set it when someone leaves, or when a mailbox moves.',
] as const;
const proof = [
  'The setting as it is now (Get-Mailbox, Get-InboxRule, Get-TransportRule), or an export of it.',
  'Mail of the period in the mailbox of the destination, or in the message trace of the server.',
  'The sign-in of the session that set it.',
] as const;
const needs = ['audit log of Microsoft 365, Exchange or Google Workspace, or an export of settings that states a change'] as const;

const mailboxForwarding = ruleOf({
  id: 'access.change.mailbox-forwarding',
  title: 'Forwarding of a whole mailbox was set',
  technique: 'T1114.003',
  level: 'medium',
  needs,
  benign,
  proof,
  references: [
    'Sigma c726e007-2cd0-4a55-abfb-79730fbedee5, 2a0bb2dd-eb5f-4517-8cb9-404f8ba764a5',
    'Elastic ec8efb0c-604d-42fa-ac46-ed1cfbc38f78',
    'Splunk 0b6bc75c-05d1-4101-9fc3-97e706168f24',
    'MITRE ATT&CK T1114.003, DET0576 (AN1591)',
  ],
});

const ruleForwards = ruleOf({
  id: 'access.change.inbox-rule-forwards',
  version: '2',
  title: 'An inbox rule that passes mail on was set',
  technique: 'T1114.003',
  level: 'medium',
  needs,
  benign,
  proof,
  references: [
    'Sigma c726e007-2cd0-4a55-abfb-79730fbedee5',
    'Elastic ec8efb0c-604d-42fa-ac46-ed1cfbc38f78',
    'Splunk 68469fd0-1315-44ba-b7e4-e92847bb76d6, ac7c4d0a-06a3-4278-aa59-88a5e537f981',
    'MITRE ATT&CK T1114.003, DET0576 (AN1591)',
  ],
});

const organisationForwards = ruleOf({
  id: 'access.change.transport-rule-copies',
  title: 'A rule of the organisation that copies or redirects mail was set',
  technique: 'T1114.003',
  level: 'medium',
  needs,
  benign: ['Mail is copied into archives and scanned by services by such rules.'],
  proof,
  references: [
    'Splunk 289ed0a1-4c78-4a43-9321-44ea2e089c14',
    'Azure Sentinel 500415fb-bba7-4227-a08a-9857fb61b6a7, d7c575b2-84f5-48cb-92c5-70d7e8246284',
    'Elastic ec8efb0c-604d-42fa-ac46-ed1cfbc38f78',
    'MITRE ATT&CK T1114.003',
  ],
});

const inside = ruleOf({
  id: 'access.change.forwarding-inside',
  title: 'Forwarding within the organisation was set',
  technique: 'T1114.003',
  level: 'informational',
  needs,
  benign,
  proof,
  references: ['MITRE ATT&CK T1114.003'],
});

const cleared = ruleOf({
  id: 'access.change.forwarding-cleared',
  title: 'Forwarding was taken back of which the evidence does not say when it was set',
  technique: 'T1114.003',
  level: 'low',
  needs,
  benign: ['Scripts that set many mailboxes clear the address where none was set.', ...benign],
  proof: ['An audit log of the time before.', ...proof],
  references: ['MITRE ATT&CK T1114.003'],
});

const limitReached = ruleOf({
  id: 'access.change.too-many',
  title: 'There are more changes of forwarding than are looked at together',
  technique: 'T1114.003',
  level: 'informational',
  needs,
  benign: ['Large organisations change many rules.'],
  proof: ['The same analysis of a part of the evidence.'],
  references: ['The limit is the number of changes that are kept of a case.'],
});

/** From when to when forwarding was in force by the events of the evidence. */
interface Period {
  readonly from: ForwardingChange | null;
  readonly until: ForwardingChange | null;
  readonly destinations: readonly string[];
  /** Events that emptied some of the parameters that gave the destinations, and not all. */
  readonly partly: readonly ForwardingChange[];
}

/**
 * Puts events that set, change and take back forwarding together: one finding for each time in which it was in force. A
 * forwarding that was cleared has an end; only of one that no event takes back it is said so. The order of events does
 * not matter.
 */
export const forwardingInForce: CaseDetector = {
  rules: [mailboxForwarding, ruleForwards, organisationForwards, inside, cleared, limitReached],
  start(context) {
    const changes = forwardingChanges();
    let firstLeftOut: Citation | null = null;
    return {
      consume({ facts }) {
        for (const fact of facts) {
          if (fact.kind !== 'event' || fact.claimed.change === undefined) continue;
          const before = changes.leftOut;
          changes.take(fact);
          if (changes.leftOut > before) firstLeftOut ??= citeEvent(fact, 'change');
        }
      },
      *finish() {
        for (const period of periodsOf(changes.sorted())) yield* findingOf(period, context);
        if (firstLeftOut !== null) yield tooMany(changes.leftOut, firstLeftOut);
      },
    };
  },
};

type OpenPeriod = Omit<Period, 'from' | 'until'> & { readonly from: ForwardingChange };

function periodsOf(changes: readonly ForwardingChange[]): readonly Period[] {
  const names = namesById(changes);
  const byPlace = new Map<string, ForwardingChange[]>();
  for (const one of changes) {
    // The forwarding of a mailbox goes by several names (ForwardingAddress, ForwardingSmtpAddress); rules are told apart by theirs.
    const name = one.change.what === 'mailbox-forwarding' ? '' : ruleKey(one, names);
    const key = [one.change.what, one.change.of.toLowerCase(), name].join('\u0000');
    putInto(byPlace, key, one);
  }
  return [...byPlace.values()].flatMap(periodsOfPlace);
}

// Events may name a rule by its number: those of Outlook have no name, and commands may be given either.
function ruleKey({ change }: ForwardingChange, names: ReadonlyMap<string, string>): string {
  const { id = '', name } = change;
  const isByNumber = id !== '' && (name.trim() === '' || name === id);
  return isByNumber ? (names.get(idKey(change)) ?? `number ${id}`) : name.toLowerCase();
}

function namesById(changes: readonly ForwardingChange[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { change } of changes) {
    const { id = '', name } = change;
    if (id !== '' && name.trim() !== '' && name !== id && !names.has(idKey(change))) names.set(idKey(change), name.toLowerCase());
  }
  return names;
}

function idKey({ what, of, id = '' }: StatedChange): string {
  return [what, of.toLowerCase(), id].join('\u0000');
}

function periodsOfPlace(changes: readonly ForwardingChange[]): readonly Period[] {
  const periods: Period[] = [];
  let open: OpenPeriod | null = null;
  let by: readonly string[] = [];
  let last: readonly string[] = [];
  for (const one of changes) {
    const { destinations, state } = one.change;
    const emptied = state === 'cleared' ? (one.change.by ?? by) : [];
    const left = by.filter((parameter) => !emptied.includes(parameter));
    // A rule whose destinations are not all emptied goes on.
    if (state === 'cleared' && open !== null && left.length > 0) {
      if (left.length < by.length) open = emptiedInPart(open, one);
      by = left;
      continue;
    }
    if (state === 'cleared' || state === 'removed' || state === 'disabled') {
      // Rules that forward nobody are taken away too; only one that is known to forward is told.
      if (open !== null) periods.push({ ...open, until: one });
      else if (one.change.what === 'mailbox-forwarding' || destinations.length > 0)
        periods.push({ from: null, until: one, destinations, partly: [] });
      open = null;
      if (state !== 'disabled') by = [];
      continue;
    }
    const now: readonly string[] = destinations.length === 0 && state === 'enabled' ? last : destinations;
    if (now.length === 0) continue;
    last = now;
    // What a change does not name stays as it was.
    by = [...new Set([...(state === 'set' ? [] : by), ...(one.change.by ?? [])])];
    if (open !== null && sameAddresses(open.destinations, now)) continue;
    if (open !== null) periods.push({ ...open, until: one });
    open = { from: one, destinations: now, partly: [] };
  }
  if (open !== null) periods.push({ ...open, until: null });
  return periods;
}

function emptiedInPart(open: OpenPeriod, by: ForwardingChange): OpenPeriod {
  return { ...open, partly: [...open.partly, by] };
}

function sameAddresses(one: readonly string[], other: readonly string[]): boolean {
  const plain = (list: readonly string[]): string => [...new Set(list.map((text) => text.toLowerCase()))].sort().join('\n');
  return plain(one) === plain(other);
}

function* findingOf({ from, until, destinations, partly }: Period, context: CaseContext): Generator<Finding> {
  const told = from ?? until;
  if (told === null) return;
  const own = ownDomainsOf(told.record.claimed, context);
  const isInside = destinations.length > 0 && destinations.every((address) => reachOf(address, own) === 'inside');
  const rule = from === null ? cleared : isInside ? inside : ruleFor(told);
  const what = `${whatText(told)}${destinations.length === 0 ? '' : ` to ${destinationsText(destinations, own)}`}`;
  const begin =
    from === null
      ? ''
      : `${nameEvent(from.record)} states that ${what} was set at ${timeText(from.record.claimed.time)}${circumstancesOf(from.record)}.`;
  const events = [...(from === null ? [] : [from]), ...partly, ...(until === null ? [] : [until])];
  const further = events.filter((one) => one !== told);
  const citations: NonEmpty<Citation> = [citeEvent(told.record, 'change'), ...further.map(({ record }) => citeEvent(record, 'change'))];
  yield findingOfEvents(rule, {
    level: rule.level,
    strength: 'CHANGED',
    statement: `${begin}${partly.map(emptiedText).join('')}${endText({ from, until, partly }, what)}`.trim(),
    mechanism: mechanismOf(told.change),
    agency: 'automatic',
    sources: told.change.of.includes('@') ? [told.change.of] : [],
    destinations,
    time: told.record.claimed.time,
    citations,
    extent: {
      first: from?.record.claimed.time ?? null,
      last: until?.record.claimed.time ?? null,
      count: citations.length,
      unit: 'events',
      records: events.map(({ record }) => record.recordId),
    },
  });
}

function emptiedText({ record, change }: ForwardingChange): string {
  return ` ${nameEvent(record)} states that ${(change.by ?? []).join(' and ')} of it was emptied at ${timeText(record.claimed.time)}${circumstancesOf(record)}.`;
}

function endText({ from, until, partly }: Omit<Period, 'destinations'>, what: string): string {
  if (until === null) return ` No event of the evidence takes ${partly.length === 0 ? 'it' : 'the rest of it'} back.`;
  const how = {
    set: 'replaced',
    changed: 'replaced',
    enabled: 'replaced',
    disabled: 'switched off',
    removed: 'removed',
    cleared: 'cleared',
    unknown: 'changed',
  };
  const done = how[until.change.state];
  const end = `${nameEvent(until.record)} states that ${from === null ? what : 'it'} was ${done} at ${timeText(until.record.claimed.time)}${circumstancesOf(until.record)}.`;
  if (from === null) return `${end} When it was set is not in the evidence.`;
  if (from.time === null || until.time === null) return ` ${end} It is not in force any more.`;
  return ` ${end} It was in force from ${momentText(from.time)} to ${momentText(until.time)}.`;
}

function whatText({ change }: ForwardingChange): string {
  const of = change.of === '' ? '' : ` of ${quote(change.of)}`;
  const name = change.name.trim() === '' ? '' : ` ${quote(change.name)}`;
  switch (change.what) {
    case 'inbox-rule':
      return `the inbox rule${name}${of}`;
    case 'transport-rule':
      return `the transport rule${name}`;
    case 'journal-rule':
      return `the journal rule${name}`;
    case 'alias':
      return `the alias${name}${of}`;
    default:
      return `the forwarding${of}`;
  }
}

function ruleFor({ change }: ForwardingChange): Rule {
  if (change.what === 'inbox-rule') return ruleForwards;
  return change.what === 'mailbox-forwarding' || change.what === 'alias' ? mailboxForwarding : organisationForwards;
}

function tooMany(leftOut: number, citation: Citation): Finding {
  return findingOfEvents(limitReached, {
    level: limitReached.level,
    strength: 'PRESENT',
    statement: `The evidence holds ${String(leftOut)} more changes of forwarding and rules than the ${String(mostChanges)} that are looked at together; this is the first of them.`,
    mechanism: 'limit of the analysis',
    time: null,
    citations: [citation],
  });
}
