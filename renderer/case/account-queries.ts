import type { EvidenceId } from '#model/index.ts';
import type { CaseStore } from './case-store.ts';
import type { StoredAccount } from './case-view.ts';
import { compareEvidence } from './evidence-order.ts';
import type { AccountRow } from './schema.ts';

/** The accounts of an evidence item, or of all (null), in evidence order. */
export async function accountsOf(store: CaseStore, evidenceId: EvidenceId | null): Promise<readonly StoredAccount[]> {
  const rows: AccountRow[] =
    evidenceId === null
      ? await store.database.accounts.toArray()
      : await store.database.accounts.where(':id').startsWith(`${evidenceId} `).toArray();
  return rows
    .sort((a, b) => compareEvidence(a.evidenceId, b.evidenceId) || a.order - b.order)
    .map(({ evidenceId: exhibit, account }) => ({ evidenceId: exhibit, account }));
}
