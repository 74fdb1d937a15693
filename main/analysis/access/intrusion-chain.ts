import {
  domainOf,
  type Citation,
  type ClaimedTime,
  type Finding,
  type ForwardingObservation,
  type NonEmpty,
  type RecordId,
} from '#model/index.ts';
import type { CaseContext, CaseDetector } from '../detector.ts';
import { findingOfEvents } from './event-finding.ts';
import { compareEvents, eventGroup, type EventGroup } from './event-group.ts';
import { ruleOf } from './event-rule.ts';
import { citeEvent, quote, timeText, countText } from './event-statement.ts';
import type { EventRecord } from './event-text.ts';
import { putInto } from '../lists-by-key.ts';
import { actorNameOf, addressOf, momentOf, reachesMail } from './mailbox-event.ts';
import { destinationsText, ownDomainsOf } from './mail-reach.ts';
import { numberParameter, settingsOf } from './parameter-values.ts';
import { inOrderOfTime, stepColumns, stepRows, type ChainStep } from './steps.ts';
import { eventCopies } from './copies.ts';
import { isForwardingChange } from './stated-forwarding.ts';

const rule = ruleOf({
  id: 'access.chain.account',
  title: 'Sign-in, change, access, export and forwarded mail of one account, one after the other',
  technique: 'T1114.002',
  level: 'high',
  needs: [
    'sign-ins with account, address or session',
    'changes of rules or forwarding, exports, access to mail, by the same account',
    'messages or events that name the destination, for the last step',
  ],
  parameters: [
    numberParameter('hours', 'How many hours may lie between steps of one sitting.', 24),
    numberParameter('days', 'For how many days after a change forwarded mail belongs to it.', 30),
    numberParameter('steps', 'How many kinds of steps there must be.', 3),
  ],
  benign: ['Administrators sign in, set forwarding on request and look whether it works.', 'Owners set up forwarding for themselves.'],
  proof: [
    'The place of the address, and whether the owner was there.',
    'The owner, asked whether the change is known.',
    'The mail in the mailbox of the destination.',
  ],
  references: ['MITRE ATT&CK T1114.002, T1114.003, DET0476 (AN1309, AN1312), DET0048 (AN0132), DET0576 (AN1591)'],
});

/** Most changes and exports that chains are built around, and most sittings of one account. */
export const mostAnchors = 10_000;
const mostSittingsOfAccount = 100;

const stepNames = ['sign-in', 'rule or forwarding', 'permission', 'access to mail', 'export', 'forwarded mail'] as const;
type StepName = (typeof stepNames)[number];

/** Time in which one account changed or exported something, and what else belongs to it. */
interface Sitting {
  readonly account: string;
  readonly anchors: readonly EventRecord[];
  /** Domain of the account; empty where none is stated that tells organisations apart. */
  readonly domain: string;
  readonly from: number;
  readonly until: number;
  /** When forwarding was first set in it, and the last of its anchors, in milliseconds since 1970. */
  readonly forwardingSince: number;
  readonly lastAnchor: number;
  readonly sessions: ReadonlySet<string>;
  readonly addresses: ReadonlySet<string>;
  readonly destinations: ReadonlySet<string>;
  readonly steps: Map<StepName, EventGroup>;
}

/**
 * Tells what one account did around a change of forwarding or an export: the sign-in before it, access to mail in the same
 * session or from the same address, and the mail that then went to the new destination. Accounts are the same by the name
 * before the `@` or behind the domain, so that logs of machines and of services join; of two organisations they are not the
 * same. The order of records does not matter.
 */
