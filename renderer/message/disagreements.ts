import type { WireRecord } from '#contract/index.ts';
import { formatAddress, headerValues, millisecondsOf, readInternetDate, type HeaderField, type MailAddress } from '#model/index.ts';
import { spanText } from '#renderer/ui/words.ts';

type Message = Extract<WireRecord, { kind: 'message' }>;

/** Clocks of mail servers differ by minutes as a matter of course; more than this is worth a line. */
const tolerableMinutes = 15;

/** One sentence for each pair of statements in the message that do not agree. */
export function disagreements(record: Message, headers: readonly HeaderField[]): readonly string[] {
  return [senderAgainstFrom(record), dateAgainstReceived(record, headers)].filter((line) => line !== null);
}

function senderAgainstFrom({ claimed }: Message): string | null {
  const from = new Set(claimed.from.map(comparable));
  const differing = claimed.sender.filter((address) => comparable(address) !== '' && !from.has(comparable(address)));
  if (from.size === 0 || differing.length === 0) return null;
  return `From names ${claimed.from.map(formatAddress).join(', ')}; Sender names ${differing.map(formatAddress).join(', ')}.`;
}

function dateAgainstReceived({ claimed }: Message, headers: readonly HeaderField[]): string | null {
  const dated = millisecondsOf(claimed.sent);
  // Each server puts its line on top, so the last Received field is the first server's (RFC 5321 4.4).
  const received = headerValues(headers, 'Received').at(-1);
  const receivedAt = received === undefined ? null : receivedTime(received);
  if (dated === null || receivedAt === null || claimed.sent === null) return null;
  const seconds = (receivedAt - dated) / 1000;
  if (Math.abs(seconds) <= tolerableMinutes * 60) return null;
  const order = seconds > 0 ? 'later' : 'earlier';
  return `The first Received header states a time ${spanText(Math.abs(seconds))} ${order} than ${claimed.sent.statedBy} does.`;
}

/** The time of a Received field: what follows its last semicolon (RFC 5322 3.6.7). Null when it is no date. */
export function receivedTime(value: string): number | null {
  const semicolon = value.lastIndexOf(';');
  return semicolon === -1 ? null : millisecondsOf(readInternetDate(value.slice(semicolon + 1), 'header Received'));
}

function comparable({ address, name }: MailAddress): string {
  return (address === '' ? name : address).trim().toLowerCase();
}
