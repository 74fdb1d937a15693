import { createHash } from 'node:crypto';
import { expect, type Page } from '@playwright/test';
import type { MessageQuery } from '#renderer/case/case-view.ts';
import { ask } from './open-application.ts';

/** Everything that a case shows, as one comparable value: what two cases over the same evidence must have in common. */
export interface CaseDigest {
  readonly messages: number;
  /** SHA-256 over all list rows in evidence order. */
  readonly rows: string;
  /** SHA-256 over every hundredth message whole, with bodies and header block. */
  readonly records: string;
  readonly folders: readonly string[];
  readonly accounts: string;
  readonly findings: readonly string[];
  readonly diagnostics: number;
}

export const everything: MessageQuery = {
  text: '',
  folderKey: null,
  evidenceId: null,
  from: null,
  to: null,
  onlyWithFindings: 'all',
  sort: 'evidence-order',
  direction: 'ascending',
};

/** Reads a case through its window, once the analysis that follows the reading of its evidence has ended too. */
export async function digestOf(page: Page): Promise<CaseDigest> {
  await expect.poll(async () => (await ask(page, 'analysisState')).state, { timeout: 60_000 }).toBe('current');
  const { count } = await ask(page, 'select', 'digest', everything);
  const rows = createHash('sha256');
  const records = createHash('sha256');
  for (let from = 0; from < count; from += 1000) {
    for (const [index, row] of (await ask(page, 'rows', 'digest', from, from + 1000)).entries()) {
      rows.update(JSON.stringify(row));
      if ((from + index) % 100 !== 0) continue;
      const detail = await ask(page, 'message', row.recordId);
      if (detail === null) throw new Error(`the case has no message ${row.recordId}`);
      records.update(
        JSON.stringify({ ...detail, record: { ...detail.record, headerBlock: Buffer.from(detail.record.headerBlock).toString('hex') } }),
      );
    }
  }
  const findings = await ask(page, 'findings', { ruleId: null, offset: 0, limit: 10_000 });
  const diagnostics = await ask(page, 'diagnostics', { evidenceId: null, code: null, effect: null, below: null, offset: 0, limit: 1 });
  return {
    messages: count,
    rows: rows.digest('hex'),
    records: records.digest('hex'),
    folders: (await ask(page, 'folders')).map((node) => `${node.key} ${String(node.messages)} ${String(node.messagesBelow)}`),
    accounts: JSON.stringify(await ask(page, 'accounts', null)),
    findings: findings.items.map(
      (finding) => `${finding.findingId} ${finding.statement} ${finding.annotation.review} ${finding.annotation.note}`,
    ),
    diagnostics: diagnostics.total,
  };
}
