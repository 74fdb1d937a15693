import type { EvidenceRecord, Finding, ForwardingObservation, MessageRecord, MessageTrace } from '#model/index.ts';
import { roughTextOf } from './body-words.ts';
import { observationsOfFact } from './fact-observations.ts';
import { forwardBlockIn } from './forward-blocks.ts';
import { readSubject } from './forward-subjects.ts';
import { mailboxOf } from './mailbox-of.ts';
import { observationsOfMessage, type ObservedMessage } from './message-observations.ts';
import { placeOf } from './place-of.ts';
import { traceOf } from './trace-of.ts';

/** What analysis across records needs of one. */
export interface ObservedRecord {
  readonly observations: readonly ForwardingObservation[];
  /** Null for a record that is no message. */
  readonly trace: MessageTrace | null;
}

/**
 * Reduces a record to what analysis across records needs of it. Pure, and cheap: it runs for every record as it is read.
 * @param findings what the detectors of single records found in it
 */
export function observeRecord(record: EvidenceRecord, findings: readonly Finding[]): ObservedRecord {
  if (record.kind === 'file') return nothing;
  const mailbox = mailboxOf(record);
  if (record.kind !== 'message') return { observations: observationsOfFact(record, mailbox, findings), trace: null };
  return observeMessage(record, mailbox, findings);
}

const nothing: ObservedRecord = { observations: [], trace: null };

function observeMessage(record: MessageRecord, mailbox: string, findings: readonly Finding[]): ObservedRecord {
  const subject = readSubject(record.claimed.subject);
  const place = placeOf(record);
  const body = record.bodies.text ?? (record.bodies.html === null ? '' : roughTextOf(record.bodies.html));
  // Bodies are searched only where a forward is likely: most messages are received, and most searching would be for nothing.
  const block = subject.isForward || place === 'sent' ? forwardBlockIn(body, subject.isForward) : null;
  const message: ObservedMessage = { record, mailbox, place, subjectSaysForward: subject.isForward, block, body };
  const observations = observationsOfMessage(message, findings);
  return { observations, trace: traceOf(message, subject, observations) };
}
