import type { FactRecord, ForwardingObservation } from '#model/index.ts';
import type { CaseStore } from './case-store.ts';
import { compareEvidence, evidenceRanks } from './evidence-order.ts';
import { observationsOfChunk } from './observed-chunk.ts';
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

/** The forwarding observations in evidence order, one by one; those of a batch are in memory at a time. */
export async function* allObservations(store: CaseStore): AsyncIterable<ForwardingObservation> {
  const { columns, database } = store;
  const ranks = evidenceRanks(columns.evidence);
  const evidenceOf = columns.evidenceOfChunk();
  const chunks = Array.from(evidenceOf.keys()).sort((a, b) => (ranks[evidenceOf[a] ?? 0] ?? 0) - (ranks[evidenceOf[b] ?? 0] ?? 0) || a - b);
  for (const chunk of chunks) yield* await observationsOfChunk(database, chunk);
}

/**
 * The records other than messages and files in evidence order, one by one; those of a batch are in memory at a time.
 * @param only the one kind that is wanted; without it batches of every kind are read
 */
export async function* allFacts(store: CaseStore, only?: FactRecord['kind']): AsyncIterable<FactRecord> {
  const { columns, database } = store;
  const ranks = evidenceRanks(columns.evidence);
  const placeOf = new Map<number, number>();
  for (const kind of only === undefined ? columns.facts.counts.keys() : [only]) {
    if (kind !== 'file') for (const { chunk, place } of columns.facts.batchesOf(kind)) placeOf.set(chunk, place);
  }
  // Items may be read at the same time; within an item batches are in order.
  const chunks = [...placeOf].sort(([a, one], [b, other]) => (ranks[one] ?? 0) - (ranks[other] ?? 0) || a - b);
  for (const [chunk] of chunks) {
    const row = await database.others.get(chunk);
    if (row === undefined) throw new Error(`The records of batch ${String(chunk)} are missing from the case.`);
    for (const record of unpackRecords(row.packed)) if (record.kind !== 'message' && record.kind !== 'file') yield record;
  }
}
