import type { ForwardingMechanism } from '#model/index.ts';
import type { ForwardingCounts, ForwardingFilter, ObservationLane } from '#renderer/case/forwarding-view.ts';
import { caseDay, startOfDay, startOfNextDay } from '#renderer/ui/times.ts';
import { counted } from '#renderer/ui/words.ts';

/** Mechanisms in words. */
export const mechanismNames: Readonly<Record<ForwardingMechanism, string>> = {
  'client-rule': 'Rule of a mail program',
  'server-rule': 'Rule of the mailbox on the server',
  'mailbox-setting': 'Setting of the mailbox',
  'transport-rule': 'Rule for the organisation',
  'server-alias': 'Alias of the mail server',
  sieve: 'Sieve script',
  'standing-copy': 'Standing copy of what is sent',
  delegate: 'Delegate',
  'by-hand': 'Forwarded by hand',
  resent: 'Sent again unchanged',
  unknown: 'Mechanism not told',
};

/** Lanes of the timeline in their order, with the letter and the words of the interface. */
export const lanes: readonly { readonly lane: ObservationLane; readonly letter: string; readonly title: string; readonly what: string }[] =
  [
    { lane: 'automatic', letter: 'A', title: 'Automatic', what: 'a machine passed mail on' },
    { lane: 'by-hand', letter: 'V', title: 'Visible', what: 'a person forwarded by hand' },
    { lane: 'rule', letter: 'R', title: 'Rules', what: 'something was set to pass mail on' },
    { lane: 'undecidable', letter: 'U', title: 'Undecidable', what: 'the artifact does not tell which' },
  ];

/** What the examiner has set to narrow the screen, as typed. */
export interface TypedFilter {
  readonly mechanism: ForwardingMechanism | null;
  readonly destination: string | null;
  readonly mailbox: string | null;
  readonly lane: ObservationLane | null;
  /** Days as typed, `YYYY-MM-DD` or empty, both inclusive. */
  readonly fromDay: string;
  readonly toDay: string;
}

export const noFilter: TypedFilter = { mechanism: null, destination: null, mailbox: null, lane: null, fromDay: '', toDay: '' };

/** The question to the case that a filter means; days are days of the case zone. */
export function filterOf({ fromDay, toDay, ...others }: TypedFilter, zone: string): ForwardingFilter {
  return { ...others, from: startOfDay(fromDay, zone), to: startOfNextDay(toDay, zone) };
}

/** Whether a filter leaves anything out. */
export function isNarrowed(filter: TypedFilter): boolean {
  return JSON.stringify(filter) !== JSON.stringify(noFilter);
}

/** `312 messages, 1 record`. */
export function countsText({ messages, records }: Pick<ForwardingCounts, 'messages' | 'records'>): string {
  const parts = [messages === 0 ? '' : counted(messages, 'message'), records === 0 ? '' : counted(records, 'other record')];
  return parts.filter((part) => part !== '').join(', ') || 'nothing';
}

/** First and last day: `2001-05-14 – 2001-11-02`. */
export function spanText({ first, last }: Pick<ForwardingCounts, 'first' | 'last'>, zone: string): string {
  if (first === null || last === null) return 'no time told';
  const [from, to] = [caseDay(first, zone), caseDay(last, zone)];
  return from === to ? from : `${from} – ${to}`;
}

/** The name of a mailbox as it is shown: its key is the exhibit and the place of the store in it. */
export function destinationText(address: string): string {
  return address === '' ? 'no destination named' : address;
}
