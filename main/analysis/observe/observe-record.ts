import type { EvidenceRecord, Finding, ForwardingObservation, MessageTrace } from '#model/index.ts';
import { mailboxOf } from './mailbox-of.ts';
import { traceOf } from './trace-of.ts';

/** What analysis across records needs of one. */
export interface ObservedRecord {
  readonly observations: readonly ForwardingObservation[];
  /** Null for a record that is no message. */
  readonly trace: MessageTrace | null;
}

/**
 * Reduces a record to what analysis across records needs of it. Pure, and cheap: it runs for every record as it is read.
 * @param _findings what the detectors of single records found in it
 */
export function observeRecord(record: EvidenceRecord, _findings: readonly Finding[]): ObservedRecord {
  const mailbox = mailboxOf(record);
  return { observations: [], trace: record.kind === 'message' ? traceOf(record, mailbox) : null };
}