export const intrusionChain: CaseDetector = {
  rules: [rule],
  start(context) {
    const settings = settingsOf(rule, context.parameters);
    const window = settings.number('hours') * 3_600_000;
    const anchors: EventRecord[] = [];
    let copies = eventCopies();
    let leftOut = 0;
    let sittings: ReadonlyMap<string, readonly Sitting[]> | null = null;
    const byDestination = new Map<string, Sitting[]>();
    return {
      consume({ facts }) {
        for (const fact of facts) {
          if (fact.kind !== 'event' || anchorKind(fact) === null || momentOf(fact) === null || copies.isCopy(fact)) continue;
          if (anchors.length < mostAnchors) anchors.push(fact);
          else leftOut += 1;
        }
      },
      consumeAgain({ facts, observations }) {
        if (sittings === null) {
          copies = eventCopies();
          sittings = sittingsOf(anchors, window);
          for (const sitting of [...sittings.values()].flat()) {
            for (const address of sitting.destinations) putInto(byDestination, address, sitting);
          }
        }
        for (const fact of facts) {
          if (fact.kind !== 'event') continue;
          const step = stepOf(fact);
          if (step === null || copies.isCopy(fact)) continue;
          if (step === 'forwarded mail') addForwarded(byDestination, forwardedOf(fact), settings.number('days'));
          else
            for (const sitting of sittings.get(accountKey(fact)) ?? [])
              if (isOneDomain(sitting.domain, domainOfAccount(fact))) addStep(sitting, step, fact);
        }
        for (const observation of observations) {
          if (observation.artifact.startsWith('event ') || observation.artifact.startsWith('rule')) continue;
          // What somebody forwarded by hand to the same address is not what was set, nor is a header that its servers contradict.
          if (observation.agency !== 'automatic') continue;
          addForwarded(byDestination, observation, settings.number('days'));
        }
      },
      *finish() {
        const all = [...(sittings ?? new Map<string, readonly Sitting[]>()).values()].flat();
        for (const sitting of all) {
          const steps = stepNames.flatMap((name) => {
            const events = sitting.steps.get(name);
            return events === undefined ? [] : [{ name, events }];
          });
          if (steps.length >= settings.number('steps')) yield findingOf(sitting, inOrderOfTime(steps), context, leftOut);
        }
      },
    };
  },
};

/** Changes of who receives or sees mail, and exports: what a chain is built around. */
function anchorKind({ claimed }: EventRecord): 'rule or forwarding' | 'permission' | 'export' | null {
  const { change, action, strength } = claimed;
  if (strength === 'ATTEMPTED') return null;
  if ((action === 'mailbox-export' && strength !== 'CHANGED') || isExportCommand(claimed)) return 'export';
  if (change === undefined || action === 'mail-forward' || ['cleared', 'removed', 'disabled'].includes(change.state)) return null;
  if (isForwardingChange(change)) return 'rule or forwarding';
  return change.what === 'mailbox-permission' || change.what === 'application-permission' ? 'permission' : null;
}

function isExportCommand({ action, process, facts, operation }: EventRecord['claimed']): boolean {
  if (action === 'content-search') return /export/i.test(operation);
  if (action !== 'process-start' && action !== 'script') return false;
  const texts = [process?.commandLine ?? '', ...facts.map(({ value }) => String(value))];
  return texts.some((text) => text.slice(0, 20_000).toLowerCase().includes('new-mailboxexportrequest'));
}

function stepOf(record: EventRecord): StepName | null {
  const kind = anchorKind(record);
  if (kind !== null) return kind;
  const { action, strength } = record.claimed;
  if (action === 'sign-in') return strength === 'ATTEMPTED' ? null : 'sign-in';
  if (action === 'mail-forward') return 'forwarded mail';
  return reachesMail(record) ? 'access to mail' : null;
}

/** `ann` of `ann@firm.example` and of `CORP\ann`, in lower case. */
function accountKey(record: EventRecord): string {
  const name = accountName(record);
  return name.slice(name.lastIndexOf('\\') + 1).split('@')[0] ?? '';
}

function accountName(record: EventRecord): string {
  const { action, account } = record.claimed;
  return action === 'sign-in' && account !== '' ? account.toLowerCase() : actorNameOf(record);
}

// Every organisation at Microsoft has a domain of this ending beside its own, which tells nothing apart.
function domainOfAccount(record: EventRecord): string {
  const domain = domainOf(accountName(record)) ?? '';
  return domain.endsWith('.onmicrosoft.com') ? '' : domain;
}

function isOneDomain(one: string, other: string): boolean {
  return one === '' || other === '' || one === other;
}

