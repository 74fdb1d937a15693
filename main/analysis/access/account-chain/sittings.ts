import type { ClaimedTime, RecordId } from '#model/index.ts';
import { isShortNameOf, accountNameOf, organisationOf, type AccountNames } from '../account-names.ts';
import { compareEvents, eventGroup, type EventGroup } from '../event-group.ts';
import { citeEvent } from '../event-statement.ts';
import type { EventField, EventRecord } from '../event-text.ts';
import { putInto } from '#analysis/lists-by-key.ts';
import { momentOf } from '../mailbox-event.ts';
import { isForwardingChange } from '../stated-forwarding.ts';
import { anchorOf, machineSessionOf, placeOf, type StepName } from './steps.ts';

const mostSittingsOfAccount = 100;
/** Most names, hosts and addresses of a step that are kept. */
const mostNamed = 50;
/** Most sessions on machines of a sitting whose sign-in is kept. */
const mostWaiting = 2_000;

/** What is kept of a step beside its events: by whom, where, and from where, as the events state it. */
export interface StepTaken {
  readonly events: EventGroup;
  readonly accounts: Set<string>;
  readonly hosts: Set<string>;
  readonly addresses: Set<string>;
}

/** Time in which one account changed or exported something, and what else belongs to it. */
export interface Sitting {
  /** What all names of the account have in common. */
  readonly account: string;
  readonly anchors: readonly EventRecord[];
  /** Domain of the account; empty where none is stated that tells organisations apart. */
  readonly domain: string;
  /** Whether accounts of other organisations have the same name. */
  readonly hasNamesakes: boolean;
  readonly from: number;
  readonly until: number;
  /** When forwarding was first set in it, and the last of its anchors, in milliseconds since 1970. */
  readonly forwardingSince: number;
  readonly lastAnchor: number;
  readonly sessions: ReadonlySet<string>;
  readonly addresses: ReadonlySet<string>;
  readonly destinations: ReadonlySet<string>;
  readonly steps: Map<StepName, StepTaken>;
  /** Sessions of Windows in which steps were taken, and of all sessions of the account the first sign-in. */
  readonly machineSessions: Set<string>;
  readonly waiting: Map<string, EventRecord>;
}

/**
 * Cuts the anchors of a case into sittings: those of one account that lie no farther apart than a window.
 * @param window in milliseconds
 * @returns by `AccountNames.keyOf`, in order of it
 */
export function sittingsOf(anchors: readonly EventRecord[], names: AccountNames, window: number): ReadonlyMap<string, readonly Sitting[]> {
  const byAccount = new Map<string, EventRecord[]>();
  for (const anchor of anchors) {
    const key = names.keyOf(accountNameOf(anchor));
    if (key !== '') putInto(byAccount, key, anchor);
  }
  const sorted = [...byAccount].sort(([one], [other]) => (one < other ? -1 : 1));
  return new Map(
    sorted.map(([account, own]) => {
      const groups = byOrganisation(own);
      const cutOnes = groups.flatMap(([domain, anchorsOfDomain]) =>
        cut({ account, domain, hasNamesakes: groups.length > 1 }, anchorsOfDomain, window),
      );
      return [account, cutOnes.slice(0, mostSittingsOfAccount)];
    }),
  );
}

// Where one domain is named, it is that of events without one too; where several are, those without stand for themselves.
function byOrganisation(anchors: readonly EventRecord[]): readonly (readonly [domain: string, anchors: readonly EventRecord[]])[] {
  const groups = new Map<string, EventRecord[]>();
  for (const anchor of anchors) putInto(groups, organisationOf(accountNameOf(anchor)), anchor);
  const named = [...groups.keys()].filter((domain) => domain !== '');
  if (named.length <= 1) return [[named[0] ?? '', anchors]];
  return [...groups].sort(([one], [other]) => (one < other ? -1 : 1));
}

function cut(
  of: Pick<Sitting, 'account' | 'domain' | 'hasNamesakes'>,
  anchors: readonly EventRecord[],
  window: number,
): readonly Sitting[] {
  const sorted = [...anchors].sort((one, other) => compareEvents(placed(one), placed(other)));
  const runs: EventRecord[][] = [];
  for (const anchor of sorted) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run === undefined || last === undefined || (momentOf(anchor) ?? 0) - (momentOf(last) ?? 0) > window) runs.push([anchor]);
    else run.push(anchor);
  }
  return runs.map((run) => ({
    ...of,
    anchors: run,
    from: (momentOf(run[0] as EventRecord) ?? 0) - window,
    until: (momentOf(run.at(-1) as EventRecord) ?? 0) + window,
    forwardingSince: run.filter((anchor) => anchorOf(anchor) === 'rule or forwarding').map(momentOf)[0] ?? Number.POSITIVE_INFINITY,
    lastAnchor: momentOf(run.at(-1) as EventRecord) ?? 0,
    sessions: new Set(run.flatMap((anchor) => sessionOf(anchor) ?? [])),
    addresses: new Set(run.map(placeOf).filter((address) => address !== '')),
    destinations: new Set(run.flatMap(destinationsOf).map((address) => address.toLowerCase())),
    steps: new Map<StepName, StepTaken>(),
    machineSessions: new Set(run.flatMap((anchor) => machineSessionOf(anchor) ?? [])),
    waiting: new Map<string, EventRecord>(),
  }));
}

