import type { EvidenceRecord } from '#model/index.ts';

/** The key of the mailbox that holds a record. */
export function mailboxOf(record: EvidenceRecord): string {
  const [file] = record.locator;
  return file?.kind === 'file' ? `${record.evidenceId} ${file.at}` : record.evidenceId;
}