function sittingsOf(anchors: readonly EventRecord[], window: number): ReadonlyMap<string, readonly Sitting[]> {
  const byAccount = new Map<string, EventRecord[]>();
  for (const anchor of anchors) if (accountKey(anchor) !== '') putInto(byAccount, accountKey(anchor), anchor);
  const sorted = [...byAccount].sort(([one], [other]) => (one < other ? -1 : 1));
  return new Map(
    sorted.map(([account, own]) => [
      account,
      byDomain(own)
        .flatMap(([domain, ofDomain]) => cut(account, domain, ofDomain, window))
        .slice(0, mostSittingsOfAccount),
    ]),
  );
}

// Where one domain is named, it is that of events without one too; where several are, those without stand for themselves.
function byDomain(anchors: readonly EventRecord[]): readonly (readonly [domain: string, anchors: readonly EventRecord[]])[] {
  const groups = new Map<string, EventRecord[]>();
  for (const anchor of anchors) putInto(groups, domainOfAccount(anchor), anchor);
  const named = [...groups.keys()].filter((domain) => domain !== '');
  if (named.length <= 1) return [[named[0] ?? '', anchors]];
  return [...groups].sort(([one], [other]) => (one < other ? -1 : 1));
}

function cut(account: string, domain: string, anchors: readonly EventRecord[], window: number): readonly Sitting[] {
  const sorted = [...anchors].sort((one, other) => compareEvents(placed(one), placed(other)));
  const runs: EventRecord[][] = [];
  for (const anchor of sorted) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run === undefined || last === undefined || (momentOf(anchor) ?? 0) - (momentOf(last) ?? 0) > window) runs.push([anchor]);
    else run.push(anchor);
  }
  return runs.map((run) => ({
    account,
    domain,
    anchors: run,
    from: (momentOf(run[0] as EventRecord) ?? 0) - window,
    until: (momentOf(run.at(-1) as EventRecord) ?? 0) + window,
    forwardingSince: run.filter((anchor) => anchorKind(anchor) === 'rule or forwarding').map(momentOf)[0] ?? Number.POSITIVE_INFINITY,
    lastAnchor: momentOf(run.at(-1) as EventRecord) ?? 0,
    sessions: new Set(run.flatMap(({ claimed }) => (claimed.session === undefined || claimed.session === '' ? [] : [claimed.session]))),
    addresses: new Set(run.map(addressOf).filter((address) => address !== '')),
    destinations: new Set(run.flatMap(destinationsOf).map((address) => address.toLowerCase())),
    steps: new Map<StepName, EventGroup>(),
  }));
}

// Who gets a permission is no destination of mail.
function destinationsOf({ claimed: { change } }: EventRecord): readonly string[] {
  return change !== undefined && isForwardingChange(change) ? change.destinations : [];
}

function placed(record: EventRecord): { readonly recordId: RecordId; readonly time: ClaimedTime | null } {
  return { recordId: record.recordId, time: record.claimed.time };
}

function addStep(sitting: Sitting, step: StepName, record: EventRecord): void {
  const moment = momentOf(record);
  if (moment === null || moment < sitting.from || moment > sitting.until) return;
  const isAnchor = step === 'rule or forwarding' || step === 'permission' || step === 'export';
  if (!isAnchor && !isOfSitting(sitting, record)) return;
  // A sign-in opens a sitting: one after the last change does not.
  if (step === 'sign-in' && moment > sitting.lastAnchor) return;
  const citation = citeEvent(record, step === 'export' ? 'command' : isAnchor ? 'change' : 'operation');
  groupOf(sitting, step).add({ recordId: record.recordId, time: record.claimed.time, citations: [citation] });
}

// By session or address, where both sides state one; else by account and time alone.
function isOfSitting(sitting: Sitting, record: EventRecord): boolean {
  const { session = '' } = record.claimed;
  const address = addressOf(record);
  if (session !== '' && sitting.sessions.has(session)) return true;
  if (address !== '' && sitting.addresses.size > 0) return sitting.addresses.has(address);
  return true;
}

