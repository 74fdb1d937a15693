import { accessEvent, fileStep, type AccessEventClaims, type EvidenceId } from '#model/index.ts';
import type { AccessFilter } from '#renderer/case/access-view.ts';
import type { EventRecord } from '#renderer/case/event-columns.ts';
import { firstItem, recordIdFor } from './messages.ts';

/** Every event, without messages. */
export const everyEvent: AccessFilter = {
  text: '',
  strengths: [],
  actions: [],
  sources: [],
  actors: [],
  evidence: [],
  from: null,
  to: null,
  messages: 'without',
  times: 'as-stated',
};

/** An access event, numbered. @param claims in the place of plain ones; `at`: its instant */
export function eventRecord(
  number: number,
  claims: Partial<AccessEventClaims> & { at?: string } = {},
  evidenceId: EvidenceId = firstItem,
): EventRecord {
  const { at, ...given } = claims;
  return {
    kind: 'event',
    recordId: recordIdFor(number),
    evidenceId,
    parentRecordId: null,
    parent: null,
    locator: [fileStep('log.csv'), { kind: 'row', at: String(number) }],
    observed: { range: null, sizeBytes: 100, sha256: null, allocation: 'allocated', intact: true },
    claimed: accessEvent({
      time: at === undefined ? null : { raw: at, instant: at, offsetMinutes: 0, statedBy: 'column Time' },
      precision: 'second',
      clock: 'clock of the server',
      strength: 'OPENED',
      action: 'mail-access',
      operation: 'MailItemsAccessed',
      object: { kind: 'mailbox', name: 'anna@example.org' },
      source: 'audit log',
      doesNotShow: 'It does not show what was read.',
      ...given,
    }),
  };
}
