import type { Citation, ForwardingObservation, NonEmpty } from '#model/index.ts';
import type { AccountNames } from '../account-names.ts';
import { citeEvent } from '../event-statement.ts';
import { factText, type EventRecord } from '../event-text.ts';
import { stepTaken, type Sitting } from './sittings.ts';
import type { StepName } from './steps.ts';

/** What says that mail went to a destination: an event of a server, or an artifact in a message. */
export type Forwarded = Pick<ForwardingObservation, 'recordId' | 'time' | 'destinations'> & {
  readonly citations: NonEmpty<Citation>;
  /** By whom it was sent, as stated; empty where it is not. */
  readonly sender: string;
  readonly host: string;
};

/** What an event of a server says of where mail went: forwarded, or delivered. */
export function forwardedByEvent(record: EventRecord): Forwarded {
  const { change, object, time, host } = record.claimed;
  const named = factText(record, 'To');
  const destinations = [
    ...(change?.destinations ?? []),
    ...(named === '' ? [] : named.split(';')),
    ...(object.kind === 'address' ? [object.name] : []),
  ];
  return {
    recordId: record.recordId,
    time,
    destinations,
    citations: [citeEvent(record, 'object')],
    sender: factText(record, 'sender'),
    host,
  };
}

/** What an artifact says of where mail went; null where it is no mail that was passed on by itself. */
export function forwardedByArtifact(observation: ForwardingObservation): Forwarded | null {
  const { artifact, agency, recordId, time, destinations, citations } = observation;
  // Events are steps by themselves, rules are what was set.
  if (artifact.startsWith('event ') || artifact.startsWith('rule')) return null;
  // What somebody forwarded by hand to the same address is not what was set, nor is a header that its servers contradict.
  return agency === 'automatic' ? { recordId, time, destinations, citations, sender: '', host: '' } : null;
}

/**
 * Takes mail that went to a destination into the sittings in which the destination was set, where it went within days of that.
 * Of deliveries only those of mail that the account itself sent: others write to the same address too.
 */
export function takeForwarded(
  byDestination: ReadonlyMap<string, readonly Sitting[]>,
  step: StepName,
  forwarded: Forwarded,
  { days, names }: { readonly days: number; readonly names: AccountNames },
): void {
  const moment = forwarded.time?.instant == null ? Number.NaN : Date.parse(forwarded.time.instant);
  if (Number.isNaN(moment)) return;
  for (const address of new Set(forwarded.destinations.map((text) => text.toLowerCase()))) {
    for (const sitting of byDestination.get(address) ?? []) {
      const since = sitting.forwardingSince;
      if (moment < since || moment - since > days * 86_400_000) continue;
      if (step === 'mail to the destination' && names.keyOf(forwarded.sender) !== sitting.account) continue;
      const taken = stepTaken(sitting, step);
      taken.events.add({ recordId: forwarded.recordId, time: forwarded.time, citations: [forwarded.citations[0]] });
      if (forwarded.host !== '') taken.hosts.add(forwarded.host);
      if (forwarded.sender !== '' && names.keyOf(forwarded.sender) === sitting.account) taken.accounts.add(forwarded.sender);
    }
  }
}