function groupOf(sitting: Sitting, step: StepName): EventGroup {
  const known = sitting.steps.get(step);
  if (known !== undefined) return known;
  const made = eventGroup({ left: 1_000 });
  sitting.steps.set(step, made);
  return made;
}

type Forwarded = Pick<ForwardingObservation, 'recordId' | 'time' | 'destinations'> & { readonly citations: NonEmpty<Citation> };

function forwardedOf(record: EventRecord): Forwarded {
  const { change, facts, object, time } = record.claimed;
  const named = facts.filter(({ name }) => name.toLowerCase() === 'to').map(({ value }) => String(value));
  const destinations = [...(change?.destinations ?? []), ...named, ...(object.kind === 'address' ? [object.name] : [])];
  return { recordId: record.recordId, time, destinations, citations: [citeEvent(record, 'operation')] };
}

function addForwarded(byDestination: ReadonlyMap<string, readonly Sitting[]>, forwarded: Forwarded, days: number): void {
  const moment = forwarded.time?.instant == null ? null : Date.parse(forwarded.time.instant);
  if (moment === null || Number.isNaN(moment)) return;
  for (const address of new Set(forwarded.destinations.map((text) => text.toLowerCase()))) {
    for (const sitting of byDestination.get(address) ?? []) {
      const since = sitting.forwardingSince;
      if (moment < since || moment - since > days * 86_400_000) continue;
      groupOf(sitting, 'forwarded mail').add({ recordId: forwarded.recordId, time: forwarded.time, citations: [forwarded.citations[0]] });
    }
  }
}

/** Most citations of one step. */
const mostCitationsOfStep = 3;

function findingOf(sitting: Sitting, steps: readonly ChainStep[], context: CaseContext, leftOut: number): Finding {
  const [first, ...others] = steps.flatMap(({ events }) =>
    events.earliest.flatMap(({ citations }) => citations).slice(0, mostCitationsOfStep),
  );
  const [anchor] = sitting.anchors;
  if (first === undefined || anchor === undefined) throw new RangeError('A chain has steps.');
  const own = ownDomainsOf(anchor.claimed, context);
  const destinations = [...sitting.destinations];
  const hosts = [...new Set(sitting.anchors.flatMap(({ claimed }) => (claimed.host === '' ? [] : [claimed.host])))];
  const told = steps.map(({ name, events }) => `${name} (${countText(events.count, 'event')}, ${timeText(events.first)})`).join(', then ');
  const to = destinations.length === 0 ? '' : ` Mail was to go to ${destinationsText(destinations, own)}.`;
  const where = sitting.addresses.size === 0 ? '' : ` from ${[...sitting.addresses].slice(0, 3).join(', ')}`;
  const on = hosts.length === 0 ? '' : ` on ${hosts.slice(0, 3).join(', ')}`;
  const beyond = leftOut === 0 ? '' : ` ${String(leftOut)} further changes of the case could not be kept.`;
  const hasOutcome = steps.some(({ name }) => name === 'forwarded mail' || name === 'export');
  return findingOfEvents(rule, {
    level: hasOutcome ? rule.level : 'medium',
    strength: 'CONSISTENT WITH',
    statement: `The events of the evidence state of the account ${quote(sitting.domain === '' ? sitting.account : `${sitting.account}@${sitting.domain}`)}${where}${on}, one after the other: ${told}.${to}${beyond}`,
    mechanism: 'chain of events of one account',
    sources: [...new Set(sitting.anchors.flatMap(({ claimed }) => (claimed.change?.of.includes('@') === true ? [claimed.change.of] : [])))],
    destinations,
    time: steps[0]?.events.first ?? null,
    citations: [first, ...others],
    extent: {
      first: steps[0]?.events.first ?? null,
      last: steps.map(({ events }) => events.last).reduce(later, null),
      count: steps.reduce((sum, { events }) => sum + events.count, 0),
      unit: 'events',
      records: steps.flatMap(({ events }) => events.extent().records),
    },
    table: { columns: stepColumns, rows: stepRows(steps) },
  });
}

function later(one: ClaimedTime | null, other: ClaimedTime | null): ClaimedTime | null {
  return (one?.instant ?? '') >= (other?.instant ?? '') ? one : other;
}
