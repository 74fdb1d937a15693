import type { WireRecord } from '#contract/index.ts';
import { millisecondsOf, type ForwardingObservation, type RecordId } from '#model/index.ts';
import { observationLanes } from './forwarding-view.ts';
import type { ObservationColumns } from './schema.ts';
import { wordList } from './word-list.ts';

const laneOfAgency = { automatic: 'automatic', manual: 'by-hand', undecidable: 'undecidable' } as const;

/** Whether a record tells how mail is to be passed on, not that it was. */
function isSetting(record: WireRecord): boolean {
  if (record.kind === 'event') return record.claimed.change !== undefined;
  return record.kind === 'rule' || record.kind === 'setting' || record.kind === 'account';
}

/**
 * The hot columns of forwarding observations.
 * @param others the records of the batch that are no messages
 * @param slotOf the slot of a message, or -1
 */
export function observationColumns(
  observations: readonly ForwardingObservation[],
  others: readonly WireRecord[],
  slotOf: (recordId: RecordId) => number,
): ObservationColumns {
  const settings = new Map(others.map((record) => [record.recordId, isSetting(record)]));
  const [mechanisms, mailboxes, destinations] = [wordList(), wordList(), wordList()];
  const destination: number[] = [];
  const destinationEnds = observations.map((observation) => {
    for (const address of new Set(observation.destinations)) destination.push(destinations.place(address.toLowerCase()));
    return destination.length;
  });
  return {
    date: Float64Array.from(observations, ({ time }) => millisecondsOf(time) ?? Number.NaN),
    mechanism: Uint8Array.from(observations, ({ mechanism }) => mechanisms.place(mechanism)),
    mechanisms: mechanisms.words,
    lane: Uint8Array.from(observations, ({ recordId, agency }) =>
      observationLanes.indexOf(settings.get(recordId) === true ? 'rule' : laneOfAgency[agency]),
    ),
    mailbox: Uint32Array.from(observations, ({ mailbox }) => mailboxes.place(mailbox)),
    mailboxes: mailboxes.words,
    destinations: destinations.words,
    destination: Uint32Array.from(destination),
    destinationEnds: Uint32Array.from(destinationEnds),
    message: Uint32Array.from(observations, ({ recordId }) => (settings.has(recordId) ? 0 : slotOf(recordId) + 1)),
  };
}
