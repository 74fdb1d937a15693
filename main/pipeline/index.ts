/**
 * Room `pipeline`: from an evidence item to numbered batches of records, diagnostics, findings and books.
 *
 * Enters: an evidence item and where it lies. Leaves: batches in evidence order, progress; on demand decoded attachments, the
 * properties of an item, rebuilt messages, bytes.
 * Invariants: what is delivered depends on the evidence alone, not on the number of workers, the speed of the receiver
 * or how often the run was resumed; nothing is dropped silently: for each container expected = records + failed, or a
 * diagnostic says otherwise; a parser that hangs or dies costs the item it was at, never the run.
 */
export { readEvidenceBytes } from './evidence-bytes.ts';
export { defaultWorkers, startIngest, type IngestOptions, type IngestOutcome, type IngestRun } from './ingest.ts';
export { messageFile, type MessageFile, type MessageForm } from './message-file.ts';
export type { PackedBatch } from './delivery.ts';
export { recordsOf } from './packed-batch.ts';
export { packMessage, unpackMessage } from './packed-message.ts';
export { outlookStoresNamed } from './named-stores.ts';
export { readAttachment, readItemProperties, rebuildMessage, type OnDemandAccess } from './on-demand.ts';
export { programComponents, programRules } from './program-components.ts';
export { programIdentity, type ProgramIdentity } from './program-identity.ts';
export { recordIdOf } from './record-identity.ts';
export { ingestWorkerEntry } from './worker-entry.ts';
export { workerPool, type WorkerPool } from './worker-pool.ts';
export type { ReadContent } from './worker-messages.ts';
export type { IngestProgress, ResumeToken, WireRecord } from '#contract/index.ts';
