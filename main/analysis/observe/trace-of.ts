import { millisecondsOf, type ForwardingObservation, type MessageRecord, type MessageTrace } from '#model/index.ts';
import { firstValue, headerLookupOf, type HeaderLookup } from '../header-lookup.ts';
import { bodyHash } from './body-words.ts';
import type { ReadSubject } from './forward-subjects.ts';
import { marksOf } from './message-marks.ts';
import { contradicted, type ObservedMessage } from './message-observations.ts';
import { identifierHash } from './text-hash.ts';
import { undeliveredAddresses } from './undelivered.ts';

/** What is kept of a message for analysis across records. */
export function traceOf(
  message: ObservedMessage,
  { base, isForward }: ReadSubject,
  observations: readonly ForwardingObservation[],
): MessageTrace {
  const { record, mailbox, place, block, body } = message;
  const { claimed } = record;
  const lookup = headerLookupOf(record);
  const marks = new Set(marksOf(record, lookup));
  if (isForward) marks.add('fw-subject');
  if (block !== null) marks.add('forward-block');
  for (const observation of observations) for (const mark of marksOfObservation(observation)) marks.add(mark);
  const recipients = [...claimed.to, ...claimed.cc, ...claimed.bcc];
  if (recipients.length > mostRecipients) marks.add('recipients-cut');
  return {
    recordId: record.recordId,
    locator: record.locator,
    mailbox,
    place,
    time: millisecondsOf(claimed.sent) ?? millisecondsOf(claimed.received),
    from: claimed.from[0]?.address.toLowerCase() ?? '',
    to: recipients.slice(0, mostRecipients).map(({ address }) => address.toLowerCase()),
    subject: claimed.subject.slice(0, longestSubject),
    id: identifierHash(claimed.messageId),
    refs: refsOf(record, lookup),
    thread: claimed.conversation?.threadId.toLowerCase() ?? threadOf(firstValue(lookup, 'thread-index')),
    body: bodyHash(base, body, block?.words ?? 0),
    marks: [...marks].sort(),
    ...(marks.has('ndr') ? { undelivered: undeliveredAddresses(record, lookup) } : {}),
  };
}

const mostRecipients = 100;
const longestSubject = 120;
const mostReferences = 20;

function marksOfObservation({ artifact, agency, because, mechanism }: ForwardingObservation): readonly string[] {
  switch (artifact) {
    case 'state forwarded':
      return ['flag-forwarded'];
    case 'state redirected':
      return ['flag-redirected'];
    case 'last verb forward':
      return ['verb-forward'];
    case 'notice of a provider':
      return ['forwarding-confirmation'];
    default:
      return agency === 'automatic' && mechanism !== 'by-hand' && !because.startsWith(contradicted) ? ['auto'] : [];
  }
}

const referenceFields = ['x-ms-exchange-parent-message-id', 'x-forwarded-message-id', 'x-original-message-id', 'original-message-id'];

// The nearest first: what a message answers or forwards stands last among its references.
function refsOf({ claimed }: MessageRecord, lookup: HeaderLookup): readonly string[] {
  const named = referenceFields.flatMap((name) => (lookup.get(name) ?? []).slice(0, 4).map(({ field }) => field.value));
  const all = [...named, claimed.inReplyTo, ...claimed.references.slice(-mostReferences).reverse()];
  return [...new Set(all.map(identifierHash).filter((hash) => hash !== null))].slice(0, mostReferences);
}

/**
 * The thread that the header Thread-Index names: bytes 6 to 21 of PidTagConversationIndex in base64 ([MS-OXCMAIL] 2.1.3.2.6,
 * [MS-OXOMSG] 2.2.1.3), written as the GUID that an Outlook store has, in lower case; null where it is no such value.
 */
export function threadOf(threadIndex: string | null): string | null {
  if (threadIndex === null || threadIndex.length > longestThreadIndex || !/^[A-Za-z0-9+/]{30,}={0,2}$/.test(threadIndex)) return null;
  const head = threadIndex.replace(/=+$/, '').slice(0, headInBase64);
  const hex = Array.from(atob(head), (character) => character.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  const guid = hex.slice(12, 44);
  return [guid.slice(0, 8), guid.slice(8, 12), guid.slice(12, 16), guid.slice(16, 20), guid.slice(20)].join('-');
}

const longestThreadIndex = 4000;
// 22 bytes are 30 characters of base64, the last of which has bits of no byte.
const headInBase64 = 30;
