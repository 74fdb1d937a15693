import { hash } from 'node:crypto';
import { formatLocator, type EvidenceId, type EvidenceRecord, type Locator, type RecordDraft, type RecordId } from '#model/index.ts';

/** What identifies the records of an evidence item. */
export interface ItemIdentity {
  readonly evidenceId: EvidenceId;
  readonly acquisitionSha256: string;
}

/**
 * Derives the identifier of a record: the first 32 hexadecimal digits of SHA-256 over the acquisition hash, a line
 * feed and the canonical locator. Two runs over the same evidence therefore cite the same records.
 */
export function recordIdOf(acquisitionSha256: string, locator: Locator): RecordId {
  return hash('sha256', `${acquisitionSha256}\n${formatLocator(locator)}`).slice(0, 32) as RecordId;
}

/** Gives a reader's draft its identifiers. */
export function identified(draft: RecordDraft, item: ItemIdentity): EvidenceRecord {
  return {
    ...draft,
    recordId: recordIdOf(item.acquisitionSha256, draft.locator),
    evidenceId: item.evidenceId,
    parentRecordId: draft.parent === null ? null : recordIdOf(item.acquisitionSha256, draft.parent),
  };
}

/** A short key for the canonical locator of an item, for lists that must stay small. */
export function itemKey(locatorText: string): string {
  return hash('sha256', locatorText).slice(0, 16);
}
