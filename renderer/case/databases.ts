import { Dexie } from 'dexie';
import { removeMovedFindings } from './moved-findings.ts';
import type { CaseDatabase, ReviewDatabase } from './schema.ts';

/** Opens the database of the case. Relaxed durability: after a power cut the last batches may have to be read again. */
export async function openCaseDatabase(): Promise<CaseDatabase> {
  const database = new Dexie('case', { chromeTransactionDurability: 'relaxed' });
  database.version(1).stores({
    manifest: 'evidenceId',
    columns: 'id',
    rows: 'id',
    records: 'id',
    texts: 'id',
    findings: 'id',
    diagnostics: 'id',
    others: 'id',
    accounts: 'key',
    folders: 'id',
  });
  // What the new tables lack of a case of version 1 is made from its records when it is needed.
  database.version(2).stores({ observations: 'id', traces: 'id', eventTexts: 'id', caseFindings: 'id', analyses: 'id' });
  // Rules that used the own domains while evidence was read are of the analysis across records since.
  database.version(3).upgrade(removeMovedFindings);
  await database.open();
  return {
    manifest: database.table('manifest'),
    columns: database.table('columns'),
    rows: database.table('rows'),
    records: database.table('records'),
    texts: database.table('texts'),
    findings: database.table('findings'),
    diagnostics: database.table('diagnostics'),
    others: database.table('others'),
    accounts: database.table('accounts'),
    folders: database.table('folders'),
    observations: database.table('observations'),
    traces: database.table('traces'),
    eventTexts: database.table('eventTexts'),
    caseFindings: database.table('caseFindings'),
    analyses: database.table('analyses'),
    commit: (write) => database.transaction('rw', database.tables, write),
    close: () => database.close(),
  };
}

/** Opens the database of the examiner's annotations. Strict durability: what was written is on the disk. */
export async function openReviewDatabase(): Promise<ReviewDatabase> {
  const database = new Dexie('review', { chromeTransactionDurability: 'strict' });
  database.version(1).stores({ annotations: 'findingId' });
  await database.open();
  return { annotations: database.table('annotations'), close: () => database.close() };
}
