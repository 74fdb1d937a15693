import type { FactRecord } from '#model/index.ts';
import type { CaseStore } from './case-store.ts';
import { compareEvidence } from './evidence-order.ts';
import { unpackRecords } from './pack.ts';
import type { WireMessage } from './row-block.ts';

/** All messages of the case in evidence order, one by one; a block of them is in memory at a time. */
export async function* allMessages(store: CaseStore): AsyncIterable<WireMessage> {
  const { columns, database } = store;
  const evidenceOf = columns.evidenceOf();
  const items = columns.evidence
    .map((evidenceId, place) => ({ evidenceId, place }))
    .sort((a, b) => compareEvidence(a.evidenceId, b.evidenceId));
  // A block holds messages of one evidence item only.
  const blocks = columns.blocks;
  for (const { place } of items) {
    for (let block = 0; block < blocks; block += 1) {
      if (evidenceOf[columns.slotOfBlock(block)] !== place) continue;
      const row = await database.records.get(block);
      if (row === undefined) throw new Error(`Block ${String(block)} of the messages is missing from the case.`);
      for (const record of unpackRecords(row.packed)) if (record.kind === 'message') yield record;
    }
  }
}

/** The rules and settings of the case in evidence order. They are few beside the messages, so they are held in memory. */
export async function* allFacts(store: CaseStore): AsyncIterable<FactRecord> {
  const facts: FactRecord[] = [];
  await store.database.others.orderBy('id').each(({ packed }) => {
    for (const record of unpackRecords(packed)) if (record.kind === 'rule' || record.kind === 'setting') facts.push(record);
  });
  // Items are read in the order in which the examiner adds them; sorting keeps the order within each.
  yield* facts.sort((one, other) => compareEvidence(one.evidenceId, other.evidenceId));
}
