import type { CaseMaterial } from '#analysis/index.ts';
import { othersOfChunk } from './chunk-records.ts';
import type { CaseStore } from './case-store.ts';
import { compareEvidence } from './evidence-order.ts';
import { observedChunk } from './observed-chunk.ts';

/**
 * What the case keeps for analysis across records, batch by batch in evidence order; one batch is in memory at a time.
 * @param chunks the batches before this one are read: those that were stored when the analysis began
 * @param onBatch told before each batch, with the number of those before it; what it throws ends the stream
 */
export async function* caseMaterial(store: CaseStore, chunks: number, onBatch: (done: number) => void): AsyncGenerator<CaseMaterial> {
  const { database, columns } = store;
  const items = columns.evidence
    .map((evidenceId, place) => ({ evidenceId, place }))
    .sort((a, b) => compareEvidence(a.evidenceId, b.evidenceId));
  const evidenceOf = columns.evidenceOfChunk();
  let done = 0;
  for (const { evidenceId, place } of items) {
    for (let id = 0; id < chunks; id += 1) {
      if (evidenceOf[id] !== place) continue;
      onBatch(done);
      done += 1;
      const chunk = await database.columns.get(id);
      if (chunk === undefined) throw new Error(`The columns of batch ${String(id)} are missing from the case.`);
      await store.complete(chunk);
      const facts = (await othersOfChunk(database, chunk)).filter((record) => record.kind !== 'message' && record.kind !== 'file');
      yield { evidenceId, facts, ...(await observedChunk(database, id)) };
    }
  }
}
