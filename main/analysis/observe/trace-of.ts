import { millisecondsOf, type MessageRecord, type MessageTrace } from '#model/index.ts';

/** What is kept of a message for analysis across records. */
export function traceOf(record: MessageRecord, mailbox: string): MessageTrace {
  const { claimed, recordId } = record;
  return {
    recordId,
    locator: record.locator,
    mailbox,
    place: 'unknown',
    time: millisecondsOf(claimed.sent) ?? millisecondsOf(claimed.received),
    from: claimed.from[0]?.address.toLowerCase() ?? '',
    to: [...claimed.to, ...claimed.cc, ...claimed.bcc].slice(0, 100).map(({ address }) => address.toLowerCase()),
    subject: claimed.subject.slice(0, 120),
    id: null,
    refs: [],
    thread: null,
    body: null,
    marks: [],
  };
}