// Who gets a permission is no destination of mail.
function destinationsOf({ claimed: { change } }: EventRecord): readonly string[] {
  return change !== undefined && isForwardingChange(change) ? change.destinations : [];
}

function sessionOf(record: EventRecord): string | null {
  const { session = '' } = record.claimed;
  return machineSessionOf(record) ?? (session === '' ? null : session);
}

/** The sittings of the account that an event names, within whose time it lies. */
export function* sittingsAround(
  record: EventRecord,
  sittings: ReadonlyMap<string, readonly Sitting[]>,
  names: AccountNames,
): Generator<Sitting> {
  const name = accountNameOf(record);
  const moment = momentOf(record);
  if (moment === null) return;
  for (const sitting of sittings.get(names.keyOf(name)) ?? []) {
    if (moment >= sitting.from && moment <= sitting.until && isOfOrganisation(sitting, name, names)) yield sitting;
  }
}

function isOfOrganisation({ account, domain, hasNamesakes }: Sitting, name: string, names: AccountNames): boolean {
  const stated = organisationOf(name);
  // Which of several people of the name made a change that names no organisation is not known: it is none of theirs.
  if (domain === '' && stated !== '' && names.isOfSeveral(account)) return false;
  if (stated !== '' && domain !== '') return stated === domain;
  // Among namesakes the short name of the Windows domain must tell; without any it is nobody's.
  return !hasNamesakes || stated === domain || isShortNameOf(name, domain);
}

/** Takes an event into a sitting as a step, where it belongs there. Sign-ins on machines wait until all sessions are known. */
export function takeStep(sitting: Sitting, step: StepName, record: EventRecord): void {
  if (step === 'rule or forwarding' || step === 'permission' || step === 'export') {
    addStep(sitting, step, record, step === 'export' ? 'command' : 'change');
    return;
  }
  if (!isOfSitting(sitting, record)) {
    if (step === 'sign-in') letWait(sitting, record);
    return;
  }
  // A sign-in opens a sitting: one after the last change does not.
  if (step === 'sign-in' && (momentOf(record) ?? 0) > sitting.lastAnchor) return;
  addStep(sitting, step, record, 'operation');
}

/** Takes in what somebody did to mail stores on a machine, and with it the session in which he did it. */
export function takeStoreStep(sitting: Sitting, step: StepName, record: EventRecord, cites: EventField): void {
  const session = machineSessionOf(record);
  if (session !== null && sitting.machineSessions.size < mostNamed) sitting.machineSessions.add(session);
  addStep(sitting, step, record, cites);
}

/** Takes in the sign-ins on machines that opened the sessions of other steps. To be called when all steps were taken in. */
export function takeWaiting(sitting: Sitting): void {
  for (const [session, record] of sitting.waiting) {
    if (sitting.machineSessions.has(session)) addStep(sitting, 'sign-in', record, 'operation');
  }
  sitting.waiting.clear();
}

function letWait({ waiting }: Sitting, record: EventRecord): void {
  const session = machineSessionOf(record);
  if (session === null) return;
  const known = waiting.get(session);
  if (known === undefined ? waiting.size < mostWaiting : compareEvents(placed(record), placed(known)) < 0) waiting.set(session, record);
}

function placed({ recordId, claimed: { time } }: EventRecord): { readonly recordId: RecordId; readonly time: ClaimedTime | null } {
  return { recordId, time };
}

// By session or address, where both sides state one; else by account and time alone.
function isOfSitting(sitting: Sitting, record: EventRecord): boolean {
  const session = sessionOf(record);
  const address = placeOf(record);
  if (session !== null && sitting.sessions.has(session)) return true;
  if (address !== '' && sitting.addresses.size > 0) return sitting.addresses.has(address);
  return machineSessionOf(record) === null;
}

function addStep(sitting: Sitting, step: StepName, record: EventRecord, cites: EventField): void {
  const { host } = record.claimed;
  const taken = stepTaken(sitting, step);
  taken.events.add({ recordId: record.recordId, time: record.claimed.time, citations: [citeEvent(record, cites)] });
  keep(taken.accounts, accountNameOf(record));
  keep(taken.hosts, host.trim());
  keep(taken.addresses, placeOf(record));
}

function keep(names: Set<string>, name: string): void {
  if (name !== '' && names.size < mostNamed) names.add(name);
}

/** What was taken in as a step so far; made where nothing was. */
export function stepTaken(sitting: Sitting, step: StepName): StepTaken {
  const known = sitting.steps.get(step);
  if (known !== undefined) return known;
  const made: StepTaken = { events: eventGroup({ left: 1_000 }), accounts: new Set(), hosts: new Set(), addresses: new Set() };
  sitting.steps.set(step, made);
  return made;
}
